package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

// reader answers questions, inside or outside a transaction: both embed it.
type reader struct {
	run       preparer
	dialect   dialect
	frequency *frequency  // nil inside a transaction
	names     *nameMemory // likewise
	inside    bool        // a transaction
	memo      *memo       // of a snapshot
}

// preparer hands out a statement, prepared once: over a pool, or over the
// writer's connection inside a transaction.
type preparer interface {
	stmt(ctx context.Context, query string) (*sqlx.Stmt, error)
}

// brief is the context of a statement that ends in microseconds. In a file,
// one that could be cut off costs two goroutines, half of a look-up's time.
func (r reader) brief(ctx context.Context) context.Context {
	if r.dialect.local && ctx.Err() == nil {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// context is that of any statement. Those of a transaction are brief: what is
// cut off is the whole.
func (r reader) context(ctx context.Context) context.Context {
	if r.inside {
		return r.brief(ctx)
	}
	return ctx
}

// one reads exactly one row into dest; none is a not-found refusal.
func (r reader) one(ctx context.Context, noun string, dest any, query string, args ...any) error {
	st, err := r.run.stmt(ctx, query)
	if err != nil {
		return err
	}
	if err := st.GetContext(r.brief(ctx), dest, args...); errors.Is(err, sql.ErrNoRows) {
		return domain.Refuse(domain.NotFound, "not_found", "Noun", noun)
	} else if err != nil {
		return err
	}
	return nil
}

// all reads every row into the slice behind dest.
func (r reader) all(ctx context.Context, dest any, query string, args ...any) error {
	st, err := r.run.stmt(ctx, query)
	if err != nil {
		return err
	}
	rows, err := st.QueryxContext(r.context(ctx), args...)
	if err != nil {
		return err
	}
	return scanAll(rows, dest)
}

// each streams rows into f without holding them.
func (r reader) each(ctx context.Context, f func(*sqlx.Rows) error, query string, args ...any) error {
	st, err := r.run.stmt(ctx, query)
	if err != nil {
		return err
	}
	rows, err := st.QueryxContext(r.context(ctx), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// number reads one integer, zero when there is no row.
func (r reader) number(ctx context.Context, query string, args ...any) (int64, error) {
	var n int64
	st, err := r.run.stmt(ctx, query)
	if err != nil {
		return 0, err
	}
	if err := st.GetContext(r.context(ctx), &n, args...); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	return n, nil
}

// word reads one text.
func (r reader) word(ctx context.Context, query string, args ...any) (text string, err error) {
	st, err := r.run.stmt(ctx, query)
	if err != nil {
		return "", err
	}
	err = st.QueryRowContext(r.brief(ctx), args...).Scan(&text)
	return text, err
}

// list is the argument of dialect.in: any number of values in one statement.
func (r reader) list(values any) any {
	if r.dialect.name == "postgres" {
		return values
	}
	text, err := json.Marshal(values)
	if err != nil {
		return "[]"
	}
	return string(text)
}
