package desk

import (
	"context"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

const hour = time.Hour

// Visitor is a user logged in to the space. Acts ask again whether they still
// are, in their transaction.
type Visitor struct {
	User    domain.UserRow
	session int64
}

// seenEvery is how often a session's last page is written down.
const seenEvery = time.Minute

// Visitor finds who a cookie belongs to, and notes that they are here.
func (d *Desk) Visitor(ctx context.Context, cookie string) (Visitor, error) {
	s, err := d.db.SessionByHash(ctx, d.sessionHash(cookie))
	if domain.KindOf(err) == domain.NotFound {
		return Visitor{}, domain.Refuse(domain.Forbidden, "login_needed")
	}
	if err != nil {
		return Visitor{}, err
	}
	u, err := d.visiting(ctx, d.db, s)
	if err != nil {
		return Visitor{}, err
	}
	if domain.InstantOf(d.now()) >= s.SeenAt.Add(seenEvery) {
		err = d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.SeeSession(ctx, s.ID) })
	}
	return Visitor{User: u, session: s.ID}, err
}

type userReader interface {
	User(context.Context, int64) (domain.UserRow, error)
}

func (d *Desk) visiting(ctx context.Context, r userReader, s domain.Session) (domain.UserRow, error) {
	needed := domain.Refuse(domain.Forbidden, "login_needed")
	if !s.Live(domain.InstantOf(d.now())) {
		return domain.UserRow{}, needed
	}
	u, err := r.User(ctx, s.UserID)
	if err != nil || u.MayLogIn() != nil {
		return u, firstError(err, needed)
	}
	return u, nil
}

// visit is act for a user logged in to the space: their session, their state
// and their rights are read again inside the transaction.
func (d *Desk) visit(ctx context.Context, v Visitor, action domain.Action, fn func(*store.Tx, domain.UserRow) error) error {
	return d.act(ctx, domain.UserActor(v.User.ID), action, func(tx *store.Tx) error {
		s, err := tx.Session(ctx, v.session)
		if err != nil {
			return domain.Refuse(domain.Forbidden, "login_needed")
		}
		u, err := d.visiting(ctx, tx, s)
		if err != nil {
			return err
		}
		return fn(tx, u)
	})
}

// LogOut ends a session; a cookie that opens nothing is no error.
func (d *Desk) LogOut(ctx context.Context, cookie string) error {
	s, err := d.db.SessionByHash(ctx, d.sessionHash(cookie))
	if domain.KindOf(err) == domain.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.EndSession(ctx, s.ID) })
}
