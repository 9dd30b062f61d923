package domain

import "time"

// MetaOutboxProgress is the moment of the last answer of the mail server about
// a mail, in milliseconds.
const MetaOutboxProgress = "outbox_progress"

// StuckAfter is how long mails that could leave may wait while none does.
const StuckAfter = 15 * time.Minute

// Outbox is what tells a working outbox from one that is stuck.
type Outbox struct {
	Held        bool          // somebody holds every mail, or the clock is doubted
	OldestDue   Instant       // since when the oldest mail that may leave now has been due, never when none may
	OldestClaim Instant       // until when the oldest claim of a process holds, never when there is none
	Progress    Instant       // last answer of the mail server
	Senders     int64         // processes that send
	Trouble     ServerTrouble // why the mail server is left alone, zero when it is not
}

// StuckReason is why an outbox is stuck, "" when it works.
type StuckReason string

// The reasons.
const (
	StuckNobody  StuckReason = "nobody"  // no process sends
	StuckServer  StuckReason = "server"  // the mail server cannot be reached, or refuses us
	StuckClaims  StuckReason = "claims"  // what a dead process had is healed by nobody
	StuckStalled StuckReason = "stalled" // a process lives, and nothing leaves
)

// Stuck judges an outbox at an hour: mails that may leave have waited too long,
// and no answer of the server came for as long. One that is slow, but moves, is
// not stuck; what is held or outside its windows does not wait.
func (o Outbox) Stuck(now Instant) StuckReason {
	late := func(since Instant) bool { return !since.Never() && now > since.Add(StuckAfter) }
	switch {
	case late(o.OldestClaim):
		return StuckClaims
	case o.Held || !late(o.OldestDue) || !o.Progress.Never() && !late(o.Progress):
		return ""
	case o.Senders == 0:
		return StuckNobody
	case !o.Trouble.Since.Never():
		return StuckServer
	}
	return StuckStalled
}

// Age is how long something has waited since, 0 for what is not.
func (i Instant) Age(now Instant) time.Duration {
	if i.Never() || now < i {
		return 0
	}
	return now.Time().Sub(i.Time())
}
