package store

import (
	"context"

	"vigie/internal/domain"
)

// Looks counts what somebody looked into since an instant, and the alerts that
// were raised about it. A link to a document counts when it is used, not when it
// is made.
func (r reader) Looks(ctx context.Context, actor string, since domain.Instant) (looks, alerts int64, err error) {
	var n struct{ Looks, Alerts int64 }
	err = r.one(ctx, "audit", &n, `SELECT COUNT(CASE WHEN subject <> 'alert' AND after <> '{"link":"made"}' THEN 1 END) AS looks,
		COUNT(CASE WHEN subject = 'alert' THEN 1 END) AS alerts
		FROM audit`+r.dialect.by("audit_looks")+` WHERE actor = ? AND at > ? AND action IN ('reveal', 'document_open')`, actor, since)
	return n.Looks, n.Alerts, err
}

// AlertsSince counts the alerts that were raised since an instant.
func (r reader) AlertsSince(ctx context.Context, since domain.Instant) (int64, error) {
	return r.number(ctx, `SELECT COUNT(*) FROM audit WHERE subject = 'alert' AND at > ?`, since)
}
