package store

import (
	"context"

	"vigie/internal/domain"
)

// ReferentFor reads the follow-ups for which a user is a referent.
func (r reader) ReferentFor(ctx context.Context, user int64) (map[int64]bool, error) {
	var ids []int64
	if err := r.all(ctx, &ids, `SELECT follow_up_id FROM referents WHERE user_id = ? ORDER BY follow_up_id`, user); err != nil {
		return nil, err
	}
	of := make(map[int64]bool, len(ids))
	for _, id := range ids {
		of[id] = true
	}
	return of, nil
}

// Referents reads, for several follow-ups, the users whose details the buyer
// sees.
func (r reader) Referents(ctx context.Context, followUps []int64) (map[int64][]domain.User, error) {
	var rows []struct {
		FollowUpID int64 `db:"follow_up_id"`
		domain.User
	}
	err := r.all(ctx, &rows, `SELECT referents.follow_up_id, `+userColumns+` FROM referents JOIN users ON users.id = referents.user_id
		WHERE `+r.dialect.in("referents.follow_up_id")+` ORDER BY referents.follow_up_id, users.id`, r.list(followUps))
	of := map[int64][]domain.User{}
	for _, row := range rows {
		of[row.FollowUpID] = append(of[row.FollowUpID], row.User)
	}
	return of, err
}

// BuyerGroups reads the names of the groups that buyers belong to; one that
// belongs to none is absent.
func (r reader) BuyerGroups(ctx context.Context, buyers []int64) (map[int64]string, error) {
	var rows []struct {
		ID   int64
		Name string
	}
	err := r.all(ctx, &rows, `SELECT establishments.id, company_groups.name FROM establishments
		JOIN company_groups ON company_groups.id = establishments.group_id WHERE `+r.dialect.in("establishments.id")+` ORDER BY establishments.id`,
		r.list(buyers))
	of := make(map[int64]string, len(rows))
	for _, row := range rows {
		of[row.ID] = row.Name
	}
	return of, err
}

// AddReferent makes a user a referent of a follow-up: the buyer sees their
// details.
func (tx *Tx) AddReferent(ctx context.Context, followUp, user int64) error {
	if err := tx.exec(ctx, `INSERT INTO referents (follow_up_id, user_id) VALUES (?, ?) ON CONFLICT (follow_up_id, user_id) DO NOTHING`, followUp, user); err != nil {
		return err
	}
	tx.Record("follow_up", followUp, nil, map[string]int64{"referent": user})
	return nil
}

// AddBuyerContact makes a buyer's user answer for a follow-up.
func (tx *Tx) AddBuyerContact(ctx context.Context, followUp, user int64) error {
	if err := tx.exec(ctx, `INSERT INTO buyer_contacts (follow_up_id, user_id) VALUES (?, ?) ON CONFLICT (follow_up_id, user_id) DO NOTHING`, followUp, user); err != nil {
		return err
	}
	tx.Record("follow_up", followUp, nil, map[string]int64{"buyer_contact": user})
	return nil
}

// Outcome decides for one user what the next cycle does, as the walk would.
func (r reader) Outcome(ctx context.Context, u domain.UserRow, q RecapQuery) (domain.Outcome, error) {
	var f recapFacts
	if err := r.recapRelations(ctx, &f, []int64{u.EstablishmentID}, q.Day); err != nil {
		return "", err
	}
	return domain.Remind(q.Kind, domain.Person{User: u.User, Establishment: u.EstablishmentState, Suppressed: q.Suppressed}, f.relations[u.EstablishmentID], q.Day, q.CycleHeld), nil
}
