package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
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
	p, err := db.provider()
	if err != nil {
		return err
	}
	if err := db.refuseNewer(ctx); err != nil {
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
	p, err := db.provider()
	if err != nil {
		return 0, 0, err
	}
	for _, s := range p.ListSources() {
		want = max(want, s.Version)
	}
	if exists, err := db.hasTable(ctx, "goose_db_version"); err != nil || !exists {
		return 0, want, db.explain(err)
	}
	have, err = p.GetDBVersion(ctx)
	return have, want, db.explain(err)
}

func (db *DB) refuseNewer(ctx context.Context) error {
	have, want, err := db.Versions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return domain.Refuse(domain.Conflict, "database_newer", "Have", have, "Want", want)
	}
	return nil
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

// migrationFiles is the common text with this dialect's types, and the files
// of this dialect only.
func (d dialect) migrationFiles() (fs.FS, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	for _, name := range names {
		base := strings.TrimPrefix(name, "migrations/")
		if parts := strings.Split(base, "."); len(parts) == 3 && parts[1] != d.name {
			continue
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[base] = &fstest.MapFile{Data: []byte(d.migration(string(text)))}
	}
	return files, nil
}
