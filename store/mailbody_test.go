package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

func TestAPackedBodyIsReadAsItWasWritten(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		common := strings.Repeat("Il manque un document pour être en règle. ", 40)
		base, err := db.MailBase(ctx, common)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.MailBase(ctx, common); err != nil {
			t.Errorf("the same base once more: %v", err)
		}
		other, err := db.MailBase(ctx, "Another base, which says something else.")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.MailBase(ctx, "short"); err == nil {
			t.Error("a base of five bytes is none")
		}
		bodies := map[string]domain.MailBody{
			"like the base": {Subject: "a", Text: "Bonjour Zoé,\n" + common, HTML: "<p>" + common + "</p>", At: 7, TextVersion: 3},
			"unlike it":     {Subject: "b", Text: "日本\x00語", HTML: "<p>\x00\xff</p>"},
			"no HTML":       {Subject: "c", Text: "text"},
			"nothing":       {Subject: "d"},
		}
		for name, body := range bodies {
			for way, packed := range map[string]store.PackedBody{"": {}, "base": base.Pack(body), "other base": other.Pack(body)} {
				if name == "unlike it" && way == "" && db.Dialect() == "postgres" {
					continue // its texts hold no NUL
				}
				if err := db.Maintain(ctx, func(tx *store.Tx) error {
					id, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailCompliance, Email: "a@ok.test", DedupKey: name + way, Language: domain.French, Actor: "test"})
					if err != nil {
						return err
					}
					m := domain.Mail{ID: id, MessageID: "x@vigie.test"}
					if err := tx.StoreBody(ctx, store.Commit{Mail: m, Body: body, Packed: packed}); err != nil {
						return err
					}
					body.MailID = id
					return tx.StoreBody(ctx, store.Commit{Mail: m, Body: domain.MailBody{Subject: "later", Text: "later"}})
				}); err != nil {
					t.Fatal(err)
				}
				if got, err := db.MailBody(ctx, body.MailID); err != nil || got != body {
					t.Errorf("%s, %s: %+v, %v\nwant %+v", name, way, got, err, body)
				}
			}
		}
	})
}

// The base of a packed body was asked for while the rows of a proof were being
// read. A proof is read in a transaction, and one of PostgreSQL answers a single
// question at a time: no proof of a packed reminder could be made there.
func TestTheProofOfAPackedReminderIsReadInATransaction(t *testing.T) {
	ctx, clock := context.Background(), fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		town, err := fixture.BuildTown(ctx, db, 1)
		if err != nil {
			t.Fatal(err)
		}
		base, err := db.MailBase(ctx, strings.Repeat("Il manque un document pour être en règle. ", 40))
		if err != nil {
			t.Fatal(err)
		}
		followUp, err := db.FollowUpRow(ctx, town.FollowUps[0])
		if err != nil {
			t.Fatal(err)
		}
		week := domain.WeekOf(clock.Now())
		if err := db.Maintain(ctx, func(tx *store.Tx) error {
			for _, kind := range []domain.MailKind{domain.MailActivation, domain.MailCompliance} {
				m := domain.Mail{Kind: kind, Email: town.Address(0), DedupKey: string(kind), Week: week, Language: domain.French, Actor: "test", DueAt: tx.Now()}
				if _, _, err := tx.EnqueueMail(ctx, m); err != nil {
					return err
				}
			}
			until := tx.Now().Add(time.Hour)
			claimed, err := tx.ClaimMails(ctx, store.Claim{By: "test", Now: tx.Now(), Until: until, Week: week, Open: true, Limit: 9})
			if err != nil {
				return err
			}
			var steps []store.Commit
			for i := range claimed {
				claimed[i].MessageID = claimed[i].DedupKey + "@vigie.test"
				body := domain.MailBody{Subject: "s", Text: "Pour Commune de Lille"}
				steps = append(steps, store.Commit{Mail: claimed[i], Body: body, Packed: base.Pack(body)})
				claimed[i].State, claimed[i].SentAt = domain.MailSent, tx.Now()
			}
			if done, err := tx.CommitMails(ctx, steps, until); err != nil || len(done) != 2 {
				t.Fatalf("committed %v, %v", done, err)
			}
			return tx.SettleMails(ctx, claimed)
		}); err != nil {
			t.Fatal(err)
		}
		if err := db.Maintain(ctx, func(tx *store.Tx) error {
			found, _, err := tx.RemindersTo(ctx, followUp.FollowUp, "Commune de Lille")
			if err == nil && (len(found) != 2 || !found[0].Names || !found[1].Names) {
				t.Errorf("the proof lists %+v", found)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
