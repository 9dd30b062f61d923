package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// Company is what an administrator of an establishment sees of it.
type Company struct {
	Users     []domain.User
	AddedFor  map[int64]string // buyer by follow-up, for those whom one added
	TwoFactor domain.TwoFactor
}

func administers(u domain.UserRow) error {
	if u.Role != domain.RoleAdministrator {
		return domain.Refuse(domain.Forbidden, "company_administrators")
	}
	return nil
}

// Company reads the users of the visitor's establishment, who administers it.
func (d *Desk) Company(ctx context.Context, v Visitor) (Company, error) {
	c := Company{AddedFor: map[int64]string{}}
	if err := administers(v.User); err != nil {
		return c, err
	}
	all, err := d.db.AllUsersOf(ctx, v.User.EstablishmentID)
	if err != nil {
		return c, err
	}
	for _, u := range all {
		if u.State == domain.UserErased || u.HeldContact {
			continue
		}
		c.Users = append(c.Users, u)
		if u.AddedBy == 0 || c.AddedFor[u.AddedFor] != "" {
			continue
		}
		buyer, err := d.db.Establishment(ctx, u.AddedBy)
		if err != nil && domain.KindOf(err) != domain.NotFound {
			return c, err
		}
		c.AddedFor[u.AddedFor] = buyer.DisplayName()
	}
	c.TwoFactor, err = d.db.TwoFactor(ctx, v.User.EstablishmentID)
	return c, err
}

// company is visit for an administrator of an establishment, about one of its
// users; another's is not found.
func (d *Desk) company(ctx context.Context, v Visitor, user int64, fn func(tx *store.Tx, of domain.UserRow) error) error {
	return d.visit(ctx, v, domain.PageCompany, func(tx *store.Tx, me domain.UserRow) error {
		if err := administers(me); err != nil {
			return err
		}
		of, err := tx.User(ctx, user)
		if err != nil {
			return err
		}
		if of.EstablishmentID != me.EstablishmentID || of.State == domain.UserErased || of.HeldContact {
			return domain.Refuse(domain.NotFound, "not_found", "Noun", "user")
		}
		return fn(tx, of)
	})
}

// SetCompanyRights gives a colleague below administrator their role and
// rights.
func (d *Desk) SetCompanyRights(ctx context.Context, v Visitor, user int64, role domain.Role, rights domain.Rights) error {
	return d.company(ctx, v, user, func(tx *store.Tx, of domain.UserRow) error {
		if of.Role == domain.RoleAdministrator {
			return domain.Refuse(domain.Forbidden, "role_by_nomination")
		}
		_, _, err := d.changeUser(ctx, tx, of.ID, func(u *domain.User) error { return u.SetRights(role, rights) })
		return err
	})
}

// AddColleague gives somebody an access to the visitor's establishment; their
// activation mail goes at once.
func (d *Desk) AddColleague(ctx context.Context, v Visitor, n NewUser) (int64, error) {
	var id int64
	err := d.visit(ctx, v, domain.PageCompany, func(tx *store.Tx, me domain.UserRow) (err error) {
		if err := administers(me); err != nil {
			return err
		}
		n.EstablishmentID, n.FollowUpID = me.EstablishmentID, 0
		id, err = d.addUser(ctx, tx, n, domain.SourcePerson)
		return err
	})
	return id, err
}

// DisableColleague ends a colleague's access: their links and sessions end
// with it.
func (d *Desk) DisableColleague(ctx context.Context, v Visitor, user int64) error {
	return d.company(ctx, v, user, func(tx *store.Tx, of domain.UserRow) error {
		if of.ID == v.User.ID {
			return domain.Refuse(domain.Forbidden, "company_oneself")
		}
		return d.disableUser(ctx, tx, of.ID)
	})
}

// EnableColleague gives a disabled colleague their access back.
func (d *Desk) EnableColleague(ctx context.Context, v Visitor, user int64) error {
	return d.company(ctx, v, user, func(tx *store.Tx, of domain.UserRow) error {
		_, _, err := d.changeUser(ctx, tx, of.ID, (*domain.User).Enable)
		return err
	})
}

// RenewColleague sends a colleague a link: to activate, or to set a new
// password.
func (d *Desk) RenewColleague(ctx context.Context, v Visitor, user int64) error {
	return d.company(ctx, v, user, func(tx *store.Tx, of domain.UserRow) error { return d.renewAccess(ctx, tx, of) })
}

// AskTwoFactor asks, for the visitor's establishment, that log-ins need a code
// by mail. The support team switches it on.
func (d *Desk) AskTwoFactor(ctx context.Context, v Visitor) error {
	return d.visit(ctx, v, domain.PageCompany, func(tx *store.Tx, me domain.UserRow) error {
		if err := administers(me); err != nil {
			return err
		}
		before, err := tx.TwoFactor(ctx, me.EstablishmentID)
		if err != nil {
			return err
		}
		after := before
		if err := after.Request(d.Today(), firstOf(me.FullName(), me.Email)); err != nil {
			return err
		}
		return tx.SaveTwoFactor(ctx, before, after)
	})
}
