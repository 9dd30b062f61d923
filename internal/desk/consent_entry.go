package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// EnterConsent records on a customer's behalf what they told the staff, with
// what proves it.
func (d *Desk) EnterConsent(ctx context.Context, by domain.Actor, customer int64, answers map[domain.ConsentChannel]bool, evidence domain.Evidence) error {
	return d.act(ctx, by, domain.EnterConsent, func(tx *store.Tx) error {
		before, err := tx.Customer(ctx, customer)
		if err != nil {
			return err
		}
		pending, err := tx.CustomerPaused(ctx, customer)
		if err != nil {
			return err
		}
		after := before
		rows, err := after.Enter(domain.EntryFacts{Answers: answers, Evidence: evidence, Pending: pending, Staff: by.StaffID, Today: d.Today(), Now: tx.Now()})
		if err != nil {
			return err
		}
		if err := tx.UpdateCustomer(ctx, before, after); err != nil {
			return err
		}
		return d.appendLedger(ctx, tx, rows)
	})
}

// WithdrawConsent takes back at once what a customer accepted, for some
// channels or, with none named, for all four.
func (d *Desk) WithdrawConsent(ctx context.Context, by domain.Actor, customer int64, channels []domain.ConsentChannel, note string) error {
	if len(channels) == 0 {
		channels = domain.ConsentChannels()
	}
	answers := map[domain.ConsentChannel]bool{}
	for _, ch := range channels {
		answers[ch] = false
	}
	return d.EnterConsent(ctx, by, customer, answers, domain.Evidence{On: d.Today(), Note: note})
}

// consentBounced fails the request whose mail came back. When the server had
// accepted the mail, that had reset the answers and superseded the request
// before: both come back.
func (d *Desk) consentBounced(ctx context.Context, tx *store.Tx, m domain.Mail) error {
	before, err := tx.ConsentRequest(ctx, m.SubjectID)
	if err != nil {
		return err
	}
	after := before
	if !after.Bounced() {
		return nil
	}
	customer, changed, err := d.endRequest(ctx, tx, before, after)
	if err != nil || changed.ID == 0 {
		return err
	}
	ledger, err := tx.SealedLedger(ctx, customer.ID)
	if err != nil {
		return err
	}
	rows := make([]domain.LedgerRow, len(ledger))
	for i := range ledger {
		rows[i] = ledger[i].LedgerRow
	}
	back := changed.Restore(rows, before.ID, tx.Now())
	if err := d.reviveBefore(ctx, tx, before, &changed); err != nil {
		return err
	}
	if err := d.appendLedger(ctx, tx, back); err != nil {
		return err
	}
	return tx.UpdateCustomer(ctx, customer, changed)
}

// reviveBefore puts the request in force again that a failed one replaced, so
// that its link opens as it did; that one then is the customer's current.
func (d *Desk) reviveBefore(ctx context.Context, tx *store.Tx, failed domain.ConsentRequest, c *domain.Customer) error {
	requests, err := tx.ConsentRequests(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, old := range requests {
		if old.ID >= failed.ID || old.State != domain.RequestSuperseded {
			continue
		}
		revived := old
		revived.Revive(tx.Now())
		if revived.State != domain.RequestAnswered && revived.State != domain.RequestSent && revived.State != domain.RequestExpired {
			continue
		}
		if revived.State == domain.RequestAnswered {
			c.RequestID, c.RequestState = revived.ID, revived.State
		}
		return tx.UpdateConsentRequest(ctx, old, revived)
	}
	return nil
}

// checkLedger verifies the chain of the ledger and the answers made from it.
func (d *Desk) checkLedger(ctx context.Context, out []Problem) ([]Problem, error) {
	_, broken, err := d.db.VerifyLedger(ctx)
	if err != nil {
		return out, err
	}
	if broken != 0 {
		out = append(out, Problem{Check: "ledger_chain", N: 1, First: broken})
	}
	n, first, err := d.db.DifferingAnswers(ctx)
	if err != nil {
		return out, err
	}
	if n > 0 {
		out = append(out, Problem{Check: "ledger_state", N: n, First: first})
	}
	n, first, err = d.db.UnprovedTexts(ctx)
	if n > 0 {
		out = append(out, Problem{Check: "ledger_text", N: n, First: first})
	}
	return out, err
}
