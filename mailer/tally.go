package mailer

import (
	"context"
	"maps"
	"sync"

	"vigie/internal/domain"
	"vigie/store"
)

// talliedDomains bounds the receiving domains that are counted by name. They
// are the first that refuse, not those that refuse most: a counter that moved
// between its own name and "other" would go backwards.
const talliedDomains = 50

// OtherDomains are the receiving domains that are not counted by name.
const OtherDomains = "other"

// Refusal is what is counted of a refusal: by whom, and for good or not.
type Refusal struct {
	Domain    string
	Permanent bool
}

// ClaimLife is how long a mail may be in a process's hands.
const ClaimLife = claimLife

// Outcomes lists the outcomes of an attempt.
func Outcomes() []Outcome { return []Outcome{Accepted, Temporary, Permanent, Uncertain} }

// Counts is what this process did since it began.
type Counts struct {
	Attempts map[Outcome]int64
	Refusals map[Refusal]int64
}

// tally counts what became of mails.
type tally struct {
	mu       sync.Mutex
	attempts map[Outcome]int64
	refusals map[Refusal]int64
	domains  map[string]bool
	last     domain.Instant // answer of the server
	shown    domain.Instant
}

func newTally() *tally {
	return &tally{attempts: map[Outcome]int64{}, refusals: map[Refusal]int64{}, domains: map[string]bool{}}
}

// see counts a result. What is the server's fault is no progress.
func (t *tally) see(mail domain.Mail, r Result, now domain.Instant) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.attempts[r.Outcome]++
	if !r.blamesServer() {
		t.last = now
	}
	if r.Outcome == Accepted || r.Code == 0 || r.blamesServer() {
		return
	}
	of := domain.MailDomain(mail.Email)
	if !t.domains[of] && len(t.domains) >= talliedDomains {
		of = OtherDomains
	}
	t.domains[of] = true
	t.refusals[Refusal{of, r.Outcome == Permanent}]++
}

// Counts returns a copy.
func (m *Mailer) Counts() Counts {
	m.tally.mu.Lock()
	defer m.tally.mu.Unlock()
	return Counts{maps.Clone(m.tally.attempts), maps.Clone(m.tally.refusals)}
}

// signOfLife renews the lease of a process that sends, and shows how far it
// came, so that others can tell a slow outbox from a stuck one.
func (m *Mailer) signOfLife(ctx context.Context, name string) error {
	m.tally.mu.Lock()
	last, shown := m.tally.last, m.tally.shown
	m.tally.mu.Unlock()
	defer m.alone()()
	err := m.db.Maintain(ctx, func(tx *store.Tx) error {
		if err := tx.TakeLease(ctx, name, m.Holder, lease); err != nil || last == shown {
			return err
		}
		return tx.SetOutboxProgress(ctx, last)
	})
	if err == nil {
		m.tally.mu.Lock()
		m.tally.shown = last
		m.tally.mu.Unlock()
	}
	return err
}
