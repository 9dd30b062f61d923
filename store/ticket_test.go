package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// openTickets stores tickets in one act and returns their numbers.
func openTickets(t *testing.T, db *store.DB, ts ...domain.Ticket) []int64 {
	t.Helper()
	ids := make([]int64, len(ts))
	write(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
		for i, one := range ts {
			if one.Language == "" {
				one.Language = domain.French
			}
			if one.Body == "" {
				one.Body = "Bonjour"
			}
			if ids[i], err = tx.InsertTicket(ctx, one); err != nil {
				return err
			}
		}
		return nil
	})
	return ids
}

func write(t *testing.T, db *store.DB, fn func(context.Context, *store.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := db.Write(ctx, agent, domain.AnswerTicket, func(tx *store.Tx) error { return fn(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

func numbers(w domain.Window[domain.TicketRow]) string {
	var b strings.Builder
	for _, row := range w.Rows {
		b.WriteString(row.Subject)
	}
	return b.String()
}

func TestTicketsAreQueuedByLegalDayThenAge(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ids := openTickets(t, db, domain.Ticket{Kind: "other", Email: "a@ok.test", Subject: "a"}, domain.Ticket{Kind: "removal", Email: "b@ok.test", Subject: "b", LegalDueOn: "2026-12-20"},
			domain.Ticket{Kind: "other", Email: "c@ok.test", Subject: "c"}, domain.Ticket{Kind: "removal", Email: "A@ok.test", Subject: "d", LegalDueOn: "2026-12-01"})
		for filter, want := range map[string]string{"": "dbac", "email:a@ok.test": "da", "kind:removal": "db", "due:<2026-12-10": "d", "state:new": "dbac", "stage:done": "",
			"assignee:none": "dbac", "assignee:7": "", "a@": "da", "-kind:removal": "ac", "woken:yes": ""} {
			f, err := domain.ParseFilter(filter, store.TicketFields())
			if err != nil {
				t.Fatal(err)
			}
			w, err := db.TicketRows(ctx, f, domain.Page{Limit: 10})
			if err != nil || numbers(w) != want {
				t.Errorf("%q: %s, %v; want %s", filter, numbers(w), err, want)
			}
			if n, err := db.CountTickets(ctx, f); err != nil || n.N != int64(len(want)) {
				t.Errorf("%q counts %d, %v", filter, n.N, err)
			}
		}
		first, err := db.TicketRows(ctx, domain.Filter{}, domain.Page{Limit: 2})
		if err != nil || !first.More {
			t.Fatal(err)
		}
		rest, err := db.TicketRows(ctx, domain.Filter{}, domain.Page{Limit: 2, After: &first.Cursors[1]})
		if err != nil || numbers(first)+numbers(rest) != "dbac" {
			t.Errorf("pages: %s, %s, %v", numbers(first), numbers(rest), err)
		}
		if next, err := db.NextToClaim(ctx); err != nil || next != ids[3] {
			t.Errorf("next to claim: %d, %v; want %d", next, err, ids[3])
		}
	})
}

func TestStaleTicketIsAConflictAndLosesNothing(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		id := openTickets(t, db, domain.Ticket{Kind: "other", Email: "a@ok.test"})[0]
		stale, err := db.Ticket(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		change := func(before domain.Ticket, state domain.TicketState) error {
			return db.Write(ctx, agent, domain.AnswerTicket, func(tx *store.Tx) error {
				after := before
				if err := after.Become(state, tx.Now()); err != nil {
					return err
				}
				return tx.UpdateTicket(ctx, before, after)
			})
		}
		if err := change(stale, domain.TicketSolved); err != nil {
			t.Fatal(err)
		}
		if err := change(stale, domain.TicketSpam); !errors.Is(err, domain.Refuse(domain.Conflict, "ticket_changed")) {
			t.Errorf("a stale change gave %v", err)
		}
		if now, err := db.Ticket(ctx, id); err != nil || now.State != domain.TicketSolved || now.Version != stale.Version+1 {
			t.Errorf("after the conflict: %+v, %v", now, err)
		}
	})
}

func TestThreadHoldsMessagesNotesAndEventsApart(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		id := openTickets(t, db, domain.Ticket{Kind: "other", Email: "a@ok.test", Subject: "x"})[0]
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.InsertMessage(ctx, domain.TicketMessage{TicketID: id, Direction: domain.Inward, Medium: domain.MediumMail, Email: "a@ok.test", MessageID: "m1@ok.test",
				Body: "encore", Language: domain.French, Attachments: []domain.Attachment{{Name: "kbis.pdf", MediaType: "application/pdf", Size: 9, FileHash: "ab"},
					{Name: "film.mp4", Size: 90, Refused: "too_big"}}}); err != nil {
				return err
			}
			if _, err := tx.InsertNote(ctx, domain.TicketNote{TicketID: id, StaffID: 1, Body: "entre nous"}); err != nil {
				return err
			}
			return tx.InsertEvent(ctx, domain.TicketEvent{TicketID: id, Act: domain.ActDone, Subject: "follow_up", SubjectID: 4, Version: 2})
		})
		ms, err := db.Messages(ctx, id)
		if err != nil || len(ms) != 2 || len(ms[1].Attachments) != 2 || ms[1].Attachments[1].Refused != "too_big" {
			t.Fatalf("messages %+v, %v", ms, err)
		}
		if m, err := db.MessageByMessageID(ctx, "m1@ok.test"); err != nil || m.ID != ms[1].ID {
			t.Errorf("by Message-ID: %+v, %v", m, err)
		}
		if ns, err := db.Notes(ctx, id); err != nil || len(ns) != 1 || ns[0].Body != "entre nous" {
			t.Errorf("notes %+v, %v", ns, err)
		}
		if es, err := db.EventsAfter(ctx, id, 1); err != nil || len(es) != 1 || es[0].SubjectID != 4 {
			t.Errorf("events %+v, %v", es, err)
		}
		if n, err := db.RecentMessages(ctx, "a@ok.test", db.Now().Add(-time.Hour), 20); err != nil || n != 2 {
			t.Errorf("recent: %d, %v", n, err)
		}
	})
}

