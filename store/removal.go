package store

import (
	"context"

	"vigie/internal/domain"
)

// RemovalSubject is whom a removal is about: records, and the addresses that
// are theirs alone.
type RemovalSubject struct {
	Establishment  domain.Establishment // the zero one for a person
	Users          []domain.User
	Customers      []domain.Customer
	Addresses      []string // e-mail keys
	Elsewhere      int      // accounts and records of the same addresses that stay
	Establishments []int64  // that the users belong to
}

// RemovalSubject reads whom a request is about. A person's removal covers
// every account of their address; an establishment's leaves the accounts that
// its people have elsewhere.
func (r reader) RemovalSubject(ctx context.Context, q domain.RightsRequest) (RemovalSubject, error) {
	var s RemovalSubject
	var err error
	switch q.Scope {
	case domain.ScopeEstablishment:
		if s.Establishment, err = r.Establishment(ctx, q.SubjectID); err != nil {
			return s, err
		}
		s.Establishments = []int64{q.SubjectID}
		err = r.all(ctx, &s.Users, `SELECT `+userColumns+` FROM users WHERE establishment_id = ? AND state <> 'erased' ORDER BY id`, q.SubjectID)
	case domain.ScopeUser:
		u, failed := r.User(ctx, q.SubjectID)
		if failed != nil {
			return s, failed
		}
		err = r.accountsOf(ctx, &s, u.EmailKey, u.User)
	case domain.ScopeCustomer:
		c, failed := r.Customer(ctx, q.SubjectID)
		if failed != nil {
			return s, failed
		}
		s.Customers = []domain.Customer{c}
	case domain.ScopeAddress:
		err = r.accountsOf(ctx, &s, q.EmailKey, domain.User{})
	}
	if err != nil {
		return s, err
	}
	return s, r.addressesOf(ctx, &s, q)
}

func (r reader) accountsOf(ctx context.Context, s *RemovalSubject, emailKey string, alone domain.User) error {
	if emailKey == "" {
		if s.Users = []domain.User{alone}; alone.State == domain.UserErased {
			s.Users = nil
		}
	} else if err := r.all(ctx, &s.Users, `SELECT `+userColumns+` FROM users WHERE email_key = ? AND email_key <> '' ORDER BY id`, emailKey); err != nil {
		return err
	}
	for _, u := range s.Users {
		s.Establishments = append(s.Establishments, u.EstablishmentID)
	}
	return nil
}

// addressesOf tells the addresses that nobody else needs: those of accounts
// and customers that stay are not theirs alone.
func (r reader) addressesOf(ctx context.Context, s *RemovalSubject, q domain.RightsRequest) error {
	keys := map[string]bool{}
	var ordered []string
	add := func(key string) {
		if key != "" && !keys[key] {
			keys[key] = true
			ordered = append(ordered, key)
		}
	}
	for _, u := range s.Users {
		add(u.EmailKey)
	}
	for _, c := range s.Customers {
		add(c.EmailKey)
	}
	if q.Scope == domain.ScopeAddress {
		add(q.EmailKey)
	}
	for _, key := range ordered {
		elsewhere, err := r.number(ctx, `SELECT COUNT(*) FROM users WHERE email_key = ? AND email_key <> '' AND state <> 'erased' AND establishment_id <> ?`,
			key, s.Establishment.ID)
		if err != nil {
			return err
		}
		if q.Scope == domain.ScopeUser || q.Scope == domain.ScopeAddress {
			elsewhere = 0 // they all go
		}
		customers, err := r.number(ctx, `SELECT COUNT(*) FROM customers WHERE email_key = ? AND email_key <> ''`, key)
		if err != nil {
			return err
		}
		if q.Scope == domain.ScopeCustomer {
			customers--
		}
		s.Elsewhere += int(elsewhere + customers)
		if elsewhere == 0 && (customers <= 0 || q.Scope != domain.ScopeEstablishment && q.Scope != domain.ScopeCustomer) {
			s.Addresses = append(s.Addresses, key)
		}
	}
	return nil
}

// Neighbours are the addresses of those who may have been told of a subject by
// name: colleagues, and the people of its buyers.
func (r reader) Neighbours(ctx context.Context, s RemovalSubject) ([]string, error) {
	var keys []string
	in := r.list(s.Establishments)
	err := r.all(ctx, &keys, `SELECT email_key FROM users WHERE email_key <> '' AND `+r.dialect.in("establishment_id")+`
		UNION SELECT users.email_key FROM follow_ups JOIN users ON users.establishment_id = follow_ups.buyer_id
			WHERE users.email_key <> '' AND `+r.dialect.in("follow_ups.supplier_id")+`
		UNION SELECT LOWER(establishments.standby_email) FROM follow_ups JOIN establishments ON establishments.id = follow_ups.buyer_id
			WHERE establishments.standby_email <> '' AND `+r.dialect.in("follow_ups.supplier_id"), in, in, in)
	return keys, err
}

