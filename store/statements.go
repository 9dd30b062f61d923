package store

import (
	"context"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"
)

// statementCap bounds what a process keeps prepared; filters make new texts.
const statementCap = 400

// statements are the prepared statements of one pool, by their text.
type statements struct {
	db     *sqlx.DB
	mu     sync.Mutex
	m      map[string]*sqlx.Stmt
	wanted map[string]bool // used inside a transaction before they were prepared
}

func newStatements(db *sqlx.DB) *statements {
	return &statements{db: db, m: map[string]*sqlx.Stmt{}, wanted: map[string]bool{}}
}

func (s *statements) stmt(ctx context.Context, query string) (*sqlx.Stmt, error) {
	if st, ok := s.known(query); ok {
		return st, nil
	}
	st, err := s.db.PreparexContext(ctx, asPrepared(s.db.DriverName(), query))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.m) >= statementCap {
		s.m = map[string]*sqlx.Stmt{} // the old ones close when they are collected
	}
	s.m[query] = st
	return st, nil
}

// asPrepared is a statement as its database prepares it. SQLite plans by the
// number in a bare LIMIT ?, and so plans the statement anew each time it is
// given: 10 µs, half of a look-up. Of an expression it expects nothing.
func asPrepared(driver, query string) string {
	if driver == "sqlite3" {
		return strings.ReplaceAll(query, "LIMIT ?", "LIMIT CAST(? AS INTEGER)")
	}
	return sqlx.Rebind(sqlx.BindType(driver), query)
}

func (s *statements) known(query string) (*sqlx.Stmt, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, ok := s.m[query]
	return st, ok
}

// want notes that a transaction used query; prepareWanted prepares it for
// the next one, once the only writer connection is free again.
func (s *statements) want(query string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wanted[query] = true
}

func (s *statements) prepareWanted(ctx context.Context) error {
	s.mu.Lock()
	wanted := s.wanted
	s.wanted = map[string]bool{}
	s.mu.Unlock()
	for query := range wanted {
		if _, err := s.stmt(context.WithoutCancel(ctx), query); err != nil {
			return err
		}
	}
	return nil
}

// inTx binds the writer's prepared statements to one transaction.
type inTx struct {
	tx     *sqlx.Tx
	shared *statements
	own    map[string]*sqlx.Stmt
	before func(context.Context) error // writes the rows that wait
}

func (t *inTx) stmt(ctx context.Context, query string) (*sqlx.Stmt, error) {
	if err := t.before(ctx); err != nil {
		return nil, err
	}
	if st, ok := t.own[query]; ok {
		return st, nil
	}
	var st *sqlx.Stmt
	if shared, ok := t.shared.known(query); ok {
		st = t.tx.StmtxContext(ctx, shared)
	} else {
		t.shared.want(query)
		var err error
		if st, err = t.tx.PreparexContext(ctx, asPrepared(t.tx.DriverName(), query)); err != nil {
			return nil, err
		}
	}
	t.own[query] = st
	return st, nil
}
