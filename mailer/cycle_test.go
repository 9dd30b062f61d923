package mailer

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/internal/letter"
	"vigie/internal/link"
	"vigie/store"
)

// post is a mailer over a town and a real SMTP server.
type post struct {
	*Mailer
	peer  *peer
	clock *fixture.Clock
	town  fixture.Town
}

func newPost(t *testing.T, db *store.DB, clock *fixture.Clock, suppliers int) *post {
	t.Helper()
	keys, err := link.Load(filepath.Join(t.TempDir(), "secrets"))
	if err != nil {
		t.Fatal(err)
	}
	p, server := listen(t, ClearText)
	town := fixture.NewTown(t, db, suppliers)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	m := New(Options{DB: db, Wire: NewWire(server, clock.Now), Letters: letter.New("https://vigie.example", paris), Keys: keys, Now: clock.Now,
		Calendar:  domain.Calendar{Location: paris, Hours: domain.DefaultHours()},
		PublicURL: "https://vigie.example", Controller: "Vigie", Reminders: Sender{"Vigie", "relances@vigie.example"},
		Consent: Sender{"Vigie", "preferences@vigie.example"}, Support: Sender{"Vigie", "assistance@vigie.example"},
		Holder: "test", Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(m.Wire.Close)
	return &post{m, p, clock, town}
}

func (p *post) options() PlanOptions {
	now := p.now().In(p.calendar.Location)
	return PlanOptions{Week: domain.WeekOf(now), Day: domain.DateOf(now), Asked: true, Actor: fixture.Operator()}
}

func (p *post) plan(t *testing.T) *domain.Tally {
	t.Helper()
	tally, err := p.Plan(context.Background(), p.options())
	if err != nil {
		t.Fatal(err)
	}
	return tally
}

func (p *post) drain(t *testing.T) Sent {
	t.Helper()
	if err := p.heal(context.Background()); err != nil {
		t.Fatal(err)
	}
	sent, err := p.Drain(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return sent
}

func (p *post) act(t *testing.T, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := p.db.Write(ctx, fixture.Operator(), domain.SetStandby, func(tx *store.Tx) error { return fn(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

func TestAWeekGivesEveryPersonOneMailOfAKind(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		p := newPost(t, db, clock, 5)
		first := p.plan(t)
		if first.Mails[domain.MailActivation] != 5 || first.Mails[domain.MailCompliance] != 5 || first.FollowUps != 5 {
			t.Fatalf("first plan: %+v", first)
		}
		if sent := p.drain(t); sent.Sent != 10 {
			t.Fatalf("sent %+v", sent)
		}
		again := p.plan(t)
		if n := again.Persons[domain.MailCompliance][domain.NotAgain]; n != 5 || again.Mails[domain.MailCompliance] != 0 {
			t.Fatalf("second plan: %+v", again)
		}
		if sent := p.drain(t); sent != (Sent{}) {
			t.Fatalf("the second run sent %+v", sent)
		}
		if got := len(p.peer.mails()); got != 10 {
			t.Fatalf("the server got %d mails", got)
		}
	})
}

func TestThePreviewIsWhatTheRunDoes(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 7)
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		before, err := tx.FollowUp(ctx, p.town.FollowUps[2])
		if err != nil {
			return err
		}
		after := before
		if err := after.PutOnStandby(domain.StandbyNeverSupplied, "", "", "2026-11-25"); err != nil {
			return err
		}
		return tx.UpdateFollowUp(ctx, before, after)
	})
	o := p.options()
	preview, err := p.db.Walk(context.Background(), store.Pass{Day: o.Day, Week: o.Week, Hash: p.keys.HashEmail}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ran := p.plan(t)
	if preview.Persons[domain.MailCompliance][domain.NotAllStandby] != 1 {
		t.Fatalf("preview: %+v", preview.Persons)
	}
	for _, kind := range domain.ReminderKinds() {
		if preview.Mails[kind] != ran.Mails[kind] {
			t.Errorf("%s: preview %d, run %d", kind, preview.Mails[kind], ran.Mails[kind])
		}
		for _, out := range domain.Outcomes() {
			if preview.Persons[kind][out] != ran.Persons[kind][out] {
				t.Errorf("%s %s: preview %d, run %d", kind, out, preview.Persons[kind][out], ran.Persons[kind][out])
			}
		}
	}
}

func TestOnePersonWithSeveralEstablishmentsGetsOneRecap(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 3)
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.InsertUser(ctx, domain.User{EstablishmentID: p.town.Suppliers[1], Email: strings.ToUpper(p.town.Address(0)), Language: domain.French,
			Role: domain.RoleStandard, Rights: domain.AllRights, State: domain.UserInvited})
		return err
	})
	tally := p.plan(t)
	if tally.Persons[domain.MailCompliance][domain.Mailed] != 4 || tally.Mails[domain.MailCompliance] != 3 {
		t.Fatalf("%+v", tally)
	}
	p.drain(t)
	for _, m := range p.peer.mails() {
		if m.to == p.town.Address(0) && strings.Contains(m.data, "Supplier 0") && !strings.Contains(m.data, "Supplier 1") {
			t.Errorf("the recap of %s lacks its second establishment", m.to)
		}
	}
}

