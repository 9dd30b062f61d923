package mailer

import (
	"context"
	"sync"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// throttle keeps to the rate of each receiving domain. A mail that would be
// too early goes back to the outbox with an hour of its own, so that the mails
// of other domains pass it.
type throttle struct {
	mu    sync.Mutex
	rates domain.MailRates
	share float64              // of the rate, by as many processes as send
	next  map[string]time.Time // when a domain may be sent to again
}

// throttleDomains bounds the domains that are remembered, throttleBurst is how
// much a domain may be ahead of its rate.
const (
	throttleDomains = 50_000
	throttleBurst   = time.Second
)

func newThrottle() *throttle { return &throttle{share: 1, next: map[string]time.Time{}} }

// learn reads the rates as they stand and how many processes share them.
func (t *throttle) learn(ctx context.Context, db *store.DB, now domain.Instant) error {
	text, err := db.Setting(ctx, domain.SettingMailRates, "")
	if err != nil {
		return err
	}
	rates, err := domain.ParseMailRates(text)
	if err != nil {
		return err
	}
	share := 1.0
	if len(rates) > 0 && db.Dialect() != "sqlite" {
		n, err := db.Senders(ctx, now)
		if err != nil {
			return err
		}
		share = 1 / float64(max(1, n))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rates, t.share = rates, share
	return nil
}

// postpone takes the mail's turn with its domain, and tells when that is where
// it is not yet.
func (t *throttle) postpone(m domain.Mail, now time.Time) (at domain.Instant, wait bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	receiver := domain.MailDomain(m.EmailKey)
	rate := t.rates.Of(receiver) * t.share
	if rate <= 0 || !m.Kind.Bulk() {
		return 0, false
	}
	t.forget(now)
	turn, known := t.next[receiver]
	if !known && len(t.next) >= throttleDomains {
		return domain.InstantOf(now.Add(time.Minute)), true
	}
	if turn.Before(now) {
		turn = now
	}
	t.next[receiver] = turn.Add(time.Duration(float64(time.Second) / rate))
	if turn.Sub(now) < throttleBurst {
		return 0, false
	}
	return domain.InstantOf(turn), true
}

// forget drops the domains whose turn is behind: they may be sent to at once.
func (t *throttle) forget(now time.Time) {
	if len(t.next) < throttleDomains {
		return
	}
	for receiver, turn := range t.next {
		if !turn.After(now) {
			delete(t.next, receiver)
		}
	}
}
