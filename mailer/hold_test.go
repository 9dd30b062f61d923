package mailer

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// holdBuyer holds or releases the town's buyer, as the desk does.
func (p *post) holdBuyer(t *testing.T, held bool) {
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		before, err := tx.Establishment(ctx, p.town.Buyer)
		if err != nil {
			return err
		}
		after := before
		after.Held, after.HoldReason = held, "wrong list"
		return tx.UpdateEstablishment(ctx, before, after)
	})
}

func (p *post) holdUser(t *testing.T, i int, held bool) {
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.User(ctx, p.town.Users[i])
		if err != nil {
			return err
		}
		after := row.User
		after.Held = held
		return tx.UpdateUser(ctx, row.User, after)
	})
}

func (p *post) holdCycle(t *testing.T, held bool) {
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		week := p.options().Week
		before, err := tx.Cycle(ctx, week)
		if err != nil {
			return err
		}
		after := before
		after.Hold, after.ReleasedBy = "by_hand", ""
		if tx.RecordCycle(before, after); held {
			if err := tx.SaveCycle(ctx, after); err != nil {
				return err
			}
			return tx.PutHold(ctx, domain.MailHold{Scope: domain.HoldWeek, Week: week, Reason: "by_hand"})
		}
		after.ReleasedBy = "Camille"
		if err := tx.SaveCycle(ctx, after); err != nil {
			return err
		}
		return tx.EndHold(ctx, domain.MailHold{Scope: domain.HoldWeek, Week: week, LiftReason: "read"})
	})
}

func TestAQueuedMailOfAHeldSubjectStaysAndLeavesAfterItsRelease(t *testing.T) {
	for name, c := range map[string]struct {
		hold  func(p *post, t *testing.T, held bool)
		stay  int
		aside domain.Outcome // "" where the claim leaves the mail alone
	}{
		"a person": {func(p *post, t *testing.T, held bool) { p.holdUser(t, 0, held) }, 2, domain.NotHeldPerson},
		"a buyer":  {func(p *post, t *testing.T, held bool) { p.holdBuyer(t, held) }, 6, domain.NotHeldBuyer},
		"a cycle":  {func(p *post, t *testing.T, held bool) { p.holdCycle(t, held) }, 6, ""},
	} {
		t.Run(name, func(t *testing.T) {
			clock := fixture.NewClock()
			fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
				p := newPost(t, db, clock, 3)
				ctx := context.Background()
				p.plan(t)
				c.hold(p, t, true)
				if err := p.turn(ctx); err != nil {
					t.Fatal(err)
				}
				if got := len(p.peer.mails()); got != 6-c.stay {
					t.Fatalf("held, %d mails left", got)
				}
				mails, err := p.db.MailsTo(ctx, p.town.Address(0), 10)
				if err != nil || len(mails) != 2 {
					t.Fatalf("%+v, %v", mails, err)
				}
				for _, m := range mails {
					if m.State != domain.MailQueued || m.Hold != string(c.aside) || m.Attempts != 0 {
						t.Errorf("a held mail is %s, hold %q, %d attempts", m.State, m.Hold, m.Attempts)
					}
				}
				c.hold(p, t, false)
				if err := p.turn(ctx); err != nil {
					t.Fatal(err)
				}
				if got := len(p.peer.mails()); got != 6 {
					t.Fatalf("released, %d mails left in all", got)
				}
			})
		})
	}
}