func TestACutPlanGoesOnAndCountsEverybodyOnce(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 900) // three slices
	o := p.options()
	stop := errors.New("power cut")
	calls := 0
	ctx, cancel := context.WithCancelCause(context.Background())
	o.Progress = func(int64, *domain.Tally) {
		if calls++; calls == 2 {
			cancel(stop)
		}
	}
	if _, err := p.Plan(ctx, o); err == nil {
		t.Fatal("the cut plan ended well")
	}
	o.Progress = nil
	tally, err := p.Plan(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if tally.Mails[domain.MailCompliance] != 900 {
		t.Fatalf("counted %d", tally.Mails[domain.MailCompliance])
	}
	counts, err := p.db.CycleCounts(context.Background(), o.Week)
	if err != nil || domain.MailedPersons(counts) != 1800 {
		t.Fatalf("kept counts %v, %v", counts, err)
	}
	n, err := p.db.CountMails(context.Background(), domain.Filter{})
	if err != nil || n.N != 1800 {
		t.Fatalf("%d mails, %v", n.N, err)
	}
}

func TestAReasonThatNoLongerHoldsDropsTheMail(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 1)
	p.plan(t)
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.User(ctx, p.town.Users[0])
		if err != nil {
			return err
		}
		after := row.User
		after.State = domain.UserDisabled
		return tx.UpdateUser(ctx, row.User, after)
	})
	if sent := p.drain(t); sent.Dropped != 2 || sent.Sent != 0 {
		t.Fatalf("%+v", sent)
	}
	mails, err := p.db.MailsTo(context.Background(), p.town.Address(0), 10)
	if err != nil || len(mails) != 2 || mails[0].Reason != string(domain.NotDisabled) {
		t.Fatalf("%+v, %v", mails, err)
	}
}

func TestAWeeksMailsNeverLeaveAfterItsWindow(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 2)
	o := p.options()
	o.Asked = false
	if _, err := p.Plan(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	clock.Set(time.Date(2026, 11, 26, 17, 0, 1, 0, time.UTC)) // Thursday, one second after six in Paris
	if sent := p.drain(t); sent.Sent != 0 {
		t.Fatalf("%+v", sent)
	}
	mails, err := p.db.MailsTo(context.Background(), p.town.Address(1), 10)
	if err != nil || len(mails) != 2 || mails[0].State != domain.MailDropped || mails[0].Reason != "week_over" {
		t.Fatalf("%+v, %v", mails, err)
	}
}

func TestABuyersFirstCycleHoldsItself(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 2)
	ctx := context.Background()
	if err := p.planWeek(ctx); err != nil {
		t.Fatal(err)
	}
	cycle, err := p.db.Cycle(ctx, p.options().Week)
	if err != nil || cycle.State != domain.CycleHeld || cycle.Hold != string(letter.HoldBuyerFirst) {
		t.Fatalf("%+v, %v", cycle, err)
	}
	if sent := p.drain(t); sent.Sent != 0 {
		t.Fatalf("a held cycle sent %+v", sent)
	}
	p.plan(t) // asked by a person: lifts the cycle's own hold
	if sent := p.drain(t); sent.Sent != 4 {
		t.Fatalf("after the hold: %+v", sent)
	}
}

