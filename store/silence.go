package store

import (
	"context"
	"strconv"
	"strings"

	"vigie/internal/domain"
)

const silenceColumns = `silences.id, silences.since, silences.step, silences.step_week, silences.next_week, silences.stopped_by, silences.stopped_reason,
	silences.stopped_at, silences.updated_at`

// Silence reads a supplier's silence; zero when no step was taken.
func (r reader) Silence(ctx context.Context, supplier int64) (domain.Silence, error) {
	var ss []domain.Silence
	if err := r.all(ctx, &ss, `SELECT `+silenceColumns+` FROM silences WHERE id = ?`, supplier); err != nil || len(ss) == 0 {
		return domain.Silence{}, err
	}
	return ss[0], nil
}

// Silences lists silent suppliers, of one step or of every one.
func (r reader) Silences(ctx context.Context, f domain.Filter, p domain.Page) (domain.Window[domain.SilenceRow], error) {
	l := list[domain.SilenceRow]{columns: silenceColumns + `, establishments.name, establishments.id_value AS value, establishments.state`,
		from: "silences JOIN establishments ON establishments.id = silences.id", table: "silences",
		sorts: map[string]sortKey[domain.SilenceRow]{"": byID(func(s domain.SilenceRow) int64 { return s.SupplierID })}}
	return window(ctx, r, l, silenceWhere(f), p)
}

// CountSilences counts what a filter finds, up to a cap.
func (r reader) CountSilences(ctx context.Context, f domain.Filter) (domain.Count, error) {
	return count(ctx, r, "silences", silenceWhere(f))
}

// SilenceFields are the fields of the filter of silent suppliers.
func SilenceFields() []string { return []string{"step", "stopped"} }

func silenceWhere(f domain.Filter) *where {
	w := &where{}
	for _, t := range f.Terms {
		switch t.Field {
		case "step":
			w.term(t, "silences.step = ?", t.Value)
		case "stopped":
			w.flag(t, "(silences.stopped_at > 0)")
		}
	}
	return w
}

// SilencePass is how far the escalation of a week has come.
type SilencePass struct {
	Week  domain.Week
	After int64 // the last establishment looked at
	Done  bool
}

const metaSilence = "silence_pass"

// SilencePass reads it; zero before the first.
func (r reader) SilencePass(ctx context.Context) (SilencePass, error) {
	text, err := r.Meta(ctx, metaSilence)
	parts := strings.Fields(text)
	if err != nil || len(parts) != 3 {
		return SilencePass{}, err
	}
	after, err := strconv.ParseInt(parts[1], 10, 64)
	return SilencePass{domain.Week(parts[0]), after, parts[2] == "done"}, err
}

// SaveSilencePass keeps how far it has come.
func (tx *Tx) SaveSilencePass(ctx context.Context, p SilencePass) error {
	state := "going"
	if p.Done {
		state = "done"
	}
	return tx.SetMeta(ctx, metaSilence, string(p.Week)+" "+strconv.FormatInt(p.After, 10)+" "+state)
}

// SilentCandidates reads the establishments of a slice that may have reached a
// step: reminded since a week or longer, and not known to be too early.
func (r reader) SilentCandidates(ctx context.Context, after, to int64, since, week domain.Week) ([]int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT DISTINCT users.establishment_id FROM users JOIN reminder_outcomes ON reminder_outcomes.user_id = users.id
		LEFT JOIN silences ON silences.id = users.establishment_id
		WHERE users.establishment_id > ? AND users.establishment_id <= ? AND (silences.next_week IS NULL OR silences.next_week <= ?)
		AND (reminder_outcomes.compliance = 'mailed' AND reminder_outcomes.compliance_since <= ?
		OR reminder_outcomes.activation = 'mailed' AND reminder_outcomes.activation_since <= ?) ORDER BY users.establishment_id`, after, to, week, since, since)
	return ids, err
}

// EndedSilences reads the suppliers of a slice that are silent on the record
// but reminded no longer: nothing is asked of them now.
func (r reader) EndedSilences(ctx context.Context, after, to int64) ([]int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT id FROM silences WHERE id > ? AND id <= ? AND NOT EXISTS (SELECT 1 FROM users
		JOIN reminder_outcomes ON reminder_outcomes.user_id = users.id WHERE users.establishment_id = silences.id
		AND (reminder_outcomes.compliance = 'mailed' OR reminder_outcomes.activation = 'mailed')) ORDER BY id`, after, to)
	return ids, err
}

// PlannedWeeks reads the weeks that had a cycle, from one back, newest first.
func (r reader) PlannedWeeks(ctx context.Context, upto domain.Week, limit int) ([]domain.Week, error) {
	var ws []domain.Week
	err := r.all(ctx, &ws, `SELECT week FROM cycles WHERE week <= ? AND planned_at > 0 ORDER BY week DESC LIMIT ?`, upto, limit)
	return ws, err
}

