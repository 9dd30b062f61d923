package main

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
)

// bulkCommit is how many rows a floor commits at once.
const bulkCommit = 10_000

// part is a table with the rows of it that a floor writes.
type part struct {
	table, where string
	args         []any
}

// bulk copies rows from one file to another by prepared statements, committing
// every ten thousand, and returns how many and how long the writing took:
// reading them is not counted.
func bulk(ctx context.Context, from *bare, to *sql.DB, upsert bool, parts ...part) (n int, took time.Duration, err error) {
	for _, p := range parts {
		names, err := tableColumns(ctx, from.db, p.table)
		if err != nil {
			return n, took, err
		}
		found, err := from.db.QueryContext(ctx, "SELECT "+strings.Join(names, ", ")+" FROM "+p.table+" WHERE "+p.where, p.args...)
		if err != nil {
			return n, took, err
		}
		rows, spent, err := pour(ctx, found, to, insertText(p.table, names, upsert), len(names))
		n, took = n+rows, took+spent
		if err = errors.Join(err, found.Close()); err != nil {
			return n, took, err
		}
	}
	return n, took, nil
}

func pour(ctx context.Context, found *sql.Rows, to *sql.DB, text string, width int) (n int, took time.Duration, err error) {
	for {
		var batch [][]any
		for len(batch) < bulkCommit && found.Next() {
			values, places := make([]any, width), make([]any, width)
			for i := range values {
				places[i] = &values[i]
			}
			if err := found.Scan(places...); err != nil {
				return n, took, err
			}
			batch = append(batch, values)
		}
		if len(batch) == 0 {
			return n, took, found.Err()
		}
		spent, err := timed(func() error { return commit(ctx, to, text, batch) })
		if n, took = n+len(batch), took+spent; err != nil {
			return n, took, err
		}
	}
}

func commit(ctx context.Context, to *sql.DB, text string, batch [][]any) error {
	tx, err := to.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit there is nothing left to undo
	st, err := tx.PrepareContext(ctx, text)
	if err != nil {
		return err
	}
	for _, values := range batch {
		if _, err := st.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func insertText(table string, names []string, upsert bool) string {
	text := "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(names)-1) + ")"
	if !upsert || names[0] != "id" {
		return text
	}
	sets := make([]string, 0, len(names))
	for _, name := range names[1:] {
		sets = append(sets, name+" = excluded."+name)
	}
	return text + " ON CONFLICT (id) DO UPDATE SET " + strings.Join(sets, ", ")
}

func tableColumns(ctx context.Context, db *sql.DB, table string) (names []string, err error) {
	found, err := db.QueryContext(ctx, "SELECT name FROM pragma_table_info(?) ORDER BY cid", table)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, found.Err()
}
