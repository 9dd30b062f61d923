package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// Moved counts what went to the new site, and what could not because it was
// there already.
type Moved struct {
	To                          int64
	Users, FollowUps, Documents int
	UsersThere, FollowUpsThere  int
}

// MoveEstablishment takes users, follow-ups and documents of an establishment
// to its new identifier, another site of the same SIREN, which is created
// where it does not exist. Who, or whose buyer, is there already stays there,
// and what is left behind ends.
func (d *Desk) MoveEstablishment(ctx context.Context, by domain.Actor, id int64, target domain.Identifier) (Moved, error) {
	var m Moved
	err := d.act(ctx, by, domain.MoveEstablishment, func(tx *store.Tx) error {
		m = Moved{}
		from, err := tx.Establishment(ctx, id)
		if err != nil {
			return err
		}
		if err := from.MoveTo(target); err != nil {
			return err
		}
		if m.To, err = d.site(ctx, tx, from, target); err != nil {
			return err
		}
		if err := d.moveUsers(ctx, tx, from.ID, &m); err != nil {
			return err
		}
		n, err := tx.MoveDocuments(ctx, from.ID, m.To)
		if err != nil {
			return err
		}
		m.Documents = int(n)
		if err := d.moveFollowUps(ctx, tx, from.ID, &m); err != nil {
			return err
		}
		return tx.SetMoved(ctx, from.ID, m.To)
	})
	return m, err
}

// site finds or makes the establishment of the new identifier.
func (d *Desk) site(ctx context.Context, tx *store.Tx, from domain.Establishment, target domain.Identifier) (int64, error) {
	there, err := tx.EstablishmentByIdentifier(ctx, target)
	if domain.KindOf(err) == domain.NotFound {
		there = from
		there.ID, there.IDType, there.IDValue, there.SIREN = 0, target.Type, target.Value, target.SIREN()
		there.PostalCode, there.City, there.NameSource, there.Held, there.HoldReason = "", "", domain.SourceStaff, false, ""
		return tx.InsertEstablishment(ctx, there)
	}
	if err != nil {
		return 0, err
	}
	if err := there.AcceptsFollowUps(); err != nil {
		return 0, err
	}
	after := there
	after.IsSupplier, after.IsBuyer = there.IsSupplier || from.IsSupplier, there.IsBuyer || from.IsBuyer
	if after == there {
		return there.ID, nil
	}
	return there.ID, tx.UpdateEstablishment(ctx, there, after)
}

func (d *Desk) moveUsers(ctx context.Context, tx *store.Tx, from int64, m *Moved) error {
	users, err := tx.AllUsersOf(ctx, from)
	if err != nil {
		return err
	}
	for _, u := range users {
		went, err := tx.MoveUser(ctx, u, m.To)
		if err != nil {
			return err
		}
		if went {
			m.Users++
			continue
		}
		m.UsersThere++
		after := u
		if after.Disable() != nil {
			continue
		}
		if err := tx.UpdateUser(ctx, u, after); err != nil {
			return err
		}
		if err := tx.EndAccess(ctx, u.ID); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) moveFollowUps(ctx context.Context, tx *store.Tx, from int64, m *Moved) error {
	followUps, err := tx.AllSupplierFollowUps(ctx, from)
	if err != nil {
		return err
	}
	var touched []int64
	for _, f := range followUps {
		went, err := tx.MoveFollowUp(ctx, f, m.To)
		if err != nil {
			return err
		}
		if went {
			m.FollowUps++
			touched = append(touched, f.ID)
			continue
		}
		m.FollowUpsThere++
		there, err := tx.FollowUpBetween(ctx, f.BuyerID, m.To)
		if err != nil {
			return err
		}
		if err := tx.MoveContracts(ctx, f.ID, there.ID); err != nil {
			return err
		}
		touched = append(touched, there.ID)
		after := f
		if after.Close(d.Today()) != nil {
			continue
		}
		if err := tx.UpdateFollowUp(ctx, f, after); err != nil {
			return err
		}
	}
	if len(touched) == 0 {
		return nil
	}
	collections, err := tx.Collections(ctx)
	if err != nil {
		return err
	}
	return tx.RefreshFollowUps(ctx, touched, collections, d.Today())
}
