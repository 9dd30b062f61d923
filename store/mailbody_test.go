package store_test

import (
	"context"
	"strings"
	"testing"

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
