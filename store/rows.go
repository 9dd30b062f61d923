package store

import (
	"context"
	"strings"
)

// rowsAtOnce is how many rows one statement writes at most; fewer are written
// by a multiple of rowStep, and what is left by one more statement.
const rowsAtOnce, rowStep = 64, 8

// waitingRows are rows on their way into one statement for many.
type waitingRows struct {
	query  string // that writes one
	values []any  // of all, row after row
}

// put writes a row by query, together with others that the same query writes
// next: whatever the transaction does else, it does after them. A statement
// for many costs less than as many statements, and much less where a trigger
// keeps a full-text index: SQLite closes a segment of it at each statement.
func (tx *Tx) put(ctx context.Context, query string, values ...any) error {
	w := &tx.waiting
	if w.query != query {
		if err := tx.putWaiting(ctx); err != nil {
			return err
		}
		w.query = query
	}
	if w.values = append(w.values, values...); len(w.values) == rowsAtOnce*len(values) {
		return tx.putWaiting(ctx)
	}
	return nil
}

// putWaiting writes the rows that wait, in statements of a few sizes so that
// they stay prepared.
func (tx *Tx) putWaiting(ctx context.Context) error {
	if len(tx.waiting.values) == 0 {
		return nil
	}
	query, values := tx.waiting.query, tx.waiting.values
	tx.waiting.values = nil
	defer func() { tx.waiting.values = values[:0] }()
	head, rest, _ := strings.Cut(tx.dialect.insert(query), "VALUES (")
	row, tail, _ := strings.Cut(rest, ")")
	width := strings.Count(row, "?")
	for left := values; len(left) > 0; {
		n := len(left) / width
		if n > rowStep {
			n -= n % rowStep
		}
		text := head + "VALUES (" + row + ")" + strings.Repeat(", ("+row+")", n-1) + tail
		if err := tx.exec(ctx, text, left[:n*width]...); err != nil {
			return err
		}
		left = left[n*width:]
	}
	return nil
}
