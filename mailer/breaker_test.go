package mailer

import (
	"context"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

func TestABreakerOpensProbesAndCloses(t *testing.T) {
	var b breaker
	now := clock()
	down := Result{Outcome: Temporary, Stage: StageConnect}
	for i := range breakerFailures {
		if b.allows(now) == 0 {
			t.Fatalf("closed after %d failures", i)
		}
		opened, _ := b.see(down, now)
		if opened != (i == breakerFailures-1) {
			t.Fatalf("failure %d: opened %v", i, opened)
		}
	}
	for i, rest := range []time.Duration{breakerRest, 2 * breakerRest, 4 * breakerRest, 8 * breakerRest, breakerLongest, breakerLongest} {
		if b.allows(now.Add(rest-time.Second)) != 0 || !b.blocks() {
			t.Fatalf("rest %d is shorter than %s", i, rest)
		}
		now = now.Add(rest)
		if b.allows(now) != 1 || b.allows(now) != 0 || b.blocks() {
			t.Fatalf("rest %d: not one mail tries", i)
		}
		b.see(down, now)
	}
	now = now.Add(breakerLongest)
	b.allows(now)
	if _, closed := b.see(Result{Outcome: Temporary, Stage: StageRecipient, Code: 450}, now); !closed || b.allows(now) < claimBatch {
		t.Error("an answer about a recipient does not close it")
	}
}

// The server is down for six hours: the outbox keeps its mails, almost all of
// them untried, and says so; when it is back, everybody gets theirs.
func TestSixHoursWithoutAServerCostNoMailItsTries(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 150)
	p.plan(t)
	up := p.Wire
	p.Wire = NewWire(Server{Host: "127.0.0.1", Port: 1, Security: ClearText}, clock.Now)
	tries := int64(0)
	for range 6 * 60 {
		tries += p.drain(t).Retry
		clock.Add(time.Minute)
	}
	if tries > 100 {
		t.Errorf("%d tries in six hours", tries)
	}
	text, err := p.db.Meta(context.Background(), domain.MetaMailServer)
	if err != nil || text == "" {
		t.Errorf("nobody is told: %q, %v", text, err)
	}
	p.Wire = up
	sent := int64(0)
	for range 40 {
		clock.Add(15 * time.Minute)
		sent += p.drain(t).Sent
	}
	if sent != 300 || len(p.peer.mails()) != 300 {
		t.Errorf("%d sent, %d arrived", sent, len(p.peer.mails()))
	}
	if text, err = p.db.Meta(context.Background(), domain.MetaMailServer); err != nil || text != "" {
		t.Errorf("the trouble is over, but %q, %v", text, err)
	}
}

// A retry that falls behind the week's last window waits for nothing: it is
// dropped with the rest of the week.
func TestARetryNeverLeavesAfterItsWeek(t *testing.T) {
	clock := fixture.NewClock()
	clock.Set(time.Date(2026, 11, 26, 16, 50, 0, 0, time.UTC)) // Thursday, ten minutes before six in Paris
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 1)
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		_, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailCompliance, Email: "later@ok.test", DedupKey: "x", Week: "2026-W48",
			Language: domain.French, DueAt: tx.Now(), Actor: "test"})
		tx.Record("mail", 1, nil, map[string]string{})
		return err
	})
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.InsertUser(ctx, domain.User{EstablishmentID: p.town.Suppliers[0], Email: "later@ok.test", Language: domain.English,
			Role: domain.RoleStandard, Rights: domain.AllRights, State: domain.UserActive})
		return err
	})
	states := []domain.MailState{}
	for range 4 {
		p.drain(t)
		mails, err := p.db.MailsTo(context.Background(), "later@ok.test", 1)
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, mails[0].State)
		clock.Add(6 * time.Minute)
	}
	if states[0] != domain.MailRetry || states[3] != domain.MailDropped {
		t.Errorf("%v", states)
	}
}