// RemovalFacts counts what a removal will find.
func (r reader) RemovalFacts(ctx context.Context, q domain.RightsRequest, s RemovalSubject, today domain.Date) (domain.RemovalFacts, error) {
	f := domain.RemovalFacts{Scope: q.Scope, Users: len(s.Users), Elsewhere: s.Elsewhere, Customers: len(s.Customers)}
	e := Erasure{Establishment: s.Establishment.ID, Users: s.Users, Customers: s.Customers, Addresses: s.Addresses}
	addresses, users, customers := r.list(s.Addresses), r.list(e.userIDs()), r.list(e.customerIDs())
	tickets, err := r.ticketsOf(ctx, e)
	if err != nil {
		return f, err
	}
	f.Tickets = len(tickets)
	drafts := make([]string, 0, 2*len(tickets))
	for _, t := range tickets {
		drafts = append(drafts, domain.DraftOf(t, "reply"), domain.DraftOf(t, "note"))
	}
	for _, c := range []struct {
		into  *int
		query string
		args  []any
	}{
		{&f.Mails, `SELECT COUNT(*) FROM mails WHERE ` + r.dialect.in("email_key"), []any{addresses}},
		{&f.Waiting, `SELECT COUNT(*) FROM mails WHERE state IN ('queued', 'retry', 'claimed', 'uncertain') AND ` + r.dialect.in("email_key"), []any{addresses}},
		{&f.Drafts, `SELECT COUNT(*) FROM drafts WHERE ` + r.dialect.in("subject"), []any{r.list(drafts)}},
		{&f.Imports, `SELECT (SELECT COUNT(*) FROM import_changes WHERE noun = 'user' AND ` + r.dialect.in("noun_id") + `)
			+ (SELECT COUNT(*) FROM import_changes WHERE noun = 'customer' AND ` + r.dialect.in("noun_id") + `)
			+ (SELECT COUNT(*) FROM import_changes WHERE noun = 'establishment' AND noun_id = ?)`, []any{users, customers, e.Establishment}},
		{&f.Links, `SELECT COUNT(*) FROM links WHERE revoked_at = 0 AND kind IN ('a', 's', 'p') AND ` + r.dialect.in("subject_id"), []any{users}},
		{&f.Sessions, `SELECT COUNT(*) FROM sessions WHERE ended_at = 0 AND ` + r.dialect.in("user_id"), []any{users}},
		{&f.FollowUps, `SELECT COUNT(*) FROM follow_ups WHERE state <> 'closed' AND (supplier_id = ? OR buyer_id = ?)`, []any{e.Establishment, e.Establishment}},
		{&f.Documents, `SELECT COUNT(*) FROM documents WHERE supplier_id = ?`, []any{e.Establishment}},
		{&f.Offers, `SELECT COUNT(*) FROM offers WHERE state <> 'accepted' AND ` + r.dialect.in("customer_id"), []any{customers}},
		{&f.Orders, `SELECT COUNT(*) FROM order_forms WHERE ` + r.dialect.in("customer_id"), []any{customers}},
		{&f.Answers, `SELECT COUNT(*) FROM consent_ledger WHERE ` + r.dialect.in("customer_id"), []any{customers}},
	} {
		n, err := r.number(ctx, c.query, c.args...)
		if err != nil {
			return f, err
		}
		*c.into = int(n)
	}
	if f.LastOrder, err = r.lastOrder(ctx, customers); err != nil {
		return f, err
	}
	return f, r.lastEnd(ctx, &f, e.Establishment, today)
}

func (r reader) lastEnd(ctx context.Context, f *domain.RemovalFacts, establishment int64, today domain.Date) error {
	if f.LastEnd = today; f.FollowUps > 0 || establishment == 0 {
		return nil
	}
	var ends []domain.Date
	if err := r.all(ctx, &ends, `SELECT closed_on FROM follow_ups WHERE supplier_id = ? AND closed_on <> '' ORDER BY closed_on DESC LIMIT 1`, establishment); err != nil {
		return err
	}
	if len(ends) > 0 {
		f.LastEnd = ends[0]
	}
	return nil
}

// FollowUpsOf reads the follow-ups of an establishment that are not closed, as
// supplier and as buyer.
func (r reader) FollowUpsOf(ctx context.Context, establishment int64) ([]domain.FollowUp, error) {
	var fs []domain.FollowUp
	err := r.all(ctx, &fs, `SELECT `+followUpColumns+` FROM follow_ups WHERE (supplier_id = ? OR buyer_id = ?) AND state <> 'closed' ORDER BY id`,
		establishment, establishment)
	return fs, err
}

// Reachables counts the users of an establishment who are invited or active.
func (r reader) Reachables(ctx context.Context, establishment int64) (int64, error) {
	return r.number(ctx, `SELECT COUNT(*) FROM users WHERE establishment_id = ? AND state IN ('invited', 'active') AND NOT held_contact`, establishment)
}

// EstablishmentsAfter reads establishments in the order of their ids.
func (r reader) EstablishmentsAfter(ctx context.Context, after int64, limit int) ([]domain.Establishment, error) {
	var es []domain.Establishment
	err := r.all(ctx, &es, `SELECT `+establishmentColumns+` FROM establishments WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
	return es, err
}

// UsersAfter reads users in the order of their ids.
func (r reader) UsersAfter(ctx context.Context, after int64, limit int) ([]domain.User, error) {
	var us []domain.User
	err := r.all(ctx, &us, `SELECT `+userColumns+` FROM users WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
	return us, err
}

// CustomersAfter reads customers in the order of their ids.
func (r reader) CustomersAfter(ctx context.Context, after int64, limit int) ([]domain.Customer, error) {
	var cs []domain.Customer
	err := r.all(ctx, &cs, `SELECT `+customerColumns+` FROM customers WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
	return cs, err
}
