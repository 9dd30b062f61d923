package store

import (
	"context"
	"strconv"
	"strings"
	"sync"
)

// fewWords is how many rows words may find for another list to be read from
// them; more, and that list is walked instead, testing each row.
const fewWords = 2_000

// wordLimits choose how a list by name is read that is filtered by words.
type wordLimits struct {
	// few is how many rows are put in order without a thought.
	few int64
	// later is how many rows may have the words elsewhere than at the start of
	// their name for the others to be read from the index of names, where they stand
	// together.
	later int64
	// gathered is how many rows are put in order at all, at 0.8 µs a row where
	// an index holds nothing but names; with more, the index of names is
	// walked: the page is then full after a few hundred rows.
	gathered int64
}

// remembered is how many questions a process remembers the answer of.
const remembered = 500

// frequency remembers how often words occur: it decides between two ways to
// one answer, so an old one does no harm.
type frequency struct {
	mu    sync.Mutex
	known map[string]int64
	later map[string]laterIDs
}

// laterIDs are the rows that have words elsewhere than at the start of their
// name, as long as no name changes.
type laterIDs struct {
	stamp string
	ids   []int64
}

func (f *frequency) of(key string) (n int64, known bool) {
	if f == nil {
		return 0, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	n, known = f.known[key]
	return n, known
}

func (f *frequency) keep(key string, n int64) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.known == nil || len(f.known) >= remembered {
		f.known = map[string]int64{}
	}
	f.known[key] = n
}

func (f *frequency) laterOf(key, stamp string) (ids []int64, known bool) {
	if f == nil {
		return nil, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	l, known := f.later[key]
	return l.ids, known && l.stamp == stamp
}

func (f *frequency) keepLater(key string, l laterIDs) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.later == nil || len(f.later) >= remembered {
		f.later = map[string]laterIDs{}
	}
	f.later[key] = l
}

// fewHave reports whether words are so rare that at most most rows have them.
func (r reader) fewHave(ctx context.Context, noun string, match any, most int64) (bool, error) {
	n, err := r.haveWords(ctx, noun, match, most)
	return n <= most, err
}

// haveWords counts the rows that have words, up to one more than most.
func (r reader) haveWords(ctx context.Context, noun string, match any, most int64) (int64, error) {
	text, _ := match.(string)
	key := noun + " " + text + " " + strconv.FormatInt(most, 10)
	if n, known := r.frequency.of(key); known {
		return n, nil
	}
	n, err := r.number(ctx, "SELECT COUNT(*) FROM ("+r.dialect.wordIDs(noun, baseTable(noun))+") AS found", match, most+1)
	if err == nil {
		r.frequency.keep(key, n)
	}
	return n, err
}

// haveLater finds the rows that have words, but whose name does not begin with
// them as they stand; rare is false when there are more than the limit.
func (r reader) haveLater(ctx context.Context, noun string, words []string) (ids []int64, rare bool, err error) {
	limit, phrase := r.dialect.limits.later, strings.Join(words, " ")
	stamps := []string{}
	if err := r.all(ctx, &stamps, r.dialect.namesStamp(noun)); err != nil {
		return nil, false, err
	}
	key, stamp := noun+" "+phrase, strings.Join(stamps, "")
	ids, known := r.frequency.laterOf(key, stamp)
	if !known {
		table := baseTable(noun)
		from, condition, match := r.dialect.matches(noun, table, words)
		if err := r.all(ctx, &ids, "SELECT "+table+".id FROM "+from+" WHERE "+condition+" AND NOT ("+table+".name_key >= ? AND "+table+".name_key < ?) LIMIT ?",
			match, phrase, phrase+"\U0010FFFF", limit+1); err != nil {
			return nil, false, err
		}
		r.frequency.keepLater(key, laterIDs{stamp, ids})
	}
	return ids, int64(len(ids)) <= limit, nil
}

// hasWords tests row by row that words begin words of a folded column.
func (w *where) hasWords(column string, words []string) {
	for _, word := range words {
		w.and("(' ' || "+column+") LIKE ?", "% "+word+"%")
	}
}

func baseTable(noun string) string { return noun + "s" }

// way is one of the statements that together find a page. When gather is not
// empty, the ids of its rows are to be read from there first.
type way struct {
	*where
	gather string
}

// ways adds the words of the filter as it suits how rare they are and how the
// list is sorted. Each of the ways finds a part of the rows.
func ways[T any](ctx context.Context, r reader, l list[T], w *where, column string) ([]way, error) {
	if len(w.words) == 0 || l.noun == "" {
		return []way{{where: w}}, nil
	}
	condition, match := r.dialect.words(l.noun, l.table, w.words)
	if !strings.HasSuffix(column, ".name_key") {
		return otherWay(ctx, r, l, w, column)
	}
	limits := r.dialect.limits
	n, err := r.haveWords(ctx, l.noun, match, limits.gathered)
	if err != nil {
		return nil, err
	}
	if n > limits.few {
		ids, rare, err := r.haveLater(ctx, l.noun, w.words)
		if err != nil {
			return nil, err
		}
		if rare {
			return fromNames(r, l, w, ids), nil
		}
	}
	switch {
	case n > limits.gathered:
		w.hasWords(l.table+".name_key", w.words)
		return []way{{where: w}}, nil
	case r.dialect.name == "postgres":
		w.and(condition, match)
		return []way{{where: w}}, nil
	}
	from, condition, match := r.dialect.matches(l.noun, l.table, w.words)
	return []way{{w.behind(condition, match), from}}, nil
}

// otherWay is for a list by id, where words come in its order, or by another
// column.
func otherWay[T any](ctx context.Context, r reader, l list[T], w *where, column string) ([]way, error) {
	condition, match := r.dialect.words(l.noun, l.table, w.words)
	few := column == ""
	if !few {
		var err error
		if few, err = r.fewHave(ctx, l.noun, match, fewWords); err != nil {
			return nil, err
		}
	}
	if few {
		w.and(condition, match)
	} else {
		w.hasWords(l.table+".name_key", w.words)
	}
	return []way{{where: w}}, nil
}

// fromNames reads the names that begin with the words from their index, and
// beside them the rows that have them in another place.
func fromNames[T any](r reader, l list[T], w *where, later []int64) []way {
	first, phrase := w.clone(), strings.Join(w.words, " ")
	first.and(l.table+".name_key >= ? AND "+l.table+".name_key < ?", phrase, phrase+"\U0010FFFF")
	if len(later) == 0 {
		return []way{{where: first}}
	}
	gather := ""
	if r.dialect.local {
		gather = l.table + " INDEXED BY " + l.table + "_by_id"
	}
	return []way{{where: first}, {w.behind(r.dialect.in(l.table+".id"), r.list(later)), gather}}
}
