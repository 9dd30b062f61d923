package store_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// named are establishments whose names share their words, in every order.
func named() (es []domain.Establishment) {
	words := []string{"BOU", "Boulangerie", "Élan", "ÉTABLI", "Vespa", "marie", "Zoé"}
	for i, a := range words {
		for j, b := range words {
			e := establishment(a+" "+b, fmt.Sprintf("%014d", 1000+10*i+j))
			e.IsSupplier = (i+j)%3 > 0
			es = append(es, e)
		}
	}
	return es
}

// expected are the keys of the suppliers of whom each word begins a word.
func expected(es []domain.Establishment, words []string) (keys []string) {
	slices.SortStableFunc(es, func(a, b domain.Establishment) int { return cmp.Compare(domain.Fold(a.Name), domain.Fold(b.Name)) })
	for _, e := range es {
		key := domain.Fold(e.Name)
		if e.IsSupplier && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(" "+key, " "+w) }) {
			keys = append(keys, key)
		}
	}
	return keys
}

// paged reads a whole list in small pages, forwards or from its end.
func paged(t *testing.T, db *store.DB, f domain.Filter, backwards bool) (keys []string) {
	t.Helper()
	p := domain.Page{Limit: 4, FromEnd: backwards}
	for {
		w, err := db.Establishments(context.Background(), store.SuppliersOnly, f, p)
		if err != nil {
			t.Fatal(err)
		}
		var page []string
		for _, row := range w.Rows {
			page = append(page, row.NameKey)
		}
		if backwards {
			keys = append(page, keys...)
		} else {
			keys = append(keys, page...)
		}
		if !w.More {
			return keys
		}
		p = domain.Page{Limit: 4, After: &w.Cursors[len(w.Cursors)-1]}
		if backwards {
			p = domain.Page{Limit: 4, Before: &w.Cursors[0]}
		}
	}
}

func TestEveryWayToFindWordsFindsTheSameInTheSameOrder(t *testing.T) {
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		add(t, db, named()...)
		for way, limits := range map[string][2]int64{"remembered": {1000, 1000}, "from the names": {10, 1000}, "walked": {0, 0}, "gathered": {0, 1000}} {
			db.ChooseWords(limits[0], limits[1])
			for _, words := range [][]string{{"bou"}, {"boul"}, {"e"}, {"elan"}, {"vespa"}, {"zoe"}, {"marie", "bou"}, {"bou", "marie"}, {"boul", "e"}, {"zoe", "vespa"}, {"x"}} {
				want := expected(named(), words)
				for _, backwards := range []bool{false, true} {
					if got := paged(t, db, domain.Filter{Words: words}, backwards); !slices.Equal(got, want) {
						t.Errorf("%s, %v, backwards %v:\n%q\nwant\n%q", way, words, backwards, got, want)
					}
				}
			}
		}
	})
}

func TestANewOrChangedNameIsFoundAtOnceByALaterWord(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		add(t, db, named()...)
		db.ChooseWords(1000, 1000)
		f := domain.Filter{Words: []string{"vespa"}}
		before := paged(t, db, f, false)
		id := add(t, db, establishment("Alpha Vespa", "35600000000048"))[0]
		if got := paged(t, db, f, false); len(got) != len(before)+1 || got[0] != "alpha vespa" {
			t.Fatalf("after one more: %q", got)
		}
		e, err := db.Establishment(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		renamed := e
		renamed.Name = "Alpha Guzzi"
		if err := db.Write(ctx, agent, domain.ImportFile, func(tx *store.Tx) error { return tx.UpdateEstablishment(ctx, e, renamed) }); err != nil {
			t.Fatal(err)
		}
		if got := paged(t, db, f, false); !slices.Equal(got, before) {
			t.Fatalf("after it was renamed: %q", got)
		}
		if got := paged(t, db, domain.Filter{Words: []string{"guzzi"}}, false); len(got) != 1 {
			t.Fatalf("by its new name: %q", got)
		}
	})
}

func TestAPageOfFewNamesIsFullWhateverElseIsAsked(t *testing.T) {
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		var es []domain.Establishment
		for i := range 60 {
			e := establishment(fmt.Sprintf("Vespa %02d", i), fmt.Sprintf("%014d", 2000+i))
			e.IsSupplier = true
			e.City = []string{"Lyon", "Nice", "Nice", "Nice", "Nice"}[i%5]
			es = append(es, e)
		}
		add(t, db, es...)
		f := domain.Filter{Words: []string{"vespa"}, Terms: []domain.Term{{Field: "city", Value: "lyon"}}}
		var want []string
		for i := 0; i < 60; i += 5 {
			want = append(want, fmt.Sprintf("vespa %02d", i))
		}
		for _, backwards := range []bool{false, true} {
			if got := paged(t, db, f, backwards); !slices.Equal(got, want) {
				t.Errorf("backwards %v: %q, want %q", backwards, got, want)
			}
		}
	})
}

func TestTidyingFindsTheSameInFewerPlaces(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		for i, e := range named() {
			add(t, db, e)
			if i%5 == 0 {
				add(t, db, establishment(fmt.Sprintf("Vespa %d", i), fmt.Sprintf("%014d", 3000+i)))
			}
		}
		if segments, ok := db.Segments(t, "establishment"); ok && segments < 4 {
			t.Fatalf("%d segments are nothing to tidy", segments)
		}
		f := domain.Filter{Words: []string{"bou"}}
		before := paged(t, db, f, false)
		for range 2 { // the second finds nothing to do
			if err := db.TidyWords(ctx); err != nil {
				t.Fatal(err)
			}
			if got := paged(t, db, f, false); !slices.Equal(got, before) || len(got) == 0 {
				t.Fatalf("after it was tidied: %q, not %q", got, before)
			}
		}
		add(t, db, establishment("Bou Ultima", "35600000000048"))
		hits, err := db.Search(ctx, domain.Query{Kind: domain.QueryName, Value: "ultima"}, 5)
		if err != nil || len(hits) != 1 {
			t.Fatalf("a name written since: %v, %v", hits, err)
		}
		if segments, ok := db.Segments(t, "establishment"); ok && segments > 2 {
			t.Errorf("the names still lie in %d segments", segments)
		}
	})
}