func TestMergeMovesTheThreadAndEveryDraft(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		ids := openTickets(t, db, domain.Ticket{Kind: "other", Email: "a@ok.test", Body: "un"}, domain.Ticket{Kind: "other", Email: "a@ok.test", Body: "deux"})
		staff := addStaff(t, db, "Camille", "Nadia")
		err := db.Maintain(ctx, func(tx *store.Tx) error {
			for _, d := range []domain.Draft{{StaffID: staff[0], Subject: domain.DraftOf(ids[0], "reply"), Body: "vers un"}, {StaffID: staff[0], Subject: domain.DraftOf(ids[1], "reply"), Body: "vers deux"},
				{StaffID: staff[1], Subject: domain.DraftOf(ids[0], "reply"), Body: "de Nadia", Facts: true}} {
				if err := tx.KeepDraft(ctx, d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.SetTag(ctx, ids[0], "urgent", true); err != nil {
				return err
			}
			return tx.MoveThread(ctx, ids[0], ids[1])
		})
		if ms, err := db.Messages(ctx, ids[1]); err != nil || len(ms) != 2 {
			t.Errorf("messages %v, %v", ms, err)
		}
		if d, err := db.Draft(ctx, staff[0], domain.DraftOf(ids[1], "reply")); err != nil || d.Body != "vers deux\n\nvers un" {
			t.Errorf("Camille's draft %q, %v", d.Body, err)
		}
		if d, err := db.Draft(ctx, staff[1], domain.DraftOf(ids[1], "reply")); err != nil || d.Body != "de Nadia" || !d.Facts {
			t.Errorf("Nadia's draft %+v, %v", d, err)
		}
		if tags, err := db.Tags(ctx, ids[1]); err != nil || len(tags) != 1 {
			t.Errorf("tags %v, %v", tags, err)
		}
		if _, err := db.Draft(ctx, staff[0], domain.DraftOf(ids[0], "reply")); domain.KindOf(err) != domain.NotFound {
			t.Errorf("the old draft: %v", err)
		}
	})
}

