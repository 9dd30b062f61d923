package desk

import (
	"context"

	"vigie/internal/domain"
)

// HoldRow is a hold with the name of what it keeps back.
type HoldRow struct {
	domain.MailHold
	Name string // the buyer's, or the person's, masked
}

// MailHolds reads who holds which mails back, since when and why: those that
// stand first, then the last that were lifted.
func (d *Desk) MailHolds(ctx context.Context, by domain.Actor) ([]HoldRow, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	hs, err := d.db.MailHolds(ctx, registerRows)
	if err != nil {
		return nil, err
	}
	out := make([]HoldRow, len(hs))
	for i, h := range hs {
		out[i].MailHold = h
		switch h.Scope {
		case domain.HoldBuyer:
			e, err := d.db.Establishment(ctx, h.SubjectID)
			if err != nil {
				return nil, err
			}
			out[i].Name = e.DisplayName()
		case domain.HoldPerson:
			u, err := d.db.User(ctx, h.SubjectID)
			if err != nil {
				return nil, err
			}
			out[i].Name = domain.Mask(u.Email)
		}
	}
	return out, nil
}

// Release lifts a hold, whatever it keeps back, for the reason given.
func (d *Desk) Release(ctx context.Context, by domain.Actor, h domain.MailHold, reason string) error {
	if err := domain.WhyReleased(reason); err != nil {
		return err
	}
	switch h.Scope {
	case domain.HoldEverything:
		return d.ReleaseMails(ctx, by, reason)
	case domain.HoldWeek:
		return d.ReleaseCycle(ctx, by, h.Week, reason)
	case domain.HoldBuyer:
		return d.HoldBuyer(ctx, by, h.SubjectID, false, reason)
	case domain.HoldPerson:
		return d.HoldUser(ctx, by, h.SubjectID, false, reason)
	}
	return domain.Refuse(domain.Invalid, "field_unknown", "Field", "scope")
}

// whyHold wants the reason of a hold, or of its end.
func whyHold(held bool, reason string) error {
	if held {
		return domain.WhyHeld(reason)
	}
	return domain.WhyReleased(reason)
}

// HoldTargets finds the buyer, or every account of the person, that a verb
// names by SIRET or by address.
func (d *Desk) HoldTargets(ctx context.Context, by domain.Actor, scope domain.HoldScope, name string) ([]int64, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	if scope == domain.HoldBuyer {
		identifier, _, err := domain.ParseIdentifier("", name)
		if err != nil {
			return nil, err
		}
		e, err := d.db.EstablishmentByIdentifier(ctx, identifier)
		if err == nil && !e.IsBuyer {
			err = domain.Refuse(domain.Conflict, "not_a_buyer")
		}
		return []int64{e.ID}, err
	}
	users, err := d.db.UsersByEmail(ctx, domain.EmailKey(name))
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, u := range users {
		if u.State != domain.UserErased {
			ids = append(ids, u.ID)
		}
	}
	if len(ids) == 0 {
		return nil, domain.Refuse(domain.NotFound, "not_found", "Noun", "user")
	}
	return ids, nil
}
