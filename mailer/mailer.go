package mailer

import (
	"log/slog"
	"sync"
	"sync/atomic"
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
	Wire       *Wire   // nil when no server is configured: mails wait
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

// Mailer plans the weekly cycle and sends the outbox.
type Mailer struct {
	Options
	db         *store.DB
	keys       *link.Keys
	now        func() time.Time
	calendar   domain.Calendar
	seen       time.Time // of the clock, at the leader's last turn
	freed      *string   // the turn of holds whose mails were looked at again
	rate       *rate.Limiter
	tally      *tally
	throttle   *throttle
	writing    sync.Mutex // of the outbox: two writers of ours would make SQLite copy its log in small steps
	breaker    breaker
	bases      bases
	leadsUntil atomic.Int64 // end of the leader's lease while this process has it

	read map[asked]store.RecapAnswer // what was read at once, of a mailer on a snapshot
}

// patience is how long the answer to a final dot is waited for (RFC 5321 §
// 4.5.3.2.6), claimLife how long a claimed mail is left alone: a dot leaves in
// the time between, so that its claim outlives the answer.
const (
	patience  = 10 * time.Minute
	claimLife = patience + 2*time.Minute
)

// New makes a mailer.
func New(o Options) *Mailer {
	if o.Workers <= 0 {
		o.Workers = 4
	}
	m := &Mailer{Options: o, db: o.DB, keys: o.Keys, now: o.Now, calendar: o.Calendar, throttle: newThrottle(), tally: newTally()}
	m.rate = rate.NewLimiter(rate.Inf, 0)
	if o.Rate > 0 {
		m.rate = rate.NewLimiter(rate.Limit(o.Rate), max(1, int(o.Rate)))
	}
	return m
}

// alone waits until no other writer of this process is at work, where there is
// one file.
func (m *Mailer) alone() (done func()) {
	if m.db.Dialect() != "sqlite" {
		return func() {}
	}
	m.writing.Lock()
	return m.writing.Unlock
}
