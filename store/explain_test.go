package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
)

// Plan is how SQLite means to answer one statement.
type Plan struct {
	Statement string
	Lines     []string
}

// Explained runs f and returns the plans of the statements that it made, from
// the statements that the pool has prepared since.
func (db *DB) Explained(ctx context.Context, f func() error) ([]Plan, error) {
	pool, ok := db.reader.run.(*statements)
	if !ok {
		return nil, nil
	}
	clear(pool.m)
	if err := f(); err != nil {
		return nil, err
	}
	var plans []Plan
	for _, query := range slices.Sorted(maps.Keys(pool.m)) {
		p := Plan{Statement: query}
		rows, err := db.read.QueryContext(ctx, "EXPLAIN QUERY PLAN "+asPrepared("sqlite3", query), unbound(query)...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var id, parent, unused int
			var line string
			if err := rows.Scan(&id, &parent, &unused, &line); err != nil {
				return nil, err
			}
			p.Lines = append(p.Lines, line)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	return plans, nil
}

// unbound is an argument for every mark of a statement.
func unbound(query string) (args []any) {
	for _, c := range query {
		if c == '?' {
			args = append(args, "1")
		}
	}
	return args
}

// ChooseWords makes lists that are filtered by words take a way of their own.
func (db *DB) ChooseWords(few, gathered int64) {
	db.reader.dialect.limits = wordLimits{few: few, gathered: gathered}
	db.reader.frequency, db.reader.names = &frequency{}, &nameMemory{}
}

// Segments counts the segments of a noun's full-text index; PostgreSQL has none.
func (db *DB) Segments(t *testing.T, noun string) (n int64, ok bool) {
	t.Helper()
	if !db.dialect.local {
		return 0, false
	}
	n, err := db.segments(context.Background(), noun)
	if err != nil {
		t.Fatal(err)
	}
	return n, true
}
