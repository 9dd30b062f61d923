package mailer

import (
	"context"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// asking is a post with one saved customer.
func asking(t *testing.T, email string) (*post, *desk.Desk, int64) {
	t.Helper()
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 0)
	d := desk.New(desk.Options{DB: p.db, Keys: p.keys, Now: clock.Now, Location: p.calendar.Location, Controller: "Vigie"})
	c, err := d.SaveCustomer(context.Background(), fixture.Operator(), domain.Customer{Code: "C1", Kind: domain.CustomerPerson, LastName: "Noël",
		Email: email, Language: domain.French, Mobile: "+33639980001"})
	if err != nil {
		t.Fatal(err)
	}
	return p, d, c.ID
}

func (p *post) customer(t *testing.T, id int64) domain.Customer {
	t.Helper()
	c, err := p.db.Customer(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answer posts yes to e-mail and SMS, as the page does.
func (p *post) answer(t *testing.T, customer int64) {
	t.Helper()
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		before, err := tx.Customer(ctx, customer)
		if err != nil {
			return err
		}
		request, err := tx.ConsentRequest(ctx, before.RequestID)
		if err != nil {
			return err
		}
		answered, after := request, before
		rows, err := answered.Answer(&after, map[domain.ConsentChannel]bool{domain.ByEmail: true, domain.BySMS: true, domain.ByPhone: false, domain.ByPost: false}, false, tx.Now())
		if err != nil {
			return err
		}
		if err := tx.AppendLedger(ctx, rows); err != nil {
			return err
		}
		if err := tx.UpdateConsentRequest(ctx, request, answered); err != nil {
			return err
		}
		return tx.UpdateCustomer(ctx, before, after)
	})
}

func TestAResendResetsTheAnswerWhenTheServerAcceptsItAndKeepsTheLedger(t *testing.T) {
	ctx := context.Background()
	p, d, id := asking(t, "noel@ok.test")
	if err := d.SendConsent(ctx, fixture.Operator(), id, ""); err != nil {
		t.Fatal(err)
	}
	p.drain(t)
	if c := p.customer(t, id); c.RequestState != domain.RequestSent || c.AcceptsEmail {
		t.Fatalf("after the first mail: %+v", c)
	}
	p.answer(t, id)
	if c := p.customer(t, id); !c.AcceptsEmail || !c.AcceptsSMS || c.AcceptsPost {
		t.Fatalf("after the answer: %+v", c)
	}
	if err := d.SendConsent(ctx, fixture.Operator(), id, "mail_lost"); domain.KindOf(err) != domain.Conflict {
		t.Fatalf("asked again within a day: %v", err)
	}
	p.clock.Add(25 * time.Hour)
	if err := d.SendConsent(ctx, fixture.Operator(), id, ""); domain.KindOf(err) != domain.Invalid {
		t.Fatalf("a resend without reason gave %v", err)
	}
	if err := d.SendConsent(ctx, fixture.Operator(), id, "mail_lost"); err != nil {
		t.Fatal(err)
	}
	if c := p.customer(t, id); !c.AcceptsEmail {
		t.Fatal("the answer was lost before the server accepted the new mail")
	}
	p.drain(t)
	c := p.customer(t, id)
	if c.AcceptsEmail || c.AcceptsSMS || c.RequestState != domain.RequestSent {
		t.Fatalf("after the resend: %+v", c)
	}
	ledger, err := p.db.Ledger(ctx, id)
	if err != nil || len(ledger) != 6 || ledger[0].Value || ledger[0].Means != domain.MeansReset || ledger[0].RequestID != c.RequestID || ledger[0].TargetHash == "" {
		t.Fatalf("the ledger has %d rows, the last %+v, %v", len(ledger), ledger[0], err)
	}
	requests, err := p.db.ConsentRequests(ctx, id)
	if err != nil || len(requests) != 2 || requests[1].State != domain.RequestSuperseded {
		t.Fatalf("%+v, %v", requests, err)
	}
}

func TestARefusedResendDestroysNoConsent(t *testing.T) {
	ctx := context.Background()
	p, d, id := asking(t, "noel@ok.test")
	if err := d.SendConsent(ctx, fixture.Operator(), id, ""); err != nil {
		t.Fatal(err)
	}
	p.drain(t)
	p.answer(t, id)
	p.act(t, func(ctx context.Context, tx *store.Tx) error { // the address dies meanwhile
		before, err := tx.Customer(ctx, id)
		if err != nil {
			return err
		}
		after := before
		after.Email = "nobody@ok.test"
		return tx.UpdateCustomer(ctx, before, after)
	})
	if err := d.SendConsent(ctx, fixture.Operator(), id, "address_changed"); err != nil {
		t.Fatal(err)
	}
	p.drain(t)
	if c := p.customer(t, id); !c.AcceptsSMS || c.RequestState != domain.RequestAnswered {
		t.Fatalf("a refused mail left %+v", c)
	}
}

func TestWhyAConsentMailCannotGo(t *testing.T) {
	ctx := context.Background()
	p, d, id := asking(t, "")
	card, err := d.Customer(ctx, fixture.Operator(), id)
	if err != nil || card.WhyNot == nil {
		t.Fatalf("without an address: %v, %v", card.WhyNot, err)
	}
	if err := d.SendConsent(ctx, fixture.Operator(), id, ""); domain.KindOf(err) != domain.Conflict {
		t.Fatalf("sent without an address: %v", err)
	}
	administrator := domain.Actor{Name: "root", Role: domain.Administrator}
	if err := d.SwitchConsent(ctx, administrator, false, "essai"); err != nil {
		t.Fatal(err)
	}
	c := p.customer(t, id)
	c.Email = "noel@ok.test"
	if _, err := d.SaveCustomer(ctx, fixture.Operator(), c); err != nil {
		t.Fatal(err)
	}
	if err := d.SendConsent(ctx, fixture.Operator(), id, ""); domain.KindOf(err) != domain.Conflict {
		t.Fatalf("sent with the feature off: %v", err)
	}
}
