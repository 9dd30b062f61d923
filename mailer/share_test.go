package mailer

import (
	"context"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
)

// workers are the processes that have mails of the outbox now.
func (s *street) workers() map[string]bool {
	s.t.Helper()
	out := map[string]bool{}
	for _, state := range []domain.MailState{domain.MailClaimed, domain.MailCommitting} {
		f := domain.Filter{Terms: []domain.Term{{Field: "state", Value: string(state)}}}
		w, err := s.db.Mails(context.Background(), f, domain.Page{Limit: 500})
		if err != nil {
			s.t.Fatal(err)
		}
		for _, m := range w.Rows {
			out[m.ClaimedBy] = true
		}
	}
	return out
}

// Two processes on one PostgreSQL take different mails; when one is killed the
// other goes on, and what the dead one had comes back: each mail arrives once,
// or is listed as uncertain. The bound on the latter failed on a busy machine
// while the last processes were given a time instead of their work's end, and
// were killed in the middle of it.
func TestTwoProcessesShareTheOutboxAndOneMayDie(t *testing.T) {
	const people, mails = 400, 800
	s := newStreet(t, "postgres", people, fixture.Faults{})
	s.plan()
	first, second := s.start(), s.start()
	both := false
	for waited := time.Duration(0); !both && waited < 20*time.Second; waited += time.Millisecond {
		both = len(s.workers()) == 2
		time.Sleep(time.Millisecond)
	}
	if !both {
		t.Fatalf("only %v work", s.workers())
	}
	s.sends(20, time.Second)
	s.kill(first)
	before := s.box.Total()
	if s.sends(1, time.Minute); s.box.Total() == before {
		t.Fatal("the other process sent nothing more")
	}
	s.kill(second)
	for rounds := 0; s.waiting() > 0 && rounds < 10; rounds++ {
		s.clock.Add(35 * time.Minute)
		cmd := s.start()
		s.finishes(time.Minute)
		s.kill(cmd)
	}
	a := s.account()
	t.Logf("%d mails, %d lost, %d repeated, %d times uncertain", a.rows, a.lost, a.repeated, a.uncertain)
	if a.rows != mails || a.sent != mails || a.repeated > a.uncertain || a.uncertain > 2*4*2*groupMost+4 {
		t.Errorf("%+v", a)
	}
}

// A living process keeps its claims, however long it works, until their own
// time is over; a dead one's come back at once.
func TestOnlyADeadProcessIsHealed(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 2)
	p.plan(t)
	ctx := context.Background()
	stop, err := p.alive(ctx)
	if err != nil {
		t.Fatal(err)
	}
	claimed, _, err := p.claim(ctx, 1)
	if err != nil || len(claimed) != 1 {
		t.Fatalf("%v, %v", claimed, err)
	}
	state := func() domain.MailState {
		t.Helper()
		m, err := p.db.Mail(ctx, claimed[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return m.State
	}
	if err := p.heal(ctx); err != nil || state() != domain.MailClaimed {
		t.Fatalf("a living process's claim became %s, %v", state(), err)
	}
	clock.Add(lease / 2)
	stop() // its lease goes with it
	if err := p.heal(ctx); err != nil || state() != domain.MailQueued {
		t.Fatalf("a dead process's claim is %s, %v", state(), err)
	}
	stop, err = p.alive(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	if claimed, _, err = p.claim(ctx, 1); err != nil || len(claimed) != 1 {
		t.Fatalf("%v, %v", claimed, err)
	}
	clock.Add(claimLife)
	if err := p.take(ctx, domain.LeaseSender+p.Holder); err != nil {
		t.Fatal(err)
	}
	if err := p.heal(ctx); err != nil || state() == domain.MailClaimed {
		t.Fatalf("a claim whose time is over is %s, %v", state(), err)
	}
}
