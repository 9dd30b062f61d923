package desk_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/internal/link"
	"vigie/store"
)

var importer = domain.Actor{Name: "shell:test", Role: domain.Operator, Door: "shell"}

// importDesk opens a desk over a database, at the clock's hour.
func importDesk(t testing.TB, db *store.DB, now func() time.Time) (*desk.Desk, *link.Keys) {
	t.Helper()
	keys, err := link.Load(filepath.Join(t.TempDir(), "secrets"))
	if err != nil {
		t.Fatal(err)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return desk.New(desk.Options{DB: db, Keys: keys, Now: now, Location: paris, Controller: "Vigie"}), keys
}

// realFile opens a file of the real data, which are not in the repository:
// in VIGIE_TEST_DATA or in shared/data beside it.
func realFile(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("VIGIE_TEST_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatalf("the real data are missing: set VIGIE_TEST_DATA to their folder (%v)", err)
	}
	return string(text)
}

func importText(t testing.TB, d *desk.Desk, text string, o desk.ImportOptions) desk.ImportSummary {
	t.Helper()
	if o.FileName == "" {
		o.FileName = "test.csv"
	}
	if o.TempDir == "" {
		o.TempDir = t.TempDir()
	}
	s, err := d.ImportSuppliers(context.Background(), importer, strings.NewReader(text), o)
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	if s.Lines != s.Created+s.Linked+s.Updated+s.Unchanged+s.Rejected {
		t.Errorf("the verdicts do not add up: %+v", s)
	}
	return s
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRealFilesImportAsTheyAre(t *testing.T) {
	buyers, published := realFile(t, "suppliers-2024h2.csv"), realFile(t, "decp-2024h2-travaux.csv")
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		d, _ := importDesk(t, db, clock.Now)
		dry := importText(t, d, buyers, desk.ImportOptions{DryRun: true})
		first := importText(t, d, buyers, desk.ImportOptions{})
		t.Log(asJSON(t, first))
		batch := first.Batch
		first.Batch = 0
		if asJSON(t, dry) != asJSON(t, first) {
			t.Errorf("the dry run said %s", asJSON(t, dry))
		}
		if first.Lines != 9911 || first.Rejected != 35 || first.FollowUps != 5466 || first.Users != 4691 {
			t.Errorf("counted %+v", first)
		}
		again := importText(t, d, buyers, desk.ImportOptions{})
		if again.Unchanged != first.Lines-first.Rejected || again.Rejected != first.Rejected || again.Batch == batch {
			t.Errorf("the same file again: %+v", again)
		}
		second := importText(t, d, published, desk.ImportOptions{})
		t.Log(asJSON(t, second))
		if second.Lines != 8957 || second.Rejected != 8957-8928+1 {
			t.Errorf("counted %+v", second)
		}
		if rows, broken, _, err := d.VerifyAudit(context.Background(), importer); err != nil || broken != 0 || rows == 0 {
			t.Errorf("audit: %d rows, broken at %d, %v", rows, broken, err)
		}
	})
}

func TestPublishedFileAloneCountsAsCountedIndependently(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		d, _ := importDesk(t, db, clock.Now)
		s := importText(t, d, realFile(t, "decp-2024h2-travaux.csv"), desk.ImportOptions{})
		t.Log(asJSON(t, s))
		if s.FollowUps != 5466 || s.Users != 0 || s.Created+s.Linked != 5466 {
			t.Errorf("counted %+v", s)
		}
		stale, err := db.StaleFollowUps(context.Background(), d.Today(), 10)
		if err != nil || len(stale) != 0 {
			t.Errorf("follow-ups to assess again right after the import: %v, %v", stale, err)
		}
	})
}

func sortedSet(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
