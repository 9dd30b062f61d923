package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// asked are customers to ask, two of whom cannot be.
func (w *rightsWorld) asked(n int) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		for i := range n {
			c := domain.Customer{Code: fmt.Sprint("K", i), Kind: domain.CustomerPerson, LastName: fmt.Sprint("Client ", i), Email: fmt.Sprintf("k%d@ok.test", i), City: "Lille",
				Mobile: "+33639980001", Language: domain.French, RefusedEmail: i == 1}
			if i == 0 {
				c.Email = ""
			}
			if _, err := tx.InsertCustomer(context.Background(), c); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *rightsWorld) consentMails(state domain.MailState) int64 {
	w.t.Helper()
	n, err := w.db.CountMails(context.Background(), domain.Filter{Terms: []domain.Term{{Field: "kind", Value: "consent"}, {Field: "state", Value: string(state)}}})
	if err != nil {
		w.t.Fatal(err)
	}
	return n.N
}

func TestACampaignGoesOnWhereItWasCutAndAsksNobodyTwice(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		w.asked(150)
		by, whom := w.team["Agathe"], desk.Asking{Filter: "city:lille"}
		p, err := w.desk.PlanCampaign(ctx, by, whom)
		if err != nil || p.Matching != 150 || p.Ask != 148 || p.Skipped["consent_no_email"] != 1 || p.Skipped["consent_refused_email"] != 1 || len(p.Examples) != 3 {
			t.Fatalf("%+v, %v", p, err)
		}
		if _, err := w.desk.BeginCampaign(ctx, by, whom, 149); domain.KindOf(err) != domain.Conflict {
			t.Errorf("another number than was said: %v", err)
		}
		c, err := w.desk.BeginCampaign(ctx, by, whom, 148)
		if err != nil {
			t.Fatal(err)
		}
		if more, err := w.desk.ContinueCampaign(ctx, by, c.ID); err != nil || !more {
			t.Fatalf("after a slice: %v, %v", more, err)
		}
		if n := w.consentMails(domain.MailQueued); n == 0 || n >= 148 {
			t.Fatalf("%d mails after one slice", n)
		}
		if err := w.desk.SwitchConsent(ctx, w.team["Adam"], false, "audit"); err != nil { // held, not lost
			t.Fatal(err)
		}
		if n, err := w.desk.ContinueCampaigns(ctx); err != nil || n != 0 {
			t.Errorf("it went on with the feature off: %d, %v", n, err)
		}
		if err := w.desk.SwitchConsent(ctx, w.team["Adam"], true, "fini"); err != nil {
			t.Fatal(err)
		}
		for n := 1; n > 0; { // the clock takes over
			if n, err = w.desk.ContinueCampaigns(ctx); err != nil {
				t.Fatal(err)
			}
		}
		done, skips, err := w.desk.Campaign(ctx, by, c.ID)
		if err != nil || done.Queued != 148 || done.Skipped != 2 || done.FinishedAt.Never() || skips["consent_no_email"] != 1 || w.consentMails(domain.MailQueued) != 148 {
			t.Fatalf("%+v, %v, %v", done, skips, err)
		}
		if _, err := w.desk.BeginCampaign(ctx, by, whom, 0); domain.KindOf(err) != domain.Conflict {
			t.Errorf("everybody is asked already: %v", err)
		}
		if err := w.desk.PauseCampaign(ctx, by, c.ID); err != nil {
			t.Fatal(err)
		}
		if due, err := w.db.AnyDue(ctx, store.Claim{Now: domain.InstantOf(clock.Now()), Open: true}); err != nil || due {
			t.Errorf("a paused campaign's mails may leave: %v, %v", due, err)
		}
		if err := w.desk.ResumeCampaign(ctx, by, c.ID); err != nil {
			t.Fatal(err)
		}
		if due, err := w.db.AnyDue(ctx, store.Claim{Now: domain.InstantOf(clock.Now()), Open: true}); err != nil || !due {
			t.Errorf("a resumed campaign's mails wait: %v, %v", due, err)
		}
		if err := w.desk.CancelCampaign(ctx, by, c.ID); err != nil || w.consentMails(domain.MailCancelled) != 148 {
			t.Errorf("%d cancelled, %v", w.consentMails(domain.MailCancelled), err)
		}
		done, _, err = w.desk.Campaign(ctx, by, c.ID)
		if err != nil || done.States[domain.RequestCancelled] != 148 {
			t.Errorf("%+v, %v", done.States, err)
		}
	})
}

func TestARequestWhoseMailIsCancelledCanBeSentAgain(t *testing.T) {
	ctx, clock := context.Background(), fixture.NewClock()
	w := newRightsWorld(t, fixture.SQLite(t, clock.Now), clock)
	w.asked(3)
	found, err := w.desk.Customers(ctx, w.team["Odile"], domain.Filter{Terms: []domain.Term{{Field: "code", Value: "K2"}}}, domain.Page{Limit: 1})
	if err != nil || len(found.Rows) != 1 {
		t.Fatal(err)
	}
	id := found.Rows[0].ID
	if err := w.desk.SendConsent(ctx, w.team["Odile"], id, ""); err != nil {
		t.Fatal(err)
	}
	qs, err := w.db.ConsentRequests(ctx, id)
	if err != nil || len(qs) != 1 {
		t.Fatal(err)
	}
	if _, err := w.desk.ChangeMails(ctx, w.team["Odile"], []int64{qs[0].MailID}, desk.CancelMail, "erreur"); err != nil {
		t.Fatal(err)
	}
	if c, _ := w.db.Customer(ctx, id); c.RequestState != domain.RequestCancelled {
		t.Errorf("%+v", c)
	}
	if err := w.desk.SendConsent(ctx, w.team["Odile"], id, ""); err != nil {
		t.Errorf("it cannot be sent again: %v", err)
	}
}

