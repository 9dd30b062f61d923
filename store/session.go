package store

import (
	"context"

	"vigie/internal/domain"
)

const sessionColumns = `id, hash, user_id, created_at, seen_at, expires_at, ended_at`

// SessionByHash reads the log-in whose cookie has this keyed hash.
func (r reader) SessionByHash(ctx context.Context, hash string) (domain.Session, error) {
	var s domain.Session
	err := r.one(ctx, "session", &s, `SELECT `+sessionColumns+` FROM sessions WHERE hash = ?`, hash)
	return s, err
}

// Session reads one log-in.
func (r reader) Session(ctx context.Context, id int64) (domain.Session, error) {
	var s domain.Session
	err := r.one(ctx, "session", &s, `SELECT `+sessionColumns+` FROM sessions WHERE id = ?`, id)
	return s, err
}

// InsertSession begins a log-in and returns its id.
func (tx *Tx) InsertSession(ctx context.Context, s domain.Session) (int64, error) {
	return tx.insert(ctx, `INSERT INTO sessions (hash, user_id, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		s.Hash, s.UserID, tx.now, tx.now, s.ExpiresAt)
}

// SeeSession notes that a page was asked for just now.
func (tx *Tx) SeeSession(ctx context.Context, id int64) error {
	return tx.exec(ctx, `UPDATE sessions SET seen_at = ? WHERE id = ? AND ended_at = 0`, tx.now, id)
}

// EndSession ends one log-in.
func (tx *Tx) EndSession(ctx context.Context, id int64) error {
	return tx.exec(ctx, `UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at = 0`, tx.now, id)
}

// EndSessions ends every log-in of a user, but for one.
func (tx *Tx) EndSessions(ctx context.Context, user, keep int64) error {
	return tx.exec(ctx, `UPDATE sessions SET ended_at = ? WHERE user_id = ? AND id <> ? AND ended_at = 0`, tx.now, user, keep)
}

const loginColumns = `id, user_id, hash, attempts, created_at, sent_at, expires_at, used_at`

// LoginByHash reads the unfinished log-in of this keyed hash.
func (r reader) LoginByHash(ctx context.Context, hash string) (domain.LoginCode, error) {
	var c domain.LoginCode
	err := r.one(ctx, "login", &c, `SELECT `+loginColumns+` FROM login_codes WHERE hash = ?`, hash)
	return c, err
}

// Login reads one unfinished log-in.
func (r reader) Login(ctx context.Context, id int64) (domain.LoginCode, error) {
	var c domain.LoginCode
	err := r.one(ctx, "login", &c, `SELECT `+loginColumns+` FROM login_codes WHERE id = ?`, id)
	return c, err
}

// InsertLogin keeps that a password was right.
func (tx *Tx) InsertLogin(ctx context.Context, c domain.LoginCode) (int64, error) {
	return tx.insert(ctx, `INSERT INTO login_codes (user_id, hash, created_at, expires_at) VALUES (?, ?, ?, ?) RETURNING id`,
		c.UserID, c.Hash, tx.now, tx.now.Add(domain.LoginLife))
}

// SendLoginCode notes that the code of a log-in was queued; its ten minutes
// begin now. It reports whether this was the first time.
func (tx *Tx) SendLoginCode(ctx context.Context, id int64) (bool, error) {
	n, err := tx.affect(ctx, `UPDATE login_codes SET sent_at = ?, expires_at = ? WHERE id = ? AND sent_at = 0 AND used_at = 0`, tx.now, tx.now.Add(domain.LoginLife), id)
	if n > 0 {
		tx.Record("login", id, nil, map[string]bool{"code_sent": true})
	}
	return n > 0, err
}

// TryLogin counts a try to type the code: false when none is left, so that two
// tries at once never make one more.
func (tx *Tx) TryLogin(ctx context.Context, id int64) (bool, error) {
	n, err := tx.affect(ctx, `UPDATE login_codes SET attempts = attempts + 1 WHERE id = ? AND used_at = 0 AND attempts < ? AND expires_at > ?`,
		id, domain.CodeAttempts, tx.now)
	return n > 0, err
}

// UseLogin spends an unfinished log-in; false when it was spent already.
func (tx *Tx) UseLogin(ctx context.Context, id int64) (bool, error) {
	n, err := tx.affect(ctx, `UPDATE login_codes SET used_at = ? WHERE id = ? AND used_at = 0`, tx.now, id)
	return n > 0, err
}

// RecentCodes counts the codes that were sent to a user since an instant.
func (r reader) RecentCodes(ctx context.Context, user int64, since domain.Instant) (int64, error) {
	return r.number(ctx, `SELECT COUNT(*) FROM login_codes WHERE user_id = ? AND sent_at > ?`, user, since)
}

// PasswordHash reads the hash of a user's password, "" while they have none.
func (r reader) PasswordHash(ctx context.Context, user int64) (string, error) {
	var hash string
	err := r.one(ctx, "user", &hash, `SELECT password_hash FROM users WHERE id = ?`, user)
	return hash, err
}
