package store_test

import (
	"context"
	"errors"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

var agent = domain.Actor{StaffID: 1, Name: "Camille", Role: domain.Operator, Door: "test"}

func establishment(name, siret string) domain.Establishment {
	return domain.Establishment{IDType: "SIRET", IDValue: siret, SIREN: siret[:9], Name: name, Country: "FR", State: domain.EstablishmentActive, IsSupplier: true}
}

// add creates establishments in one act and returns their ids.
func add(t *testing.T, db *store.DB, es ...domain.Establishment) []int64 {
	t.Helper()
	ids := make([]int64, len(es))
	err := db.Write(context.Background(), agent, domain.ImportFile, func(tx *store.Tx) (err error) {
		for i, e := range es {
			if ids[i], err = tx.InsertEstablishment(context.Background(), e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestWritingNothingIsRolledBack(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		err := db.Write(ctx, agent, domain.ChangeSettings, func(tx *store.Tx) error { return tx.SetMeta(ctx, "silent", "change") })
		if !errors.Is(err, store.ErrUnaudited) {
			t.Fatalf("a change without a record gave %v", err)
		}
		if v, err := db.Meta(ctx, "silent"); err != nil || v != "" {
			t.Fatalf("the unaudited change stayed: %q, %v", v, err)
		}
	})
}

func TestAuditIsChainedAndAppendOnly(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		add(t, db, establishment("Alpha", "35600000000048"))
		add(t, db, establishment("Beta", "42199758600035"))
		rows, broken, err := db.VerifyAudit(ctx)
		if err != nil || rows != 2 || broken != 0 {
			t.Fatalf("verify = %d rows, broken at %d, %v", rows, broken, err)
		}
	})
}

func TestNamesAreFoundWithoutAccentsAndCase(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		ids := add(t, db, establishment("Société ÉLECTRICITÉ de l'Œuvre", "35600000000048"), establishment("Maçonnerie Durand", "42199758600035"))
		for text, want := range map[string]int64{"electri oeuvre": ids[0], "MACON": ids[1], "356 000 000 00048": ids[0], "421997586": ids[1]} {
			hits, err := db.Search(ctx, domain.ParseQuery(text), 10)
			if err != nil || len(hits) != 1 || hits[0].ID != want {
				t.Errorf("search %q = %v, %v; want id %d", text, hits, err, want)
			}
		}
	})
}

func TestPagesFollowEachOtherInBothDirections(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		add(t, db, establishment("Delta", "35600000000048"), establishment("Alpha", "42199758600035"), establishment("Charlie", "83380264800026"),
			establishment("Bravo", "51384363100039"), establishment("Écho", "31797591000447"))
		names := func(p domain.Page) (out string, w domain.Window[domain.Establishment]) {
			p.Limit = 2
			w, err := db.Establishments(ctx, store.SuppliersOnly, domain.Filter{}, p)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range w.Rows {
				out += e.Name + " "
			}
			return out, w
		}
		first, w := names(domain.Page{})
		if first != "Alpha Bravo " || !w.More {
			t.Fatalf("first page = %s, more %v", first, w.More)
		}
		second, w2 := names(domain.Page{After: &w.Cursors[1]})
		if second != "Charlie Delta " {
			t.Fatalf("second page = %s", second)
		}
		if back, _ := names(domain.Page{Before: &w2.Cursors[0]}); back != first {
			t.Fatalf("back = %s", back)
		}
		if last, _ := names(domain.Page{FromEnd: true}); last != "Delta Écho " {
			t.Fatalf("last page = %s", last)
		}
		if desc, _ := names(domain.Page{Desc: true}); desc != "Écho Delta " {
			t.Fatalf("descending = %s", desc)
		}
		w, err := db.Establishments(ctx, store.AnyRole, domain.Filter{Words: []string{"ech"}}, domain.Page{Limit: 10})
		if err != nil || len(w.Rows) != 1 {
			t.Fatalf("filter by word = %v, %v", w.Rows, err)
		}
	})
}
