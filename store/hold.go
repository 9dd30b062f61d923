package store

import (
	"context"

	"vigie/internal/domain"
)

const holdColumns = `id, scope, subject_id, reason, staff_id, created_at, lifted_at`

// LegalHold reads one legal hold.
func (r reader) LegalHold(ctx context.Context, id int64) (domain.LegalHold, error) {
	var h domain.LegalHold
	err := r.one(ctx, "legal_hold", &h, `SELECT `+holdColumns+` FROM legal_holds WHERE id = ?`, id)
	return h, err
}

// LegalHolds reads the legal holds, those that stand first.
func (r reader) LegalHolds(ctx context.Context, limit int) ([]domain.LegalHold, error) {
	var hs []domain.LegalHold
	err := r.all(ctx, &hs, `SELECT `+holdColumns+` FROM legal_holds ORDER BY CASE WHEN lifted_at = 0 THEN 0 ELSE 1 END, id DESC LIMIT ?`, limit)
	return hs, err
}

// Held reports whether a legal hold stands on a subject.
func (r reader) Held(ctx context.Context, scope domain.RightsScope, subject int64) (bool, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM legal_holds WHERE scope = ? AND subject_id = ? AND lifted_at = 0`, scope, subject)
	return n > 0, err
}

// InsertLegalHold puts a legal hold on a subject and returns its number.
func (tx *Tx) InsertLegalHold(ctx context.Context, h domain.LegalHold) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO legal_holds (scope, subject_id, reason, staff_id, created_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		h.Scope, h.SubjectID, h.Reason, h.StaffID, tx.now)
	if err == nil {
		tx.Record("legal_hold", id, nil, map[string]any{"scope": h.Scope, "subject": h.SubjectID, "reason": h.Reason})
	}
	return id, err
}

// LiftLegalHold ends a legal hold.
func (tx *Tx) LiftLegalHold(ctx context.Context, h domain.LegalHold) error {
	n, err := tx.affect(ctx, `UPDATE legal_holds SET lifted_at = ? WHERE id = ? AND lifted_at = 0`, tx.now, h.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return domain.Refuse(domain.Conflict, "hold_lifted")
	}
	tx.Record("legal_hold", h.ID, map[string]any{"lifted": false}, map[string]any{"lifted": true})
	return nil
}
