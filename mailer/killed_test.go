package mailer

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/internal/link"
	"vigie/store"
)

var (
	kills    = flag.Int("kills", 10, "how often senders are killed")
	mails    = flag.Int("mails", 200, "mails of a cycle in which they are")
	database = flag.String("database", "sqlite", "the database they share: sqlite or postgres")
)

// street is a town whose senders are processes of their own.
type street struct {
	t       *testing.T
	db      *store.DB
	src     store.Source
	secrets string
	keys    *link.Keys
	clock   *fixture.Clock
	box     *fixture.Postbox
	names   int
}

func newStreet(t *testing.T, dialect string, people int, faults fixture.Faults) *street {
	t.Helper()
	s := &street{t: t, clock: fixture.NewClock()}
	s.clock.Set(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	s.db, s.src = fixture.Shared(t, dialect, s.clock.Now)
	s.secrets, s.keys = secrets(t)
	fixture.NewTown(t, s.db, people)
	var err error
	if s.box, err = fixture.NewPostbox(faults, 2026); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.box.Close() })
	return s
}

// plan queues this week's mails, asked by a person.
func (s *street) plan() {
	s.t.Helper()
	m := New(posting(s.db, s.keys, s.box.Port(), s.clock.Now, "planner"))
	now := s.clock.Now()
	if _, err := m.Plan(context.Background(), PlanOptions{Week: domain.WeekOf(now), Day: domain.DateOf(now), Asked: true, Actor: fixture.Operator()}); err != nil {
		s.t.Fatal(err)
	}
}

// start starts a sender whose clock is that of the street.
func (s *street) start() *exec.Cmd {
	s.t.Helper()
	s.names++
	text, err := json.Marshal(sending{Source: s.src, Secrets: s.secrets, Port: s.box.Port(), Ahead: time.Until(s.clock.Now()), Name: fmt.Sprintf("child-%d", s.names)})
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), childVariable+"="+string(text)), os.Stderr
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	return cmd
}

func (s *street) kill(cmd *exec.Cmd) {
	s.t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	_ = cmd.Wait() // killed
}

// sends waits until so many more mails were accepted, or for a while.
func (s *street) sends(more int, patience time.Duration) {
	want := s.box.Total() + more
	for waited := time.Duration(0); s.box.Total() < want && waited < patience; waited += time.Millisecond {
		time.Sleep(time.Millisecond)
	}
}

// finishes waits until nothing is left of what is due now.
func (s *street) finishes(patience time.Duration) {
	s.t.Helper()
	for waited := time.Duration(0); s.due(domain.InstantOf(s.clock.Now())) > 0; waited += 5 * time.Millisecond {
		if waited > patience {
			s.t.Fatalf("%d mails are still due", s.due(domain.InstantOf(s.clock.Now())))
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (s *street) waiting() int64 { s.t.Helper(); return s.due(math.MaxInt64) }

func (s *street) due(now domain.Instant) int64 {
	s.t.Helper()
	n, err := s.db.DueMails(context.Background(), now)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// account compares the book with what the postbox has.
type account struct{ rows, sent, lost, repeated, uncertain, doubtful int }

func (s *street) account() account {
	s.t.Helper()
	var a account
	accepted := s.box.Accepted()
	for page := (domain.Page{Limit: 500}); ; {
		w, err := s.db.Mails(context.Background(), domain.Filter{}, page)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, m := range w.Rows {
			a.see(s.t, m, accepted["<"+m.MessageID+">"])
			delete(accepted, "<"+m.MessageID+">")
		}
		if !w.More {
			break
		}
		page.After = &w.Cursors[len(w.Cursors)-1]
	}
	if len(accepted) > 0 {
		s.t.Errorf("%d mails arrived that no row knows", len(accepted))
	}
	return a
}

func (a *account) see(t *testing.T, m domain.Mail, arrived int) {
	a.rows++
	a.uncertain += m.Uncertain
	if arrived > 1 {
		a.repeated += arrived - 1
	}
	if arrived-1 > m.Uncertain {
		t.Errorf("%s arrived %d times and was uncertain %d times", m.Reference(), arrived, m.Uncertain)
	}
	switch {
	case m.State == domain.MailSent:
		a.sent++
	case m.State == domain.MailUncertain:
		a.doubtful++
	}
	if arrived == 0 && m.State != domain.MailUncertain {
		a.lost++
		t.Errorf("%s is %s (%s, %d tries, %s) and never arrived", m.Reference(), m.State, m.Reason, m.Attempts, m.Reply)
	}
}

// Killed in any moment, the real sender loses no mail and repeats none but
// those that it shows as uncertain. -kills and -mails make it a soak.
func TestKilledSendersLoseNothing(t *testing.T) {
	s := newStreet(t, *database, *mails/2, fixture.Faults{Greylist: true, Later: 5, InData: 2, AfterDot: 2})
	dice := rand.New(rand.NewPCG(1, 2))
	began, killed, cycles := time.Now(), 0, 0
	for killed < *kills || s.waiting() > 0 {
		if s.waiting() == 0 || cycles == 0 {
			if cycles++; cycles > 1 {
				s.clock.Set(domain.WeekOf(s.clock.Now()).Next().Monday().Midnight().Add(9 * time.Hour))
			}
			s.box.ForgetGreylist()
			s.plan()
		}
		cmd := s.start()
		if killed < *kills {
			s.sends(1, 500*time.Millisecond)
			s.sends(dice.IntN(*mails/5+1), 400*time.Millisecond)
			time.Sleep(time.Duration(dice.IntN(3000)) * time.Microsecond)
			killed++
		} else {
			s.sends(*mails, 300*time.Millisecond)
		}
		s.kill(cmd)
		s.clock.Add(35 * time.Minute)
	}
	a := s.account()
	t.Logf("%d kills over %d cycles in %s: %d mails, %d sent, %d lost, %d repeated, %d times uncertain, %d left uncertain", killed, cycles,
		time.Since(began).Round(time.Second), a.rows, a.sent, a.lost, a.repeated, a.uncertain, a.doubtful)
	if a.rows != cycles**mails || a.lost > 0 || a.repeated > a.uncertain {
		t.Errorf("%+v", a)
	}
}
