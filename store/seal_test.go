package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// ledgerOf writes answers of some customers, each changing their mind.
func ledgerOf(t *testing.T, db *store.DB, customers, rounds int) (ids []int64) {
	t.Helper()
	ctx := context.Background()
	write := func(fn func(tx *store.Tx) error) {
		if err := db.Write(ctx, domain.ShellActor("test"), domain.EnterConsent, fn); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *store.Tx) error {
		for i := range customers {
			id, err := tx.InsertCustomer(ctx, domain.Customer{Code: fmt.Sprint("C", i), Kind: domain.CustomerPerson, LastName: fmt.Sprint("Noël ", i), Email: fmt.Sprintf("c%d@ok.test", i),
				Mobile: fmt.Sprintf("+3363998%04d", i), Language: domain.French})
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	for r := range rounds {
		for _, id := range ids {
			write(func(tx *store.Tx) error {
				before, err := tx.Customer(ctx, id)
				if err != nil {
					return err
				}
				after := before
				rows, err := after.Enter(domain.EntryFacts{Answers: map[domain.ConsentChannel]bool{domain.ByEmail: r%2 == 0, domain.BySMS: true},
					Evidence: domain.Evidence{Kind: domain.EvidenceCall, On: "2026-11-01"}, Staff: 3, Today: "2026-11-25", Now: tx.Now()})
				if err != nil {
					return err
				}
				for i := range rows {
					rows[i].TargetHash = "hash of " + rows[i].Target
				}
				if err := tx.AppendLedger(ctx, rows); err != nil {
					return err
				}
				return tx.UpdateCustomer(ctx, before, after)
			})
		}
	}
	return ids
}

func raw(t *testing.T, db *store.DB) *sql.DB {
	t.Helper()
	out, err := sql.Open(db.WritableSource())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = out.Close() })
	return out
}

// unlock takes the triggers away, as somebody with the file in hand would.
func unlock(t *testing.T, db *store.DB, open *sql.DB) {
	t.Helper()
	drops := []string{`DROP TRIGGER consent_ledger_no_update`, `DROP TRIGGER consent_ledger_no_delete`, `DROP TRIGGER consent_seals_no_update`, `DROP TRIGGER consent_seals_no_delete`,
		`DROP TRIGGER consent_subjects_only_erased`, `DROP TRIGGER consent_subjects_no_delete`}
	if db.Dialect() == "postgres" {
		drops = []string{`ALTER TABLE consent_ledger DISABLE TRIGGER ALL`, `ALTER TABLE consent_seals DISABLE TRIGGER ALL`, `ALTER TABLE consent_subjects DISABLE TRIGGER ALL`}
	}
	for _, q := range drops {
		if _, err := open.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnyChangeToTheLedgerIsFound(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		ledgerOf(t, db, 5, 3)
		if rows, broken, err := db.VerifyLedger(ctx); err != nil || rows != 30 || broken != 0 {
			t.Fatalf("%d rows, broken at %d, %v", rows, broken, err)
		}
		if n, _, err := db.DifferingAnswers(ctx); err != nil || n != 0 {
			t.Fatalf("%d customers differ, %v", n, err)
		}
		open := raw(t, db)
		for _, q := range []string{`UPDATE consent_ledger SET at = at + 1 WHERE id = 1`, `DELETE FROM consent_seals WHERE ledger_id = 30`, `UPDATE consent_subjects SET target = 'x' WHERE ledger_id = 1`} {
			if _, err := open.Exec(q); err == nil {
				t.Errorf("%s went through", q)
			}
		}
		unlock(t, db, open)
		for _, m := range []struct{ change, back string }{
			{`UPDATE consent_ledger SET value = NOT value WHERE id = 7`, `UPDATE consent_ledger SET value = NOT value WHERE id = 7`},
			{`UPDATE consent_ledger SET at = at + 1 WHERE id = 30`, `UPDATE consent_ledger SET at = at - 1 WHERE id = 30`},
			{`UPDATE consent_ledger SET channel = 'post' WHERE id = 1`, `UPDATE consent_ledger SET channel = 'email' WHERE id = 1`},
			{`UPDATE consent_ledger SET means = 'link' WHERE id = 2`, `UPDATE consent_ledger SET means = 'staff' WHERE id = 2`},
			{`UPDATE consent_ledger SET customer_id = customer_id + 1 WHERE id = 3`, `UPDATE consent_ledger SET customer_id = customer_id - 1 WHERE id = 3`},
			{`UPDATE consent_subjects SET evidence = evidence || '!' WHERE ledger_id = 4`, `UPDATE consent_subjects SET evidence = SUBSTR(evidence, 1, LENGTH(evidence) - 1) WHERE ledger_id = 4`},
			{`UPDATE consent_subjects SET target_hash = target_hash || '!' WHERE ledger_id = 4`, `UPDATE consent_subjects SET target_hash = SUBSTR(target_hash, 1, LENGTH(target_hash) - 1) WHERE ledger_id = 4`},
			{`UPDATE consent_seals SET hash = hash || '!' WHERE ledger_id = 12`, `UPDATE consent_seals SET hash = SUBSTR(hash, 1, 64) WHERE ledger_id = 12`},
		} {
			exec(t, open, m.change)
			if _, broken, err := db.VerifyLedger(ctx); err != nil || broken == 0 {
				t.Errorf("not found: %s (%v)", m.change, err)
			}
			exec(t, open, m.back)
			if _, broken, err := db.VerifyLedger(ctx); err != nil || broken != 0 {
				t.Fatalf("not put back: %s: %d, %v", m.change, broken, err)
			}
		}
		exec(t, open, `UPDATE customers SET accepts_post = TRUE WHERE id = 2`)
		if n, first, err := db.DifferingAnswers(ctx); err != nil || n != 1 || first != 2 {
			t.Errorf("%d differ, the first %d, %v", n, first, err)
		}
		exec(t, open, `DELETE FROM consent_seals WHERE ledger_id > 28`)
		exec(t, open, `DELETE FROM consent_subjects WHERE ledger_id > 28`)
		exec(t, open, `DELETE FROM consent_ledger WHERE id > 28`)
		if _, broken, err := db.VerifyLedger(ctx); err != nil || broken != 30 {
			t.Errorf("a ledger cut short is broken at %d, %v", broken, err)
		}
	})
}

