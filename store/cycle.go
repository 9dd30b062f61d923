package store

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

const cycleColumns = `week, state, hold, hold_detail, released_by, release_reason, planned_to, planned_at, mails, mails_after, hours, actor, created_at`

// Cycle reads a week's cycle; zero when it was never begun.
func (r reader) Cycle(ctx context.Context, week domain.Week) (domain.Cycle, error) {
	var cs []domain.Cycle
	if err := r.all(ctx, &cs, `SELECT `+cycleColumns+` FROM cycles WHERE week = ?`, week); err != nil || len(cs) == 0 {
		return domain.Cycle{}, err
	}
	return cs[0], nil
}

// Cycles reads the last cycles, newest first.
func (r reader) Cycles(ctx context.Context, limit int) ([]domain.Cycle, error) {
	var cs []domain.Cycle
	err := r.all(ctx, &cs, `SELECT `+cycleColumns+` FROM cycles ORDER BY week DESC LIMIT ?`, limit)
	return cs, err
}

// CycleCounts reads how many persons a cycle mailed or not, and why.
func (r reader) CycleCounts(ctx context.Context, week domain.Week) ([]domain.OutcomeCount, error) {
	var cs []domain.OutcomeCount
	err := r.all(ctx, &cs, `SELECT kind, outcome, n FROM cycle_counts WHERE week = ? ORDER BY kind, outcome`, week)
	return cs, err
}

// CycleBuyers reads how many persons a cycle mailed about each buyer.
func (r reader) CycleBuyers(ctx context.Context, week domain.Week) (map[int64]int, error) {
	out := map[int64]int{}
	err := r.each(ctx, func(rs *sqlx.Rows) error {
		var buyer int64
		var n int
		if err := rs.Scan(&buyer, &n); err != nil {
			return err
		}
		out[buyer] = n
		return nil
	}, `SELECT buyer_id, n FROM cycle_buyers WHERE week = ?`, week)
	return out, err
}

// RemindedBuyers reads the buyers that any cycle mailed about.
func (r reader) RemindedBuyers(ctx context.Context) (map[int64]bool, error) {
	var ids []int64
	if err := r.all(ctx, &ids, `SELECT DISTINCT buyer_id FROM cycle_buyers`); err != nil {
		return nil, err
	}
	known := make(map[int64]bool, len(ids))
	for _, id := range ids {
		known[id] = true
	}
	return known, nil
}

// LeavingOfWeek counts a week's reminders that wait, are under way, and are set
// aside by a hold.
func (r reader) LeavingOfWeek(ctx context.Context, week domain.Week) (waiting, flight, aside int64, err error) {
	if waiting, err = r.number(ctx, `SELECT COUNT(*) FROM mails WHERE week = ? AND week <> '' AND state IN ('queued', 'retry')`, week); err != nil {
		return 0, 0, 0, err
	}
	if flight, err = r.number(ctx, `SELECT COUNT(*) FROM mails WHERE state IN ('claimed', 'committing') AND week = ?`, week); err != nil {
		return 0, 0, 0, err
	}
	aside, err = r.number(ctx, `SELECT COUNT(*) FROM mails WHERE hold IN ('held_person', 'held_buyer', 'held_cycle') AND week = ?`, week)
	return waiting, flight, aside, err
}

// SaveCycle begins or updates a week's cycle.
func (tx *Tx) SaveCycle(ctx context.Context, c domain.Cycle) error {
	return tx.execNamed(ctx, `INSERT INTO cycles (week, state, hold, hold_detail, released_by, release_reason, planned_to, planned_at, mails, mails_after, hours, actor, created_at)
		VALUES (:week, :state, :hold, :hold_detail, :released_by, :release_reason, :planned_to, :planned_at, :mails, :mails_after, :hours, :actor, :created_at)
		ON CONFLICT (week) DO UPDATE SET state = excluded.state, hold = excluded.hold, hold_detail = excluded.hold_detail,
		released_by = excluded.released_by, release_reason = excluded.release_reason, planned_to = excluded.planned_to, planned_at = excluded.planned_at, mails = excluded.mails, mails_after = excluded.mails_after, hours = excluded.hours, actor = excluded.actor`, c)
}

