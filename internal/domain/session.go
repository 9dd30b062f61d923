package domain

import (
	"strconv"
	"time"
)

// The clocks of a log-in.
const (
	SessionIdle  = 30 * time.Minute // without a page for so long, it ends
	SessionLife  = 12 * time.Hour
	LoginLife    = 10 * time.Minute // to choose an establishment, or to type a code
	CodeAttempts = 5
)

// Session is a user logged in to the space, known by the keyed hash of their
// cookie.
type Session struct {
	ID        int64
	Hash      string
	UserID    int64   `db:"user_id"`
	CreatedAt Instant `db:"created_at"`
	SeenAt    Instant `db:"seen_at"`
	ExpiresAt Instant `db:"expires_at"`
	EndedAt   Instant `db:"ended_at"`
}

// Live reports whether the session still lets in.
func (s Session) Live(now Instant) bool {
	return s.EndedAt.Never() && now < s.ExpiresAt && now < s.SeenAt.Add(SessionIdle)
}

// LoginCode is a log-in whose password was right and which is not finished:
// an establishment is still to choose, or a code to type.
type LoginCode struct {
	ID        int64
	UserID    int64 `db:"user_id"`
	Hash      string
	Attempts  int
	CreatedAt Instant `db:"created_at"`
	SentAt    Instant `db:"sent_at"` // when the code was queued, never while none is wanted
	ExpiresAt Instant `db:"expires_at"`
	UsedAt    Instant `db:"used_at"`
}

// Open reports whether the log-in can still be finished.
func (c LoginCode) Open(now Instant) bool {
	return c.UsedAt.Never() && now < c.ExpiresAt && c.Attempts < CodeAttempts
}

// MayLogIn refuses the space to somebody without an account, always with the
// same words.
func (u UserRow) MayLogIn() error {
	if u.State != UserActive || u.MayOpen() != nil {
		return Refuse(Forbidden, "login_refused")
	}
	return nil
}

// UserActor is a user of an establishment, logged in to the space.
func UserActor(id int64) Actor { return PageActor("user " + strconv.FormatInt(id, 10)) }
