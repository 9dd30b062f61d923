package desk_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/internal/fixture"
	"vigie/store"
)

// team is a desk with three people and a town, on a clock.
type team struct {
	*testing.T
	*desk.Desk
	db            *store.DB
	clock         *fixture.Clock
	town          fixture.Town
	nadia, camill domain.Actor // an agent and an operator
}

func eachTeam(t *testing.T, do func(*team)) {
	t.Helper()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		w := &team{T: t, Desk: at(t, db, clock), db: db, clock: clock, town: fixture.NewTown(t, db, 3)}
		w.nadia, w.camill = w.hire("Nadia", domain.Agent), w.hire("Camille", domain.Operator)
		do(w)
	})
}

func (w *team) hire(name string, role domain.StaffRole) domain.Actor {
	w.Helper()
	s, err := w.AddStaff(w.Context(), domain.ShellActor("root"), domain.Staff{Name: name, Role: role, Language: domain.French},
		domain.StaffKey{Fingerprint: "SHA256:" + name, PublicKey: "ssh-ed25519 " + name, Label: "x"})
	w.check(err)
	return domain.Actor{StaffID: s.ID, Name: name, Role: role, Door: "console"}
}

func (w *team) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *team) refused(err error, key string) {
	w.Helper()
	if !errors.Is(err, domain.Refuse("", key)) {
		w.Errorf("want %s, got %v", key, err)
	}
}

func (w *team) open(email, body string) int64 {
	w.Helper()
	id, err := w.OpenTicket(w.Context(), domain.Ticket{Kind: domain.TicketOther, Email: email, Name: "Luc", Subject: "Question", Body: body, Language: domain.French})
	w.check(err)
	return id
}

func (w *team) card(id int64) desk.TicketCard {
	w.Helper()
	c, err := w.TicketCard(w.Context(), w.nadia, id)
	w.check(err)
	return c
}

func TestTicketIsLinkedByItsAddressAndHasItsLegalDay(t *testing.T) {
	eachTeam(t, func(w *team) {
		id, err := w.OpenTicket(w.Context(), domain.Ticket{Kind: domain.TicketRemoval, Email: "Contact1@OK.test", Body: "Supprimez-moi", Language: domain.French})
		w.check(err)
		c := w.card(id)
		if c.Ticket.UserID != w.town.Users[1] || c.Ticket.EstablishmentID != w.town.Suppliers[1] || c.Ticket.FollowUpID != w.town.FollowUps[1] ||
			c.Ticket.LegalDueOn != "2026-12-25" || c.Addressee != "administrator" || len(c.Messages) != 1 {
			w.Errorf("linked: %+v", c.Ticket)
		}
		if other := w.card(w.open("stranger@else.test", "?")); other.Ticket.EstablishmentID != 0 || other.Addressee != "none" || other.Ticket.LegalDueOn != domain.Forever {
			w.Errorf("a stranger: %+v", other.Ticket)
		}
		auditor, err := w.TicketCard(w.Context(), domain.Actor{Role: domain.Auditor}, id)
		if err != nil || auditor.Ticket.Email != "C…@OK.test" || auditor.Messages[0].Body != "" {
			w.Errorf("an auditor reads %+v, %v", auditor.Messages, err)
		}
	})
}

