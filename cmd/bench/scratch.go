package main

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/link"
	"vigie/store"
)

// scratch is a folder for one row, emptied first.
func (b *bench) scratch(name string) (string, error) {
	dir := filepath.Join(b.root, "scratch-"+name)
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	return dir, os.MkdirAll(dir, 0o700)
}

// copyBase copies the full base into a folder, to write in it.
func (b *bench) copyBase(ctx context.Context, dir string) (*base, error) {
	full, err := b.base(ctx, b.full)
	if err != nil {
		return nil, err
	}
	copied := &base{dir: dir, n: full.n, at: full.at, by: full.by}
	if err := os.MkdirAll(filepath.Join(dir, "secrets"), 0o700); err != nil {
		return nil, err
	}
	for _, name := range []string{"vigie.db", filepath.Join("secrets", "links.key"), filepath.Join("secrets", "hashes.key"), "id_ed25519"} {
		if err := copyFile(filepath.Join(full.dir, name), filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	return copied, copied.open(ctx)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// emptyBase makes a migrated base without a row.
func emptyBase(ctx context.Context, dir string, now func() time.Time) (*base, error) {
	b := &base{dir: dir, began: time.Now(), at: now(), by: domain.Actor{Name: staffName, Role: domain.Administrator, Door: "bench"}}
	var err error
	if b.db, err = store.Open(ctx, store.Source{Dialect: "sqlite", Path: b.path()}, now); err != nil {
		return nil, err
	}
	if err := b.db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, b.db.Close())
	}
	if b.keys, err = link.Load(filepath.Join(dir, "secrets")); err != nil {
		return nil, errors.Join(err, b.db.Close())
	}
	b.desk = desk.New(desk.Options{DB: b.db, Keys: b.keys, Now: now, Location: time.UTC, Controller: "Bench"})
	return b, nil
}

// raw opens a file to write in, with the durability of the store.
func raw(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_cache_size=-16000&_secure_delete=on&_txlock=immediate")
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}