// SaveCycleCounts keeps what a week's first walk decided.
func (tx *Tx) SaveCycleCounts(ctx context.Context, t *domain.Tally) error {
	for _, c := range t.Counts() {
		if err := tx.exec(ctx, `INSERT INTO cycle_counts (week, kind, outcome, n) VALUES (?, ?, ?, ?)
			ON CONFLICT (week, kind, outcome) DO UPDATE SET n = excluded.n`, t.Week, c.Kind, c.Outcome, c.N); err != nil {
			return err
		}
	}
	for buyer, n := range t.Buyers {
		if err := tx.exec(ctx, `INSERT INTO cycle_buyers (week, buyer_id, n) VALUES (?, ?, ?)
			ON CONFLICT (week, buyer_id) DO UPDATE SET n = excluded.n`, t.Week, buyer, n); err != nil {
			return err
		}
	}
	return nil
}

// RecordCycle notes an act on a cycle: hold, release, run.
func (tx *Tx) RecordCycle(before, after domain.Cycle) {
	redact := func(c domain.Cycle) map[string]any {
		return map[string]any{"week": c.Week, "state": c.State, "hold": c.Hold, "released_by": c.ReleasedBy, "release_reason": c.ReleaseReason}
	}
	tx.Record("cycle", 0, redact(before), redact(after))
}

// PersonOutcome is what a person's last cycles decided, by kind.
type PersonOutcome struct {
	UserID           int64          `db:"user_id"`
	Activation       domain.Outcome `db:"activation"`
	ActivationSince  domain.Week    `db:"activation_since"`
	ActivationBefore string         `db:"activation_before"`
	Compliance       domain.Outcome `db:"compliance"`
	ComplianceSince  domain.Week    `db:"compliance_since"`
	ComplianceBefore string         `db:"compliance_before"`
}

const personOutcomeColumns = `user_id, activation, activation_since, activation_before, compliance, compliance_since, compliance_before`

// PersonOutcomes reads the last outcomes of several persons.
func (r reader) PersonOutcomes(ctx context.Context, users []int64) (map[int64]PersonOutcome, error) {
	out := make(map[int64]PersonOutcome, len(users))
	var rows []PersonOutcome
	if err := r.all(ctx, &rows, `SELECT `+personOutcomeColumns+` FROM reminder_outcomes WHERE `+r.dialect.in("user_id"), r.list(users)); err != nil {
		return nil, err
	}
	for _, p := range rows {
		out[p.UserID] = p
	}
	return out, nil
}

// savePersonOutcome stores one person's outcomes.
func (tx *Tx) savePersonOutcome(ctx context.Context, p PersonOutcome) error {
	return tx.put(ctx, `INSERT INTO reminder_outcomes (user_id, activation, activation_since, activation_before, compliance, compliance_since,
		compliance_before) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET activation = excluded.activation,
		activation_since = excluded.activation_since, activation_before = excluded.activation_before, compliance = excluded.compliance,
		compliance_since = excluded.compliance_since, compliance_before = excluded.compliance_before`, p.UserID, p.Activation, p.ActivationSince,
		p.ActivationBefore, p.Compliance, p.ComplianceSince, p.ComplianceBefore)
}

// KeepOutcomes keeps what a slice decided: one row a person, rewritten only
// when its outcome changes. Who has this week's mail already keeps "mailed".
func (tx *Tx) KeepOutcomes(ctx context.Context, week domain.Week, ds []Decision) error {
	ids := make([]int64, len(ds))
	for i, d := range ds {
		ids[i] = d.User.ID
	}
	known, err := tx.PersonOutcomes(ctx, ids)
	if err != nil {
		return err
	}
	for _, d := range ds {
		p := known[d.User.ID]
		p.UserID = d.User.ID
		changed := false
		for i, kind := range domain.ReminderKinds() {
			if d.Outcomes[i] != domain.NotAgain {
				changed = p.Next(kind, week, d.Outcomes[i]) || changed
			}
		}
		if !changed {
			continue
		}
		if err := tx.savePersonOutcome(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// historyWeeks is how many weeks an outcome is remembered.
const historyWeeks = 8

// Next moves an outcome to a week: unchanged it stays as it is, so that the
// row need not be rewritten.
func (p *PersonOutcome) Next(kind domain.MailKind, week domain.Week, out domain.Outcome) (changed bool) {
	current, since, before := &p.Compliance, &p.ComplianceSince, &p.ComplianceBefore
	if kind == domain.MailActivation {
		current, since, before = &p.Activation, &p.ActivationSince, &p.ActivationBefore
	}
	if *current == out {
		return false
	}
	if *current != "" {
		history := append([]string{string(*since) + ":" + string(*current)}, strings.Fields(*before)...)
		*before = strings.Join(history[:min(len(history), historyWeeks)], " ")
	}
	*current, *since = out, week
	return true
}