func TestReplyWaitsTwentySecondsAndIsReallyRecalled(t *testing.T) {
	eachTeam(t, func(w *team) {
		ctx := w.Context()
		id := w.open("contact0@ok.test", "Pourquoi ?")
		w.check(w.KeepDraft(ctx, w.nadia, domain.Draft{Subject: domain.DraftOf(id, "reply"), Body: "Bonj"}))
		m, err := w.Reply(ctx, w.nadia, desk.Reply{Ticket: id, Version: 1, Body: "Bonjour Luc.", State: domain.TicketWaitingSupplier})
		w.check(err)
		mail, err := w.db.Mail(ctx, m.MailID)
		w.check(err)
		if mail.Kind != domain.MailTicketReply || mail.DueAt != domain.InstantOf(w.clock.Now()).Add(20*time.Second) || mail.SubjectID != m.ID {
			w.Errorf("queued %+v", mail)
		}
		if c := w.card(id); c.Ticket.State != domain.TicketWaitingSupplier || c.Ticket.AssigneeID != w.nadia.StaffID || !c.Ticket.ClockAt.Never() {
			w.Errorf("after the reply: %+v", c.Ticket)
		}
		if d, err := w.Draft(ctx, w.nadia, domain.DraftOf(id, "reply")); err != nil || d.Body != "" {
			w.Errorf("the draft of a sent reply: %q, %v", d.Body, err)
		}
		w.clock.Add(19 * time.Second)
		d, err := w.Recall(ctx, w.nadia, m.ID)
		w.check(err)
		kept, err := w.Draft(ctx, w.nadia, domain.DraftOf(id, "reply"))
		if err != nil || kept.Body != "Bonjour Luc." || d.Body != kept.Body {
			w.Errorf("given back: %+v, %v", kept, err)
		}
		if mail, err = w.db.Mail(ctx, m.MailID); err != nil || mail.State != domain.MailCancelled {
			w.Errorf("the mail: %s, %v", mail.State, err)
		}
		if c := w.card(id); len(c.Messages) != 1 {
			w.Errorf("the thread still has %d messages", len(c.Messages))
		}
		m, err = w.Reply(ctx, w.nadia, desk.Reply{Ticket: id, Body: "Bonjour."})
		w.check(err)
		if again, err := w.db.Mail(ctx, m.MailID); err != nil || again.ID == mail.ID || again.State != domain.MailQueued {
			w.Errorf("the second try is mail %+v, %v", again, err) // a recalled message gave its row, and once its mail's key, to the next
		}
		w.clock.Add(20 * time.Second)
		_, err = w.Recall(ctx, w.nadia, m.ID)
		w.refused(err, "recall_too_late")
	})
}

func TestLateChangeIsToldWhatCameBetweenAndLosesNothing(t *testing.T) {
	eachTeam(t, func(w *team) {
		ctx := w.Context()
		id := w.open("contact0@ok.test", "Pourquoi ?")
		read := w.card(id).Ticket.Version
		w.check(w.KeepDraft(ctx, w.nadia, domain.Draft{Subject: domain.DraftOf(id, "reply"), Body: "Longue réponse", Version: read}))
		w.check(w.TakeTickets(ctx, w.nadia, []int64{id}))
		w.check(w.EditTicket(ctx, w.nadia, id, read, desk.TicketEdit{Kind: domain.TicketOther, Subject: "What one did oneself is no surprise"}))
		w.check(w.MoveTickets(ctx, w.camill, []int64{id}, domain.TicketWaitingBuyer, 0))
		_, err := w.Reply(ctx, w.nadia, desk.Reply{Ticket: id, Version: read, Body: "Longue réponse"})
		w.refused(err, "ticket_changed_by")
		var refusal *domain.Error
		if errors.As(err, &refusal); refusal.Args["Who"] != "Camille" || refusal.Args["Event"] != "state" {
			w.Errorf("told %v", refusal.Args)
		}
		if d, err := w.Draft(ctx, w.nadia, domain.DraftOf(id, "reply")); err != nil || d.Body != "Longue réponse" {
			w.Errorf("the draft: %+v, %v", d, err)
		}
		now := w.card(id).Ticket.Version
		if _, err := w.Receive(ctx, desk.Incoming{From: "contact0@ok.test", Subject: domain.TicketReference(id), Text: "Encore moi", Language: domain.French, MessageID: "x@ok.test"}); err != nil {
			w.Fatal(err)
		}
		_, err = w.Reply(ctx, w.nadia, desk.Reply{Ticket: id, Version: now, Body: "Longue réponse"})
		w.refused(err, "ticket_changed_outside")
	})
}