func TestEveryFaultOfTheServerHasItsState(t *testing.T) {
	for name, want := range map[string]struct {
		state     domain.MailState
		uncertain int
	}{
		"later": {domain.MailRetry, 0}, "full": {domain.MailRetry, 0}, "nobody": {domain.MailRejected, 0}, "spam": {domain.MailRetry, 0},
		"cut-in-data": {domain.MailRetry, 1}, "cut-after-dot": {domain.MailRetry, 1}, // the dot leaves with the content
	} {
		t.Run(name, func(t *testing.T) {
			clock := fixture.NewClock()
			p := newPost(t, fixture.SQLite(t, clock.Now), clock, 1)
			p.act(t, func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.InsertUser(ctx, domain.User{EstablishmentID: p.town.Suppliers[0], Email: name + "@ok.test", Language: domain.English,
					Role: domain.RoleStandard, Rights: domain.AllRights, State: domain.UserActive})
				return err
			})
			p.plan(t)
			p.drain(t)
			mails, err := p.db.MailsTo(context.Background(), name+"@ok.test", 10)
			if err != nil || len(mails) != 1 || mails[0].State != want.state || mails[0].Uncertain != want.uncertain {
				t.Fatalf("%+v, %v", mails, err)
			}
		})
	}
}

func TestAnUncertainReminderIsTriedAtMostTwiceMoreWithTheSameBytes(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 0)
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		supplier, err := tx.InsertEstablishment(ctx, domain.Establishment{IDType: domain.HorsUE, IDValue: "X1", Name: "Late Ltd", State: domain.EstablishmentActive, IsSupplier: true})
		if err != nil {
			return err
		}
		f, err := tx.InsertFollowUp(ctx, domain.FollowUp{BuyerID: p.town.Buyer, SupplierID: supplier, State: domain.FollowUpActive, BeganOn: "2026-01-01",
			EndsOn: domain.Forever, Compliance: domain.Outstanding, Required: 3, Outstanding: 3, ComputedOn: "2026-11-25", NextChangeOn: "2026-11-26"})
		if err != nil {
			return err
		}
		_, err = tx.InsertUser(ctx, domain.User{EstablishmentID: supplier, Email: "cut-after-dot@ok.test", Language: domain.English, AddedFor: f,
			Role: domain.RoleAdministrator, Rights: domain.AllRights, State: domain.UserActive})
		return err
	})
	p.plan(t)
	for range 6 {
		p.drain(t)
		clock.Add(3 * time.Hour)
	}
	got := p.peer.mails()
	if len(got) != 1+uncertainTries {
		t.Fatalf("the server was given the mail %d times", len(got))
	}
	for _, again := range got[1:] {
		if again.data != got[0].data {
			t.Error("a try sent other bytes than the first")
		}
	}
	mails, err := p.db.MailsTo(context.Background(), "cut-after-dot@ok.test", 10)
	if err != nil || mails[0].State != domain.MailUncertain {
		t.Fatalf("%+v, %v", mails, err)
	}
}

func TestWhatADeadProcessLeftIsHealed(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 2)
	p.plan(t)
	ctx := context.Background()
	claimed, _, err := p.claim(ctx, claimBatch)
	if err != nil || len(claimed) != 4 {
		t.Fatalf("%d claimed, %v", len(claimed), err)
	}
	if err := p.db.Maintain(ctx, func(tx *store.Tx) error {
		_, err := tx.CommitMails(ctx, []store.Commit{{Mail: claimed[0]}}, domain.InstantOf(clock.Now().Add(time.Hour)))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	sent := p.drain(t)
	if sent.Sent != 3 {
		t.Fatalf("after the death: %+v", sent)
	}
	m, err := p.db.Mail(ctx, claimed[0].ID)
	if err != nil || m.Uncertain != 1 || m.State != domain.MailRetry {
		t.Fatalf("the mail at its dot is %+v, %v", m, err)
	}
}

func TestHeldMailsStayBeforeTheNextOne(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 2)
	p.plan(t)
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		return tx.SetSetting(ctx, domain.SettingMailsHeld, "faulty text")
	})
	if sent := p.drain(t); sent != (Sent{}) {
		t.Fatalf("held, it sent %+v", sent)
	}
}

func TestMailsAreSpreadOverWhatIsLeftOfTheWeek(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	c := domain.Calendar{Location: paris, Hours: domain.DefaultHours(),
		Holidays: func(d domain.Date) bool { return d == "2026-11-11" }}
	now := time.Date(2026, 11, 9, 12, 0, 0, 0, paris) // Monday noon; Wednesday is a holiday
	perDay := map[string]int{}
	for i := range 260 {
		at, ok := c.Spread("2026-W46", now, i, 260)
		if !ok || at.Before(now) || !c.Open(at) {
			t.Fatalf("mail %d leaves at %s", i, at)
		}
		perDay[at.Format("Mon")]++
	}
	if perDay["Mon"] != 60 || perDay["Tue"] != 100 || perDay["Thu"] != 100 {
		t.Fatalf("%v", perDay)
	}
}
