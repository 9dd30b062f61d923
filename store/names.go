package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

// rememberedNames is how many names a process remembers in all, some 12 MiB.
const rememberedNames = 200_000

// nameRow is a row by its place in a list that is sorted by name.
type nameRow struct {
	key string
	id  int64
}

func (n nameRow) compare(c domain.Cursor) int {
	return cmp.Or(strings.Compare(n.key, c.Key), cmp.Compare(n.id, c.ID))
}

// nameRows are the rows that words find, in the order of their names.
type nameRows []nameRow

// between are the rows that a page can hold: those behind a cursor as the list
// is read, all of them without one; descending turns them round.
func (ns nameRows) between(cursor *domain.Cursor, descending bool) nameRows {
	from, to := 0, len(ns)
	if cursor != nil {
		at, here := slices.BinarySearchFunc(ns, *cursor, nameRow.compare)
		switch {
		case descending:
			to = at
		case here:
			from = at + 1
		default:
			from = at
		}
	}
	out := ns[from:to]
	if descending {
		out = slices.Clone(out)
		slices.Reverse(out)
	}
	return out
}

func (ns nameRows) ids() []int64 {
	ids := make([]int64, len(ns))
	for i, n := range ns {
		ids[i] = n.id
	}
	return ids
}

// nameMemory remembers what words found as long as no name changes, so that the
// next page, and the same page once more, need not look for it.
type nameMemory struct {
	mu    sync.Mutex
	found map[string]stampedNames
	held  int
}

type stampedNames struct {
	stamp string
	rows  nameRows
}

func (m *nameMemory) of(question, stamp string) (rows nameRows, known bool) {
	if m == nil {
		return nil, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	found, known := m.found[question]
	return found.rows, known && found.stamp == stamp
}

func (m *nameMemory) keep(question string, found stampedNames) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.found == nil {
		m.found = map[string]stampedNames{}
	}
	m.held += len(found.rows) - len(m.found[question].rows)
	m.found[question] = found
	for old := range m.found {
		if len(m.found) <= remembered && m.held <= rememberedNames {
			return
		}
		if old != question {
			m.held -= len(m.found[old].rows)
			delete(m.found, old)
		}
	}
}

// named finds the rows that words find and, with later, only those whose name
// does not begin with them as they stand; all is false when there are more than
// the limit.
func (r reader) named(ctx context.Context, noun string, words []string, later bool) (rows nameRows, all bool, err error) {
	question := noun + " " + strings.Join(words, " ")
	find := r.rowsNamed
	if later {
		question, find = question+" later", r.rowsNamedLater
	}
	limit := r.dialect.limits.few
	if n, known := r.frequency.of(question); known && n > limit {
		return nil, false, nil
	}
	stamp, err := r.word(ctx, r.dialect.namesStamp(noun))
	if err != nil {
		return nil, false, err
	}
	if rows, known := r.names.of(question, stamp); known {
		return rows, true, nil
	}
	if rows, err = find(ctx, noun, words, limit+1); err != nil {
		return nil, false, err
	}
	if n := int64(len(rows)); n > limit {
		r.frequency.keep(question, n)
		return nil, false, nil
	}
	slices.SortFunc(rows, func(a, b nameRow) int { return a.compare(domain.Cursor{Key: b.key, ID: b.id}) })
	r.names.keep(question, stampedNames{stamp, rows})
	return rows, true, nil
}

// rowsNamed finds up to most rows that have the words. Most names of what is
// typed begin with it: those stand together in the index of names, and only
// the others are looked up by their id.
func (r reader) rowsNamed(ctx context.Context, noun string, words []string, most int64) (nameRows, error) {
	table, phrase := baseTable(noun), strings.Join(words, " ")
	_, match := r.dialect.words(noun, table, words)
	ids, err := r.ids(ctx, r.dialect.wordIDs(noun, table), match, most)
	if err != nil || int64(len(ids)) >= most {
		return make(nameRows, len(ids)), err
	}
	rows, err := r.namesOf(ctx, "SELECT "+table+".name_key, "+table+".id FROM "+table+" WHERE "+table+".name_key >= ? AND "+table+".name_key < ? LIMIT ?",
		phrase, phrase+"\U0010FFFF", most)
	if err != nil {
		return nil, err
	}
	begin := make(map[int64]bool, len(rows))
	for _, row := range rows {
		begin[row.id] = true
	}
	ids = slices.DeleteFunc(ids, func(id int64) bool { return begin[id] })
	if len(ids) == 0 {
		return rows, nil
	}
	others, err := r.namesOf(ctx, "SELECT "+table+".name_key, "+table+".id FROM "+r.dialect.byID(table)+" WHERE "+r.dialect.in(table+".id"), r.list(ids))
	return append(rows, others...), err
}

// rowsNamedLater finds up to most rows that have the words, but whose name does
// not begin with them as they stand.
func (r reader) rowsNamedLater(ctx context.Context, noun string, words []string, most int64) (nameRows, error) {
	table, phrase := baseTable(noun), strings.Join(words, " ")
	from, condition, match := r.dialect.matches(noun, table, words)
	return r.namesOf(ctx, "SELECT "+table+".name_key, "+table+".id FROM "+from+" WHERE "+condition+
		" AND NOT ("+table+".name_key >= ? AND "+table+".name_key < ?) LIMIT ?", match, phrase, phrase+"\U0010FFFF", most)
}

// namesOf reads names with their ids.
func (r reader) namesOf(ctx context.Context, query string, args ...any) (rows nameRows, err error) {
	err = r.each(ctx, func(row *sqlx.Rows) error {
		var n nameRow
		err := row.Scan(&n.key, &n.id)
		rows = append(rows, n)
		return err
	}, query, args...)
	return rows, err
}

// ids reads the ids that a statement selects, in one row: a row for each costs
// more than finding them.
func (r reader) ids(ctx context.Context, query string, args ...any) (ids []int64, err error) {
	text, err := r.word(ctx, r.dialect.gathered(query), args...)
	if err != nil {
		return nil, err
	}
	return ids, json.Unmarshal([]byte(text), &ids)
}

// namedPage reads up to most of the rows that a page can hold and that fulfil
// the conditions. Mostly the first ones do; when they do not, twice as many
// are asked each time.
func namedPage[T any](ctx context.Context, r reader, l list[T], w *where, rows nameRows, order string, most int) (out []T, err error) {
	for next := most; len(rows) > 0 && len(out) < most; next *= 2 {
		asked := rows[:min(next, len(rows))]
		rows = rows[len(asked):]
		var found []T
		query, args := l.statement(w.behind(r.dialect.in(l.table+".id"), r.list(asked.ids())), "", order, most-len(out))
		if err := r.all(ctx, &found, query, args...); err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}
