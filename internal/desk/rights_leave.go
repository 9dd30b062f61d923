package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// leave tells the buyers of an establishment, closes its follow-ups and
// deregisters it.
func (d *Desk) leave(ctx context.Context, tx *store.Tx, q domain.RightsRequest, s store.RemovalSubject) error {
	if s.Establishment.ID == 0 {
		return nil
	}
	followUps, err := tx.FollowUpsOf(ctx, s.Establishment.ID)
	if err != nil {
		return err
	}
	periods, err := periodsOf(ctx, tx)
	if err != nil {
		return err
	}
	until := periods.Until(domain.KeepDocuments, d.Today())
	for _, f := range followUps {
		if f.SupplierID != s.Establishment.ID {
			continue
		}
		if err := d.tellOfLeaving(ctx, tx, q, f, until); err != nil {
			return err
		}
	}
	return d.closeAll(ctx, tx, s)
}

// closeAll closes the follow-ups of an establishment and deregisters it.
func (d *Desk) closeAll(ctx context.Context, tx *store.Tx, s store.RemovalSubject) error {
	if s.Establishment.ID == 0 {
		return nil
	}
	followUps, err := tx.FollowUpsOf(ctx, s.Establishment.ID)
	if err != nil {
		return err
	}
	for _, before := range followUps {
		after := before
		if err := after.Close(d.Today()); err != nil {
			return err
		}
		if err := tx.UpdateFollowUp(ctx, before, after); err != nil {
			return err
		}
	}
	after := s.Establishment
	after.State = domain.EstablishmentDeregistered
	return tx.UpdateEstablishment(ctx, s.Establishment, after)
}

// tellOfLeaving tells a buyer that its supplier is gone.
func (d *Desk) tellOfLeaving(ctx context.Context, tx *store.Tx, q domain.RightsRequest, f domain.FollowUp, until domain.Date) error {
	people, err := tx.BuyerPeople(ctx, f)
	if err != nil {
		return err
	}
	for i, to := range people.Reach() {
		facts, err := d.factsOf(ctx, tx, q, to.Language)
		if err != nil {
			return err
		}
		if to.UserID == 0 {
			to.UserID = -f.ID*100 - int64(i) // an address without user still has a key of its own
		}
		if err := d.sendLetter(ctx, tx, q, domain.MailRightsBuyer, to, letter.RightsBuyer(facts, until), ""); err != nil {
			return err
		}
	}
	return nil
}
