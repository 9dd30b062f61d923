package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// cardRows bounds what one tab of a card loads.
const cardRows = 200

// Role narrows a list of establishments: any, buyers or suppliers.
type Role = store.EstablishmentRole

// The roles of the three lists.
const (
	AnyRole       = store.AnyRole
	BuyersOnly    = store.BuyersOnly
	SuppliersOnly = store.SuppliersOnly
)

// EstablishmentFields are the fields of the filter of establishments.
func EstablishmentFields() []string { return store.EstablishmentFields() }

// Establishments lists establishments of a role.
func (d *Desk) Establishments(ctx context.Context, by domain.Actor, role Role, f domain.Filter, p domain.Page) (domain.Window[domain.Establishment], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.Establishment]{}, err
	}
	return d.db.Establishments(ctx, role, f, p)
}

// CountEstablishments counts what a filter finds, up to a cap.
func (d *Desk) CountEstablishments(ctx context.Context, by domain.Actor, role Role, f domain.Filter) (domain.Count, error) {
	if err := d.read(by); err != nil {
		return domain.Count{}, err
	}
	return d.db.CountEstablishments(ctx, role, f)
}

// EstablishmentCard is an establishment with what its card's first tab shows.
type EstablishmentCard struct {
	Establishment domain.Establishment
	Group         domain.Group
	AsSupplier    []domain.FollowUpRow // who follows it
	AsBuyer       domain.Count         // how many it follows
	Users         []domain.User
	Siblings      []domain.Establishment
	TwoFactor     domain.TwoFactor
	Silence       domain.Silence // as a supplier; zero when no step was taken
}

// Establishment reads the card of an establishment.
func (d *Desk) Establishment(ctx context.Context, by domain.Actor, id int64) (EstablishmentCard, error) {
	var c EstablishmentCard
	err := d.read(by)
	if err != nil {
		return c, err
	}
	if c.Establishment, err = d.db.Establishment(ctx, id); err != nil {
		return c, err
	}
	e := c.Establishment
	if e.GroupID != 0 {
		if c.Group, err = d.db.Group(ctx, e.GroupID); err != nil {
			return c, err
		}
	}
	if c.AsSupplier, err = d.db.SupplierFollowUps(ctx, id, cardRows); err != nil {
		return c, err
	}
	if e.IsBuyer {
		if c.AsBuyer, err = d.db.CountFollowUps(ctx, domain.Filter{Terms: []domain.Term{{Field: "buyer", Value: e.IDValue}}}); err != nil {
			return c, err
		}
	}
	if c.TwoFactor, err = d.db.TwoFactor(ctx, id); err != nil {
		return c, err
	}
	if c.Silence, err = d.db.Silence(ctx, id); err != nil {
		return c, err
	}
	users, err := d.db.UsersOf(ctx, id, cardRows)
	if err != nil {
		return c, err
	}
	for _, u := range users {
		c.Users = append(c.Users, u.Masked(by.Role))
	}
	siblings, err := d.db.Siblings(ctx, e.SIREN, cardRows)
	for _, s := range siblings {
		if s.ID != id {
			c.Siblings = append(c.Siblings, s)
		}
	}
	return c, err
}

// Origins reads who set the follow-ups of a supplier up, and who gave its
// users' contacts.
func (d *Desk) Origins(ctx context.Context, by domain.Actor, c EstablishmentCard) ([]domain.ProvenanceRow, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	var out []domain.ProvenanceRow
	for _, f := range c.AsSupplier {
		ps, err := d.db.FollowUpProvenance(ctx, f.ID, cardRows)
		if err != nil {
			return nil, err
		}
		out = append(out, ps...)
		if len(out) >= cardRows {
			break
		}
	}
	return out, nil
}

// RequiredDocuments assesses today what each follow-up of a supplier asks for.
func (d *Desk) RequiredDocuments(ctx context.Context, by domain.Actor, followUps []domain.FollowUpRow) ([]domain.Assessment, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	collections, err := d.db.Collections(ctx)
	if err != nil {
		return nil, err
	}
	fs := make([]domain.FollowUp, len(followUps))
	for i, f := range followUps {
		fs[i] = f.FollowUp
	}
	return d.db.Assess(ctx, fs, collections, d.Today())
}

// GroupMembers reads the establishments of a group.
func (d *Desk) GroupMembers(ctx context.Context, by domain.Actor, group int64) ([]domain.Establishment, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	return d.db.GroupMembers(ctx, group, cardRows)
}

// History reads the audit of one subject, newest first.
func (d *Desk) History(ctx context.Context, by domain.Actor, subject string, id int64) ([]domain.AuditRow, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return nil, err
	}
	w, err := d.db.AuditRows(ctx, domain.Filter{Terms: []domain.Term{{Field: "subject", Value: subject}, {Field: "id", Value: decimal(id)}}},
		domain.Page{Desc: true, Limit: cardRows})
	return w.Rows, err
}
