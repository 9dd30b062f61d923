package store

import (
	"context"

	"vigie/internal/domain"
)

// Finding is an invariant that does not hold: how many rows, and the first.
type Finding struct {
	Check string
	N     int64
	First int64
}

// Check counts the rows that break an invariant of the house.
func (r reader) Check(ctx context.Context, day domain.Date) ([]Finding, error) {
	var out []Finding
	for _, c := range []struct{ name, query string }{
		{"two_reminders_in_a_week", `SELECT COUNT(*) AS n, COALESCE(MIN(m.id), 0) AS first FROM (SELECT MIN(id) AS id FROM mails WHERE week <> ''
			GROUP BY kind, email_key, week HAVING COUNT(*) > 1) m`},
		{"sent_without_body", `SELECT COUNT(*) AS n, COALESCE(MIN(mails.id), 0) AS first FROM mails LEFT JOIN mail_bodies ON mail_bodies.mail_id = mails.id
			WHERE mails.state = 'sent' AND mail_bodies.mail_id IS NULL`},
		{"erased_in_clear", `SELECT COUNT(*) AS n, COALESCE(MIN(id), 0) AS first FROM users WHERE state = 'erased' AND (email <> '' OR last_name <> '' OR phone <> '')`},
		{"establishment_without_administrator", `SELECT COUNT(*) AS n, COALESCE(MIN(e.id), 0) AS first FROM (SELECT establishment_id AS id FROM users
			WHERE state IN ('invited', 'active') AND NOT held_contact GROUP BY establishment_id
			HAVING SUM(CASE WHEN role = 'administrator' THEN 1 ELSE 0 END) = 0) e`},
		{"follow_up_of_deregistered", `SELECT COUNT(*) AS n, COALESCE(MIN(follow_ups.id), 0) AS first FROM establishments
			JOIN follow_ups ON follow_ups.supplier_id = establishments.id
			WHERE establishments.state IN ('deregistered', 'purged') AND follow_ups.state <> 'closed'`},
		{"consent_without_proof", `SELECT COUNT(*) AS n, COALESCE(MIN(c.id), 0) AS first FROM customers c WHERE (c.accepts_email AND NOT EXISTS
			(SELECT 1 FROM consent_ledger l WHERE l.customer_id = c.id AND l.channel = 'email' AND l.value))
			OR (c.accepts_sms AND NOT EXISTS (SELECT 1 FROM consent_ledger l WHERE l.customer_id = c.id AND l.channel = 'sms' AND l.value))
			OR (c.accepts_phone AND NOT EXISTS (SELECT 1 FROM consent_ledger l WHERE l.customer_id = c.id AND l.channel = 'phone' AND l.value))
			OR (c.accepts_post AND NOT EXISTS (SELECT 1 FROM consent_ledger l WHERE l.customer_id = c.id AND l.channel = 'post' AND l.value))`},
		{"last_administrator", `SELECT CASE WHEN COUNT(*) > 0 AND SUM(CASE WHEN role = 'administrator' AND NOT disabled THEN 1 ELSE 0 END) = 0
			THEN 1 ELSE 0 END AS n, 0 AS first FROM staff`},
	} {
		f := Finding{Check: c.name}
		var row struct{ N, First int64 }
		if err := r.one(ctx, "check", &row, c.query); err != nil {
			return nil, err
		}
		if f.N, f.First = row.N, row.First; f.N > 0 {
			out = append(out, f)
		}
	}
	stale, err := r.StaleFollowUps(ctx, day, 1)
	if err != nil {
		return nil, err
	}
	if len(stale) > 0 {
		n, err := r.number(ctx, `SELECT COUNT(*) FROM follow_ups WHERE next_change_on <= ?`, day)
		if err != nil {
			return nil, err
		}
		out = append(out, Finding{Check: "compliance_not_refreshed", N: n, First: stale[0]})
	}
	if r.dialect.name == "sqlite" {
		var says []string
		if err := r.all(ctx, &says, `PRAGMA quick_check(1)`); err != nil {
			return nil, err
		}
		if len(says) != 1 || says[0] != "ok" {
			out = append(out, Finding{Check: "database_corrupt", N: 1})
		}
	}
	return out, nil
}
