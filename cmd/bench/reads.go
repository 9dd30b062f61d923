package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"vigie/internal/domain"
)

// pageRows is what a tall terminal shows and the console asks for.
const pageRows = 50

// reads is how many different things each read is measured with.
const reads = 200

// read is one thing that a person does by a key, with the statements that a
// program without a desk would run for it.
type read struct {
	name  string
	ours  side
	floor side
}

// reader makes the reads of one base, all of the same places in it.
type reader struct {
	*base
	bare   *bare
	ids    []int64
	emails []string
	sirets []string
	words  [][]string // prefixes of one to three words
	pairs  [][]string
	paged  [][]string      // the pairs, cut until they fill a page
	people [][]string      // their second words, cut until users fill a page
	edges  []domain.Cursor // places in the list of suppliers by name
}

func newReader(ctx context.Context, b *base) (*reader, error) {
	bare, err := openBare(b.path())
	if err != nil {
		return nil, err
	}
	r := &reader{base: b, bare: bare}
	rng := rand.New(rand.NewPCG(1, 2))
	for range reads {
		id := 2 + rng.Int64N(int64(b.n-2))
		card, err := b.desk.Establishment(ctx, b.by, id)
		if err != nil {
			return nil, errors.Join(err, bare.close())
		}
		r.ids, r.sirets = append(r.ids, id), append(r.sirets, card.Establishment.IDValue)
		us, err := b.db.UsersOf(ctx, id, 1)
		if err != nil {
			return nil, errors.Join(err, bare.close())
		}
		r.emails = append(r.emails, us[0].Email+"@")
		if us[0].Email != "" {
			r.emails[len(r.emails)-1] = us[0].Email
		}
		names := domain.Words(card.Establishment.Name)
		word := names[rng.IntN(len(names))]
		r.words = append(r.words, []string{word[:min(len(word), 2+rng.IntN(5))]})
		r.pairs = append(r.pairs, []string{names[0], names[1][:min(len(names[1]), 3+rng.IntN(3))]})
		r.edges = append(r.edges, domain.Cursor{Key: card.Establishment.NameKey, ID: id})
	}
	if err := r.cut(ctx); err != nil {
		return nil, errors.Join(err, bare.close())
	}
	return r, nil
}

func (r *reader) close() error { return r.bare.close() }

// all are the reads of the promise.
func (r *reader) all() []read {
	out := []read{r.card(), r.search("search e-mail", r.emails, emailStatements()), r.search("search SIRET", r.sirets, siretStatements()), r.searchWord()}
	return append(append(out, r.lists()...), r.filters()...)
}

func (r *reader) card() read {
	establishment := `SELECT ` + columnsOf[domain.Establishment]("establishments") + ` FROM establishments WHERE id = ?`
	followUps := `SELECT ` + columnsOf[domain.FollowUp]("follow_ups") + `, b.name, b.id_value, s.name, s.id_value FROM follow_ups
		JOIN establishments b ON b.id = follow_ups.buyer_id JOIN establishments s ON s.id = follow_ups.supplier_id
		WHERE follow_ups.supplier_id = ? ORDER BY follow_ups.buyer_id LIMIT 200`
	users := `SELECT ` + columnsOf[domain.User]("users") + ` FROM users WHERE establishment_id = ? ORDER BY id LIMIT 200`
	siblings := `SELECT ` + columnsOf[domain.Establishment]("establishments") + ` FROM establishments WHERE siren = ? AND siren <> '' ORDER BY id LIMIT 200`
	return read{"open a card", func(ctx context.Context, i int) error {
		c, err := r.desk.Establishment(ctx, r.by, r.ids[i])
		if err == nil && len(c.Users) == 0 {
			return fmt.Errorf("card %d has no user", r.ids[i])
		}
		return err
	}, func(ctx context.Context, i int) error {
		for _, text := range []string{establishment, followUps, users} {
			if err := r.bare.query(ctx, text, r.ids[i]); err != nil {
				return err
			}
		}
		return r.bare.query(ctx, siblings, r.sirets[i][:9])
	}}
}

func (r *reader) search(name string, values []string, statements []string) read {
	return read{name, func(ctx context.Context, i int) error {
		hits, err := r.desk.Search(ctx, r.by, values[i])
		if err == nil && len(hits) == 0 && len(values[i]) > 2 && values[i][0] != '@' {
			return fmt.Errorf("%s: nothing found for %q", name, values[i])
		}
		return err
	}, func(ctx context.Context, i int) error {
		for _, text := range statements {
			if err := r.bare.query(ctx, text, values[i], values[i]+"\U0010FFFF"); err != nil {
				return err
			}
		}
		return nil
	}}
}

func emailStatements() []string {
	return []string{
		`SELECT u.id, u.email, e.name FROM users u JOIN establishments e ON e.id = u.establishment_id
			WHERE u.email_key >= ? AND u.email_key < ? AND u.email_key <> '' ORDER BY u.email_key, u.id LIMIT 20`,
		`SELECT id, email, name_key FROM customers WHERE email_key >= ? AND email_key < ? AND email_key <> '' ORDER BY email_key, id LIMIT 20`,
		`SELECT id, email, kind FROM mails WHERE email_key >= ? AND email_key < ? ORDER BY email_key, id LIMIT 20`,
		`SELECT id, subject, email FROM tickets WHERE email_key >= ? AND email_key < ? ORDER BY email_key, id LIMIT 20`,
	}
}

