package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/domain"
)

// countCap bounds what a list counts; beyond it shows "10,000+".
const countCap = 10_000

// where collects conditions with their arguments; values never enter the text.
type where struct {
	conditions []string
	args       []any
	words      []string // words that the noun's name must have
	nothing    bool
}

func (w *where) and(condition string, args ...any) {
	w.conditions = append(w.conditions, condition)
	w.args = append(w.args, args...)
}

// term adds the condition of a filter's term, or its contrary.
func (w *where) term(t domain.Term, condition string, args ...any) {
	if t.Not {
		condition = "NOT (" + condition + ")"
	}
	w.and(condition, args...)
}

// flag adds a yes-or-no column as it stands in the partial index over it.
func (w *where) flag(t domain.Term, column string) {
	if yes(t.Value) == t.Not {
		column = "NOT " + column
	}
	w.and(column)
}

// but adds the condition that a column has the term's value, with the words
// of the partial index that leaves one frequent value out.
func (w *where) but(t domain.Term, column, frequent, value string) {
	condition := column + " = ?"
	if value != frequent {
		condition += " AND " + column + " <> '" + frequent + "'"
	}
	w.term(t, condition, value)
}

// compare adds a comparison of an ordered column with the term's value.
func (w *where) compare(t domain.Term, column string, value any) {
	op := t.Op
	if op == "" {
		op = "="
	}
	w.term(t, column+" "+op+" ?", value)
}

func (w *where) clone() *where {
	return &where{append([]string(nil), w.conditions...), append([]any(nil), w.args...), w.words, w.nothing}
}

// behind is where with a condition before all others.
func (w *where) behind(condition string, args ...any) *where {
	return &where{append([]string{condition}, w.conditions...), append(args, w.args...), w.words, w.nothing}
}

func (w *where) text() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

// number reads a term's integer; what is none finds nothing.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// sortKey is one order of a list: a text column, or the id alone.
type sortKey[T any] struct {
	column string // "" sorts by id
	of     func(T) string
	id     func(T) int64
}

// merge makes one list of two that are in the order of the key.
func (k sortKey[T]) merge(a, b []T, descending bool) []T {
	if len(a) == 0 {
		return b
	}
	out := slices.Concat(a, b)
	if len(b) > 0 {
		slices.SortFunc(out, func(x, y T) int {
			if descending {
				x, y = y, x
			}
			return cmp.Or(strings.Compare(k.of(x), k.of(y)), cmp.Compare(k.id(x), k.id(y)))
		})
	}
	return out
}

func byID[T any](id func(T) int64) sortKey[T] {
	return sortKey[T]{of: func(T) string { return "" }, id: id}
}

// list is how a noun is listed.
type list[T any] struct {
	columns, from string
	table         string // the table or alias that holds id and the sort columns
	noun          string // of the full-text index, "" without
	sorts         map[string]sortKey[T]
}

// statement is the text of one page; gather, when not empty, finds the ids of
// the page before its rows are read.
func (l list[T]) statement(w *where, gather, order string, limit int) (query string, args []any) {
	args = append(args, w.args...)
	if gather == "" {
		return "SELECT " + l.columns + " FROM " + l.from + w.text() + " ORDER BY " + order + " LIMIT ?", append(args, limit)
	}
	ids := "SELECT " + l.table + ".id FROM " + gather + w.text() + " ORDER BY " + order + " LIMIT ?"
	return "SELECT " + l.columns + " FROM " + l.from + " WHERE " + l.table + ".id IN (" + ids + ") ORDER BY " + order + " LIMIT ?",
		append(args, limit, limit)
}

// window reads one page by keyset: the cost does not grow with the list or
// with the place in it.
func window[T any](ctx context.Context, r reader, l list[T], w *where, p domain.Page) (domain.Window[T], error) {
	var out domain.Window[T]
	if w.nothing {
		return out, nil
	}
	key, ok := l.sorts[p.Sort]
	if !ok {
		key = l.sorts[""]
	}
	parts, err := ways(ctx, r, l, w.clone(), key.column)
	if err != nil {
		return out, err
	}
	backwards := p.Before != nil || p.FromEnd
	descending := p.Desc != backwards
	op, direction := ">", "ASC"
	if descending {
		op, direction = "<", "DESC"
	}
	cursor := p.After
	if p.Before != nil {
		cursor = p.Before
	}
	order := l.table + ".id " + direction
	if key.column != "" {
		order = key.column + " " + direction + ", " + order
	}
	for _, part := range parts {
		if part.chosen {
			rows, err := namedPage(ctx, r, l, part.where, part.rows.between(cursor, descending), order, p.Limit+1)
			if err != nil {
				return out, err
			}
			out.Rows = key.merge(out.Rows, rows, descending)
			continue
		}
		if cursor != nil && key.column != "" {
			part.and("("+key.column+", "+l.table+".id) "+op+" (?, ?)", cursor.Key, cursor.ID)
		} else if cursor != nil {
			part.and(l.table+".id "+op+" ?", cursor.ID)
		}
		var rows []T
		query, args := l.statement(part.where, part.gather, order, p.Limit+1)
		if err := r.all(ctx, &rows, query, args...); err != nil {
			return out, err
		}
		out.Rows = key.merge(out.Rows, rows, descending)
	}
	if out.More = len(out.Rows) > p.Limit; out.More {
		out.Rows = out.Rows[:p.Limit]
	}
	if backwards {
		for i, j := 0, len(out.Rows)-1; i < j; i, j = i+1, j-1 {
			out.Rows[i], out.Rows[j] = out.Rows[j], out.Rows[i]
		}
	}
	out.Cursors = make([]domain.Cursor, len(out.Rows))
	for i, row := range out.Rows {
		out.Cursors[i] = domain.Cursor{Key: key.of(row), ID: key.id(row)}
	}
	return out, nil
}

// count counts what a filter finds, up to the cap.
func count(ctx context.Context, r reader, from string, w *where) (domain.Count, error) {
	if w.nothing {
		return domain.Count{}, nil
	}
	w = w.clone()
	table, _, _ := strings.Cut(from, " ")
	if len(w.words) > 0 {
		var condition string
		var match any
		from, condition, match = r.dialect.countWords(strings.TrimSuffix(table, "s"), table, w.words)
		w.and(condition, match)
	}
	n, err := r.number(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM "+from+w.text()+" LIMIT ?) AS capped", append(w.args, countCap+1)...)
	if n > countCap {
		return domain.Count{N: countCap, More: true}, err
	}
	return domain.Count{N: n}, err
}
