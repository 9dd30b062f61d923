package main

import (
	"context"
	"fmt"
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
func (r *reader) finds(ctx context.Context, noun string, words []string) (n int, err error) {
	err = r.bare.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT rowid FROM `+noun+`_words WHERE `+noun+`_words MATCH ? LIMIT ?)`,
		match(words), pageRows+1).Scan(&n)
	return n, err
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
