package store_test

import (
	"context"
	"fmt"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

func TestRowsWrittenTogetherAreThereForWhateverFollows(t *testing.T) {
	ctx := context.Background()
	const week = domain.Week("2026-W48")
	queue := func(tx *store.Tx, from, to int) error {
		for i := from; i < to; i++ {
			key := fmt.Sprint("key", i%70) // the last ones are there already
			if err := tx.QueueReminder(ctx, domain.Mail{Kind: domain.MailCompliance, Email: key + "@example.org", EmailKey: key + "@example.org", DedupKey: key, Week: week}); err != nil {
				return err
			}
		}
		return nil
	}
	count := func(f func(context.Context, domain.Filter) (domain.Count, error)) int64 {
		t.Helper()
		n, err := f(ctx, domain.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return n.N
	}
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		err := db.Maintain(ctx, func(tx *store.Tx) error {
			if err := queue(tx, 0, 41); err != nil {
				return err
			}
			if n := count(tx.CountMails); n != 41 {
				t.Errorf("%d mails inside the transaction, want 41", n)
			}
			return queue(tx, 41, 75)
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(db.CountMails); n != 70 {
			t.Errorf("%d mails after it, want 70", n)
		}
	})
}
