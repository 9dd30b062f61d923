package main

import (
	"context"
	"fmt"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// filling cuts words letter by letter, the last one first, until they find a
// page of a noun: what somebody types who stops at the first full page. A base
// of any size then gives as much to read. Nothing is left of words of which no
// beginning does.
func (r *reader) filling(ctx context.Context, noun string, words []string) ([]string, error) {
	cut := append([]string(nil), words...)
	for last := len(cut) - 1; last >= 0; {
		n, err := r.finds(ctx, noun, cut)
		if err != nil || n > pageRows {
			return cut, err
		}
		if len(cut[last]) == 1 {
			last--
			continue
		}
		cut[last] = cut[last][:len(cut[last])-1]
	}
	return nil, nil
}

// cut takes the beginnings of every pair that fill a page, those that there
// are again and again.
func (r *reader) cut(ctx context.Context) error {
	for _, pair := range r.pairs {
		both, err := r.filling(ctx, "establishment", pair)
		if err != nil {
			return err
		}
		second, err := r.filling(ctx, "user", pair[1:])
		if err != nil {
			return err
		}
		if both != nil {
			r.paged = append(r.paged, both)
		}
		if second != nil {
			r.people = append(r.people, second)
		}
	}
	if len(r.paged) == 0 || len(r.people) == 0 {
		return fmt.Errorf("no words fill a page of a base of %d", r.n)
	}
	for i := range reads {
		r.paged, r.people = append(r.paged, r.paged[i]), append(r.people, r.people[i])
	}
	return nil
}

// finds counts what words find, up to one more than a page.
func (r *reader) finds(ctx context.Context, noun string, words []string) (int, error) {
	return r.findsUpTo(ctx, noun, words, pageRows+1)
}

func (r *reader) findsUpTo(ctx context.Context, noun string, words []string, most int) (n int, err error) {
	err = r.bare.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT rowid FROM `+noun+`_words WHERE `+noun+`_words MATCH ? LIMIT ?)`,
		match(words), most).Scan(&n)
	return n, err
}

// hitsShown is how many of each noun the search box answers with.
const hitsShown = 20

// alike leaves, of the words that are searched in two bases, those of the first
// that find as many of every noun in the second, again and again.
func alike(ctx context.Context, a, b *reader) error {
	var same [][]string
	for _, word := range a.words {
		equal := true
		for _, noun := range []string{"establishment", "user", "customer"} {
			here, err := a.findsUpTo(ctx, noun, word, hitsShown)
			if err != nil {
				return err
			}
			there, err := b.findsUpTo(ctx, noun, word, hitsShown)
			if err != nil {
				return err
			}
			equal = equal && here == there
		}
		if equal {
			same = append(same, word)
		}
	}
	if len(same) == 0 {
		return fmt.Errorf("no word finds as much in %d as in %d", a.n, b.n)
	}
	for i := range reads {
		same = append(same, same[i])
	}
	a.words, b.words = same, same
	return nil
}

// unequal says how many rows the words of a read find in the middle, where
// they are drawn alike from bases of different sizes; it is empty for every
// other read.
func unequal(ctx context.Context, read string, sizes []*reader) (string, error) {
	noun, from := "establishment", 0
	switch read {
	case usersByName:
		noun, from = "user", 1
	case twoWords:
	default:
		return "", nil
	}
	var medians []any
	for _, r := range sizes {
		var counts []float64
		for _, words := range r.pairs {
			n, err := r.finds(ctx, noun, words[from:])
			if err != nil {
				return "", err
			}
			counts = append(counts, float64(n))
		}
		medians = append(medians, median(counts))
	}
	return fmt.Sprintf("not alike: they find %.0f rows there and %.0f here, up to %d", append(medians, pageRows+1)...), nil
}

// firstReads is how many questions a round asks for the first time.
const firstReads = 50

// firstAsks compares two words that fill a page where nobody asked them
// before: each is asked of a store that has only just been opened and has
// answered another one.
func firstAsks(ctx context.Context, rounds int, sizes []*reader) (d duel, err error) {
	for range rounds {
		var took [2]sample
		for i := range firstReads {
			for k, r := range sizes {
				one, err := r.firstAsk(ctx, i)
				if err != nil {
					return d, err
				}
				took[k] = append(took[k], one)
			}
		}
		d.floor, d.ours = append(d.floor, took[0]...), append(d.ours, took[1]...)
		d.ratios = append(d.ratios, float64(took[1].quantile(0.5))/float64(max(1, took[0].quantile(0.5))))
	}
	return d, nil
}

// firstAsk times the page of a pair that no open store remembers.
func (r *reader) firstAsk(ctx context.Context, i int) (took time.Duration, err error) {
	db, err := store.Open(ctx, store.Source{Dialect: "sqlite", Path: r.path()}, r.now)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	for _, words := range [][]string{r.paged[i+1], r.paged[i]} {
		took, err = timed(func() error {
			_, err := db.Establishments(ctx, store.SuppliersOnly, domain.Filter{Words: words}, top(i))
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return took, nil
}
