package mailer

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// Sent counts what a drain did.
type Sent struct {
	Sent, Retry, Uncertain, Rejected, Dropped int64
}

// claimBatch is how many mails one claim takes: few at first and where the
// server is slow, so that an urgent mail need not wait for many others, and up
// to claimMost where they are sent as fast as they are claimed.
const (
	claimBatch = 16
	claimMost  = 256
)

// A claim whose mails are handed on faster than claimFast is followed by one
// of twice as many, slower than claimSlow by one of half as many.
const (
	claimFast = 200 * time.Millisecond
	claimSlow = time.Second
)

// dispatch is the way of the mails from the outbox to the server, in stages
// that work at once: claiming, writing what they say, sending, and the clerk
// who keeps the book. What is between two stages is bounded.
type dispatch struct {
	*Mailer
	clerk   *clerk
	claimed chan batch
	ready   chan []prepared
	pace    pace
	size    int // of the next claim
	failed  atomic.Pointer[error]
	total   Sent
}

// Drain sends until nothing is due, or ctx ends; mails under way are finished.
func (m *Mailer) Drain(ctx context.Context) (Sent, error) {
	if err := m.dropPast(ctx); err != nil {
		return Sent{}, err
	}
	return m.dispatch(ctx, false)
}

// dispatch sends what is due: once, or for as long as ctx lasts.
func (m *Mailer) dispatch(ctx context.Context, stay bool) (Sent, error) {
	if m.Wire == nil {
		return Sent{}, nil
	}
	stop, err := m.alive(ctx)
	if err != nil {
		return Sent{}, err
	}
	defer stop()
	d := &dispatch{Mailer: m, size: claimBatch, claimed: make(chan batch, 1), ready: make(chan []prepared, m.Workers-1)}
	d.clerk = newClerk(ctx, m)
	var writing, sending sync.WaitGroup
	writing.Go(func() { d.write(ctx) })
	for range m.Workers {
		sending.Go(func() { (&courier{dispatch: d}).work(ctx) })
	}
	err = d.feed(ctx, stay)
	close(d.claimed)
	writing.Wait()
	close(d.ready)
	sending.Wait()
	err = errors.Join(err, d.clerk.end())
	if first := d.failed.Load(); first != nil {
		err = errors.Join(err, *first)
	}
	return d.total, err
}

// idle is how long an empty outbox is left alone.
const idle = time.Second

// feed claims mails as long as there are any, or until ctx ends.
func (d *dispatch) feed(ctx context.Context, stay bool) error {
	for ctx.Err() == nil {
		n, err := d.feedOnce(ctx, stay)
		if err != nil && ctx.Err() == nil {
			if !stay {
				return err
			}
			d.Log.Error("mailer", "error", err)
		}
		if n > 0 && err == nil {
			continue
		}
		if !stay {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(idle):
		}
	}
	return nil
}

// feedOnce claims a batch and hands it on; n is 0 when nothing may leave now.
func (d *dispatch) feedOnce(ctx context.Context, stay bool) (n int, err error) {
	if err := d.clerk.trouble(); err != nil {
		return 0, err // what is sent cannot be stored: send no more
	}
	began := d.now()
	limit := min(d.size, d.breaker.allows(began))
	if limit == 0 || stay && !d.mayClaim() {
		return 0, nil
	}
	mails, stamp, err := d.claim(ctx, limit)
	if err != nil {
		return 0, err
	}
	b := batch{stamp: stamp}
	for i, mail := range mails {
		if at, wait := d.throttle.postpone(mail, d.now()); wait {
			mail.DueAt = at
			d.giveBack(mail)
			continue
		}
		if !d.rate.Allow() {
			d.hand(&b)
			if d.rate.Wait(ctx) != nil {
				for _, rest := range mails[i:] {
					d.giveBack(rest)
				}
				return i, nil
			}
		}
		if b.mails = append(b.mails, mail); len(b.mails) == writeAtOnce {
			d.hand(&b)
		}
	}
	d.hand(&b)
	d.adapt(len(mails), d.now().Sub(began))
	return len(mails), nil
}

// adapt chooses the size of the next claim by how fast this one was handed on.
func (d *dispatch) adapt(n int, took time.Duration) {
	switch {
	case took > claimSlow:
		d.size = max(claimBatch, d.size/2)
	case took < claimFast && n == d.size:
		d.size = min(claimMost, 2*d.size)
	}
}

// hand gives mails to those who write them, who take them even when ctx ends.
func (d *dispatch) hand(b *batch) {
	if len(b.mails) > 0 {
		d.claimed <- *b
		b.mails = nil
	}
}

func (m *Mailer) claim(ctx context.Context, limit int) (mails []domain.Mail, stamp string, err error) {
	now := m.now()
	open, err := m.remindersOpen(ctx, now)
	if err != nil {
		return nil, "", err
	}
	c := store.Claim{By: m.Holder, Now: domain.InstantOf(now), Until: domain.InstantOf(now.Add(claimLife)), Open: open,
		Week: domain.WeekOf(now.In(m.calendar.Location)), Limit: limit}
	if c.Held, err = m.cycleHeld(ctx, c.Week); err != nil {
		return nil, "", err
	}
	due, err := m.db.AnyDue(ctx, c)
	if err != nil || !due {
		return nil, "", err
	}
	if err := m.throttle.learn(ctx, m.db, c.Now); err != nil {
		return nil, "", err
	}
	defer m.alone()()
	err = m.db.Dispatch(ctx, func(tx *store.Tx) (err error) {
		if stamp, err = tx.HoldStamp(ctx); err != nil {
			return err
		}
		mails, err = tx.ClaimMails(ctx, c)
		return err
	})
	return mails, stamp, err
}

// giveBack returns a claimed mail unsent: this was no attempt.
func (d *dispatch) giveBack(mail domain.Mail) {
	mail.State = domain.MailRetry
	if mail.Attempts--; mail.Attempts <= 0 {
		mail.State, mail.Attempts = domain.MailQueued, 0
	}
	d.clerk.settle(mail)
}

func (d *dispatch) settle(mail domain.Mail, result Result) {
	d.Log.LogAttrs(context.Background(), slog.LevelInfo, "mail", slog.String("mail", mail.Reference()), slog.String("kind", string(mail.Kind)),
		slog.String("state", string(mail.State)), slog.Int("code", result.Code), slog.String("status", result.Enhanced))
	d.total.add(mail)
	d.clerk.settle(mail)
}

func (d *dispatch) fail(err error) {
	if err != nil {
		d.Log.Error("mailer", "error", err)
		d.failed.CompareAndSwap(nil, &err)
	}
}

func (s *Sent) add(m domain.Mail) {
	switch {
	case m.State == domain.MailDropped:
		atomic.AddInt64(&s.Dropped, 1)
	case m.Reason == "no_answer":
		atomic.AddInt64(&s.Uncertain, 1)
	case m.State == domain.MailSent:
		atomic.AddInt64(&s.Sent, 1)
	case m.State == domain.MailRejected:
		atomic.AddInt64(&s.Rejected, 1)
	default:
		atomic.AddInt64(&s.Retry, 1)
	}
}
