package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

func TestAWordingIsVersionedInBothLanguagesAndRefusedWithoutItsBlanks(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx, d := context.Background(), at(t, db, clock)
		admin := domain.Actor{Name: "Anne", Role: domain.Administrator, Door: "test"}
		texts, err := d.MailTexts(ctx, admin, domain.MailCompliance)
		if err != nil || texts[0].Version != 0 || texts[0].Subject != "" {
			t.Fatalf("%+v, %v", texts, err)
		}
		read := texts
		texts[0].Subject, texts[1].Subject = "Il manque {documents} pour {buyer}", "Documents are missing"
		if err := d.SaveMailText(ctx, admin, texts); domain.KindOf(err) != domain.Invalid {
			t.Fatalf("an English subject without its blanks: %v", err)
		}
		texts[1].Subject = "{documents} missing for {buyer}"
		if err := d.SaveMailText(ctx, fixture.Operator(), texts); domain.KindOf(err) != domain.Forbidden {
			t.Fatalf("an operator words a mail: %v", err)
		}
		if err := d.SaveMailText(ctx, admin, texts); err != nil {
			t.Fatal(err)
		}
		now, err := d.MailTexts(ctx, admin, domain.MailCompliance)
		if err != nil || now[0].Version != 1 || now[1].Version != 1 || now[1].Subject != texts[1].Subject {
			t.Fatalf("%+v, %v", now, err)
		}
		read[0].Title, read[1].Title = "Autre", "Other"
		if err := d.SaveMailText(ctx, admin, read); domain.KindOf(err) != domain.Conflict {
			t.Errorf("two edits of the same version: %v", err)
		}
	})
}

func TestACorrectionReachesExactlyThoseOfTheFaultyTextOnce(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx, d, by := context.Background(), at(t, db, clock), fixture.Operator()
		states := []struct {
			version   int64
			state     domain.MailState
			uncertain int
			week      domain.Week
		}{{2, domain.MailSent, 0, "2026-W48"}, {2, domain.MailUncertain, 1, "2026-W48"}, {2, domain.MailRejected, 0, "2026-W48"}, {1, domain.MailSent, 0, "2026-W48"},
			{2, domain.MailSent, 0, "2026-W47"}, {2, domain.MailRetry, 1, "2026-W48"}}
		err := db.Maintain(ctx, func(tx *store.Tx) error {
			for i, s := range states {
				email := fmt.Sprintf("p%d@ok.test", i)
				id, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailCompliance, Email: email, Week: s.week, Language: domain.French, DueAt: tx.Now(), Actor: "test",
					DedupKey: domain.ReminderKey(domain.MailCompliance, email, s.week)})
				if err != nil {
					return err
				}
				if _, err := tx.ClaimMails(ctx, store.Claim{By: "test", Now: tx.Now(), Until: tx.Now().Add(time.Hour), Open: true, Limit: 10}); err != nil {
					return err
				}
				m := domain.Mail{ID: id, ClaimedBy: "test", State: s.state, Uncertain: s.uncertain, SentAt: tx.Now(), DueAt: tx.Now().Add(time.Hour)}
				if err := tx.StoreBody(ctx, store.Commit{Mail: m, Body: domain.MailBody{MailID: id, Subject: "s", TextVersion: s.version}}); err != nil {
					return err
				}
				if err := tx.SettleMails(ctx, []domain.Mail{m}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		c := domain.Correction{Kind: domain.MailCompliance, Week: "2026-W48", TextVersion: 2, SubjectFr: "Rectificatif", BodyFr: "La date était fausse.", SubjectEn: "Correction", BodyEn: "The date was wrong."}
		reach, err := d.CorrectionReach(ctx, by, c)
		if err != nil || reach.Count != 3 || len(reach.Examples) != 3 || len(reach.Versions) != 2 {
			t.Fatalf("%+v, %v", reach, err)
		}
		if _, err := d.BeginCorrection(ctx, by, c, 2); domain.KindOf(err) != domain.Conflict {
			t.Errorf("begun with another count than shown: %v", err)
		}
		id, err := d.BeginCorrection(ctx, by, c, 3)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.BeginCorrection(ctx, by, c, 3); domain.KindOf(err) != domain.Conflict {
			t.Errorf("corrected twice: %v", err)
		}
		for n := 1; n > 0; {
			if n, err = d.ContinueCorrections(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for i, want := range []int{1, 1, 0, 0, 0, 1} {
			if got := len(mailsTo(t, db, fmt.Sprintf("p%d@ok.test", i), domain.MailCorrection)); got != want {
				t.Errorf("p%d got %d corrections, want %d", i, got, want)
			}
		}
		if done, err := db.Correction(ctx, id); err != nil || done.Queued != 3 || done.FinishedAt.Never() {
			t.Errorf("%+v, %v", done, err)
		}
	})
}
