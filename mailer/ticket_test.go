package mailer

import (
	"context"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// replied stores a ticket that came in by mail, and a reply to it.
func (p *post) replied(t *testing.T) (message int64, mail domain.Mail) {
	t.Helper()
	var id int64
	p.act(t, func(ctx context.Context, tx *store.Tx) (err error) {
		ticket, err := tx.InsertTicket(ctx, domain.Ticket{Kind: domain.TicketOther, Email: "contact0@ok.test", Subject: "Pourquoi ?", Language: domain.French})
		if err != nil {
			return err
		}
		for _, m := range []domain.TicketMessage{{Direction: domain.Inward, MessageID: "first@ok.test"}, {Direction: domain.Inward, MessageID: "evil>\r\nBcc: x@y.test"},
			{Direction: domain.Inward, MessageID: "second@ok.test"}, {Direction: domain.Outward, Subject: domain.ReplySubject("Pourquoi ?", ticket), Body: "Bonjour,\n\nvoici pourquoi."}} {
			m.TicketID, m.Medium, m.Email, m.Language = ticket, domain.MediumMail, "contact0@ok.test", domain.French
			if message, err = tx.InsertMessage(ctx, m); err != nil {
				return err
			}
		}
		id, _, err = tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailTicketReply, Email: "contact0@ok.test", Language: domain.French, SubjectID: message, DedupKey: "reply|1",
			DueAt: tx.Now().Add(domain.RecallWindow), Asked: true, Actor: "Nadia"})
		if err != nil {
			return err
		}
		return tx.SetMessageMail(ctx, message, id)
	})
	mail, err := p.db.Mail(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return message, mail
}

func TestReplyLeavesAfterItsWindowAndInItsThread(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		p := newPost(t, db, clock, 1)
		_, mail := p.replied(t)
		clock.Add(19 * time.Second)
		if sent := p.drain(t); sent.Sent != 0 {
			t.Fatalf("left before its window: %+v", sent)
		}
		clock.Add(time.Second)
		if sent := p.drain(t); sent.Sent != 1 {
			t.Fatalf("sent %+v", sent)
		}
		got, err := netmail.ReadMessage(strings.NewReader(p.peer.mails()[0].data))
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"In-Reply-To": "<second@ok.test>", "References": "<first@ok.test> <second@ok.test>", "Auto-Submitted": "", "Bcc": "",
			"From": `"Vigie" <assistance@vigie.example>`, "Reply-To": "assistance@vigie.example", "Feedback-Id": "", "Subject": "Re: Pourquoi ? [#1]"} {
			if h := got.Header.Get(name); h != want {
				t.Errorf("%s: %q, want %q", name, h, want)
			}
		}
		if id, ok := domain.SentMail(strings.Trim(got.Header.Get("Message-Id"), "<>")); !ok || id != mail.ID {
			t.Errorf("the Message-ID %s does not name its mail", got.Header.Get("Message-Id"))
		}
	})
}

func TestReplyThatWasTakenBackNeverLeaves(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 1)
	message, mail := p.replied(t)
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		m, err := tx.Message(ctx, message)
		if err != nil {
			return err
		}
		return tx.DeleteMessage(ctx, m)
	})
	clock.Add(time.Minute)
	if sent := p.drain(t); sent.Sent != 0 || sent.Dropped != 1 {
		t.Errorf("sent %+v", sent)
	}
	if after, err := p.db.Mail(context.Background(), mail.ID); err != nil || after.Reason != "recalled" {
		t.Errorf("%+v, %v", after, err)
	}
}