// A hold that comes between the writing of a mail and its final dot: the
// committing step finds that the turn of holds changed.
func TestAHoldBeforeTheFinalDotKeepsTheMail(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		p := newPost(t, db, clock, 1)
		ctx := context.Background()
		p.plan(t)
		var claimed []domain.Mail
		claim := store.Claim{By: "other", Now: domain.InstantOf(clock.Now()), Until: domain.InstantOf(clock.Now().Add(claimLife)), Week: p.options().Week, Open: true, Limit: 1}
		if err := db.Dispatch(ctx, func(tx *store.Tx) (err error) { claimed, err = tx.ClaimMails(ctx, claim); return err }); err != nil || len(claimed) != 1 {
			t.Fatal(claimed, err)
		}
		before, err := db.HoldStamp(ctx)
		if err != nil {
			t.Fatal(err)
		}
		p.holdBuyer(t, true)
		if after, err := db.HoldStamp(ctx); err != nil || after == before {
			t.Errorf("held: the stamp is %q as before, %v", after, err)
		}
		err = db.Dispatch(ctx, func(tx *store.Tx) error {
			done, err := tx.CommitMails(ctx, []store.Commit{{Mail: claimed[0]}}, claim.Until)
			if len(done) != 0 {
				t.Error("a mail of a held buyer was committed")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestATestMailIsMarkedAndItsLinksAreDead(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 1)
	ctx := context.Background()
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		tx.Record("mail", 0, nil, nil)
		if err := tx.InsertMailText(ctx, domain.MailText{Kind: domain.MailCompliance, Version: 4, Language: domain.French, Closing: "Le mot de la fin."}); err != nil {
			return err
		}
		_, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailTest, Email: "ada@ok.test", Language: domain.French, SubjectID: p.town.Users[0], Asked: true, DueAt: tx.Now(), DedupKey: "t", Actor: "Ada"})
		return err
	})
	if sent := p.drain(t); sent.Sent != 1 {
		t.Fatalf("%+v", sent)
	}
	m, err := p.db.MailByKey(ctx, "t")
	if err != nil {
		t.Fatal(err)
	}
	body, err := p.db.MailBody(ctx, m.ID)
	if err != nil || !strings.HasPrefix(body.Subject, "[ESSAI] ") || !strings.Contains(body.Text, "Le mot de la fin.") || !strings.Contains(body.Text, "Supplier 0") {
		t.Errorf("%q %v\n%s", body.Subject, err, body.Text)
	}
	if links, err := p.db.LinksOfMail(ctx, m.ID); err != nil || len(links) != 0 || strings.Contains(body.Text+body.HTML, "https://vigie.example/") {
		t.Errorf("a test has %d live links, %v", len(links), err)
	}
	p.plan(t)
	p.drain(t)
	mails, err := p.db.MailsTo(ctx, p.town.Address(0), 5)
	if err != nil || len(mails) != 2 {
		t.Fatal(mails, err)
	}
	for _, m := range mails {
		said, err := p.db.MailBody(ctx, m.ID)
		want := map[domain.MailKind]int64{domain.MailCompliance: 4, domain.MailActivation: 0}[m.Kind]
		if err != nil || said.TextVersion != want {
			t.Errorf("%s was made from version %d, %v", m.Kind, said.TextVersion, err)
		}
	}
}

// A mail whose first try failed keeps its text; when a buyer that stands in it
// is held before the next try, it stays until the release although another
// buyer goes on asking.
func TestAWrittenMailOfAHeldBuyerWaitsForTheRelease(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 1)
	ctx := context.Background()
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		other, err := tx.InsertEstablishment(ctx, domain.Establishment{IDType: domain.HorsUE, IDValue: "B2", Name: "Other buyer", State: domain.EstablishmentActive, IsBuyer: true})
		if err != nil {
			return err
		}
		f, err := tx.InsertFollowUp(ctx, domain.FollowUp{BuyerID: other, SupplierID: p.town.Suppliers[0], State: domain.FollowUpActive, BeganOn: "2026-01-01",
			EndsOn: domain.Forever, ComputedOn: "2026-11-25", NextChangeOn: "2026-11-25"})
		if err != nil {
			return err
		}
		_, err = tx.InsertUser(ctx, domain.User{EstablishmentID: p.town.Suppliers[0], Email: "later@ok.test", Language: domain.French, AddedFor: f,
			Role: domain.RoleStandard, Rights: domain.AllRights, State: domain.UserActive})
		return err
	})
	p.plan(t)
	p.drain(t)
	key := domain.ReminderKey(domain.MailCompliance, "later@ok.test", p.options().Week)
	state := func() domain.Mail {
		t.Helper()
		m, err := p.db.MailByKey(ctx, key)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	if m := state(); m.State != domain.MailRetry || m.Attempts != 1 {
		t.Fatalf("after the first try: %+v", m)
	}
	p.act(t, func(ctx context.Context, tx *store.Tx) error { // as if the answer to its dot had been no
		tx.Record("mail", 0, nil, nil)
		m := state()
		m.MessageID = "written@vigie.example"
		return tx.StoreBody(ctx, store.Commit{Mail: m, Body: domain.MailBody{Subject: "s", Text: "t", HTML: "h"}})
	})
	p.holdBuyer(t, true)
	clock.Add(time.Hour)
	if err := p.turn(ctx); err != nil {
		t.Fatal(err)
	}
	if m := state(); m.Hold != string(domain.NotHeldBuyer) || m.Attempts != 1 {
		t.Fatalf("held: %s, hold %q, %d attempts", m.State, m.Hold, m.Attempts)
	}
	p.holdBuyer(t, false)
	if err := p.turn(ctx); err != nil {
		t.Fatal(err)
	}
	if m := state(); m.Hold != "" || m.Attempts != 2 {
		t.Errorf("released: %s, hold %q, %d attempts", m.State, m.Hold, m.Attempts)
	}
}