// accept settles a request as the mailer does when the server takes its mail.
func (w *rightsWorld) accept(request int64) {
	w.t.Helper()
	ctx := context.Background()
	w.write(func(tx *store.Tx) error {
		before, err := tx.ConsentRequest(ctx, request)
		if err != nil {
			return err
		}
		customer, err := tx.Customer(ctx, before.CustomerID)
		if err != nil {
			return err
		}
		after, changed := before, customer
		fell := after.Accepted(&changed, tx.Now())
		if err := tx.SupersedeConsentRequests(ctx, customer.ID, request); err != nil {
			return err
		}
		if err := tx.AppendLedger(ctx, fell); err != nil {
			return err
		}
		if err := tx.UpdateConsentRequest(ctx, before, after); err != nil {
			return err
		}
		return tx.UpdateCustomer(ctx, customer, changed)
	})
}

func TestAMailThatComesBackGivesTheAnswersBack(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		w.asked(3)
		by := w.team["Agathe"]
		found, err := w.desk.Customers(ctx, by, domain.Filter{Terms: []domain.Term{{Field: "code", Value: "K2"}}}, domain.Page{Limit: 1})
		if err != nil || len(found.Rows) != 1 {
			t.Fatal(err)
		}
		id := found.Rows[0].ID
		newest := func() domain.ConsentRequest {
			qs, err := db.ConsentRequests(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			return qs[0]
		}
		if err := w.desk.SendConsent(ctx, by, id, ""); err != nil {
			t.Fatal(err)
		}
		w.accept(newest().ID)
		if err := w.desk.EnterConsent(ctx, by, id, map[domain.ConsentChannel]bool{domain.BySMS: true}, domain.Evidence{Kind: domain.EvidenceCall, On: "2026-11-24"}); err != nil {
			t.Fatal(err)
		}
		clock.Add(25 * time.Hour)
		if err := w.desk.SendConsent(ctx, by, id, "never_answered"); err != nil {
			t.Fatal(err)
		}
		if err := w.desk.SendConsent(ctx, by, id, "never_answered"); domain.KindOf(err) != domain.Conflict {
			t.Errorf("a second resend is queued: %v", err)
		}
		second := newest()
		w.accept(second.ID)
		if c, _ := db.Customer(ctx, id); c.AcceptsSMS || c.RequestID != second.ID {
			t.Fatalf("accepted: %+v", c)
		}
		mail, err := db.Mail(ctx, second.MailID)
		if err != nil {
			t.Fatal(err)
		}
		w.sentAs(mail)
		got, err := w.desk.Receive(ctx, desk.Incoming{MessageID: "report@ok.test", Automatic: true,
			Report: &desk.DeliveryReport{Kind: domain.ReturnFailed, MessageID: w.messageID(mail.ID), Recipient: mail.Email, Status: "5.1.1"}})
		if err != nil || got.As != "report" {
			t.Fatalf("%+v, %v", got, err)
		}
		c, err := db.Customer(ctx, id)
		if err != nil || !c.AcceptsSMS || newest().State != domain.RequestFailed || c.RequestState != domain.RequestFailed {
			t.Errorf("a bounce left %+v, %v; the request is %s", c, err, newest().State)
		}
		if problems, err := w.desk.Check(ctx, w.team["Adam"]); err != nil || len(problems) != 0 {
			t.Errorf("%+v, %v", problems, err)
		}
		if err := w.desk.WithdrawConsent(ctx, by, id, nil, ""); err != nil {
			t.Fatal(err)
		}
		if c, _ = db.Customer(ctx, id); c.AcceptsSMS || !c.RefusedEmail {
			t.Errorf("withdrawn: %+v", c)
		}
		proof, err := w.desk.ConsentProof(ctx, w.team["Adam"], id)
		if err != nil || len(proof.Ledger) != 7 || !proof.Ledger[6].Genuine || proof.Head != proof.Ledger[6].Hash {
			t.Errorf("%d rows, %v", len(proof.Ledger), err)
		}
		if _, err := w.desk.ConsentProof(ctx, by, id); domain.KindOf(err) != domain.Forbidden {
			t.Errorf("an agent takes the proof: %v", err)
		}
	})
}

// messageID is the Message-ID of a mail that was sent.
func (w *rightsWorld) messageID(id int64) string { return fmt.Sprintf("abc.%d@vigie.test", id) }

// sentAs marks a mail as the server took it.
func (w *rightsWorld) sentAs(m domain.Mail) {
	w.t.Helper()
	ctx := context.Background()
	w.write(func(tx *store.Tx) error {
		if _, err := tx.ClaimMails(ctx, store.Claim{By: "test", Now: tx.Now().Add(time.Minute), Until: tx.Now().Add(time.Hour), Open: true, Limit: 100}); err != nil {
			return err
		}
		m.MessageID, m.ClaimedBy = w.messageID(m.ID), "test"
		if err := tx.StoreBody(ctx, store.Commit{Mail: m, Body: domain.MailBody{Subject: "s", Text: "t", HTML: "h"}}); err != nil {
			return err
		}
		m.State, m.SentAt = domain.MailSent, tx.Now()
		tx.Record("mail", m.ID, nil, map[string]any{"state": "sent"})
		return tx.SettleMails(ctx, []domain.Mail{m})
	})
}