func exec(t *testing.T, open *sql.DB, query string) {
	t.Helper()
	if _, err := open.Exec(query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestAnErasureKeepsTheChainWhole(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		ids := ledgerOf(t, db, 3, 2)
		err := db.Write(ctx, domain.ShellActor("test"), domain.ApproveRemoval, func(tx *store.Tx) error {
			c, err := tx.Customer(ctx, ids[1])
			if err != nil {
				return err
			}
			_, err = tx.Erase(ctx, store.Erasure{Customers: []domain.Customer{c}, Addresses: []string{c.EmailKey}, Hash: func(s string) string { return "h" + s }, HashTarget: func(s string) string { return "hash of " + s }})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if rows, broken, err := db.VerifyLedger(ctx); err != nil || rows != 12 || broken != 0 {
			t.Errorf("%d rows, broken at %d, %v", rows, broken, err)
		}
		if n, _, err := db.DifferingAnswers(ctx); err != nil || n != 0 {
			t.Errorf("%d differ, %v", n, err)
		}
		rows, err := db.SealedLedger(ctx, ids[1])
		if err != nil || len(rows) != 4 || rows[0].Target != "" || rows[0].Salt != "" || rows[0].TargetHash == "" || !rows[0].Genuine {
			t.Errorf("%+v, %v", rows, err)
		}
	})
}

func TestTenThousandMutationsOfTheLedgerAreFound(t *testing.T) {
	db := fixture.SQLite(t, fixture.NewClock().Now)
	ledgerOf(t, db, 8, 4)
	rows, err := db.LedgerChain(context.Background())
	if err != nil || len(rows) != 64 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if at := store.BrokenAt(rows); at != 0 {
		t.Fatalf("the genuine chain is broken at %d", at)
	}
	dice := rand.New(rand.NewPCG(4, 20261122))
	for n := range 10_000 {
		changed := append([]store.ChainRow(nil), rows...)
		i := dice.IntN(len(rows))
		what := dice.IntN(store.Mutations)
		changed = store.Mutate(changed, i, what, dice.IntN(1<<20)+1)
		if store.BrokenAt(changed) == 0 {
			t.Fatalf("mutation %d of kind %d at row %d was not found", n, what, i)
		}
	}
}
