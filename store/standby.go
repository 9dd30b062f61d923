package store

import (
	"context"

	"vigie/internal/domain"
)

const standbyColumns = `id, follow_up_id, reason, note, until_on, user_id, state, asked_at, decided_at`

// StandbyRequest reads one request for stand-by.
func (r reader) StandbyRequest(ctx context.Context, id int64) (domain.StandbyRequest, error) {
	var s domain.StandbyRequest
	err := r.one(ctx, "standby_request", &s, `SELECT `+standbyColumns+` FROM standby_requests WHERE id = ?`, id)
	return s, err
}

// PendingStandbys reads the requests nobody decided on, oldest first.
func (r reader) PendingStandbys(ctx context.Context, limit int) ([]domain.StandbyRequest, error) {
	var ss []domain.StandbyRequest
	err := r.all(ctx, &ss, `SELECT `+standbyColumns+` FROM standby_requests WHERE state = 'pending' ORDER BY id LIMIT ?`, limit)
	return ss, err
}

// StandbyRequestsOf reads the requests about one follow-up, newest first.
func (r reader) StandbyRequestsOf(ctx context.Context, followUp int64) ([]domain.StandbyRequest, error) {
	var ss []domain.StandbyRequest
	err := r.all(ctx, &ss, `SELECT `+standbyColumns+` FROM standby_requests WHERE follow_up_id = ? ORDER BY id DESC LIMIT 50`, followUp)
	return ss, err
}

// InsertStandbyRequest stores a request as pending and returns its id.
func (tx *Tx) InsertStandbyRequest(ctx context.Context, s domain.StandbyRequest) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO standby_requests (follow_up_id, reason, note, until_on, user_id, state, asked_at)
		VALUES (?, ?, ?, ?, ?, 'pending', ?) RETURNING id`, s.FollowUpID, s.Reason, s.Note, s.Until, s.UserID, tx.now)
	if err == nil {
		tx.Record("standby_request", id, nil, map[string]any{"follow_up": s.FollowUpID, "reason": s.Reason, "until": s.Until})
	}
	return id, err
}

// DecideStandbyRequest closes a pending request as confirmed or refused.
func (tx *Tx) DecideStandbyRequest(ctx context.Context, s domain.StandbyRequest, state string) error {
	n, err := tx.affect(ctx, `UPDATE standby_requests SET state = ?, decided_at = ? WHERE id = ? AND state = 'pending'`, state, tx.now, s.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return domain.Refuse(domain.Conflict, "standby_decided")
	}
	tx.Record("standby_request", s.ID, map[string]string{"state": s.State}, map[string]string{"state": state})
	return nil
}

// EndedStandbys reads the follow-ups whose stand-by ended before day, at most
// limit.
func (r reader) EndedStandbys(ctx context.Context, day domain.Date, limit int) ([]int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT id FROM follow_ups WHERE state = 'standby' AND standby_until <> '' AND standby_until < ?
		ORDER BY standby_until, id LIMIT ?`, day, limit)
	return ids, err
}