func TestReplyIsJudgedByWhoReadsIt(t *testing.T) {
	eachTeam(t, func(w *team) {
		ctx := w.Context()
		user, stranger := w.open("contact0@ok.test", "Qui ?"), w.open("stranger@else.test", "Qui êtes-vous ?")
		w.check(w.LinkTicket(ctx, w.nadia, stranger, 0, desk.TicketLink{UserID: w.town.Users[0]}))
		texts, err := w.FilledTexts(ctx, w.nadia, user)
		w.check(err)
		why := texts[0]
		if why.Code != "why_mails" || !why.Facts || !strings.Contains(why.Filled, "Commune de Valmont") || !strings.Contains(why.Filled, "Supplier 0") || domain.Unfilled(why.Filled) != "" {
			w.Errorf("filled: %+v", why)
		}
		_, err = w.Reply(ctx, w.nadia, desk.Reply{Ticket: user, Body: why.Filled, Facts: true})
		w.check(err)
		_, err = w.Reply(ctx, w.nadia, desk.Reply{Ticket: stranger, Body: "La Commune de Valmont vous suit."})
		w.refused(err, "reply_not_theirs")
		_, err = w.Reply(ctx, w.nadia, desk.Reply{Ticket: stranger, Body: "Voici votre dossier.", Facts: true})
		w.refused(err, "reply_stranger")
		texts, err = w.FilledTexts(ctx, w.nadia, stranger)
		w.check(err)
		_, err = w.Reply(ctx, w.nadia, desk.Reply{Ticket: stranger, Body: texts[0].Filled, Facts: texts[0].Facts})
		w.refused(err, "reply_unfilled")
		for _, text := range texts {
			if strings.Contains(text.Filled, "Valmont") {
				w.Errorf("%s tells a stranger: %s", text.Code, text.Filled)
			}
			if text.Code == domain.IdentityCheck {
				_, err = w.Reply(ctx, w.nadia, desk.Reply{Ticket: stranger, Body: text.Filled, Facts: text.Facts})
				w.check(err)
			}
		}
	})
}

func TestTwoPeopleWhoClaimAtOnceGetTwoTickets(t *testing.T) {
	eachTeam(t, func(w *team) {
		ids := []int64{w.open("contact0@ok.test", "a"), w.open("contact1@ok.test", "b")}
		var wg sync.WaitGroup
		got := make([]int64, 2)
		for i, by := range []domain.Actor{w.nadia, w.camill} {
			wg.Go(func() {
				var err error
				if got[i], err = w.ClaimTicket(context.Background(), by); err != nil {
					w.Error(err)
				}
			})
		}
		wg.Wait()
		if got[0] == got[1] || got[0]+got[1] != ids[0]+ids[1] {
			w.Errorf("claimed %v of %v", got, ids)
		}
		_, err := w.ClaimTicket(w.Context(), w.nadia)
		w.refused(err, "ticket_none_to_claim")
		c := w.card(got[0])
		if c.Ticket.State != domain.TicketOpen || c.Ticket.AssigneeName != "Nadia" {
			w.Errorf("claimed: %+v", c.Ticket)
		}
		if next, err := w.NextTicket(w.Context(), w.nadia, got[0]); err != nil || next != 0 {
			w.Errorf("next: %d, %v", next, err)
		}
	})
}

func TestSnoozedTicketWakesAtItsHourAndShows(t *testing.T) {
	eachTeam(t, func(w *team) {
		ctx := w.Context()
		id := w.open("contact0@ok.test", "a")
		w.check(w.SnoozeTickets(ctx, w.nadia, []int64{id}, domain.InstantOf(w.clock.Now().Add(time.Hour))))
		if n, err := w.WakeTickets(ctx); err != nil || n != 0 {
			w.Errorf("woken early: %d, %v", n, err)
		}
		w.clock.Add(time.Hour)
		if n, err := w.WakeTickets(ctx); err != nil || n != 1 {
			w.Errorf("woken: %d, %v", n, err)
		}
		counts, err := w.CountTicketViews(ctx, w.nadia)
		w.check(err)
		for i, v := range desk.TicketViews() {
			want := int64(0)
			if v.Name == "todo" || v.Name == "unassigned" || v.Name == "woken" || v.Name == "all" {
				want = 1
			}
			if counts[i].N != want {
				w.Errorf("view %s counts %d, want %d", v.Name, counts[i].N, want)
			}
		}
	})
}

