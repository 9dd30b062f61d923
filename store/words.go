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
	// few is how many rows words may find for a page to be cut from their
	// names; of more, how many may have the words elsewhere than at the start
	// of their name for the others to be read from the index of names, where
	// they stand together.
	few int64
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

// hasWords tests row by row that words begin words of a folded column.
func (w *where) hasWords(column string, words []string) {
	for _, word := range words {
		w.and("("+column+" LIKE ? OR "+column+" >= ? AND "+column+" < ?)", "% "+word+"%", word, word+"\U0010FFFF")
	}
}

func baseTable(noun string) string { return noun + "s" }

// way is one of the statements that together find a page. When gather is not
// empty, the ids of its rows are to be read from there first. Once chosen, rows
// are those that it is about.
type way struct {
	*where
	gather string
	chosen bool
	rows   nameRows
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
	if rows, all, err := r.named(ctx, l.noun, w.words, false); err != nil || all {
		return []way{{where: w, chosen: true, rows: rows}}, err
	}
	if later, all, err := r.named(ctx, l.noun, w.words, true); err != nil || all {
		return []way{fromNames(l, w), {where: w, chosen: true, rows: later}}, err
	}
	limits := r.dialect.limits
	n, err := r.haveWords(ctx, l.noun, match, limits.gathered)
	if err != nil {
		return nil, err
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
	return []way{{where: w.behind(condition, match), gather: from}}, nil
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

// fromNames reads the names that begin with the words from their index.
func fromNames[T any](l list[T], w *where) way {
	first, phrase := w.clone(), strings.Join(w.words, " ")
	first.and(l.table+".name_key >= ? AND "+l.table+".name_key < ?", phrase, phrase+"\U0010FFFF")
	return way{where: first}
}
