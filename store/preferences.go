package store

import (
	"context"
	"database/sql"
	"errors"

	"vigie/internal/domain"
)

// ConsentCase is what a link about preferences leads to. The request and the
// customer hold what the page shows and no more, so that they are not for
// saving. Feature is the setting of consent, "on" when nobody changed it.
type ConsentCase struct {
	Link     domain.Link
	Request  domain.ConsentRequest
	Customer domain.Customer
	Feature  string
}

// ConsentCase reads by one statement what the preferences link whose token has
// this keyed hash leads to: people open these pages all at once. The casts keep
// SQLite from planning it anew for every value, which takes as long again.
func (r reader) ConsentCase(ctx context.Context, hash string) (ConsentCase, error) {
	var c ConsentCase
	st, err := r.run.stmt(ctx, `SELECT link.kind, link.subject_id, link.mail_id, link.created_at, link.expires_at, link.used_at, link.revoked_at,
		request.id, request.state, request.answered_at, request.expires_at,
		customers.id, customers.language, customers.email, customers.phone, customers.mobile, customers.address,
		customers.accepts_email, customers.accepts_sms, customers.accepts_phone, customers.accepts_post,
		COALESCE((SELECT value FROM settings WHERE name = CAST(? AS TEXT)), 'on')
		FROM links link JOIN consent_requests request ON request.id = link.subject_id JOIN customers ON customers.id = request.customer_id
		WHERE link.hash = CAST(? AS TEXT) AND link.kind = CAST(? AS TEXT)`)
	if err != nil {
		return c, err
	}
	l, q, u := &c.Link, &c.Request, &c.Customer
	err = st.Stmt.QueryRowContext(r.brief(ctx), domain.SettingConsent, hash, string(domain.LinkPreferences)).Scan(
		(*string)(&l.Kind), &l.SubjectID, &l.MailID, (*int64)(&l.CreatedAt), (*int64)(&l.ExpiresAt), (*int64)(&l.UsedAt), (*int64)(&l.RevokedAt),
		&q.ID, (*string)(&q.State), (*int64)(&q.AnsweredAt), (*int64)(&q.ExpiresAt),
		&u.ID, (*string)(&u.Language), &u.Email, &u.Phone, &u.Mobile, &u.Address,
		&u.AcceptsEmail, &u.AcceptsSMS, &u.AcceptsPhone, &u.AcceptsPost, &c.Feature)
	l.Hash = hash
	if errors.Is(err, sql.ErrNoRows) {
		return c, domain.Refuse(domain.NotFound, "not_found", "Noun", "link")
	}
	return c, err
}
