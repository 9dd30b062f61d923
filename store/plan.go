package store

import (
	"context"

	"vigie/internal/domain"
)

// ReminderFacts are the facts of one slice of the base: every user of the
// establishments After < id ≤ To, and every follow-up of these suppliers, as
// known on the day of the cycle.
type ReminderFacts struct {
	To        int64
	Users     []domain.UserRow // by establishment
	FollowUps []domain.FollowUp
	InForce   int // follow-ups in force that day
	Alone     int // suppliers with a follow-up in force and no user at all
}

// userFactColumns are what the cycle's rule reads of a user.
const userFactColumns = `users.id, users.establishment_id, users.email, users.email_key, users.language, users.role, users.state, users.added_for,
	users.held_contact, users.held, users.bounced, users.request_pending, establishments.state AS establishment_state`

// followUpFactColumns are what the cycle's rule reads of a follow-up.
const followUpFactColumns = `id, buyer_id, supplier_id, state, began_on, ends_on, forced, compliance, required, outstanding, computed_on,
	next_change_on, standby_pending`

// LastEstablishment is the largest id, where the cycle's pass ends.
func (r reader) LastEstablishment(ctx context.Context) (int64, error) {
	return r.number(ctx, `SELECT COALESCE(MAX(id), 0) FROM establishments`)
}

// ReminderFacts reads one slice. Follow-ups whose stored compliance does not
// hold on day are assessed anew, so that any day can be asked for.
func (r reader) ReminderFacts(ctx context.Context, after, to int64, c Collections, day domain.Date) (ReminderFacts, error) {
	facts := ReminderFacts{To: to}
	if err := r.all(ctx, &facts.Users, `SELECT `+userFactColumns+` FROM users JOIN establishments ON establishments.id = users.establishment_id
		WHERE users.establishment_id > ? AND users.establishment_id <= ? ORDER BY users.establishment_id, users.id`, after, to); err != nil {
		return facts, err
	}
	if err := r.all(ctx, &facts.FollowUps, `SELECT `+followUpFactColumns+` FROM follow_ups
		WHERE supplier_id > ? AND supplier_id <= ? ORDER BY supplier_id, buyer_id`, after, to); err != nil {
		return facts, err
	}
	var stale []domain.FollowUp
	var places []int
	for i, f := range facts.FollowUps {
		if f.State != domain.FollowUpClosed && !f.Knows(day) {
			stale, places = append(stale, f), append(places, i)
		}
	}
	if len(stale) > 0 {
		as, err := r.Assess(ctx, stale, c, day)
		if err != nil {
			return facts, err
		}
		for i, place := range places {
			facts.FollowUps[place].Apply(as[i], day)
		}
	}
	for _, f := range facts.FollowUps {
		if f.InForce(day) {
			facts.InForce++
		}
	}
	return facts, nil
}

// HeldBuyers reads the buyers whose reminders are held.
func (r reader) HeldBuyers(ctx context.Context) (map[int64]bool, error) {
	var ids []int64
	if err := r.all(ctx, &ids, `SELECT id FROM establishments WHERE held`); err != nil {
		return nil, err
	}
	held := make(map[int64]bool, len(ids))
	for _, id := range ids {
		held[id] = true
	}
	return held, nil
}
