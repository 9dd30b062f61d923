package store

import "context"

const (
	// scattered is from how many segments a full-text index is brought together:
	// a word is looked up in each of them, and many read a page of their own.
	scattered = 4
	// tidyPages is how many pages one transaction merges: it commits within some
	// 5 ms, so that nobody at a console waits.
	tidyPages = 16
)

// wordNouns are the nouns that have a full-text index of their names.
func wordNouns() []string { return []string{"establishment", "user", "customer"} }

// TidyWords brings the names that were written since the last time together in
// one segment of each full-text index, a few pages a transaction. It gives way
// to every other writer; when it is cut short it is begun again.
// PostgreSQL does the like by itself.
func (db *DB) TidyWords(ctx context.Context) error {
	if !db.dialect.local {
		return nil
	}
	for _, noun := range wordNouns() {
		segments, err := db.segments(ctx, noun)
		if err != nil {
			return err
		}
		if segments < scattered {
			continue
		}
		// Asked for less than nothing, the index takes all of its segments
		// together; then for as many pages, it goes on with that.
		for pages, more := -tidyPages, true; more; pages = tidyPages {
			err := db.Maintain(ctx, func(tx *Tx) (err error) {
				more, err = tx.mergeWords(ctx, noun, pages)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// mergeWords merges pages of a full-text index and reports whether there were
// any: a call that has nothing to do changes one row at most, its own.
func (tx *Tx) mergeWords(ctx context.Context, noun string, pages int) (bool, error) {
	before, err := tx.number(ctx, "SELECT total_changes()")
	if err != nil {
		return false, err
	}
	if err := tx.exec(ctx, "INSERT INTO "+noun+"_words ("+noun+"_words, rank) VALUES ('merge', ?)", pages); err != nil {
		return false, err
	}
	after, err := tx.number(ctx, "SELECT total_changes()")
	return after-before >= 2, err
}

// segments counts those of a full-text index.
func (r reader) segments(ctx context.Context, noun string) (int64, error) {
	return r.number(ctx, "SELECT COUNT(DISTINCT segid) FROM "+noun+"_words_idx")
}
