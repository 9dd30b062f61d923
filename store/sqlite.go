package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/jmoiron/sqlx"
	"github.com/mattn/go-sqlite3"

	"vigie/internal/domain"
)

// openSQLite opens one writer connection and a pool that can only read.
func openSQLite(ctx context.Context, path string) (read, write *sqlx.DB, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, nil, err
	}
	if err := refuseOtherFiles(path); err != nil {
		return nil, nil, err
	}
	write, err = sqlx.Open("sqlite3", dsn(path, "rwc"))
	if err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if err := checkPragmas(ctx, write); err != nil {
		return nil, nil, errors.Join(explainSQLite(path, err), write.Close())
	}
	if _, err := write.ExecContext(ctx, "PRAGMA wal_autocheckpoint = "+strconv.Itoa(walLimit)); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read, err = sqlx.Open("sqlite3", dsn(path, "ro"))
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	pool := max(4, 2*runtime.NumCPU())
	read.SetMaxOpenConns(pool)
	read.SetMaxIdleConns(pool)
	return read, write, nil
}

// openGlance opens a connection for one small question that is asked again and
// again while others write. Every commit makes a connection forget the pages it
// knows: those with thousands of them spent more time on that than on the answer.
func openGlance(path string) (*sqlx.DB, error) {
	db, err := sqlx.Open("sqlite3", dsn(path, "ro"))
	if err == nil {
		db.SetMaxOpenConns(4)
		db.SetMaxIdleConns(4)
	}
	return db, err
}

// dsn is the address of a file. The library's own lock on each connection is
// left out, since database/sql gives a connection to one goroutine at a time. A
// reader's cache is half of a writer's: there
// are several of them, an export fills its own, and the system has the pages.
func dsn(path, mode string) string {
	v := url.Values{"mode": {mode}, "_foreign_keys": {"on"}, "_busy_timeout": {"5000"}, "_cache_size": {"-8000"}, "_mutex": {"no"}}
	if mode != "ro" {
		for name, value := range map[string]string{"_journal_mode": "WAL", "_synchronous": "FULL", "_txlock": "immediate", "_secure_delete": "on", "_cache_size": "-16000"} {
			v.Set(name, value)
		}
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}

// checkPragmas reads back what the connection string asked for: without full
// synchronisation acknowledged commits are lost in a power cut.
func checkPragmas(ctx context.Context, db *sqlx.DB) error {
	for _, p := range []struct{ name, want string }{
		{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"}, {"secure_delete", "1"},
	} {
		var got string
		if err := db.GetContext(ctx, &got, "PRAGMA "+p.name); err != nil {
			return err
		}
		if got != p.want {
			return fmt.Errorf("sqlite: %s is %s, not %s", p.name, got, p.want)
		}
	}
	return nil
}

// refuseOtherFiles says early that a path is not ours to write.
func refuseOtherFiles(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, 16)
	if n, _ := f.Read(head); n > 0 && string(head[:n]) != "SQLite format 3\x00" {
		return domain.Refuse(domain.Invalid, "database_not_sqlite", "Path", path)
	}
	return nil
}

func explainSQLite(path string, err error) error {
	var e sqlite3.Error
	if errors.As(err, &e) {
		switch e.Code {
		case sqlite3.ErrFull:
			return domain.Refuse(domain.Conflict, "disk_full")
		case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
			return domain.Refuse(domain.Invalid, "database_not_writable", "Path", path)
		case sqlite3.ErrNotADB, sqlite3.ErrCorrupt:
			return domain.Refuse(domain.Invalid, "database_not_sqlite", "Path", path)
		}
	}
	return err
}

// uniqueViolation reports whether err says that a unique key is taken.
func uniqueViolation(err error) bool {
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		return lite.ExtendedCode == sqlite3.ErrConstraintUnique || lite.ExtendedCode == sqlite3.ErrConstraintPrimaryKey
	}
	return postgresCode(err) == "23505"
}

// explain turns what a person can act upon into a refusal.
func (db *DB) explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrTxDone) || domain.KindOf(err) != "":
		return err
	case db.dialect.name == "sqlite":
		return explainSQLite(db.source.Path, err)
	case postgresCode(err) == "53100":
		return domain.Refuse(domain.Conflict, "disk_full")
	}
	return err
}
