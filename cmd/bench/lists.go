package main

import (
	"context"
	"fmt"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// place is where in a list a page is read.
type place struct {
	name string
	page func(i int) domain.Page
	tail string // of the floor's statement
	args func(i int) []any
}

// lists reads pages of suppliers and of the other lists: top, anywhere, end.
func (r *reader) lists() []read {
	at := func(i int) []any { return []any{r.edges[i].Key, r.edges[i].ID} }
	none := func(int) []any { return nil }
	var out []read
	for _, p := range []place{
		{"suppliers: next page anywhere", func(i int) domain.Page { return domain.Page{Limit: pageRows, After: &r.edges[i]} },
			` AND (name_key, id) > (?, ?) ORDER BY name_key, id LIMIT 51`, at},
		{"suppliers: jump to the end", func(int) domain.Page { return domain.Page{Limit: pageRows, FromEnd: true} },
			` ORDER BY name_key DESC, id DESC LIMIT 51`, none},
	} {
		text := `SELECT ` + columnsOf[domain.Establishment]("establishments") + ` FROM establishments WHERE is_supplier` + p.tail
		out = append(out, read{p.name, r.suppliers(domain.Filter{}, p.page), r.statement(text, p.args)})
	}
	byID := func(i int) []any { return []any{r.ids[i]} }
	followUps := `SELECT ` + followUpColumns() + ` WHERE follow_ups.id < ? ORDER BY follow_ups.id DESC LIMIT 51`
	users := `SELECT ` + userColumns() + ` WHERE (users.name_key, users.id) > (?, ?) ORDER BY users.name_key, users.id LIMIT 51`
	return append(out,
		read{"follow-ups: next page anywhere", r.followUps(domain.Filter{}, func(i int) domain.Page {
			return domain.Page{Limit: pageRows, Desc: true, After: &domain.Cursor{ID: r.ids[i]}}
		}), r.statement(followUps, byID)},
		read{"users: next page anywhere", r.users(domain.Filter{}, func(i int) domain.Page { return domain.Page{Limit: pageRows, After: &r.edges[i]} }),
			r.statement(users, at)})
}

func followUpColumns() string {
	return columnsOf[domain.FollowUp]("follow_ups") + `, b.name, b.id_value, s.name, s.id_value FROM follow_ups
		JOIN establishments b ON b.id = follow_ups.buyer_id JOIN establishments s ON s.id = follow_ups.supplier_id`
}

func userColumns() string {
	return columnsOf[domain.User]("users") + `, e.name, e.id_value, e.state FROM users JOIN establishments e ON e.id = users.establishment_id`
}

func (r *reader) statement(text string, args func(int) []any) side {
	return func(ctx context.Context, i int) error {
		return r.bare.query(ctx, text, args(i)...)
	}
}

func (r *reader) suppliers(f domain.Filter, page func(int) domain.Page) side {
	return func(ctx context.Context, i int) error {
		w, err := r.desk.Establishments(ctx, r.by, desk.SuppliersOnly, f, page(i))
		if err == nil && len(w.Rows) == 0 && f.Empty() && page(i).FromEnd {
			return fmt.Errorf("an empty page of suppliers")
		}
		return err
	}
}

func (r *reader) followUps(f domain.Filter, page func(int) domain.Page) side {
	return func(ctx context.Context, i int) error {
		_, err := r.desk.FollowUps(ctx, r.by, f, page(i))
		return err
	}
}

func (r *reader) users(f domain.Filter, page func(int) domain.Page) side {
	return func(ctx context.Context, i int) error {
		_, err := r.desk.Users(ctx, r.by, f, page(i))
		return err
	}
}

// top is the first page.
func top(int) domain.Page { return domain.Page{Limit: pageRows} }

func newest(int) domain.Page { return domain.Page{Limit: pageRows, Desc: true} }

func term(field, value string) domain.Filter {
	return domain.Filter{Terms: []domain.Term{{Field: field, Value: value}}}
}

// The reads whose words find more in a larger base.
const twoWords, usersByName = "filter: two words, by name", "filter: users by a name"

func (r *reader) wordsByName(name string, words [][]string, floor string) read {
	return read{name, func(ctx context.Context, i int) error {
		return r.suppliers(domain.Filter{Words: words[i]}, top)(ctx, i)
	}, r.statement(floor, func(i int) []any { return []any{match(words[i])} })}
}

func (r *reader) usersNamed(name string, words func(i int) []string, floor string) read {
	return read{name, func(ctx context.Context, i int) error {
		return r.users(domain.Filter{Words: words(i)}, top)(ctx, i)
	}, r.statement(floor, func(i int) []any { return []any{match(words(i))} })}
}

// filters are lists with words and terms, sorted.
func (r *reader) filters() []read {
	establishment := `SELECT ` + columnsOf[domain.Establishment]("establishments") + ` FROM establishments WHERE is_supplier AND `
	byWords := establishment + `id IN (SELECT rowid FROM establishment_words WHERE establishment_words MATCH ?) ORDER BY name_key, id LIMIT 51`
	frequent := establishment + `(' ' || name_key) LIKE ? ORDER BY name_key, id LIMIT 51`
	buyer := `SELECT id FROM establishments WHERE id_value = ?`
	ofBuyer := `SELECT ` + followUpColumns() + ` WHERE follow_ups.buyer_id = ? ORDER BY follow_ups.id DESC LIMIT 51`
	named := `SELECT ` + userColumns() + ` WHERE users.id IN (SELECT rowid FROM user_words WHERE user_words MATCH ?) ORDER BY users.name_key, users.id LIMIT 51`
	state := `SELECT ` + followUpColumns() + ` WHERE follow_ups.state = 'standby' ORDER BY follow_ups.id DESC LIMIT 51`
	docs := `SELECT ` + followUpColumns() + ` WHERE follow_ups.compliance = 'being_checked' ORDER BY follow_ups.id DESC LIMIT 51`
	deregistered := establishment + `state = 'deregistered' AND state <> 'active' ORDER BY name_key, id LIMIT 51`
	buyerOf := func(i int) string { return siret(int(r.buyerAt(i))) }
	return []read{
		r.wordsByName(twoWords, r.pairs, byWords), r.wordsByName("filter: two words that fill a page, by name", r.paged, byWords),
		{"filter: a frequent word, by name", r.suppliers(domain.Filter{Words: []string{"bou"}}, top),
			r.statement(frequent, func(int) []any { return []any{"% bou%"} })},
		{"filter: state, by name", r.suppliers(term("state", "deregistered"), top), r.statement(deregistered, func(int) []any { return nil })},
		r.usersNamed(usersByName, func(i int) []string { return r.pairs[i][1:] }, named),
		r.usersNamed("filter: users by a name that fills a page", func(i int) []string { return r.people[i] }, named),
		{"filter: follow-ups of a buyer", func(ctx context.Context, i int) error { return r.followUps(term("buyer", buyerOf(i)), newest)(ctx, i) },
			func(ctx context.Context, i int) error {
				if err := r.bare.query(ctx, buyer, buyerOf(i)); err != nil {
					return err
				}
				return r.bare.query(ctx, ofBuyer, r.buyerAt(i))
			}},
		{"filter: follow-ups on stand-by", r.followUps(term("status", "standby"), newest), r.statement(state, func(int) []any { return nil })},
		{"filter: follow-ups by documents", r.followUps(term("docs", "being_checked"), newest), r.statement(docs, func(int) []any { return nil })},
	}
}

// buyerAt is some buyer's id.
func (r *reader) buyerAt(i int) int64 {
	w := world{n: r.n}
	return w.buyerID(i % w.buyers())
}
