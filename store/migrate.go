package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"

	"vigie/internal/domain"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema to this build's version. A database from a newer
// build is refused and left untouched.
func (db *DB) Migrate(ctx context.Context) error {
	have, err := db.applied(ctx)
	if err != nil {
		return err
	}
	want, err := db.dialect.migrationVersions()
	if err != nil || slices.Equal(have, want) {
		return err // nearly every start: goose would read them all first
	}
	if newest(have) > newest(want) {
		return domain.Refuse(domain.Conflict, "database_newer", "Have", newest(have), "Want", newest(want))
	}
	p, err := db.provider()
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return db.explain(fmt.Errorf("store: migrate: %w", err))
	}
	return nil
}

// CheckVersion refuses a database that is older or newer than this build.
func (db *DB) CheckVersion(ctx context.Context) error {
	have, want, err := db.Versions(ctx)
	switch {
	case err != nil:
		return err
	case have > want:
		return domain.Refuse(domain.Conflict, "database_newer", "Have", have, "Want", want)
	case have < want:
		return domain.Refuse(domain.Conflict, "database_older", "Have", have, "Want", want)
	}
	return nil
}

// Versions returns the schema version of the database and of this build.
func (db *DB) Versions(ctx context.Context) (have, want int64, err error) {
	known, err := db.dialect.migrationVersions()
	if err != nil {
		return 0, 0, err
	}
	applied, err := db.applied(ctx)
	return newest(applied), newest(known), err
}

// applied are the versions of the migrations that the database went through,
// in their order.
func (db *DB) applied(ctx context.Context) (versions []int64, err error) {
	if exists, err := db.hasTable(ctx, "goose_db_version"); err != nil || !exists {
		return nil, db.explain(err)
	}
	err = db.all(ctx, &versions, `SELECT version_id FROM goose_db_version WHERE version_id > 0 AND is_applied ORDER BY version_id`)
	return versions, db.explain(err)
}

func newest(versions []int64) int64 {
	if len(versions) == 0 {
		return 0
	}
	return versions[len(versions)-1]
}

func (db *DB) hasTable(ctx context.Context, name string) (bool, error) {
	query := `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?`
	if db.dialect.name == "postgres" {
		query = `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = ?`
	}
	n, err := db.number(ctx, query, name)
	return n > 0, err
}

func (db *DB) provider() (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if db.dialect.name == "postgres" {
		dialect = goose.DialectPostgres
	}
	files, err := db.dialect.migrationFiles()
	if err != nil {
		return nil, err
	}
	p, err := goose.NewProvider(dialect, db.write.DB, files, goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(db.sealing()))
	if errors.Is(err, goose.ErrNoMigrations) {
		return nil, fmt.Errorf("store: no migrations embedded: %w", err)
	}
	return p, err
}

// migrationNames are the files of this dialect.
func (d dialect) migrationNames() ([]string, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	return slices.DeleteFunc(names, func(name string) bool {
		parts := strings.Split(name, ".")
		return len(parts) == 3 && parts[1] != d.name
	}), err
}

// migrationVersions are the numbers of the files and of the migrations in Go,
// in their order.
func (d dialect) migrationVersions() ([]int64, error) {
	names, err := d.migrationNames()
	if err != nil {
		return nil, err
	}
	versions := []int64{sealingVersion}
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return nil, err
		}
		versions = append(versions, version)
	}
	slices.Sort(versions)
	return versions, nil
}

// migrationFiles is the common text with this dialect's types, and the files
// of this dialect only.
func (d dialect) migrationFiles() (fs.FS, error) {
	names, err := d.migrationNames()
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	for _, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[strings.TrimPrefix(name, "migrations/")] = &fstest.MapFile{Data: []byte(d.migration(string(text)))}
	}
	return files, nil
}
