package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

// ErrUnaudited is returned by Write when fn recorded no change: the
// transaction is rolled back.
var ErrUnaudited = errors.New("store: nothing was recorded in the audit")

// Tx is an open transaction. Only Write, Maintain and Dispatch yield
// one.
type Tx struct {
	reader
	tx      *sqlx.Tx
	db      *DB
	now     domain.Instant
	actor   domain.Actor
	action  domain.Action
	records []record
	waiting waitingRows
	quiet   bool // nobody's screen shows what this transaction changes

	ledgerHead string // the last seal of this transaction, "" before the first
}

// record is one change of one subject, on its way to the audit.
type record struct {
	subject       string
	id            int64
	before, after any
}

// Now is the hour of the transaction: every row of it bears the same.
func (tx *Tx) Now() domain.Instant { return tx.now }

// Actor is who acts.
func (tx *Tx) Actor() domain.Actor { return tx.actor }

// Write runs fn in one transaction and writes what it recorded to the audit;
// it is the only door to an audited change. On PostgreSQL a serialisation
// failure is tried again, so fn must only touch tx.
func (db *DB) Write(ctx context.Context, by domain.Actor, action domain.Action, fn func(*Tx) error) error {
	return db.transact(ctx, by, action, alone, func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		if len(tx.records) == 0 {
			return ErrUnaudited
		}
		return tx.appendAudit(ctx)
	})
}

// Maintain is the side door for technical rows that are no act of anybody:
// claims, leases, log-ins. The architecture test lists its callers.
func (db *DB) Maintain(ctx context.Context, fn func(*Tx) error) error {
	return db.transact(ctx, domain.SystemActor("maintain"), "", alone, fn)
}

// Dispatch is Maintain for the outbox: each of its statements guards the rows
// it changes by their state and their holder, so that two processes on
// PostgreSQL need not wait for one another.
func (db *DB) Dispatch(ctx context.Context, fn func(*Tx) error) error {
	return db.transact(ctx, domain.SystemActor("maintain"), "", sql.LevelReadCommitted, fn)
}

// alone is a transaction on PostgreSQL that sees nothing of others while it
// runs. On SQLite every writing one is.
const alone = sql.LevelSerializable

func (db *DB) transact(ctx context.Context, by domain.Actor, action domain.Action, level sql.IsolationLevel, fn func(*Tx) error) error {
	const attempts = 8
	var err error
	for range attempts {
		err = db.once(ctx, by, action, level, fn)
		if !retryable(err) {
			break
		}
	}
	return db.explain(err)
}

func (db *DB) once(ctx context.Context, by domain.Actor, action domain.Action, level sql.IsolationLevel, fn func(*Tx) error) (err error) {
	if db.dialect.local {
		level = sql.LevelDefault
	}
	if err := db.turn.take(ctx); err != nil {
		return err
	}
	defer db.turn.give()
	sqlTx, err := db.write.BeginTxx(ctx, &sql.TxOptions{Isolation: level})
	if err != nil {
		return err
	}
	tx := &Tx{tx: sqlTx, db: db, now: db.Now(), actor: by, action: action}
	tx.reader = reader{run: &inTx{tx: sqlTx, shared: db.writes, own: map[string]*sqlx.Stmt{}, before: tx.putWaiting}, dialect: db.dialect, inside: true}
	defer func() {
		if p := recover(); p != nil {
			err = errors.Join(fmt.Errorf("store: panic in a transaction: %v", p), sqlTx.Rollback())
		}
	}()
	if err := fn(tx); err != nil {
		if rollback := sqlTx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			return errors.Join(err, rollback)
		}
		return err
	}
	err = tx.putWaiting(ctx)
	if err == nil {
		err = tx.tell(ctx)
	}
	if err != nil {
		return errors.Join(err, sqlTx.Rollback())
	}
	if err := sqlTx.Commit(); err != nil {
		return err
	}
	db.pages.committed()
	return db.writes.prepareWanted(ctx)
}

// exec runs one writing statement.
func (tx *Tx) exec(ctx context.Context, query string, args ...any) error {
	_, err := tx.affect(ctx, query, args...)
	return err
}

// affect runs one writing statement and returns how many rows it touched.
func (tx *Tx) affect(ctx context.Context, query string, args ...any) (int64, error) {
	st, err := tx.run.stmt(ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := st.ExecContext(tx.brief(ctx), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// insert runs an INSERT that ends in RETURNING id and returns the id.
func (tx *Tx) insert(ctx context.Context, query string, args ...any) (int64, error) {
	st, err := tx.run.stmt(ctx, query)
	if err != nil {
		return 0, err
	}
	var id int64
	err = st.GetContext(tx.brief(ctx), &id, args...)
	return id, err
}

// Record notes a change for the audit: nil before is a creation, nil after a
// deletion. Values are redacted: identifiers and states in clear, people
// masked by whoever calls.
func (tx *Tx) Record(subject string, id int64, before, after any) {
	tx.records = append(tx.records, record{subject, id, before, after})
}

// Subject is what the transaction is about, for whoever tells of it: the first
// change that is not a mail or a line of a history.
func (tx *Tx) Subject() (noun string, id int64) {
	for i, r := range tx.records {
		if i == 0 || noun == "mail" || strings.HasSuffix(noun, "_event") {
			noun, id = r.subject, r.id
		}
	}
	return noun, id
}
