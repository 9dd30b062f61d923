package store

import (
	"context"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
)

// sortedPages reads page after page in the order of a column, then of the id,
// as a list does.
func (r reader) sortedPages(ctx context.Context, t exportTable, w *where, v ExportView, to chan<- exported) error {
	key := t.sorts[v.Sort]
	var cursor []any
	for {
		read := func(careful bool) (exported, []any, error) {
			query := t.sorted(r.dialect, w, key, v.Desc, cursor != nil, careful)
			return r.sortedPage(ctx, query, append(slices.Clone(w.args), cursor...), key != "", len(t.columns))
		}
		page, next, err := read(false)
		if err == nil && !page.whole {
			page, next, err = read(true)
		}
		if err != nil || page.rows == 0 {
			return err
		}
		select {
		case to <- page:
		case <-ctx.Done():
			return ctx.Err()
		}
		if page.rows < exportPage {
			return nil
		}
		cursor = next
	}
}

// sorted is the statement of one page, with or without a cursor.
func (t exportTable) sorted(d dialect, w *where, key string, desc, goesOn, careful bool) string {
	op, direction := " > ", " ASC"
	if desc {
		op, direction = " < ", " DESC"
	}
	order, sought := t.id+direction, "''"
	if key != "" {
		order, sought = key+direction+", "+order, key
	}
	w = w.clone()
	switch {
	case goesOn && key != "":
		w.and("(" + key + ", " + t.id + ")" + op + "(?, ?)")
	case goesOn:
		w.and(t.id + op + "?")
	}
	return `SELECT ` + t.id + ` AS id, ` + sought + ` AS sought, ` + t.line(d, careful) + ` AS line FROM ` + t.from + w.text() + ` ORDER BY ` + order + ` LIMIT ?`
}

func (r reader) sortedPage(ctx context.Context, query string, args []any, keyed bool, columns int) (page exported, cursor []any, err error) {
	var text strings.Builder
	var id int64
	var key string
	err = r.each(ctx, func(rows *sqlx.Rows) error {
		var line string
		if err := rows.Scan(&id, &key, &line); err != nil {
			return err
		}
		if page.rows++; page.rows > 1 {
			text.WriteByte(rowEnd)
		}
		text.WriteString(line)
		return nil
	}, query, append(args, exportPage)...)
	page.text = []byte(text.String())
	page.whole = page.separated(columns)
	if cursor = []any{id}; keyed {
		cursor = []any{key, id}
	}
	return page, cursor, err
}
