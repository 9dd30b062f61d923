package desk_test

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/internal/link"
	"vigie/store"
)

// failing is a town with a clerk at the buyer, whose first supplier's address
// fails.
type failing struct {
	*testing.T
	db    *store.DB
	d     *desk.Desk
	keys  *link.Keys
	clock *fixture.Clock
	town  fixture.Town
	n     int
}

func fails(t *testing.T, test func(f *failing)) {
	clock := fixture.NewClock()
	start := clock.Now()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(start)
		keys, err := link.Load(filepath.Join(t.TempDir(), "secrets"))
		if err != nil {
			t.Fatal(err)
		}
		f := &failing{T: t, db: db, keys: keys, clock: clock, town: fixture.NewTown(t, db, 2)}
		f.d = desk.New(desk.Options{DB: db, Keys: keys, Now: clock.Now, Location: time.UTC, Controller: "Vigie"})
		clerk(t, db, f.town, f.town.FollowUps[0])
		test(f)
	})
}

func (f *failing) ok(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// reminded is a reminder to the first supplier in a week, in a state.
func (f *failing) reminded(week domain.Week, state domain.MailState) domain.Mail {
	f.Helper()
	ctx := context.Background()
	f.n++
	key := "compliance|test|" + strconv.Itoa(f.n)
	f.ok(f.db.Maintain(ctx, func(tx *store.Tx) error {
		return tx.QueueReminder(ctx, domain.Mail{Kind: domain.MailCompliance, Email: f.town.Address(0), EmailKey: f.town.Address(0), DedupKey: key,
			Week: week, Language: domain.French, DueAt: tx.Now(), Actor: "test"})
	}))
	m, err := f.db.MailByKey(ctx, key)
	f.ok(err)
	after := m
	after.State = state
	if state == domain.MailRejected {
		after.Reason = "refused"
	}
	f.ok(f.db.Write(ctx, fixture.Operator(), domain.RetryMail, func(tx *store.Tx) error {
		_, err := tx.ChangeMail(ctx, m, after)
		return err
	}))
	return after
}

func (f *failing) report(m domain.Mail, r desk.DeliveryReport) desk.Received {
	f.Helper()
	f.n++
	got, err := f.d.Receive(context.Background(), desk.Incoming{From: "mailer-daemon@mx.test", MessageID: "dsn" + strconv.Itoa(f.n) + "@mx.test", Automatic: true,
		Returned: f.keys.ReturnPath(m.ID) + "@retour.test", Report: &r})
	f.ok(err)
	return got
}

func (f *failing) user() domain.UserRow {
	f.Helper()
	u, err := f.db.User(context.Background(), f.town.Users[0])
	f.ok(err)
	return u
}

func (f *failing) tickets() []domain.TicketRow {
	f.Helper()
	w, err := f.d.Tickets(context.Background(), fixture.Operator(), domain.Filter{}, domain.Page{Limit: 20, Sort: "age"})
	f.ok(err)
	return w.Rows
}

func gone() desk.DeliveryReport {
	return desk.DeliveryReport{Kind: domain.ReturnFailed, Status: "5.1.1", Diagnostic: "550 5.1.1 <contact0@ok.test> no such user"}
}

func TestTwoFailuresInTwoWeeksFlagTheAddressAndTellTheBuyer(t *testing.T) {
	fails(t, func(f *failing) {
		ctx := context.Background()
		f.reminded("2026-W48", domain.MailRejected)
		for n := 1; n > 0; {
			var err error
			n, err = f.d.JudgeRefusals(ctx)
			f.ok(err)
		}
		f.report(f.reminded("2026-W48", domain.MailSent), gone())
		if f.user().Bounced || len(f.tickets()) != 0 {
			f.Fatal("one week is enough")
		}
		second := f.reminded("2026-W49", domain.MailSent)
		f.report(second, gone())
		f.report(second, gone()) // another server's report on the same mail
		if u := f.user(); !u.Bounced || u.Held {
			f.Fatalf("not flagged: %+v", u.User)
		}
		tickets := f.tickets()
		if len(tickets) != 1 || tickets[0].UserID != f.town.Users[0] || tickets[0].Email != "" || !strings.Contains(tickets[0].Subject, "c…@ok.test") {
			f.Fatalf("tickets: %+v", tickets)
		}
		card, err := f.d.TicketCard(ctx, fixture.Operator(), tickets[0].ID)
		f.ok(err)
		if len(card.Notes) != 1 || !strings.Contains(card.Notes[0].Body, "5.1.1 <c…@ok.test> no such user") || strings.Contains(card.Notes[0].Body, f.town.Address(0)) {
			f.Errorf("the note: %+v", card.Notes)
		}
		told := mailsTo(f.T, f.db, "mairie@valmont.test", domain.MailContactFailed)
		if len(told) != 1 || told[0].Language != domain.English {
			f.Errorf("the buyer is told %d times", len(told))
		}
		f.report(f.reminded("2026-W50", domain.MailSent), gone())
		if len(f.tickets()) != 1 || len(mailsTo(f.T, f.db, "mairie@valmont.test", domain.MailContactFailed)) != 1 {
			f.Error("a third failure tells it again")
		}
		relations := []domain.Relation{{FollowUp: domain.FollowUp{State: domain.FollowUpActive, EndsOn: domain.Forever, Required: 1, Compliance: domain.Outstanding}}}
		if out := domain.Remind(domain.MailCompliance, domain.Person{User: f.user().User, Establishment: domain.EstablishmentActive}, relations, "2026-12-07", false); out != domain.NotBounced {
			f.Errorf("reminded: %s", out)
		}
	})
}

func TestWhatSaysNothingOfTheAddressFlagsNothing(t *testing.T) {
	fails(t, func(f *failing) {
		for i, r := range []desk.DeliveryReport{
			{Kind: domain.ReturnDelayed, Status: "4.4.1"},
			{Kind: domain.ReturnDelivered, Status: "2.0.0"},
			{Kind: domain.ReturnFailed, Status: "5.7.1", Diagnostic: "550 5.7.1 refused by policy"},
			{Kind: domain.ReturnFailed, Status: "5.3.4", Diagnostic: "552 5.3.4 too big"},
		} {
			for _, week := range []domain.Week{"2026-W48", "2026-W49"} {
				m := f.reminded(week, domain.MailSent)
				f.report(m, r)
				if rs, err := f.db.ReturnsOf(context.Background(), m.ID); err != nil || len(rs) != 1 || rs[0].Week != "" {
					f.Errorf("%d: not noted, or counted: %+v %v", i, rs, err)
				}
			}
		}
		if f.user().Bounced || len(f.tickets()) != 0 {
			f.Error("flagged")
		}
	})
}

func TestStrangerCannotMakeAMailFail(t *testing.T) {
	fails(t, func(f *failing) {
		ctx := context.Background()
		for i, week := range []domain.Week{"2026-W48", "2026-W49", "2026-W50"} {
			m := f.reminded(week, domain.MailSent)
			r := gone()
			r.Recipient = f.town.Address(0)
			got, err := f.d.Receive(ctx, desk.Incoming{From: "x@else.test", MessageID: "f" + strconv.Itoa(i) + "@else.test", Automatic: true,
				Returned: "b+" + strconv.FormatInt(m.ID, 10) + ".0123456789abcdef@retour.test", Report: &r})
			f.ok(err)
			if rs, err := f.db.ReturnsOf(ctx, m.ID); err != nil || len(rs) != 0 || got.As != "report" {
				f.Errorf("a forged report counts: %+v %v", rs, err)
			}
		}
		if f.user().Bounced {
			f.Error("flagged")
		}
		if f.d.OwnReturnPath("b+1.0123456789abcdef@retour.test") || !f.d.OwnReturnPath(strings.ToUpper(f.keys.ReturnPath(1))+"@retour.test") {
			f.Error("return paths are not told apart")
		}
	})
}

func TestComplaintHoldsThePersonUntilSomebodyDecides(t *testing.T) {
	fails(t, func(f *failing) {
		ctx := context.Background()
		f.report(f.reminded("2026-W48", domain.MailSent), desk.DeliveryReport{Kind: domain.ReturnComplaint, Diagnostic: "abuse · ProviderFBL/1.0"})
		if u := f.user(); !u.Held || u.Bounced {
			f.Fatalf("%+v", u.User)
		}
		if n := len(f.tickets()); n != 1 {
			f.Errorf("%d tickets", n)
		}
		if n := len(mailsTo(f.T, f.db, "mairie@valmont.test", domain.MailContactFailed)); n != 0 {
			f.Error("the buyer learns of a complaint")
		}
		f.ok(f.d.LiftAddressFlag(ctx, fixture.Operator(), f.town.Users[0], "she pressed the wrong button"))
		if f.user().Held {
			f.Error("still held")
		}
		f.report(f.reminded("2026-W49", domain.MailSent), desk.DeliveryReport{Kind: domain.ReturnComplaint})
		f.ok(f.d.HoldUser(ctx, fixture.Operator(), f.town.Users[0], false, "she wants them"))
		if flag, err := f.db.AddressFlag(ctx, f.town.Address(0)); err != nil || flag.Stands() || f.user().Held {
			f.Errorf("whoever releases the person has decided: %+v %v", flag, err)
		}
		hs, err := f.d.MailHolds(ctx, fixture.Operator())
		if err != nil || len(hs) != 2 || hs[0].LiftReason != "she wants them" || hs[1].LiftReason != "she pressed the wrong button" {
			f.Errorf("the holds say: %+v %v", hs, err)
		}
	})
}

func TestFlagIsLiftedByAPersonOrByAnotherAddress(t *testing.T) {
	fails(t, func(f *failing) {
		ctx := context.Background()
		by := fixture.Operator()
		flag := func() {
			f.report(f.reminded("2026-W48", domain.MailSent), gone())
			f.report(f.reminded("2026-W49", domain.MailSent), gone())
			if !f.user().Bounced {
				f.Fatal("not flagged")
			}
		}
		flag()
		if err := f.d.LiftAddressFlag(ctx, by, f.town.Users[0], " "); domain.KindOf(err) != domain.Invalid {
			f.Errorf("without a reason: %v", err)
		}
		f.clock.Add(time.Second)
		f.ok(f.d.LiftAddressFlag(ctx, by, f.town.Users[0], "phoned: the box was full"))
		if err := f.d.LiftAddressFlag(ctx, by, f.town.Users[0], "again"); domain.KindOf(err) != domain.Conflict {
			f.Errorf("twice: %v", err)
		}
		f.clock.Add(time.Second)
		f.report(f.reminded("2026-W50", domain.MailSent), gone())
		if f.user().Bounced {
			f.Error("what failed before the flag was lifted counts still")
		}
		f.clock.Add(time.Second)
		flag()
		f.ok(f.d.CorrectAddress(ctx, by, f.town.Users[0], "new@ok.test", "her signature"))
		if f.user().Bounced {
			f.Error("the new address is flagged")
		}
		if n := len(mailsTo(f.T, f.db, f.town.Address(0), domain.MailAddressChanged)); n != 0 {
			f.Error("an address that fails is written to")
		}
		if err := f.d.CorrectAddress(ctx, by, f.town.Users[1], f.town.Address(0), "he says so"); err != nil {
			f.Fatal(err)
		}
		if u, err := f.db.User(ctx, f.town.Users[1]); err != nil || !u.Bounced {
			f.Errorf("whoever takes a flagged address is not flagged: %v", err)
		}
	})
}

func TestContactsAddedLaterWithAFlaggedAddressAreFlagged(t *testing.T) {
	fails(t, func(f *failing) {
		ctx := context.Background()
		f.report(f.reminded("2026-W48", domain.MailSent), gone())
		f.report(f.reminded("2026-W49", domain.MailSent), gone())
		id, err := f.d.AddUser(ctx, fixture.Operator(), desk.NewUser{EstablishmentID: f.town.Suppliers[1], Email: strings.ToUpper(f.town.Address(0)), Role: domain.RoleStandard, Language: domain.French})
		f.ok(err)
		if u, err := f.db.User(ctx, id); err != nil || !u.Bounced {
			f.Errorf("%v", err)
		}
	})
}

func TestMailOutsideTheCycleCountsForTheWeekItWasQueuedIn(t *testing.T) {
	fails(t, func(f *failing) {
		ctx := context.Background()
		m := f.reminded("", domain.MailSent)
		got := f.report(m, gone())
		if rs, err := f.db.ReturnsOf(ctx, m.ID); err != nil || len(rs) != 1 || rs[0].Week != "2026-W48" || got.As != "report" {
			f.Errorf("%+v %v", rs, err)
		}
	})
}
