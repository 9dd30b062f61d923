package desk

import (
	"context"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

// Replacement is somebody who left, and who comes.
type Replacement struct {
	UserID   int64 // who left
	LeftOn   domain.Date
	Evidence string // needed where an administrator is replaced
	Email    string
	First    string
	Last     string
	Job      string
}

// ReplaceContact puts a successor in the place of somebody who left: their
// role below administrator, and their places as referent and as a buyer's
// contact. Where an administrator left, the successor is nominated, and the
// access of the one who left ends when the nomination takes effect; their
// reminders stop now.
func (d *Desk) ReplaceContact(ctx context.Context, by domain.Actor, r Replacement) (int64, error) {
	var id int64
	err := d.act(ctx, by, domain.ReplaceContact, func(tx *store.Tx) error {
		before, err := tx.User(ctx, r.UserID)
		if err != nil {
			return err
		}
		administrator := before.Role == domain.RoleAdministrator
		if administrator {
			if err := stillMay(ctx, tx, by, domain.NameAdministrator); err != nil {
				return err
			}
		}
		if id, err = d.insertSuccessor(ctx, tx, before.User, r); err != nil {
			return err
		}
		after := before.User
		after.LeftOn, after.ReplacedBy = r.LeftOn, id
		if administrator {
			after.Held, after.HoldReason = true, "replaced"
		} else if err := after.Disable(); err != nil {
			return err
		}
		if err := tx.UpdateUser(ctx, before.User, after); err != nil {
			return err
		}
		if _, err := tx.MoveReferents(ctx, before.ID, id); err != nil {
			return err
		}
		successor, err := tx.User(ctx, id)
		if err != nil {
			return err
		}
		if err := d.enqueueActivation(ctx, tx, successor); err != nil {
			return err
		}
		if administrator {
			return d.nominate(ctx, tx, successor, r.Evidence)
		}
		return tx.EndAccess(ctx, before.ID)
	})
	return id, err
}

func (d *Desk) insertSuccessor(ctx context.Context, tx *store.Tx, left domain.User, r Replacement) (int64, error) {
	if !left.Acts() {
		return 0, domain.Refuse(domain.Conflict, "user_cannot_act")
	}
	successor := domain.User{FirstName: strings.TrimSpace(r.First), LastName: strings.TrimSpace(r.Last), Job: r.Job}
	if err := successor.SetAddress(r.Email); err != nil {
		return 0, err
	}
	if suppressed, err := tx.Suppressed(ctx, d.keys.HashEmail(r.Email)); err != nil || suppressed {
		return 0, firstError(err, domain.Refuse(domain.Conflict, "address_suppressed"))
	}
	successor = domain.SuccessorOf(left, successor)
	id, err := tx.InsertUser(ctx, successor)
	if err != nil {
		return 0, err
	}
	return id, tx.InsertProvenance(ctx, domain.Provenance{UserID: id, Channel: domain.ChannelSupport, Actor: tx.Actor().Name})
}
