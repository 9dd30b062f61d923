package store

import (
	"context"
	"maps"
	"slices"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

// recapFacts is everything that some reminders of one day rest on, read by one
// statement a kind of fact.
type recapFacts struct {
	users          map[string][]domain.UserRow    // by key of their address
	colleagues     map[int64][]domain.User        // by establishment
	establishments map[int64]domain.Establishment // suppliers and buyers
	groups         map[int64]string               // names
	relations      map[int64][]domain.Relation    // by supplier
	assessments    map[int64][]domain.Assessment  // of the relations, in their order
	contracts      map[int64][]domain.Contract    // by follow-up
	origins        map[int64]domain.Origin        // by user
}

// shownColleagues bounds the users of an establishment that a reminder knows.
const shownColleagues = 50

func (r reader) recapFacts(ctx context.Context, qs []RecapQuery) (*recapFacts, error) {
	f := &recapFacts{}
	users, suppliers, err := r.recapUsers(ctx, f, qs)
	if err != nil || len(users) == 0 {
		return f, err
	}
	if err := r.recapRelations(ctx, f, suppliers, qs[0].Day); err != nil {
		return f, err
	}
	if err := r.recapColleagues(ctx, f, suppliers); err != nil {
		return f, err
	}
	return f, r.recapOrigins(ctx, f, users)
}

// recapUsers reads everybody with the addresses, and where they are.
func (r reader) recapUsers(ctx context.Context, f *recapFacts, qs []RecapQuery) (users, suppliers []int64, err error) {
	keys := make([]string, 0, len(qs))
	for _, q := range qs {
		keys = append(keys, q.EmailKey)
	}
	var rows []domain.UserRow
	if err := r.all(ctx, &rows, `SELECT users.first_name, users.last_name, users.rights, users.created_at, `+userFactColumns+` FROM `+userRowFrom+`
		WHERE `+r.dialect.in("users.email_key")+` AND users.email_key <> '' ORDER BY users.id`, r.list(keys)); err != nil {
		return nil, nil, err
	}
	f.users = make(map[string][]domain.UserRow, len(rows))
	seen := make(map[int64]bool, len(rows))
	for _, u := range rows {
		users = append(users, u.ID)
		f.users[u.EmailKey] = append(f.users[u.EmailKey], u)
		if !seen[u.EstablishmentID] {
			seen[u.EstablishmentID] = true
			suppliers = append(suppliers, u.EstablishmentID)
		}
	}
	return users, suppliers, nil
}

// recapRelations reads who follows some suppliers, and what each relation asks
// for on the day.
func (r reader) recapRelations(ctx context.Context, f *recapFacts, suppliers []int64, day domain.Date) error {
	var fs []domain.FollowUp
	if err := r.all(ctx, &fs, `SELECT `+followUpColumns+` FROM follow_ups WHERE `+r.dialect.in("supplier_id")+` ORDER BY supplier_id, buyer_id`,
		r.list(suppliers)); err != nil {
		return err
	}
	buyers := map[int64]bool{}
	for _, one := range fs {
		buyers[one.BuyerID] = true
	}
	es, err := r.EstablishmentsByID(ctx, slices.AppendSeq(slices.Clone(suppliers), maps.Keys(buyers)))
	if err != nil {
		return err
	}
	f.establishments = make(map[int64]domain.Establishment, len(es))
	var groups []int64
	for _, e := range es {
		f.establishments[e.ID] = e
		if e.GroupID != 0 && buyers[e.ID] {
			groups = append(groups, e.GroupID)
		}
	}
	if f.groups, err = r.groupNames(ctx, groups); err != nil {
		return err
	}
	return r.recapAssess(ctx, f, fs, suppliers, day)
}

func (r reader) groupNames(ctx context.Context, ids []int64) (map[int64]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var gs []domain.Group
	if err := r.all(ctx, &gs, `SELECT id, name FROM company_groups WHERE `+r.dialect.in("id"), r.list(ids)); err != nil {
		return nil, err
	}
	names := make(map[int64]string, len(gs))
	for _, g := range gs {
		names[g.ID] = g.Name
	}
	return names, nil
}

func (r reader) recapAssess(ctx context.Context, f *recapFacts, fs []domain.FollowUp, suppliers []int64, day domain.Date) error {
	if len(fs) == 0 {
		return nil
	}
	ids := make([]int64, len(fs))
	for i, one := range fs {
		ids[i] = one.ID
	}
	contracts, err := r.Contracts(ctx, ids)
	if err != nil {
		return err
	}
	f.contracts = map[int64][]domain.Contract{}
	for _, c := range contracts {
		f.contracts[c.FollowUpID] = append(f.contracts[c.FollowUpID], c)
	}
	collections, err := r.collectionsOnce(ctx)
	if err != nil {
		return err
	}
	as, err := r.assess(ctx, fs, suppliers, caseFacts{collections, f.contracts, f.establishments}, day)
	if err != nil {
		return err
	}
	f.relations, f.assessments = make(map[int64][]domain.Relation, len(suppliers)), make(map[int64][]domain.Assessment, len(suppliers))
	for i, one := range fs {
		one.Apply(as[i], day)
		f.relations[one.SupplierID] = append(f.relations[one.SupplierID], domain.Relation{FollowUp: one, BuyerHeld: f.establishments[one.BuyerID].Held})
		f.assessments[one.SupplierID] = append(f.assessments[one.SupplierID], as[i])
	}
	return nil
}

// recapColleagues reads the first users of the establishments.
func (r reader) recapColleagues(ctx context.Context, f *recapFacts, establishments []int64) error {
	f.colleagues = make(map[int64][]domain.User, len(establishments))
	return r.each(ctx, func(rows *sqlx.Rows) error {
		var u domain.User
		if err := rows.Scan(&u.ID, &u.EstablishmentID, &u.Email, &u.EmailKey, &u.Role, &u.State, &u.Rights, &u.AddedFor, &u.HeldContact, &u.Held, &u.Bounced, &u.RequestPending); err != nil {
			return err
		}
		if known := f.colleagues[u.EstablishmentID]; len(known) < shownColleagues {
			f.colleagues[u.EstablishmentID] = append(known, u)
		}
		return nil
	}, `SELECT id, establishment_id, email, email_key, role, state, rights, added_for, held_contact, held, bounced, request_pending
		FROM users WHERE `+r.dialect.in("establishment_id")+` ORDER BY establishment_id, id`, r.list(establishments))
}

// recapOrigins reads who gave each user's address first.
func (r reader) recapOrigins(ctx context.Context, f *recapFacts, users []int64) error {
	var ps []domain.ProvenanceRow
	if err := r.all(ctx, &ps, `SELECT `+provenanceRowColumns+` FROM `+provenanceRowFrom+` WHERE provenances.id IN
		(SELECT MIN(first.id) FROM provenances AS first WHERE `+r.dialect.in("first.user_id")+` AND first.user_id <> 0 GROUP BY first.user_id)`, r.list(users)); err != nil {
		return err
	}
	f.origins = make(map[int64]domain.Origin, len(ps))
	for _, p := range ps {
		name := p.BuyerName
		if name == "" {
			name = p.BuyerValue
		}
		f.origins[p.UserID] = domain.Origin{Buyer: name, Channel: p.Channel, At: p.At, FileName: p.FileName, BatchID: p.BatchID, Line: p.Line}
	}
	return nil
}

// origin says who gave the address of a user.
func (f *recapFacts) origin(u domain.UserRow) domain.Origin {
	if o, known := f.origins[u.ID]; known {
		return o
	}
	return domain.Origin{At: u.CreatedAt}
}