// RemindedWeeks reads the weeks in which somebody of an establishment got a
// reminder, or may have.
func (r reader) RemindedWeeks(ctx context.Context, establishment int64, from domain.Week) (map[domain.Week]bool, error) {
	var ws []domain.Week
	err := r.all(ctx, &ws, `SELECT DISTINCT mails.week FROM users JOIN mails ON mails.email_key = users.email_key
		WHERE users.establishment_id = ? AND users.email_key <> '' AND mails.kind IN ('activation', 'compliance') AND mails.week >= ?
		AND (mails.state = 'sent' OR mails.uncertain > 0)`, establishment, from)
	out := make(map[domain.Week]bool, len(ws))
	for _, w := range ws {
		out[w] = true
	}
	return out, err
}

// LastSign is when an establishment last gave a sign of life: an activation, a
// deposit, an answer, a ticket; zero for never.
func (r reader) LastSign(ctx context.Context, establishment int64) (domain.Instant, error) {
	n, err := r.number(ctx, `SELECT COALESCE(MAX(at), 0) FROM (
		SELECT MAX(activated_at) AS at FROM users WHERE establishment_id = ?
		UNION ALL SELECT MAX(created_at) FROM documents WHERE supplier_id = ? AND channel IN ('', 'link', 'space', 'ticket')
		UNION ALL SELECT MAX(tickets.created_at) FROM users JOIN tickets ON tickets.email_key = users.email_key WHERE users.establishment_id = ? AND users.email_key <> ''
		UNION ALL SELECT MAX(ticket_messages.at) FROM users JOIN ticket_messages ON ticket_messages.email_key = users.email_key
			WHERE users.establishment_id = ? AND users.email_key <> '' AND ticket_messages.direction = 'in' AND NOT ticket_messages.automatic) AS signs`,
		establishment, establishment, establishment, establishment)
	return domain.Instant(n), err
}

// SaveSilence stores a step.
func (tx *Tx) SaveSilence(ctx context.Context, before, after domain.Silence) error {
	after.UpdatedAt = tx.now
	tx.Record("establishment", after.SupplierID, silenceRecord(before), silenceRecord(after))
	return tx.execNamed(ctx, `INSERT INTO silences (id, since, step, step_week, next_week, stopped_by, stopped_reason, stopped_at, updated_at)
		VALUES (:id, :since, :step, :step_week, :next_week, :stopped_by, :stopped_reason, :stopped_at, :updated_at)
		ON CONFLICT (id) DO UPDATE SET since = excluded.since, step = excluded.step, step_week = excluded.step_week, next_week = excluded.next_week,
		stopped_by = excluded.stopped_by, stopped_reason = excluded.stopped_reason, stopped_at = excluded.stopped_at, updated_at = excluded.updated_at`, after)
}

func silenceRecord(s domain.Silence) map[string]any {
	return map[string]any{"silent_since": s.Since, "escalation": s.Step, "escalation_stopped": s.StoppedReason}
}

// EndSilence forgets a silence: a sign of life came, or nothing is asked any
// more. It records only what there was.
func (tx *Tx) EndSilence(ctx context.Context, supplier int64) error {
	before, err := tx.Silence(ctx, supplier)
	if err != nil || before.SupplierID == 0 {
		return err
	}
	tx.Record("establishment", supplier, silenceRecord(before), silenceRecord(domain.Silence{}))
	return tx.exec(ctx, `DELETE FROM silences WHERE id = ?`, supplier)
}

// endSilenceOf does so for every establishment of an address.
func (tx *Tx) endSilenceOf(ctx context.Context, emailKey string) error {
	if emailKey == "" {
		return nil
	}
	var ids []int64
	if err := tx.all(ctx, &ids, `SELECT silences.id FROM users JOIN silences ON silences.id = users.establishment_id WHERE users.email_key = ?`, emailKey); err != nil {
		return err
	}
	for _, id := range ids {
		if err := tx.EndSilence(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// SilenceStops reads which of some follow-ups are left out of escalations.
func (r reader) SilenceStops(ctx context.Context, followUps []int64) (map[int64]domain.SilenceStop, error) {
	var ss []domain.SilenceStop
	err := r.all(ctx, &ss, `SELECT follow_up_id, reason, actor, created_at FROM silence_stops WHERE `+r.dialect.in("follow_up_id"), r.list(followUps))
	out := make(map[int64]domain.SilenceStop, len(ss))
	for _, s := range ss {
		out[s.FollowUpID] = s
	}
	return out, err
}

// StopSilence leaves a follow-up out of escalations, or takes it in again when
// the reason is "".
func (tx *Tx) StopSilence(ctx context.Context, followUp int64, reason string) error {
	tx.Record("follow_up", followUp, nil, map[string]any{"escalation_stopped": reason})
	if reason == "" {
		return tx.exec(ctx, `DELETE FROM silence_stops WHERE follow_up_id = ?`, followUp)
	}
	return tx.exec(ctx, `INSERT INTO silence_stops (follow_up_id, reason, actor, created_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (follow_up_id) DO UPDATE SET reason = excluded.reason, actor = excluded.actor, created_at = excluded.created_at`, followUp, reason, tx.actor.Name, tx.now)
}
