package mailer

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/time/rate"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/internal/link"
	"vigie/store"
)

// Sender is one address that mails come from.
type Sender struct{ Name, Address string }

// Options are what a mailer is made with.
type Options struct {
	DB         *store.DB
	Wire       *Wire            // nil when no server is configured: mails wait
	DKIM       *Signer // nil when mails are not signed
	Letters    *letter.Letters
	Keys       *link.Keys
	Now        func() time.Time
	Calendar   domain.Calendar
	PublicURL  string // without a final slash
	Controller string // named in consent texts
	Reminders  Sender
	Consent    Sender
	Support    Sender
	Returns    string  // domain of the return paths, empty for the senders' own addresses
	Holder     string  // who this process is, for the lease
	Workers    int     // mails under way at once
	Rate       float64 // mails a second, 0 for no limit
	Log        *slog.Logger
}

// Mailer plans the weekly cycle and sends the outbox; one process at a time,
// by lease.
type Mailer struct {
	Options
	db       *store.DB
	keys     *link.Keys
	now      func() time.Time
	calendar domain.Calendar
	commits  *commits
	rate     *rate.Limiter
	healed   bool // what a dead process left was settled
	taken    time.Time
}

// lease is how long a process that died keeps the outbox closed to others.
const lease = 20 * time.Second

// claimLife is how long a claimed mail is left alone: longer than the ten
// minutes' patience for the answer to the final dot.
const claimLife = 12 * time.Minute

// New makes a mailer.
func New(o Options) *Mailer {
	if o.Workers <= 0 {
		o.Workers = 4
	}
	m := &Mailer{Options: o, db: o.DB, keys: o.Keys, now: o.Now, calendar: o.Calendar}
	m.commits = newCommits(o.DB)
	m.rate = rate.NewLimiter(rate.Inf, 0)
	if o.Rate > 0 {
		m.rate = rate.NewLimiter(rate.Limit(o.Rate), max(1, int(o.Rate)))
	}
	return m
}

// Run works until ctx ends: it holds the lease, heals what a dead process
// left, plans the week inside its windows and sends what is due. A mail in
// flight is finished before it returns.
func (m *Mailer) Run(ctx context.Context) {
	defer m.release(ctx)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := m.turn(ctx); err != nil && ctx.Err() == nil {
			m.Log.Error("mailer", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// turn does once what waits.
func (m *Mailer) turn(ctx context.Context) error {
	if m.now().Sub(m.taken) >= lease/4 || m.now().Before(m.taken) {
		if err := m.take(ctx); domain.KindOf(err) == domain.Conflict {
			m.healed = false
			return nil // another process sends
		} else if err != nil {
			return err
		}
		m.taken = m.now()
	}
	if err := m.heal(ctx); err != nil {
		return err
	}
	if err := m.planWeek(ctx); err != nil {
		return err
	}
	_, err := m.Drain(ctx)
	return err
}

func (m *Mailer) take(ctx context.Context) error {
	return m.db.Maintain(ctx, func(tx *store.Tx) error { return tx.TakeLease(ctx, domain.LeaseMailer, m.Holder, lease) })
}

// keep renews the lease while a long piece of work goes on.
func (m *Mailer) keep(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(lease / 4)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if err := m.take(ctx); err != nil && ctx.Err() == nil {
					m.Log.Error("mailer lease", "error", err)
				}
			}
		}
	}()
	return func() { cancel(); <-done }
}

func (m *Mailer) release(ctx context.Context) {
	err := m.db.Maintain(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return tx.ReleaseLease(context.WithoutCancel(ctx), domain.LeaseMailer, m.Holder)
	})
	if err != nil {
		m.Log.Error("mailer lease", "error", err)
	}
}

// Lease takes the right to send for a verb beside serve; it is refused, and
// names the holder, while another process sends.
func (m *Mailer) Lease(ctx context.Context) (release func(), err error) {
	if err := m.take(ctx); err != nil {
		return nil, err
	}
	stop := m.keep(ctx)
	return func() { stop(); m.release(ctx) }, m.heal(ctx)
}
