package store_test

import (
	"context"
	"strings"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// What the mailer asks every second, and a monitoring system every few, reads an
// index in its order, however many mails there are. SQLite once chose to sort a
// million of them for each claim of 64: 650 ms instead of 0.3.
func TestHealthOfTheOutboxReadsIndexesAlone(t *testing.T) {
	db := fixture.SQLite(t, fixture.NewClock().Now)
	ctx := context.Background()
	plans, err := db.Explained(ctx, func() error {
		if _, err := db.OldestDue(ctx, store.Claim{Now: 1, Week: "2026-W48", Open: true}); err != nil {
			return err
		}
		if _, err := db.AnyDue(ctx, store.Claim{Now: 1, Week: "2026-W48", Open: true}); err != nil {
			return err
		}
		if _, err := db.AnyDue(ctx, store.Claim{Now: 1, Week: "2026-W48"}); err != nil {
			return err
		}
		if _, err := db.WeekOver(ctx, "2026-W48", "2026-W48", 10); err != nil {
			return err
		}
		if _, err := db.OldestClaim(ctx); err != nil {
			return err
		}
		if _, err := db.FailedWeeks(ctx, "a@b.test", 0); err != nil {
			return err
		}
		if _, err := db.Unjudged(ctx, 10); err != nil {
			return err
		}
		_, err := db.MailsIn(ctx, domain.MailSent)
		return err
	})
	if err != nil || len(plans) != 11 {
		t.Fatal(len(plans), err)
	}
	for _, p := range plans {
		text := strings.Join(p.Lines, "\n")
		bounded := strings.Contains(text, "SEARCH") || strings.Contains(text, "USING INDEX mails_") || strings.Contains(text, "USING COVERING INDEX mails_")
		if !bounded || strings.Contains(text, "TEMP B-TREE FOR ORDER") {
			t.Errorf("%s\n%s", p.Statement, text)
		}
		if strings.Contains(p.Statement, "asked OR kind = 'consent') AND") && !strings.Contains(text, "mails_asked") {
			t.Errorf("outside the windows every reminder is tried:\n%s", text)
		}
	}
}
