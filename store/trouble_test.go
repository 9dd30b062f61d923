package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vigie/internal/domain"
)

func clock() time.Time { return time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC) }

func openFile(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(context.Background(), Source{Dialect: "sqlite", Path: path}, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestAFullDiskLosesNothingAndGoesOnWhenThereIsRoom(t *testing.T) {
	ctx := context.Background()
	db := openFile(t, filepath.Join(t.TempDir(), "vigie.db"))
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	add := func(from int) error {
		return db.Write(ctx, domain.ShellActor("test"), domain.ImportFile, func(tx *Tx) error {
			for i := range 2000 {
				if _, err := tx.InsertEstablishment(ctx, domain.Establishment{IDType: domain.HorsUE, IDValue: fmt.Sprintf("X%06d", from+i), Name: "Full"}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	var pages int
	if err := db.write.Get(&pages, `PRAGMA page_count`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.write.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+20)); err != nil {
		t.Fatal(err)
	}
	err := add(0)
	if !errors.Is(err, domain.Refuse(domain.Conflict, "disk_full")) {
		t.Fatalf("a full disk gave %v", err)
	}
	if n, err := db.number(ctx, `SELECT COUNT(*) FROM establishments`); err != nil || n != 0 {
		t.Fatalf("half of an act stayed: %d rows, %v", n, err)
	}
	if _, err := db.write.Exec(`PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	if err := add(0); err != nil {
		t.Fatalf("with room again: %v", err)
	}
	if rows, broken, err := db.VerifyAudit(ctx); err != nil || rows != 2000 || broken != 0 {
		t.Fatalf("audit: %d rows, broken at %d, %v", rows, broken, err)
	}
}

func TestADatabaseFromANewerVersionIsLeftUntouched(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "vigie.db")
	db := openFile(t, path)
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := db.write.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	newer := domain.Refuse(domain.Conflict, "database_newer")
	if err := db.Migrate(ctx); !errors.Is(err, newer) {
		t.Fatalf("migrate gave %v", err)
	}
	if err := db.CheckVersion(ctx); !errors.Is(err, newer) {
		t.Fatalf("check gave %v", err)
	}
}

func TestAFileThatIsNoDatabaseIsRefusedAndKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vigie.db")
	if err := os.WriteFile(path, []byte("a letter to grandmother, not a database"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(context.Background(), Source{Dialect: "sqlite", Path: path}, clock)
	if !errors.Is(err, domain.Refuse(domain.Invalid, "database_not_sqlite")) {
		t.Fatalf("it gave %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "a letter to grandmother, not a database" {
		t.Fatalf("the letter is now %q, %v", text, err)
	}
}

func TestAuditRefusesToForget(t *testing.T) {
	ctx := context.Background()
	db := openFile(t, filepath.Join(t.TempDir(), "vigie.db"))
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	err := db.Write(ctx, domain.ShellActor("test"), domain.ChangeSettings, func(tx *Tx) error { return tx.SetSetting(ctx, "a", "b") })
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{`UPDATE audit SET actor = 'nobody'`, `DELETE FROM audit`} {
		if _, err := db.write.Exec(query); err == nil {
			t.Errorf("%s was accepted", query)
		}
	}
	if _, err := db.write.Exec(`DROP TRIGGER audit_no_update`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.write.Exec(`UPDATE audit SET actor = 'nobody'`); err != nil {
		t.Fatal(err)
	}
	if _, broken, err := db.VerifyAudit(ctx); err != nil || broken == 0 {
		t.Fatalf("a changed row was not found: %d, %v", broken, err)
	}
}

// A start reads which migrations were applied before it asks goose, which
// reads them all: what is known must be all of them, those in Go included.
func TestAStartKnowsEveryMigrationWithoutReadingThem(t *testing.T) {
	ctx := context.Background()
	db := openFile(t, filepath.Join(t.TempDir(), "vigie.db"))
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	p, err := db.provider()
	if err != nil {
		t.Fatal(err)
	}
	var sources []int64
	for _, s := range p.ListSources() {
		sources = append(sources, s.Version)
	}
	known, err := db.dialect.migrationVersions()
	if err != nil || !slices.Equal(known, sources) {
		t.Errorf("known %v, %v; goose has %v", known, err, sources)
	}
	if applied, err := db.applied(ctx); err != nil || !slices.Equal(applied, sources) {
		t.Errorf("applied %v, %v; goose has %v", applied, err, sources)
	}
}
