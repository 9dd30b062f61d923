package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// AskReset queues, to the address on file, a link for every account of an
// address: to set a new password, or to activate one that nobody has yet. It
// says nothing of whether the address is known: the door answers everybody
// alike.
func (d *Desk) AskReset(ctx context.Context, email string) error {
	users, err := d.db.UsersByEmail(ctx, domain.EmailKey(email))
	if err != nil {
		return err
	}
	for _, u := range users {
		if err := u.MayOpen(); err != nil {
			continue
		}
		err := d.act(ctx, domain.PageActor("reset"), domain.PageLogin, func(tx *store.Tx) error {
			if u.State == domain.UserInvited && u.MayActivate() == nil {
				return d.enqueueActivation(ctx, tx, u)
			}
			return d.enqueueReset(ctx, tx, u)
		})
		if err != nil && domain.KindOf(err) != domain.Conflict { // just sent
			return err
		}
	}
	return nil
}

// PasswordToSet reads whose password a link sets, without touching it.
func (d *Desk) PasswordToSet(ctx context.Context, token string) (Invitation, error) {
	l, err := d.usableLink(ctx, d.db, domain.LinkReset, token)
	if err != nil {
		return Invitation{}, err
	}
	u, err := d.db.User(ctx, l.SubjectID)
	if err != nil {
		return Invitation{}, gone(err)
	}
	if u.MayLogIn() != nil {
		return Invitation{}, domain.Refuse(domain.Gone, "link_gone")
	}
	return invitationOf(u), nil
}

// SetPassword sets a new password by a link. Every session of the user and
// every other link of its kind end with it.
func (d *Desk) SetPassword(ctx context.Context, token, password string) error {
	l, err := d.usableLink(ctx, d.db, domain.LinkReset, token)
	if err != nil {
		return err
	}
	u, err := d.db.User(ctx, l.SubjectID)
	if err != nil {
		return gone(err)
	}
	if err := domain.CheckPassword(password, u.Email); err != nil {
		return err
	}
	hash, err := d.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return d.act(ctx, domain.UserActor(u.ID), domain.PageLogin, func(tx *store.Tx) error {
		l, err := d.usableLink(ctx, tx, domain.LinkReset, token)
		if err != nil {
			return err
		}
		u, err := tx.User(ctx, l.SubjectID)
		if err != nil {
			return gone(err)
		}
		if u.MayLogIn() != nil {
			return domain.Refuse(domain.Gone, "link_gone")
		}
		if err := tx.UseLink(ctx, l); err != nil {
			return err
		}
		tx.Record("user", u.ID, nil, map[string]any{"password": "set"})
		if err := tx.SetPassword(ctx, u.ID, hash); err != nil {
			return err
		}
		if err := tx.RevokeLinks(ctx, domain.LinkReset, u.ID, l.ID); err != nil {
			return err
		}
		return tx.EndSessions(ctx, u.ID, 0)
	})
}
