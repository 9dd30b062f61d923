package store

import (
	"context"
	"strings"
	"sync"
)

const (
	// fewWords is how many rows words may find for a list to be sorted from
	// them; more, and the sorted index is walked instead, testing each row: the
	// page is then full after a few hundred rows.
	fewWords = 2_000
	// gathered is the same where the names are put in order from an index that
	// holds nothing else.
	gathered = 25_000
	// frequencies is how many questions a process remembers the answer of.
	frequencies = 1_000
)

// frequency remembers how often words occur: it decides between two ways to
// one answer, so an old one does no harm.
type frequency struct {
	mu    sync.Mutex
	known map[string]bool
}

func (f *frequency) of(key string) (few, known bool) {
	if f == nil {
		return false, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	few, known = f.known[key]
	return few, known
}

func (f *frequency) keep(key string, few bool) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.known == nil || len(f.known) >= frequencies {
		f.known = map[string]bool{}
	}
	f.known[key] = few
}

// fewHave reports whether words are so rare that at most most rows have them.
func (r reader) fewHave(ctx context.Context, noun string, match any, most int64) (bool, error) {
	text, _ := match.(string)
	key := noun + " " + text
	if most == gathered {
		key += " gathered"
	}
	if few, known := r.frequency.of(key); known {
		return few, nil
	}
	n, err := r.number(ctx, "SELECT COUNT(*) FROM ("+r.dialect.wordIDs(noun, baseTable(noun))+") AS found", match, most+1)
	if err == nil {
		r.frequency.keep(key, n <= most)
	}
	return n <= most, err
}

// hasWords tests row by row that words begin words of a folded column.
func (w *where) hasWords(column string, words []string) {
	for _, word := range words {
		w.and("(' ' || "+column+") LIKE ?", "% "+word+"%")
	}
}

func baseTable(noun string) string { return noun + "s" }

// narrow adds the words of the filter in the way that suits how rare they are
// and how the list is sorted. When it returns a table, the ids of the page are
// to be read from there first.
func narrow[T any](ctx context.Context, r reader, l list[T], w *where, column string) (nw *where, gather string, err error) {
	if len(w.words) == 0 || l.noun == "" {
		return w, "", nil
	}
	condition, match := r.dialect.words(l.noun, l.table, w.words)
	if column == "" {
		w.and(condition, match)
		return w, "", nil
	}
	byName := strings.HasSuffix(column, ".name_key")
	most := int64(fewWords)
	if byName && r.dialect.name == "sqlite" {
		most = gathered
	}
	few, err := r.fewHave(ctx, l.noun, match, most)
	switch {
	case err != nil:
		return nil, "", err
	case few && most == gathered:
		index := l.noun + "_words"
		first := &where{args: []any{match}, conditions: []string{index + " MATCH ?"}}
		first.conditions, first.args = append(first.conditions, w.conditions...), append(first.args, w.args...)
		return first, index + " CROSS JOIN " + l.table + " INDEXED BY " + l.table + "_by_id ON " + l.table + ".id = " + index + ".rowid", nil
	case few:
		w.and(condition, match)
	default:
		w.hasWords(l.table+".name_key", w.words)
	}
	return w, "", nil
}
