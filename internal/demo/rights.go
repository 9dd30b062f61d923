package demo

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/store"
)

// AskRights has users of the world exercise their rights: one removal whose
// month is nearly over, and three others.
func AskRights(ctx context.Context, d *desk.Desk) error {
	by := domain.Actor{Name: "demo", Role: domain.Administrator, Door: "demo"}
	w, err := d.Users(ctx, by, domain.Filter{Terms: []domain.Term{{Field: "state", Value: string(domain.UserActive)}}}, domain.Page{Limit: 400})
	if err != nil {
		return err
	}
	for i, ask := range []struct {
		kind domain.RightsKind
		days int
		text string
	}{
		{domain.RightsRemoval, -27, "Je ne travaille plus dans cette entreprise, supprimez mon compte."},
		{domain.RightsAccess, -12, "Quelles données avez-vous sur moi ?"},
		{domain.RightsRectification, -5, "Mon nom est mal écrit."},
		{domain.RightsRemoval, -1, "Supprimez-moi."},
	} {
		if i*61 >= len(w.Rows) {
			break
		}
		if _, err := d.RegisterRights(ctx, by, desk.RightsForm{Kind: ask.kind, Scope: domain.ScopeUser, SubjectID: w.Rows[i*61].ID, Channel: "mail",
			Details: ask.text, ReceivedOn: d.Today().AddDays(ask.days), Identified: i != 3}); err != nil {
			return err
		}
	}
	return nil
}

// newLinks is how many people ask for a new link today.
const newLinks = 12

// AskLinks has people of the world whose account waits ask for a new link: the
// one of last week's reminder lived seven days.
func AskLinks(ctx context.Context, db *store.DB, d *desk.Desk) error {
	f := domain.Filter{Terms: []domain.Term{{Field: "state", Value: string(domain.UserInvited)}}}
	w, err := db.Users(ctx, f, domain.Page{Limit: newLinks})
	if err != nil {
		return err
	}
	for _, u := range w.Rows {
		if err := d.AskReset(ctx, u.Email); err != nil {
			return err
		}
	}
	return nil
}
