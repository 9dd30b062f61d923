package desk

import (
	"context"

	"github.com/alexedwards/argon2id"

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
	_, u, err := d.linkOwner(ctx, d.db, domain.LinkReset, token)
	if err != nil {
		return Invitation{}, err
	}
	if u.MayLogIn() != nil {
		return Invitation{}, domain.Refuse(domain.Gone, "link_gone")
	}
	return invitationOf(u), nil
}

// SetPassword sets a new password by a link. Every session of the user and
// every other link of its kind end with it.
func (d *Desk) SetPassword(ctx context.Context, token, password string) error {
	owner, hash, err := d.chosenPassword(ctx, domain.LinkReset, token, password)
	if err != nil {
		return err
	}
	return d.act(ctx, domain.UserActor(owner.ID), domain.PageLogin, func(tx *store.Tx) error {
		l, u, err := d.linkOwner(ctx, tx, domain.LinkReset, token)
		if err != nil {
			return err
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

// chosenPassword is the hash of the password that the owner of a link chose,
// once it keeps the rule.
func (d *Desk) chosenPassword(ctx context.Context, kind domain.LinkKind, token, password string) (owner domain.UserRow, hash string, err error) {
	if _, owner, err = d.linkOwner(ctx, d.db, kind, token); err != nil {
		return owner, "", err
	}
	if err = domain.CheckPassword(password, owner.Email); err != nil {
		return owner, "", err
	}
	hash, err = d.hashPassword(ctx, password)
	return owner, hash, err
}

// hashPassword makes an argon2id hash; it needs 64 MiB, so that only a few
// run at once.
func (d *Desk) hashPassword(ctx context.Context, password string) (string, error) {
	select {
	case d.hashing <- struct{}{}:
		defer func() { <-d.hashing }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	return argon2id.CreateHash(password, &argon2id.Params{Memory: 64 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32})
}