func addStaff(t *testing.T, db *store.DB, names ...string) []int64 {
	t.Helper()
	ids := make([]int64, len(names))
	write(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
		for i, name := range names {
			if ids[i], err = tx.InsertStaff(ctx, domain.Staff{Name: name, Role: domain.Agent, Language: domain.French}); err != nil {
				return err
			}
		}
		return nil
	})
	return ids
}

func TestReadersAreSeenWhileTheyLook(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		staff := addStaff(t, db, "Camille", "Nadia")
		touch := func(i int, typing bool) {
			if err := db.Maintain(ctx, func(tx *store.Tx) error { return tx.TouchTicket(ctx, 5, staff[i], typing) }); err != nil {
				t.Fatal(err)
			}
		}
		touch(0, false)
		touch(1, true)
		rs, err := db.Readers(ctx, 5, staff[0], db.Now().Add(-15*time.Second))
		if err != nil || len(rs) != 1 || rs[0].Name != "Nadia" || !rs[0].Typing {
			t.Errorf("readers %+v, %v", rs, err)
		}
		if rs, err := db.Readers(ctx, 5, staff[0], db.Now().Add(time.Second)); err != nil || len(rs) != 0 {
			t.Errorf("gone readers %+v, %v", rs, err)
		}
	})
}

func TestEveryWordingOfAReadyTextIsKeptAndTheLastCounts(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		text := domain.ReadyText{Code: "why_mails", Language: domain.French, Title: "Pourquoi", Body: "un", Version: 1}
		put := func() error {
			return db.Write(ctx, agent, domain.ChangeTexts, func(tx *store.Tx) error { _, err := tx.InsertReadyText(ctx, text); return err })
		}
		if err := put(); err != nil {
			t.Fatal(err)
		}
		if err := put(); !errors.Is(err, domain.Refuse(domain.Conflict, "ready_changed")) {
			t.Errorf("the same version twice: %v", err)
		}
		text.Version, text.Body = 2, "deux"
		if err := put(); err != nil {
			t.Fatal(err)
		}
		if ts, err := db.ReadyTexts(ctx); err != nil || len(ts) != 1 || ts[0].Body != "deux" {
			t.Errorf("last: %+v, %v", ts, err)
		}
		if ts, err := db.ReadyVersions(ctx, "why_mails", domain.French); err != nil || len(ts) != 2 {
			t.Errorf("versions: %+v, %v", ts, err)
		}
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveMacro(ctx, domain.Macro{Code: "solve", TitleFr: "a", TitleEn: "b", State: domain.TicketSolved})
		})
		if ms, err := db.Macros(ctx); err != nil || len(ms) != 1 || ms[0].State != domain.TicketSolved {
			t.Errorf("macros %+v, %v", ms, err)
		}
	})
}

func TestWhatComesBackIsTiedToItsMail(t *testing.T) {
	ctx := context.Background()
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.InsertReturn(ctx, domain.MailReturn{MailID: 7, EmailKey: "a@ok.test", Kind: domain.ReturnFailed, Status: "5.1.1", MessageID: "dsn@mx.test"})
			return err
		})
		if rs, err := db.ReturnsOf(ctx, 7); err != nil || len(rs) != 1 || rs[0].Status != "5.1.1" {
			t.Errorf("returns %+v, %v", rs, err)
		}
		if seen, err := db.Returned(ctx, "dsn@mx.test"); err != nil || !seen {
			t.Errorf("seen %v, %v", seen, err)
		}
		if rs, err := db.ReturnsFrom(ctx, "a@ok.test"); err != nil || len(rs) != 1 {
			t.Errorf("by address %+v, %v", rs, err)
		}
	})
}