func TestMergedTicketsKeepEverybodysDraftAndPointToTheOther(t *testing.T) {
	eachTeam(t, func(w *team) {
		ctx := w.Context()
		a, b := w.open("contact0@ok.test", "un"), w.open("contact0@ok.test", "deux")
		w.check(w.KeepDraft(ctx, w.nadia, domain.Draft{Subject: domain.DraftOf(a, "reply"), Body: "ma réponse"}))
		w.refused(w.MergeTickets(ctx, w.nadia, []int64{a}, b), "forbidden")
		w.refused(w.MergeTickets(ctx, w.camill, []int64{w.open("x@else.test", "?")}, b), "ticket_merge_strangers")
		w.check(w.MergeTickets(ctx, w.camill, []int64{a}, b))
		if c := w.card(b); len(c.Messages) != 2 || len(c.Merged) != 1 || c.Merged[0] != a {
			w.Errorf("into: %+v", c)
		}
		if d, err := w.Draft(ctx, w.nadia, domain.DraftOf(b, "reply")); err != nil || d.Body != "ma réponse" {
			w.Errorf("draft %+v, %v", d, err)
		}
		_, err := w.Reply(ctx, w.nadia, desk.Reply{Ticket: a, Body: "x"})
		w.refused(err, "ticket_merged")
		r, err := w.Receive(ctx, desk.Incoming{From: "contact0@ok.test", Subject: "Re " + domain.TicketReference(a), Text: "suite", Language: domain.French, MessageID: "m@ok.test"})
		if err != nil || r.Ticket != b {
			w.Errorf("a reply to the merged ticket went to %+v, %v", r, err)
		}
	})
}

func TestActFromATicketTellsItInItsThread(t *testing.T) {
	eachTeam(t, func(w *team) {
		ctx := w.Context()
		id := w.open("contact0@ok.test", "Je ne travaille plus avec eux")
		by := w.nadia
		by.Ticket = id
		w.check(w.PutOnStandby(ctx, by, []int64{w.town.FollowUps[0]}, domain.StandbyContractEnded, "", ""))
		thread := (&desk.TicketCard{Events: w.card(id).Events}).Thread()
		if len(thread) != 1 || thread[0].Event.Detail != string(domain.SetStandby) || thread[0].Event.Subject != "follow_up" || thread[0].Event.StaffName != "Nadia" {
			w.Errorf("the thread tells %+v", thread[0].Event)
		}
	})
}

func TestMacroDoesEachTicketByItself(t *testing.T) {
	eachTeam(t, func(w *team) {
		ctx := w.Context()
		a, b := w.open("contact0@ok.test", "?"), w.open("stranger@else.test", "?")
		applied, err := w.ApplyMacro(ctx, w.nadia, []int64{a, b}, "send_access")
		w.check(err)
		if applied[0].Err != nil {
			w.Errorf("the user's: %v", applied[0].Err)
		}
		w.refused(applied[1].Err, "reply_unfilled")
		if c := w.card(a); c.Ticket.State != domain.TicketWaitingSupplier || len(c.Messages) != 2 || len(c.Events) < 2 {
			w.Errorf("after the macro: %+v", c.Ticket)
		}
		applied, err = w.ApplyMacro(ctx, w.nadia, []int64{b}, "ask_identity")
		if err != nil || applied[0].Err != nil {
			w.Errorf("ask identity: %+v, %v", applied, err)
		}
		w.refused(w.SaveMacro(ctx, w.camill, domain.Macro{Code: "x1", TitleFr: "x", TitleEn: "x", Tag: "vu"}), "forbidden")
	})
}

