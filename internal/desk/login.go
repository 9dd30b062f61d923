package desk

import (
	"context"
	"strings"

	"github.com/alexedwards/argon2id"

	"vigie/internal/domain"
	"vigie/internal/link"
	"vigie/store"
)

// Access is one establishment that a right password opens.
type Access struct {
	UserID        int64
	Establishment string
	Identifier    string
}

// LoggedIn is what a log-in leads to: a session, or what is still to do.
type LoggedIn struct {
	Cookie   string   // of the session, "" while something is still to do
	Pending  string   // what carries the log-in on: of the choice, or of the code
	Choices  []Access // several establishments have this address and password
	UserID   int64    // whose code was sent
	Language domain.Language
}

// leastHashes is how many hashes every log-in compares: an address that nobody
// has takes as long as one with an account, or two.
const leastHashes = 2

// mostHashes bounds the establishments that one password may open.
const mostHashes = 8

// LogIn checks an address and its password. Unknown, wrong and disabled are
// refused with the same words after the same work.
func (d *Desk) LogIn(ctx context.Context, email, password string) (LoggedIn, error) {
	users, err := d.db.UsersByEmail(ctx, domain.EmailKey(email))
	if err != nil {
		return LoggedIn{}, err
	}
	var open []domain.UserRow
	compared := 0
	for _, u := range users {
		if u.MayLogIn() != nil || compared == mostHashes {
			continue
		}
		hash, err := d.db.PasswordHash(ctx, u.ID)
		if err != nil || hash == "" {
			continue
		}
		compared++
		right, err := d.isPassword(ctx, password, hash)
		if err != nil {
			return LoggedIn{}, err
		}
		if right {
			open = append(open, u)
		}
	}
	for ; compared < leastHashes; compared++ {
		if _, err := d.isPassword(ctx, password, d.nobody()); err != nil {
			return LoggedIn{}, err
		}
	}
	switch len(open) {
	case 0:
		return LoggedIn{}, domain.Refuse(domain.Forbidden, "login_refused")
	case 1:
		return d.enter(ctx, open[0], domain.LoginCode{})
	}
	return d.offer(ctx, open)
}

