package tui

import (
	"strconv"
	"strings"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// asPage says in the desk's language what a table wants.
func asPage(want kit.Want) domain.Page {
	p := domain.Page{Sort: want.Sort, Desc: want.Desc, Limit: want.Limit, FromEnd: want.Place == kit.Last}
	id, key, _ := strings.Cut(want.Cursor, " ")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return p
	}
	switch want.Place {
	case kit.After:
		p.After = &domain.Cursor{Key: key, ID: n}
	case kit.Before:
		p.Before = &domain.Cursor{Key: key, ID: n}
	}
	return p
}

// asRows turns a window of the desk into the page of a table.
func asRows[T any](w domain.Window[T], count domain.Count, row func(T) kit.Row) kit.Page {
	p := kit.Page{More: w.More, Total: count.N, Approx: count.More, Rows: make([]kit.Row, len(w.Rows))}
	for i, v := range w.Rows {
		p.Rows[i] = row(v)
		if i < len(w.Cursors) {
			p.Rows[i].Cursor = strconv.FormatInt(w.Cursors[i].ID, 10) + " " + w.Cursors[i].Key
		}
	}
	return p
}
