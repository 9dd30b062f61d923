package desk

import (
	"context"

	"github.com/alexedwards/argon2id"

	"vigie/internal/domain"
	"vigie/store"
)

// Invitation is what the activation page shows.
type Invitation struct {
	Name          string
	Email         string // masked
	Establishment string
	Identifier    string
	Language      domain.Language
}

// Invitation reads the invitation that a link opens, without touching it.
func (d *Desk) Invitation(ctx context.Context, token string) (Invitation, error) {
	l, err := d.usableLink(ctx, d.db, domain.LinkActivation, token)
	if err != nil {
		return Invitation{}, err
	}
	u, err := d.db.User(ctx, l.SubjectID)
	if err != nil {
		return Invitation{}, gone(err)
	}
	if err := u.MayOpen(); err != nil || u.State != domain.UserInvited {
		return Invitation{}, domain.Refuse(domain.Gone, "link_gone")
	}
	return invitationOf(u), nil
}

func invitationOf(u domain.UserRow) Invitation {
	return Invitation{Name: u.FullName(), Email: domain.Mask(u.Email), Establishment: u.EstablishmentName, Identifier: u.EstablishmentValue, Language: u.Language}
}

// Activate opens an account with the password that the person chose. The link
// and every other of its kind to the person are spent.
func (d *Desk) Activate(ctx context.Context, token, password string) error {
	l, err := d.usableLink(ctx, d.db, domain.LinkActivation, token)
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
	return d.act(ctx, domain.PageActor("activation"), domain.PageActivate, func(tx *store.Tx) error {
		l, err := d.usableLink(ctx, tx, domain.LinkActivation, token)
		if err != nil {
			return err
		}
		before, err := tx.User(ctx, l.SubjectID)
		if err != nil {
			return gone(err)
		}
		if err := before.MayOpen(); err != nil {
			return err
		}
		after := before.User
		if err := after.Activate(tx.Now()); err != nil {
			return err
		}
		if err := tx.UpdateUser(ctx, before.User, after); err != nil {
			return err
		}
		if err := tx.SetPassword(ctx, after.ID, hash); err != nil {
			return err
		}
		if err := tx.UseLink(ctx, l); err != nil {
			return err
		}
		return tx.RevokeLinks(ctx, domain.LinkActivation, after.ID, l.ID)
	})
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