func TestMailsThatComeInFindTheirPlace(t *testing.T) {
	eachTeam(t, func(w *team) {
		ctx := w.Context()
		in := desk.Incoming{From: "contact0@ok.test", FromName: "Luc", Subject: "Bonjour", Text: "Qui êtes-vous ?", Language: domain.French, MessageID: "a@ok.test"}
		first, err := w.Receive(ctx, in)
		if err != nil || !first.New {
			w.Fatalf("a new mail: %+v, %v", first, err)
		}
		if again, err := w.Receive(ctx, in); err != nil || again.As != "duplicate" {
			w.Errorf("the same again: %+v, %v", again, err)
		}
		m, err := w.Reply(ctx, w.nadia, desk.Reply{Ticket: first.Ticket, Body: "Bonjour.", State: domain.TicketSolved})
		w.check(err)
		sent := "hash." + decimal(m.MailID) + "@vigie.test"
		w.leave(m.MailID, sent)
		for name, c := range map[string]struct {
			in     desk.Incoming
			as     string
			ticket bool
		}{
			"a reply by its Message-ID":         {desk.Incoming{From: "boss@ok.test", Text: "oui", MessageID: "b@ok.test", Answers: []string{"unknown@x", sent}}, "message", true},
			"a reply to the first mail":         {desk.Incoming{From: "contact0@ok.test", Text: "oui", MessageID: "c@ok.test", Answers: []string{"a@ok.test"}}, "message", true},
			"a number in the subject":           {desk.Incoming{From: "Contact0@ok.test", Text: "oui", MessageID: "d@ok.test", Subject: "Re: " + domain.TicketReference(first.Ticket)}, "message", true},
			"a stranger's guess of the number":  {desk.Incoming{From: "evil@else.test", Text: "oui", MessageID: "e@ok.test", Subject: domain.TicketReference(first.Ticket)}, "message", false},
			"our own mail":                      {desk.Incoming{From: "support@vigie.test", Text: "x", MessageID: sent}, "loop", false},
			"out of office":                     {desk.Incoming{From: "contact0@ok.test", Text: "absent", MessageID: "f@ok.test", Answers: []string{sent}, Automatic: true}, "automatic", true},
			"a failure":                         {desk.Incoming{Text: "x", MessageID: "g@mx.test", Report: &desk.DeliveryReport{Kind: domain.ReturnFailed, MessageID: sent, Recipient: "contact0@ok.test", Status: "5.1.1"}}, "report", true},
			"a failure of nothing that we know": {desk.Incoming{Text: "x", MessageID: "h@mx.test", Report: &desk.DeliveryReport{Kind: domain.ReturnFailed, MessageID: "z@z", Recipient: "Q@ok.test"}}, "report", false},
		} {
			c.in.Language = domain.French
			r, err := w.Receive(ctx, c.in)
			if err != nil || r.As != c.as || (r.Ticket == first.Ticket) != c.ticket {
				w.Errorf("%s: %+v, %v", name, r, err)
			}
		}
		if c := w.card(first.Ticket); c.Ticket.State != domain.TicketOpen {
			w.Errorf("answered, it is %s", c.Ticket.State)
		}
		returns, err := w.db.ReturnsOf(ctx, m.MailID)
		if err != nil || len(returns) != 3 {
			w.Errorf("what came back: %+v, %v", returns, err)
		}
		for i := range 40 {
			if _, err = w.Receive(ctx, desk.Incoming{From: "robot@else.test", Text: "x", Language: domain.French, MessageID: decimal(int64(i)) + "@else.test"}); err != nil {
				break
			}
		}
		w.refused(err, "mail_rate")
	})
}

// leave marks a mail as sent under a Message-ID.
func (w *team) leave(mail int64, messageID string) {
	w.Helper()
	w.check(w.db.Maintain(w.Context(), func(tx *store.Tx) error {
		m, err := tx.Mail(w.Context(), mail)
		if err != nil {
			return err
		}
		m.MessageID = messageID
		return tx.StoreBody(w.Context(), store.Commit{Mail: m, Body: domain.MailBody{Subject: "x", Text: "x", HTML: "x"}})
	}))
}

func decimal(n int64) string {
	return strings.TrimPrefix(domain.TicketReference(n), "[#")[:len(domain.TicketReference(n))-3]
}

func TestAttachmentsAreKeptByContent(t *testing.T) {
	eachTeam(t, func(w *team) {
		kept := files.New(w.TempDir())
		staged, err := kept.Stage(strings.NewReader("%PDF-1.4 x"), 100)
		w.check(err)
		r, err := w.Receive(w.Context(), desk.Incoming{From: "contact0@ok.test", Text: "ci-joint", Language: domain.French, MessageID: "p@ok.test",
			Attached: []desk.IncomingFile{{Name: "kbis.pdf", Staged: staged}, {Name: "film.mp4", Refused: "too_big"}}})
		w.check(err)
		as := w.card(r.Ticket).Messages[0].Attachments
		if len(as) != 2 || as[0].MediaType != "application/pdf" || as[1].Refused != "too_big" {
			w.Fatalf("attachments %+v", as)
		}
		address, err := w.OpenAttachment(w.Context(), w.nadia, as[0].ID)
		w.check(err)
		shown, err := w.FileToOpen(w.Context(), address[strings.LastIndex(address, "/")+1:])
		w.check(err)
		if shown.Name != "kbis.pdf" || shown.Code != "" {
			w.Fatalf("the link opens %+v", shown)
		}
		_, err = w.OpenAttachment(w.Context(), w.nadia, as[1].ID)
		w.refused(err, "attachment_refused")
	})
}
