package store

import (
	"context"
	"strings"
	"time"

	"vigie/internal/domain"
)

// ConsentReview counts what customers accept, where their requests stand, and
// what became of each month's mails; months are the beginnings of the months
// asked for, oldest first.
func (r reader) ConsentReview(ctx context.Context, months []time.Time) (domain.ConsentReview, error) {
	out := domain.ConsentReview{Accepts: map[domain.ConsentChannel]int64{}, States: map[domain.RequestState]int64{}}
	var states []struct {
		RequestState                           domain.RequestState `db:"request_state"`
		N, Email, SMS, Phone, Post, RefusedOne int64
	}
	if err := r.all(ctx, &states, `SELECT request_state, COUNT(*) AS n, SUM(CASE WHEN accepts_email THEN 1 ELSE 0 END) AS email,
		SUM(CASE WHEN accepts_sms THEN 1 ELSE 0 END) AS sms, SUM(CASE WHEN accepts_phone THEN 1 ELSE 0 END) AS phone,
		SUM(CASE WHEN accepts_post THEN 1 ELSE 0 END) AS post, SUM(CASE WHEN refused_email THEN 1 ELSE 0 END) AS refusedone
		FROM customers WHERE customer_key NOT LIKE 'erased:%' GROUP BY request_state`); err != nil {
		return out, err
	}
	for _, s := range states {
		out.Customers += s.N
		out.States[s.RequestState] = s.N
		out.Refused += s.RefusedOne
		out.Accepts[domain.ByEmail] += s.Email
		out.Accepts[domain.BySMS] += s.SMS
		out.Accepts[domain.ByPhone] += s.Phone
		out.Accepts[domain.ByPost] += s.Post
	}
	for _, m := range months {
		out.Months = append(out.Months, domain.ConsentMonth{Month: m.Format("2006-01"), Yes: map[domain.ConsentChannel]int64{}, No: map[domain.ConsentChannel]int64{}})
	}
	if err := r.reviewRequests(ctx, months, &out); err != nil {
		return out, err
	}
	return out, r.reviewAnswers(ctx, months, &out)
}

// bucket numbers the months that a moment may fall in, from 1; 0 is before all.
func bucket(column string, months []time.Time) (text string, args []any) {
	var b strings.Builder
	b.WriteString("CASE")
	for i := len(months) - 1; i >= 0; i-- {
		b.WriteString(" WHEN " + column + " >= ? THEN " + decimal(int64(i+1)))
		args = append(args, domain.InstantOf(months[i]))
	}
	return b.String() + " ELSE 0 END", args
}

func (r reader) reviewRequests(ctx context.Context, months []time.Time, out *domain.ConsentReview) error {
	text, args := bucket("sent_at", months)
	var rows []struct{ Month, Sent, Answered, Expired, Failed int64 }
	if err := r.all(ctx, &rows, `SELECT month, COUNT(*) AS sent, SUM(answered) AS answered, SUM(expired) AS expired, SUM(failed) AS failed FROM
		(SELECT `+text+` AS month, CASE WHEN answered_at <> 0 THEN 1 ELSE 0 END AS answered, CASE WHEN state = 'expired' THEN 1 ELSE 0 END AS expired,
		CASE WHEN state = 'failed' THEN 1 ELSE 0 END AS failed FROM consent_requests WHERE sent_at <> 0) counted GROUP BY month`, args...); err != nil {
		return err
	}
	for _, m := range rows {
		if m.Month > 0 {
			to := &out.Months[m.Month-1]
			to.Sent, to.Answered, to.Expired, to.Failed = m.Sent, m.Answered, m.Expired, m.Failed
		}
	}
	n, err := r.number(ctx, `SELECT COUNT(*) FROM consent_requests WHERE answered_at <> 0 AND sent_at <> 0`)
	if err != nil || n == 0 {
		return err
	}
	median, err := r.number(ctx, `SELECT answered_at - sent_at FROM consent_requests WHERE answered_at <> 0 AND sent_at <> 0
		ORDER BY answered_at - sent_at, id LIMIT 1 OFFSET ?`, n/2)
	out.Median = time.Duration(median) * time.Millisecond
	return err
}

func (r reader) reviewAnswers(ctx context.Context, months []time.Time, out *domain.ConsentReview) error {
	text, args := bucket("at", months)
	var rows []struct {
		Month   int64
		Channel domain.ConsentChannel
		Value   bool
		N       int64
	}
	if err := r.all(ctx, &rows, `SELECT month, channel, value, COUNT(*) AS n FROM (SELECT `+text+` AS month, channel, value FROM consent_ledger
		WHERE means IN ('link', 'staff', 'import')) said GROUP BY month, channel, value`, args...); err != nil {
		return err
	}
	for _, a := range rows {
		switch {
		case a.Month == 0:
		case a.Value:
			out.Months[a.Month-1].Yes[a.Channel] = a.N
		default:
			out.Months[a.Month-1].No[a.Channel] = a.N
		}
	}
	return nil
}

// SettingRow is a setting with who changed it last, and when.
type SettingRow struct {
	Value string
	By    string         `db:"updated_by"`
	At    domain.Instant `db:"updated_at"`
}

// SettingRow reads a setting with who changed it last; nobody when it is as
// it came.
func (r reader) SettingRow(ctx context.Context, name, fallback string) (SettingRow, error) {
	var rows []SettingRow
	if err := r.all(ctx, &rows, `SELECT value, updated_by, updated_at FROM settings WHERE name = ?`, name); err != nil || len(rows) == 0 {
		return SettingRow{Value: fallback}, err
	}
	return rows[0], nil
}
