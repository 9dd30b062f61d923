package store

import (
	"context"

	"vigie/internal/domain"
)

const standbyEventColumns = `id, follow_up_id, decision, reason, side, user_id, actor, at`

// StandbyEvent reads one thing that happened to a stand-by.
func (r reader) StandbyEvent(ctx context.Context, id int64) (domain.StandbyEvent, error) {
	var e domain.StandbyEvent
	err := r.one(ctx, "standby_event", &e, `SELECT `+standbyEventColumns+` FROM standby_events WHERE id = ?`, id)
	return e, err
}

// StandbyEvents reads what happened to the stand-bys of a follow-up, newest
// first, at most limit.
func (r reader) StandbyEvents(ctx context.Context, followUp int64, limit int) ([]domain.StandbyEvent, error) {
	var es []domain.StandbyEvent
	err := r.all(ctx, &es, `SELECT `+standbyEventColumns+` FROM standby_events WHERE follow_up_id = ? ORDER BY id DESC LIMIT ?`, followUp, limit)
	return es, err
}

// InsertStandbyEvent notes what happened to a stand-by and returns its id.
func (tx *Tx) InsertStandbyEvent(ctx context.Context, e domain.StandbyEvent) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO standby_events (follow_up_id, decision, reason, side, user_id, actor, at)
		VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`, e.FollowUpID, e.Decision, e.Reason, e.Side, e.UserID, e.Actor, tx.now)
	if err == nil {
		tx.Record("standby_event", id, nil, map[string]any{"follow_up": e.FollowUpID, "decision": e.Decision, "side": e.Side})
	}
	return id, err
}

// BuyerPeople reads whom the buyer of a follow-up has for it.
func (r reader) BuyerPeople(ctx context.Context, f domain.FollowUp) (domain.BuyerPeople, error) {
	p := domain.BuyerPeople{Language: domain.French}
	if err := r.all(ctx, &p.Contacts, `SELECT `+userColumns+` FROM buyer_contacts JOIN users ON users.id = buyer_contacts.user_id
		WHERE buyer_contacts.follow_up_id = ? ORDER BY users.id LIMIT 20`, f.ID); err != nil {
		return p, err
	}
	buyer, err := r.Establishment(ctx, f.BuyerID)
	if err != nil {
		return p, err
	}
	p.StandbyEmail = buyer.StandbyEmail
	p.Administrators, err = r.AdministratorsOf(ctx, f.BuyerID)
	return p, err
}

// AdministratorsOf reads the administrators of an establishment who are
// invited or active.
func (r reader) AdministratorsOf(ctx context.Context, establishment int64) ([]domain.User, error) {
	var us []domain.User
	err := r.all(ctx, &us, `SELECT `+userColumns+` FROM users WHERE establishment_id = ? AND role = 'administrator'
		AND state IN ('invited', 'active') ORDER BY id LIMIT 20`, establishment)
	return us, err
}

// RecallMails cancels what is queued under these dedup keys and has not been
// claimed yet, and returns how many.
func (tx *Tx) RecallMails(ctx context.Context, prefix string) (int64, error) {
	n, err := tx.affect(ctx, `UPDATE mails SET state = 'cancelled', reason = 'recalled' WHERE dedup_key >= ? AND dedup_key < ?
		AND state = 'queued' AND attempts = 0`, prefix, prefix+"\U0010FFFF")
	return n, err
}
