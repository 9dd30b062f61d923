package mailer

import (
	"context"
	"sync"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// lease is how long a process that died keeps its rights and its claims.
const lease = 20 * time.Second

// Run works until ctx ends. Every process sends, on SQLite only the leader
// does; the leader plans the week inside its windows, drops what is past and
// heals what dead processes left. A mail in flight is finished before it
// returns.
func (m *Mailer) Run(ctx context.Context) {
	if err := m.lead(ctx); err != nil && ctx.Err() == nil {
		m.Log.Error("mailer lease", "error", err)
	}
	var work sync.WaitGroup
	work.Go(func() { m.oversee(ctx) })
	for {
		if _, err := m.dispatch(ctx, true); err != nil && ctx.Err() == nil {
			m.Log.Error("mailer", "error", err)
		}
		if m.Wire == nil || pause(ctx, idle) != nil {
			break
		}
	}
	work.Wait()
}

// oversee holds the lease of the leader and does a leader's work.
func (m *Mailer) oversee(ctx context.Context) {
	stop := m.beat(ctx, m.lead, idle)
	defer func() {
		stop()
		m.release(ctx, domain.LeaseMailer)
	}()
	for ctx.Err() == nil {
		if m.leads() {
			if err := m.tend(ctx); err != nil && ctx.Err() == nil {
				m.Log.Error("mailer", "error", err)
			}
		}
		if pause(ctx, idle) != nil {
			return
		}
	}
}

// tend does once what a leader does beside sending.
func (m *Mailer) tend(ctx context.Context) error {
	if err := m.heal(ctx); err != nil {
		return err
	}
	if err := m.freeSetAside(ctx); err != nil {
		return err
	}
	paused, err := m.watchClock(ctx)
	if err != nil || paused {
		return err
	}
	if err := m.dropPast(ctx); err != nil {
		return err
	}
	return m.planWeek(ctx)
}

// leads reports whether this process is the leader, as far as it knows.
func (m *Mailer) leads() bool {
	until := m.leadsUntil.Load()
	return until > int64(domain.InstantOf(m.now()))
}

// mayClaim reports whether this process may take mails out of the outbox.
func (m *Mailer) mayClaim() bool { return m.db.Dialect() != "sqlite" || m.leads() }

// lead takes or renews the lease of the leader; while another process has it,
// that is no error.
func (m *Mailer) lead(ctx context.Context) error {
	now := domain.InstantOf(m.now())
	if until := domain.Instant(m.leadsUntil.Load()); until > now.Add(lease/2) && until <= now.Add(lease) {
		return nil
	}
	held, err := m.db.Lease(ctx, domain.LeaseMailer)
	if err == nil && held.Holder != m.Holder && held.ExpiresAt > now {
		return nil
	}
	if err == nil {
		err = m.take(ctx, domain.LeaseMailer)
	}
	switch {
	case err == nil:
		m.leadsUntil.Store(int64(now.Add(lease)))
	case domain.KindOf(err) == domain.Conflict:
		return nil
	}
	return err
}

func (m *Mailer) take(ctx context.Context, name string) error {
	return m.db.Maintain(ctx, func(tx *store.Tx) error { return tx.TakeLease(ctx, name, m.Holder, lease) })
}

func (m *Mailer) release(ctx context.Context, name string) {
	ctx = context.WithoutCancel(ctx)
	if err := m.db.Maintain(ctx, func(tx *store.Tx) error { return tx.ReleaseLease(ctx, name, m.Holder) }); err != nil {
		m.Log.Error("mailer lease", "error", err)
	}
	if name == domain.LeaseMailer {
		m.leadsUntil.Store(0)
	}
}

// alive shows the others that this process lives, so that they leave its
// claims alone. It outlives ctx, for the mails in flight.
func (m *Mailer) alive(ctx context.Context) (stop func(), err error) {
	name := domain.LeaseSender + m.Holder
	if err := m.take(ctx, name); err != nil {
		return nil, err
	}
	quiet := m.beat(context.WithoutCancel(ctx), func(ctx context.Context) error { return m.signOfLife(ctx, name) }, lease/4)
	return func() { quiet(); m.release(ctx, name) }, nil
}

// beat does something again and again until it is stopped.
func (m *Mailer) beat(ctx context.Context, do func(context.Context) error, every time.Duration) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			if err := do(ctx); err != nil && ctx.Err() == nil {
				m.Log.Error("mailer lease", "error", err)
			}
			if pause(ctx, every) != nil {
				return
			}
		}
	}()
	return func() { cancel(); <-done }
}

// Lease takes the right of the leader for a verb beside serve; it is refused,
// and names the holder, while another process has it.
func (m *Mailer) Lease(ctx context.Context) (release func(), err error) {
	if err := m.take(ctx, domain.LeaseMailer); err != nil {
		return nil, err
	}
	stop := m.beat(ctx, func(ctx context.Context) error { return m.take(ctx, domain.LeaseMailer) }, lease/4)
	return func() { stop(); m.release(ctx, domain.LeaseMailer) }, m.heal(ctx)
}
