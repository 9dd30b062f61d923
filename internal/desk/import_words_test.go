package desk_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"vigie/internal/desk"
	"vigie/internal/fixture"
	"vigie/store"
)

// TestNamesOfManyCommitsAreMergedAndFound imports in some fifteen commits, of
// which each leaves a segment in the full-text index when nobody merges them.
func TestNamesOfManyCommitsAreMergedAndFound(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "vigie.db")
	db, err := store.Open(ctx, store.Source{Dialect: "sqlite", Path: path}, fixture.NewClock().Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	d, _ := importDesk(t, db, fixture.NewClock().Now)
	const lines = 1500
	var text strings.Builder
	text.WriteString("siret;raison_sociale;siret_donneur_ordre;nom_donneur_ordre;code_tiers;email\n")
	for i := range lines {
		fmt.Fprintf(&text, "%s;Fournisseur %s;%s;Acheteur;T%d;c%d@example.org\n", siret(1000+i), wordOf(i), siret(1), i, i)
	}
	if sum := importText(t, d, text.String(), desk.ImportOptions{}); sum.Created != lines {
		t.Fatalf("the import: %+v", sum)
	}
	for _, i := range []int{0, 19, 20, 700, lines - 1} {
		hits, err := d.Search(ctx, importer, wordOf(i))
		if err != nil || len(hits) != 1 || hits[0].Noun != "establishment" {
			t.Errorf("%s: %v, %v", wordOf(i), hits, err)
		}
	}
	raw, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.ExecContext(ctx, `INSERT INTO establishment_words (establishment_words, rank) VALUES ('integrity-check', 1)`); err != nil {
		t.Errorf("the index: %v", err)
	}
	segments := 0
	if err := raw.QueryRowContext(ctx, `SELECT COUNT(DISTINCT id >> 37) FROM establishment_words_data WHERE id > 10`).Scan(&segments); err != nil || segments > 6 {
		t.Errorf("%d segments are left, %v", segments, err)
	}
}

// wordOf is a word of its own, none the beginning of another.
func wordOf(i int) string {
	digits := []byte(fmt.Sprintf("%04d", i))
	for k := range digits {
		digits[k] += 'a' - '0'
	}
	return "mot" + string(digits)
}
