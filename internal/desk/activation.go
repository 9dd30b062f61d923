package desk

import (
	"context"

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
	_, u, err := d.linkOwner(ctx, d.db, domain.LinkActivation, token)
	if err != nil {
		return Invitation{}, err
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
	_, hash, err := d.chosenPassword(ctx, domain.LinkActivation, token, password)
	if err != nil {
		return err
	}
	return d.act(ctx, domain.PageActor("activation"), domain.PageActivate, func(tx *store.Tx) error {
		l, before, err := d.linkOwner(ctx, tx, domain.LinkActivation, token)
		if err != nil {
			return err
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