func siretStatements() []string {
	return []string{
		`SELECT id, name, id_value FROM establishments WHERE id_value >= ? AND id_value < ? ORDER BY id_value, id LIMIT 20`,
		`SELECT id, company_name, siret FROM customers WHERE siret >= ? AND siret < ? AND siret <> '' ORDER BY siret, id LIMIT 20`,
	}
}

func (r *reader) searchWord() read {
	statements := []string{
		`SELECT id, name, id_value FROM establishments WHERE id IN (SELECT rowid FROM establishment_words WHERE establishment_words MATCH ? ORDER BY rowid LIMIT 20) ORDER BY id`,
		`SELECT u.id, u.last_name || ' ' || u.first_name, e.name FROM users u JOIN establishments e ON e.id = u.establishment_id
			WHERE u.id IN (SELECT rowid FROM user_words WHERE user_words MATCH ? ORDER BY rowid LIMIT 20) ORDER BY u.id`,
		`SELECT id, name_key, city FROM customers WHERE id IN (SELECT rowid FROM customer_words WHERE customer_words MATCH ? ORDER BY rowid LIMIT 20) ORDER BY id`,
	}
	return read{"search any word", func(ctx context.Context, i int) error {
		_, err := r.desk.Search(ctx, r.by, r.words[i][0])
		return err
	}, func(ctx context.Context, i int) error {
		for _, text := range statements {
			if err := r.bare.query(ctx, text, match(r.words[i])); err != nil {
				return err
			}
		}
		return nil
	}}
}

// match is a full-text question for prefixes.
func match(words []string) string {
	text := ""
	for _, w := range words {
		text += `"` + w + `"* `
	}
	return text
}

// measureReads runs every read of the full base against its floor.
func measureReads(ctx context.Context, b *bench) error {
	full, err := b.base(ctx, b.full)
	if err != nil {
		return err
	}
	r, err := newReader(ctx, full)
	if err != nil {
		return err
	}
	defer r.close()
	for _, one := range r.all() {
		if !b.match.MatchString(one.name) {
			continue
		}
		d, err := inTurn(ctx, b.rounds, reads, one.floor, one.ours)
		if err != nil {
			return fmt.Errorf("%s: %w", one.name, err)
		}
		p99 := d.ours.quantile(0.99)
		b.add(Row{Name: one.name, Floor: short(d.floor.quantile(0.5)), Ours: short(d.ours.quantile(0.5)) + ", p99 " + short(p99), Ratio: d.ratio(),
			Promise: "≤ 2×, p99 ≤ 30 ms", Kept: kept(d.ratio() <= 2 && p99 <= 30*time.Millisecond),
			Figures: map[string]float64{"p50_ms": milliseconds(d.ours.quantile(0.5)), "p99_ms": milliseconds(p99), "floor_p50_ms": milliseconds(d.floor.quantile(0.5))}})
	}
	return nil
}

// measureGrowth runs the same reads on a base of ten thousand and on the full
// one, in turn.
func measureGrowth(ctx context.Context, b *bench) error {
	var sizes []*reader
	for _, n := range []int{smallSize, b.full} {
		base, err := b.base(ctx, n)
		if err != nil {
			return err
		}
		r, err := newReader(ctx, base)
		if err != nil {
			return err
		}
		defer r.close()
		sizes = append(sizes, r)
	}
	if err := alike(ctx, sizes[0], sizes[1]); err != nil {
		return err
	}
	small, full := sizes[0].all(), sizes[1].all()
	for i := range full {
		if !b.match.MatchString(full[i].name) {
			continue
		}
		d, err := inTurn(ctx, b.rounds, reads, small[i].ours, full[i].ours)
		if err != nil {
			return fmt.Errorf("%s: %w", full[i].name, err)
		}
		row := Row{Name: "growth: " + full[i].name, Floor: short(d.floor.quantile(0.5)), Ours: short(d.ours.quantile(0.5)), Ratio: d.ratio(),
			Promise: "≤ 1.5×", Kept: kept(d.ratio() <= 1.5)}
		if row.Note, err = unequal(ctx, full[i].name, sizes); err != nil {
			return err
		}
		if row.Note != "" {
			row.Promise, row.Kept = "–", nil
		}
		b.add(row)
	}
	return addFirstAsks(ctx, b, sizes)
}

func addFirstAsks(ctx context.Context, b *bench, sizes []*reader) error {
	const name = "filter: two words that fill a page, asked for the first time"
	if !b.match.MatchString(name) {
		return nil
	}
	d, err := firstAsks(ctx, b.rounds, sizes)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	b.add(Row{Name: "growth: " + name, Floor: short(d.floor.quantile(0.5)), Ours: short(d.ours.quantile(0.5)), Ratio: d.ratio(),
		Promise: "≤ 1.5×", Kept: kept(d.ratio() <= 1.5)})
	return nil
}
