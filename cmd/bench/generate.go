package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	_ "github.com/mattn/go-sqlite3" // the driver

	"vigie/internal/domain"
	"vigie/internal/link"
)

// chunk is how many establishments are made and inserted at once.
const chunk = 500

// rows of one chunk, by table.
type rows map[string][][]any

// columns are what a bench base fills of each table.
func columns() map[string]string {
	return map[string]string{
		"company_groups": "id name name_key",
		"establishments": "id id_type id_value siren name name_key country postal_code city activity group_id state is_buyer is_supplier created_at updated_at",
		"collections":    "buyer_id type_code usage_months forced",
		"follow_ups": "id buyer_id supplier_id state began_on ends_on forced compliance required outstanding computed_on next_change_on standby_reason " +
			"standby_until created_at updated_at",
		"contracts": "id follow_up_id reference reference_key signer amount_cents start_on end_on months ends_on",
		"users": "id establishment_id email email_key contact_key first_name last_name name_key phone language role state rights added_for added_by bounced " +
			"invited_at created_at updated_at",
		"provenances":      "follow_up_id user_id buyer_id channel line actor at",
		"documents":        "supplier_id type_code state rejected_reason issued_on deposited_on checked_on created_at",
		"customers":        "id code customer_key kind last_name first_name name_key email email_key city request_id request_state created_at updated_at",
		"consent_requests": "id customer_id state email created_at sent_at expires_at",
		"links":            "kind hash subject_id created_at expires_at",
	}
}

// generate fills a migrated, empty SQLite file. Indexes and triggers are taken
// away first and put back at the end, from their own text: the schema is the
// store's.
func generate(ctx context.Context, path string, w *world, keys *link.Keys, progress func(share float64)) error {
	db, err := sql.Open("sqlite3", "file:"+path+"?_foreign_keys=off&_synchronous=OFF&_cache_size=-400000&_locking_mode=EXCLUSIVE")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = OFF"); err != nil {
		return err
	}
	restore, err := strip(ctx, db)
	if err != nil {
		return err
	}
	made := make(chan rows, 8)
	go func() {
		defer close(made)
		g := &generator{world: w, keys: keys}
		for id := 1; id <= w.n; id += chunk {
			made <- g.chunk(id, min(id+chunk, w.n+1))
		}
	}()
	if err := fill(ctx, db, made, w.n, progress); err != nil {
		return err
	}
	for _, text := range append(restore, `INSERT INTO establishment_words (establishment_words) VALUES ('rebuild')`,
		`INSERT INTO user_words (user_words) VALUES ('rebuild')`, `INSERT INTO customer_words (customer_words) VALUES ('rebuild')`) {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	_, err = db.ExecContext(ctx, "PRAGMA journal_mode = DELETE")
	return err
}

// strip drops indexes and triggers and returns the statements that make them.
func strip(ctx context.Context, db *sql.DB) (restore []string, err error) {
	found, err := db.QueryContext(ctx, `SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var drops []string
	for found.Next() {
		var kind, name, text string
		if err := found.Scan(&kind, &name, &text); err != nil {
			return nil, err
		}
		drops, restore = append(drops, "DROP "+kind+" "+name), append(restore, text)
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	found.Close()
	for _, text := range drops {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return nil, err
		}
	}
	return restore, nil
}

func fill(ctx context.Context, db *sql.DB, made <-chan rows, n int, progress func(float64)) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit there is nothing left to undo
	statements := map[string]*sql.Stmt{}
	for table, names := range columns() {
		list := strings.Fields(names)
		text := "INSERT INTO " + table + " (" + strings.Join(list, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(list)-1) + ")"
		if statements[table], err = tx.PrepareContext(ctx, text); err != nil {
			return err
		}
	}
	done := 0
	for part := range made {
		for table, rs := range part {
			for _, r := range rs {
				if _, err := statements[table].ExecContext(ctx, r...); err != nil {
					return fmt.Errorf("%s: %w", table, err)
				}
			}
		}
		done += chunk
		progress(min(1, float64(done)/float64(n)))
	}
	return tx.Commit()
}

// generator makes the rows, with ids of its own so that they refer to each
// other.
type generator struct {
	*world
	keys                     *link.Keys
	followUp, contract, user int64
	out                      rows
}

func (g *generator) add(table string, values ...any) { g.out[table] = append(g.out[table], values) }

// chunk makes everything about the establishments from ≤ id < to.
func (g *generator) chunk(from, to int) rows {
	g.out = rows{}
	if from == 1 {
		g.prepare()
	}
	for id := from; id < to; id++ {
		g.establishment(int64(id))
	}
	return g.out
}

// prepare makes what the whole world shares: groups, and what a third of the
// buyers collect.
func (g *generator) prepare() {
	for k := range g.buyers()/5 + 1 {
		name := "GROUPE " + pick(g.rng, g.upper) + fmt.Sprint(k)
		g.add("company_groups", k+1, name, domain.Fold(name))
	}
	for k := range g.buyers() {
		if k%3 != 0 {
			continue
		}
		buyer := g.buyerID(k)
		for _, code := range []string{"ASV", "IMM", "LNTE", "FISC"} {
			g.own[buyer] = append(g.own[buyer], domain.Collected{DocumentType: g.types[code]})
			g.add("collections", buyer, code, 0, false)
		}
	}
}