// isPassword compares a password with a hash, a few at once.
func (d *Desk) isPassword(ctx context.Context, password, hash string) (bool, error) {
	select {
	case d.hashing <- struct{}{}:
		defer func() { <-d.hashing }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if len(password) > 4*domain.PasswordMax {
		password = ""
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

// nobody is the hash of a password that nobody has, made with the parameters
// of every other.
func (d *Desk) nobody() string {
	const salt, key = "dmlnaWUgdmlnaWUgdmlnaQ", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	return "$argon2id$v=19$m=65536,t=2,p=1$" + salt + "$" + key
}

// offer keeps that the password was right for several establishments: one row
// each, found again by the secret and the user.
func (d *Desk) offer(ctx context.Context, open []domain.UserRow) (LoggedIn, error) {
	l := LoggedIn{Pending: link.NewSecret(), Language: open[0].Language}
	err := d.db.Maintain(ctx, func(tx *store.Tx) error {
		l.Choices = nil
		for _, u := range open {
			if _, err := tx.InsertLogin(ctx, domain.LoginCode{UserID: u.ID, Hash: d.pendingHash(l.Pending, u.ID)}); err != nil {
				return err
			}
			l.Choices = append(l.Choices, Access{u.ID, firstOf(u.EstablishmentName, u.EstablishmentValue), u.EstablishmentValue})
		}
		return nil
	})
	return l, err
}

func (d *Desk) pendingHash(secret string, user int64) string {
	return d.keys.Hash("login", secret+"|"+decimal(user))
}

// ChooseAccess goes on with one of the establishments that were offered.
func (d *Desk) ChooseAccess(ctx context.Context, pending string, user int64) (LoggedIn, error) {
	c, u, err := d.pendingLogin(ctx, pending, user)
	if err != nil {
		return LoggedIn{}, err
	}
	return d.enter(ctx, u, c)
}

// pendingLogin finds an unfinished log-in; unknown, spent and late ones are
// refused alike.
func (d *Desk) pendingLogin(ctx context.Context, pending string, user int64) (domain.LoginCode, domain.UserRow, error) {
	over := domain.Refuse(domain.Forbidden, "login_over")
	c, err := d.db.LoginByHash(ctx, d.pendingHash(pending, user))
	if domain.KindOf(err) == domain.NotFound || err == nil && !c.Open(domain.InstantOf(d.now())) {
		return c, domain.UserRow{}, over
	}
	if err != nil {
		return c, domain.UserRow{}, err
	}
	u, err := d.db.User(ctx, c.UserID)
	if err != nil || u.MayLogIn() != nil {
		return c, u, firstError(err, over)
	}
	return c, u, nil
}

// enter opens a session, or sends a code where the establishment wants one. c
// is the unfinished log-in that led here, empty when it is the first step.
func (d *Desk) enter(ctx context.Context, u domain.UserRow, c domain.LoginCode) (LoggedIn, error) {
	twoFactor, err := d.db.TwoFactor(ctx, u.EstablishmentID)
	if err != nil {
		return LoggedIn{}, err
	}
	if twoFactor.On() {
		return d.sendCode(ctx, u)
	}
	return d.openSession(ctx, u, c)
}

// hourlyCodes is how many codes somebody may have in an hour.
const hourlyCodes = 10

// sendCode queues six digits to the address on file.
func (d *Desk) sendCode(ctx context.Context, u domain.UserRow) (LoggedIn, error) {
	l := LoggedIn{Pending: link.NewSecret(), UserID: u.ID, Language: u.Language}
	err := d.act(ctx, domain.UserActor(u.ID), domain.PageLogin, func(tx *store.Tx) error {
		n, err := tx.RecentCodes(ctx, u.ID, tx.Now().Add(-hour))
		if err != nil {
			return err
		}
		if n >= hourlyCodes {
			return domain.Refuse(domain.Conflict, "too_many_requests")
		}
		id, err := tx.InsertLogin(ctx, domain.LoginCode{UserID: u.ID, Hash: d.pendingHash(l.Pending, u.ID)})
		if err != nil {
			return err
		}
		if _, err := tx.SendLoginCode(ctx, id); err != nil {
			return err
		}
		_, _, err = tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailLoginCode, Email: u.Email, Language: u.Language, SubjectID: id, Asked: true,
			DedupKey: "login_code|" + decimal(id), DueAt: tx.Now(), Actor: tx.Actor().Name})
		return err
	})
	return l, err
}

// EnterCode finishes a log-in with the digits that were sent; five tries, once.
func (d *Desk) EnterCode(ctx context.Context, pending string, user int64, typed string) (LoggedIn, error) {
	c, u, err := d.pendingLogin(ctx, pending, user)
	if err != nil {
		return LoggedIn{}, err
	}
	if c.SentAt.Never() {
		return LoggedIn{}, domain.Refuse(domain.Forbidden, "login_over")
	}
	left := false
	if err := d.db.Maintain(ctx, func(tx *store.Tx) (err error) {
		left, err = tx.TryLogin(ctx, c.ID)
		return err
	}); err != nil {
		return LoggedIn{}, err
	}
	typed = strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, typed)
	if !left {
		return LoggedIn{}, domain.Refuse(domain.Forbidden, "login_over")
	}
	if !d.keys.IsCode(c, typed) {
		if c.Attempts+1 >= domain.CodeAttempts {
			return LoggedIn{}, domain.Refuse(domain.Forbidden, "login_over")
		}
		return LoggedIn{}, domain.Refuse(domain.Invalid, "login_code_wrong", "Left", domain.CodeAttempts-c.Attempts-1)
	}
	return d.openSession(ctx, u, c)
}

// openSession begins a session under a new secret, and spends the unfinished
// log-in that led to it.
func (d *Desk) openSession(ctx context.Context, u domain.UserRow, c domain.LoginCode) (LoggedIn, error) {
	l := LoggedIn{Cookie: link.NewSecret(), Language: u.Language}
	err := d.db.Maintain(ctx, func(tx *store.Tx) error {
		if c.ID != 0 {
			first, err := tx.UseLogin(ctx, c.ID)
			if err != nil {
				return err
			}
			if !first {
				return domain.Refuse(domain.Forbidden, "login_over")
			}
		}
		_, err := tx.InsertSession(ctx, domain.Session{Hash: d.sessionHash(l.Cookie), UserID: u.ID, ExpiresAt: tx.Now().Add(domain.SessionLife)})
		return err
	})
	return l, err
}

func (d *Desk) sessionHash(cookie string) string { return d.keys.Hash("session", cookie) }
