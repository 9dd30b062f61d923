package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// carryOut does what a request asks for, where that is no removal.
func (d *Desk) carryOut(ctx context.Context, tx *store.Tx, q *domain.RightsRequest, by domain.Actor, outcome string) error {
	switch q.Kind {
	case domain.RightsObjection, domain.RightsRestriction:
		if err := d.stopFor(ctx, tx, *q); err != nil {
			return err
		}
	case domain.RightsAccess:
		tx.Record("rights_request", q.ID, nil, map[string]bool{"revealed": true})
	}
	if err := q.Execute(by, outcome, tx.Now()); err != nil {
		return err
	}
	make := letter.RightsOutcome
	if q.Kind == domain.RightsAccess {
		access, err := d.accessOf(ctx, tx, *q)
		if err != nil {
			return err
		}
		make = func(f letter.RightsFacts) domain.RightsLetter {
			l := letter.RightsOutcome(f)
			l.Lists = letter.AccessLists(access, f.Language)
			return l
		}
	}
	kept := *q
	if err := d.letterOf(ctx, tx, &kept, domain.MailRightsDone, make, ""); err != nil {
		return err
	}
	if q.Kind != domain.RightsAccess { // what was given is not kept twice
		q.Letter = kept.Letter
	}
	return nil
}

// stopFor stops every mail of the product to a subject, for good: reminders of
// a user are held, a customer's answers fall to refused.
func (d *Desk) stopFor(ctx context.Context, tx *store.Tx, q domain.RightsRequest) error {
	s, err := tx.RemovalSubject(ctx, q)
	if err != nil {
		return err
	}
	for _, before := range s.Users {
		after := before
		after.Held, after.HoldReason, after.RequestPending = true, "rights_request", false
		if err := tx.UpdateUser(ctx, before, after); err != nil {
			return err
		}
	}
	for _, before := range s.Customers {
		after := before
		var rows []domain.LedgerRow
		for _, ch := range domain.ConsentChannels() {
			after.SetAccepts(ch, false)
			rows = append(rows, domain.LedgerRow{CustomerID: before.ID, Channel: ch, Target: before.Target(ch), Controller: d.controller,
				Means: domain.MeansStaff, StaffID: tx.Actor().StaffID, Evidence: "D-" + decimal(q.ID), At: tx.Now()})
		}
		after.RefusedEmail = true
		if err := tx.UpdateCustomer(ctx, before, after); err != nil {
			return err
		}
		if err := d.appendLedger(ctx, tx, rows); err != nil {
			return err
		}
	}
	return nil
}

// appendLedger adds answers to the ledger, each with the keyed hash that is
// left of its target when the customer is erased.
func (d *Desk) appendLedger(ctx context.Context, tx *store.Tx, rows []domain.LedgerRow) error {
	for i := range rows {
		if rows[i].Controller == "" {
			rows[i].Controller = d.controller
		}
		if rows[i].Target != "" {
			rows[i].TargetHash = d.targetHash(rows[i].Target)
		}
	}
	return tx.AppendLedger(ctx, rows)
}

func (d *Desk) targetHash(target string) string {
	return d.keys.Hash("target", domain.EmailKey(target))
}
