package mailer

import (
	"context"
	"encoding/json"
	"math"
	"sync"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// The breaker opens after so many failures of the server in a row, and tries
// one mail after a rest that doubles up to the longest.
const (
	breakerFailures = 5
	breakerRest     = 30 * time.Second
	breakerLongest  = 5 * time.Minute
)

// breaker leaves a server alone that cannot be reached, refuses us or takes no
// sender: the mails stay in the outbox, untried.
type breaker struct {
	mu     sync.Mutex
	failed int // in a row
	rest   time.Duration
	until  time.Time // when one mail may try
	trying bool
}

// allows is how many mails may be claimed now.
func (b *breaker) allows(now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.failed < breakerFailures:
		return math.MaxInt
	case now.Before(b.until):
		return 0
	}
	b.until, b.trying = now.Add(b.rest), true
	return 1
}

// blocks reports whether a mail that was claimed before has to wait as well.
func (b *breaker) blocks() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failed >= breakerFailures && !b.trying
}

// see counts a result; opened and closed tell a change.
func (b *breaker) see(r Result, now time.Time) (opened, closed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	tried := b.trying
	b.trying = false
	if !r.blamesServer() {
		closed = b.failed >= breakerFailures
		b.failed = 0
		return false, closed
	}
	b.failed++
	switch {
	case b.failed == breakerFailures:
		b.rest = breakerRest
	case b.failed > breakerFailures && tried:
		b.rest = min(2*b.rest, breakerLongest)
	default:
		return false, false
	}
	b.until = now.Add(b.rest)
	return b.failed == breakerFailures, false
}

// blamesServer reports a failure that any other mail would meet too.
func (r Result) blamesServer() bool {
	return r.Outcome == Temporary && (r.Stage == StageConnect || r.Stage == StageSender || r.Code == 421)
}

// watch tells the breaker of a result, and everybody of its change.
func (m *Mailer) watch(r Result) {
	opened, closed := m.breaker.see(r, m.now())
	if !opened && !closed {
		return
	}
	trouble := ""
	if opened {
		m.Log.Error("mail server left alone", "stage", r.Stage, "code", r.Code, "reply", r.Text)
		text, err := json.Marshal(domain.ServerTrouble{Since: domain.InstantOf(m.now()), Holder: m.Holder, Stage: string(r.Stage), Reply: r.Text})
		if err != nil {
			text = nil
		}
		trouble = string(text)
	} else {
		m.Log.Info("mail server works again")
	}
	m.tell(trouble)
}

// tell keeps what `vigie status` says of the mail server.
func (m *Mailer) tell(trouble string) {
	ctx := context.Background()
	if err := m.db.Maintain(ctx, func(tx *store.Tx) error { return tx.SetMeta(ctx, domain.MetaMailServer, trouble) }); err != nil {
		m.Log.Error("mailer", "error", err)
	}
}
