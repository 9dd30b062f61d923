package tui

import (
	"context"
	"strings"
	"sync"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// reading is what a list of the desk is made of.
type reading[T any] struct {
	session *Session
	fields  []string
	fixed   []domain.Term // what the list is about, beside its filter
	desc    bool          // newest first, unless turned
	page    func(context.Context, domain.Actor, domain.Filter, domain.Page) (domain.Window[T], error)
	count   func(context.Context, domain.Actor, domain.Filter) (domain.Count, error) // nil where nobody counts
	row     func(T) kit.Row
}

// source fetches pages of a list; it counts when a list begins and when it is
// refreshed, not at every page.
func (r reading[T]) source() kit.Source {
	var mu sync.Mutex
	counted := map[string]domain.Count{}
	return func(ctx context.Context, want kit.Want) (kit.Page, error) {
		f, err := domain.ParseFilter(want.Filter, r.fields)
		if err != nil {
			return kit.Page{}, err
		}
		f.Terms = append(f.Terms, r.fixed...)
		p := asPage(want)
		p.Desc = p.Desc != r.desc
		w, err := r.page(ctx, r.session.Actor, f, p)
		if err != nil {
			return kit.Page{}, err
		}
		mu.Lock()
		c, known := counted[want.Filter]
		mu.Unlock()
		if r.count == nil {
			c = domain.Count{N: -1}
		} else if !known || want.Place == kit.First || want.Place == kit.Last {
			if c, err = r.count(ctx, r.session.Actor, f); err != nil {
				return kit.Page{}, err
			}
			mu.Lock()
			counted = map[string]domain.Count{want.Filter: c}
			mu.Unlock()
		}
		return asRows(w, c, r.row), nil
	}
}

// whole is the source of a list short enough to come in one piece, whose
// words are looked for in its cells.
func whole[T any](read func(context.Context) ([]T, error), row func(T) kit.Row) kit.Source {
	return func(ctx context.Context, want kit.Want) (kit.Page, error) {
		f, err := domain.ParseFilter(want.Filter, nil)
		if err != nil {
			return kit.Page{}, err
		}
		if want.Place == kit.After || want.Place == kit.Before {
			return kit.Page{Total: -1}, nil
		}
		all, err := read(ctx)
		if err != nil {
			return kit.Page{}, err
		}
		var p kit.Page
		for _, v := range all {
			if r := row(v); hasWords(r, f.Words) {
				p.Rows = append(p.Rows, r)
			}
		}
		p.Total = int64(len(p.Rows))
		return p, nil
	}
}

func hasWords(r kit.Row, words []string) bool {
	text := " "
	for _, c := range r.Cells {
		text += domain.Fold(c.Text) + " "
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// fields are those of a filter, with the values that are known.
func fields(names []string, values map[string][]string) []kit.FilterField {
	out := make([]kit.FilterField, len(names))
	for i, n := range names {
		out[i] = kit.FilterField{Name: n, Values: values[n]}
	}
	return out
}

func codes[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
