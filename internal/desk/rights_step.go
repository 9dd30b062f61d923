package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// step takes a request one step on. version is that of the card somebody
// decided from, 0 for the present one: a stale decision is refused.
func (d *Desk) step(ctx context.Context, by domain.Actor, action domain.Action, id, version int64, take func(*store.Tx, *domain.RightsRequest) error) (domain.RightsRequest, error) {
	var q domain.RightsRequest
	err := d.act(ctx, by, action, func(tx *store.Tx) error {
		before, err := tx.RightsRequest(ctx, id)
		if err != nil {
			return err
		}
		if version != 0 && version != before.Version {
			return domain.Refuse(domain.Conflict, "rights_stale")
		}
		q = before
		if err := take(tx, &q); err != nil {
			return err
		}
		if err := tx.UpdateRightsRequest(ctx, before, q); err != nil {
			return err
		}
		q.Version++
		return d.pause(ctx, tx, q)
	})
	return q, err
}

// letterOf makes the letter of a step, keeps it on the request and queues it.
func (d *Desk) letterOf(ctx context.Context, tx *store.Tx, q *domain.RightsRequest, kind domain.MailKind, make func(letter.RightsFacts) domain.RightsLetter, button string) error {
	f, err := d.factsOf(ctx, tx, *q, q.Language)
	if err != nil {
		return err
	}
	l := make(f)
	if q.Letter, err = keep(l); err != nil {
		return err
	}
	return d.sendLetter(ctx, tx, *q, kind, domain.Addressee{Email: q.Email, Language: q.Language}, l, button)
}

// DoubtRights asks the requester who they are, and says why.
func (d *Desk) DoubtRights(ctx context.Context, by domain.Actor, id, version int64, doubt string) (domain.RightsRequest, error) {
	return d.step(ctx, by, domain.RegisterRights, id, version, func(tx *store.Tx, q *domain.RightsRequest) error {
		if err := q.DoubtIdentity(doubt); err != nil {
			return err
		}
		return d.letterOf(ctx, tx, q, domain.MailRightsDoubt, letter.RightsDoubt, "rights.letter.button")
	})
}

// IdentifyRights records that the staff know who asks, and how.
func (d *Desk) IdentifyRights(ctx context.Context, by domain.Actor, id, version int64, evidence string) (domain.RightsRequest, error) {
	if evidence == "" {
		return domain.RightsRequest{}, domain.Refuse(domain.Invalid, "rights_reason_missing")
	}
	return d.step(ctx, by, domain.RegisterRights, id, version, func(tx *store.Tx, q *domain.RightsRequest) error {
		if err := q.Confirm(tx.Now()); err != nil {
			return err
		}
		q.Doubt = evidence
		adopted, err := d.ofAdministrator(ctx, tx, *q)
		if err == nil && adopted && q.Scope == domain.ScopeEstablishment {
			err = q.Adopt(q.UserID, tx.Now())
		}
		return err
	})
}

// ExplainRights sends the mandatory explanation of a removal. Another user's
// request about an establishment is put to its administrators as well.
func (d *Desk) ExplainRights(ctx context.Context, by domain.Actor, id, version int64) (domain.RightsRequest, error) {
	return d.step(ctx, by, domain.RegisterRights, id, version, func(tx *store.Tx, q *domain.RightsRequest) error {
		if err := q.Explain(tx.Now()); err != nil {
			return err
		}
		if err := d.letterOf(ctx, tx, q, domain.MailRightsExplain, letter.RightsExplanation, "rights.letter.button"); err != nil {
			return err
		}
		if q.Scope != domain.ScopeEstablishment || !q.AdoptedAt.Never() {
			return nil
		}
		return d.askAdministrators(ctx, tx, *q)
	})
}

func (d *Desk) askAdministrators(ctx context.Context, tx *store.Tx, q domain.RightsRequest) error {
	administrators, err := tx.AdministratorsOf(ctx, q.SubjectID)
	if err != nil {
		return err
	}
	for _, to := range domain.Addressees(administrators) {
		f, err := d.factsOf(ctx, tx, q, to.Language)
		if err != nil {
			return err
		}
		if err := d.sendLetter(ctx, tx, q, domain.MailRightsAdopt, to, letter.RightsAdopt(f), "rights.letter.button"); err != nil {
			return err
		}
	}
	return nil
}

// ApproveRights lets a removal be executed.
func (d *Desk) ApproveRights(ctx context.Context, by domain.Actor, id, version int64) (domain.RightsRequest, error) {
	if err := mustBeSomebody(by); err != nil {
		return domain.RightsRequest{}, err
	}
	q, err := d.db.RightsRequest(ctx, id)
	if err != nil {
		return q, err
	}
	return d.step(ctx, by, q.ApprovalAction(), id, version, func(tx *store.Tx, q *domain.RightsRequest) error {
		others, err := tx.OtherAdministrators(ctx, 0)
		if err != nil {
			return err
		}
		return q.Approve(by, others, tx.Now())
	})
}

// ExtendRights gives two more months, and tells the requester why.
func (d *Desk) ExtendRights(ctx context.Context, by domain.Actor, id, version int64, reason string) (domain.RightsRequest, error) {
	return d.step(ctx, by, domain.RegisterRights, id, version, func(tx *store.Tx, q *domain.RightsRequest) error {
		if err := q.Extend(reason, d.Today(), d.calendar.Holidays); err != nil {
			return err
		}
		return d.letterOf(ctx, tx, q, domain.MailRightsExtend, letter.RightsExtension, "")
	})
}

// RefuseRights refuses a request on a ground, with the remedies.
func (d *Desk) RefuseRights(ctx context.Context, by domain.Actor, id, version int64, ground, reason string) (domain.RightsRequest, error) {
	return d.step(ctx, by, domain.RegisterRights, id, version, func(tx *store.Tx, q *domain.RightsRequest) error {
		if err := q.Deny(ground, reason, tx.Now()); err != nil {
			return err
		}
		return d.letterOf(ctx, tx, q, domain.MailRightsRefuse, letter.RightsRefusal, "")
	})
}

// WithdrawRights closes a request that its person took back; what it stopped
// goes on.
func (d *Desk) WithdrawRights(ctx context.Context, by domain.Actor, id, version int64) (domain.RightsRequest, error) {
	return d.step(ctx, by, domain.RegisterRights, id, version, func(tx *store.Tx, q *domain.RightsRequest) error {
		return q.Withdraw(tx.Now())
	})
}

// ReopenRights takes a withdrawn or refused request up again.
func (d *Desk) ReopenRights(ctx context.Context, by domain.Actor, id, version int64) (domain.RightsRequest, error) {
	return d.step(ctx, by, domain.RegisterRights, id, version, func(tx *store.Tx, q *domain.RightsRequest) error {
		if domain.ErasedKey(q.EmailKey) {
			return domain.Refuse(domain.Gone, "rights_erased")
		}
		return q.Reopen()
	})
}
