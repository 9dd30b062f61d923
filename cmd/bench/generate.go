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

func (g *generator) establishment(id int64) {
	name, number, city := g.companyName(), siret(int(id)), pick(g.rng, g.cities)
	buyer := g.isBuyer(id)
	supplier := !buyer || id%4 == 1
	group, state := int64(0), domain.EstablishmentActive
	if buyer && g.chance(500) {
		group = 1 + g.rng.Int64N(int64(g.buyers()/5+1))
	}
	if !buyer && g.chance(10) {
		state = domain.EstablishmentDeregistered
	}
	g.add("establishments", id, "SIRET", number, number[:9], name, domain.Fold(name), "FR", fmt.Sprintf("%05d", 1000+g.rng.IntN(95_000)), city,
		fmt.Sprintf("%02d.%02dZ", 10+g.rng.IntN(80), g.rng.IntN(99)), group, state, buyer, supplier, g.now, g.now)
	var first int64
	if supplier {
		first = g.followUps(id)
	}
	g.people(id, first)
	if id%10 == 0 {
		g.customer(id / 10)
	}
}

// followUps makes one to five follow-ups, three on average, and returns the
// first one's id.
func (g *generator) followUps(supplier int64) (first int64) {
	documents := g.documents(supplier)
	start, step := g.rng.IntN(g.buyers()), 1+g.rng.IntN(g.buyers()/5)
	for j := range 1 + int(supplier%5) {
		buyer := g.buyerID((start + j*step) % g.buyers())
		if buyer == supplier {
			continue
		}
		g.followUp++
		if first == 0 {
			first = g.followUp
		}
		g.oneFollowUp(g.followUp, buyer, supplier, documents)
	}
	return first
}

func (g *generator) oneFollowUp(id, buyer, supplier int64, documents []domain.Document) {
	c := g.aContract(id)
	f := domain.FollowUp{ID: id, State: domain.FollowUpActive, BeganOn: c.StartOn}
	switch {
	case g.chance(40):
		f.State = domain.FollowUpClosed
	case g.chance(50):
		f.State, f.StandbyReason, f.StandbyUntil = domain.FollowUpStandby, domain.StandbyContractEnded, g.on(30+g.rng.IntN(300))
	}
	collected, ok := g.own[buyer]
	if !ok {
		collected = g.common
	}
	f.Apply(domain.Case{BeganOn: f.BeganOn, Collected: collected, Contracts: []domain.Contract{c}, Documents: documents, FollowUp: id}.Assess(g.day), g.day)
	g.add("follow_ups", id, buyer, supplier, f.State, f.BeganOn, f.EndsOn, false, f.Compliance, f.Required, f.Outstanding, f.ComputedOn, f.NextChangeOn,
		f.StandbyReason, f.StandbyUntil, g.now, g.now)
	g.add("contracts", c.ID, id, c.Reference, c.ReferenceKey, c.Signer, c.Amount, c.StartOn, c.EndOn, c.Months, c.EndsOn)
	g.add("provenances", id, 0, buyer, domain.ChannelImport, id, "bench", g.now)
}

func (g *generator) aContract(followUp int64) domain.Contract {
	g.contract++
	c := domain.Contract{ID: g.contract, FollowUpID: followUp, Reference: fmt.Sprintf("M-%07d", g.contract), ReferenceKey: fmt.Sprintf("m %07d", g.contract),
		Amount: domain.Cents(100_000 + g.rng.Int64N(50_000_000)), StartOn: g.on(-10 - g.rng.IntN(700)), Months: 6 + g.rng.IntN(42)}
	if g.chance(100) {
		c.Amount = domain.UnknownAmount
	}
	c.EndsOn = c.ComputeEnd()
	return c
}

// documents are what every fourth supplier deposited.
func (g *generator) documents(supplier int64) (ds []domain.Document) {
	if supplier%4 != 0 {
		return nil
	}
	for _, code := range []string{"ASV", "IMM", "LNTE"} {
		age := g.rng.IntN(140)
		if g.chance(250) {
			age += 180
		}
		d := domain.Document{SupplierID: supplier, TypeCode: code, State: domain.DocumentAccepted, DepositedOn: g.on(-age), IssuedOn: g.on(-age - g.rng.IntN(60)), CheckedOn: g.on(-age)}
		switch {
		case g.chance(60):
			d.State, d.CheckedOn = domain.DocumentToCheck, ""
		case g.chance(40):
			d.State, d.RejectedReason = domain.DocumentRejected, "illegible"
		}
		ds = append(ds, d)
		g.add("documents", supplier, code, d.State, d.RejectedReason, d.IssuedOn, d.DepositedOn, d.CheckedOn, g.now)
	}
	return ds
}

// people makes one user, and for every fifth establishment a second one with
// restricted rights.
func (g *generator) people(establishment, followUp int64) {
	for k := range 1 + int(min(1, (establishment+4)%5/4)) {
		g.user++
		first, last := pick(g.rng, g.firsts), pick(g.rng, g.lasts)
		email := fmt.Sprintf("%s.%s%d@entreprise%d.example.org", domain.Fold(first), strings.ToLower(last), g.user, establishment%5000)
		if g.chance(50) {
			email = fmt.Sprintf("cabinet%d@comptable.example.org", g.rng.IntN(g.n/50+1))
		}
		if g.chance(20) {
			email = ""
		}
		role, rights, addedFor, state := domain.RoleAdministrator, domain.AllRights, int64(0), domain.UserInvited
		if k == 1 {
			role, rights, addedFor = domain.RoleRestricted, domain.Deposit, followUp
		}
		switch {
		case g.chance(30):
			state = domain.UserDisabled
		case g.chance(500):
			state = domain.UserActive
		}
		name := domain.Fold(last + " " + first)
		key := domain.ContactKey(email, name+fmt.Sprint(k))
		g.add("users", g.user, establishment, email, email, key, first, last, name, fmt.Sprintf("+336%08d", g.user), "fr", role, state, rights, addedFor, 0,
			g.chance(10), g.now, g.now, g.now)
		g.add("provenances", 0, g.user, g.buyerID(0), domain.ChannelImport, g.user, "bench", g.now)
	}
}
