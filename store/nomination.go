package store

import (
	"context"

	"vigie/internal/domain"
)

const nominationColumns = `id, establishment_id, user_id, evidence, state, staff_id, created_at, effective_at, decided_at, objection`

// Nomination reads one nomination.
func (r reader) Nomination(ctx context.Context, id int64) (domain.Nomination, error) {
	var n domain.Nomination
	err := r.one(ctx, "nomination", &n, `SELECT `+nominationColumns+` FROM nominations WHERE id = ?`, id)
	return n, err
}

// NominationsOf reads the nominations of a user, newest first.
func (r reader) NominationsOf(ctx context.Context, user int64) ([]domain.Nomination, error) {
	var ns []domain.Nomination
	err := r.all(ctx, &ns, `SELECT `+nominationColumns+` FROM nominations WHERE user_id = ? ORDER BY id DESC LIMIT 20`, user)
	return ns, err
}

// DueNominations reads the pending nominations whose delay is over, at most
// limit.
func (r reader) DueNominations(ctx context.Context, now domain.Instant, limit int) ([]int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT id FROM nominations WHERE state = 'pending' AND effective_at <= ? ORDER BY effective_at, id LIMIT ?`, now, limit)
	return ids, err
}

// InsertNomination stores a pending nomination and returns its id.
func (tx *Tx) InsertNomination(ctx context.Context, n domain.Nomination) (int64, error) {
	n.CreatedAt = tx.now
	id, err := tx.insertNamed(ctx, `INSERT INTO nominations (establishment_id, user_id, evidence, state, staff_id, created_at, effective_at)
		VALUES (:establishment_id, :user_id, :evidence, :state, :staff_id, :created_at, :effective_at) RETURNING id`, n)
	if err == nil {
		tx.Record("nomination", id, nil, map[string]any{"establishment": n.EstablishmentID, "user": n.UserID, "evidence": n.Evidence})
	}
	return id, err
}

// DecideNomination saves the end of a nomination; somebody else's decision
// stands.
func (tx *Tx) DecideNomination(ctx context.Context, n domain.Nomination) error {
	c, err := tx.affect(ctx, `UPDATE nominations SET state = ?, decided_at = ?, objection = ? WHERE id = ? AND state = 'pending'`,
		n.State, n.DecidedAt, n.Objection, n.ID)
	if err != nil {
		return err
	}
	if c == 0 {
		return domain.Refuse(domain.Conflict, "nomination_decided")
	}
	tx.Record("nomination", n.ID, map[string]any{"state": domain.NominationPending}, map[string]any{"state": n.State})
	return nil
}

// AllUsersOf reads every user of an establishment, for a rule that needs them
// all.
func (r reader) AllUsersOf(ctx context.Context, establishment int64) ([]domain.User, error) {
	var us []domain.User
	err := r.all(ctx, &us, `SELECT `+userColumns+` FROM users WHERE establishment_id = ? ORDER BY id`, establishment)
	return us, err
}

// ContactsToTell reads the users whose rights wait to be set and whose
// administrators were not asked yet, at most limit.
func (r reader) ContactsToTell(ctx context.Context, limit int) ([]domain.User, error) {
	var us []domain.User
	err := r.all(ctx, &us, `SELECT `+userColumns+` FROM users WHERE rights_to_set AND NOT rights_told ORDER BY id LIMIT ?`, limit)
	return us, err
}

// SetRightsTold notes that the administrators of a user were asked.
func (tx *Tx) SetRightsTold(ctx context.Context, user int64) error {
	return tx.exec(ctx, `UPDATE users SET rights_told = TRUE WHERE id = ?`, user)
}
