package store

import (
	"context"

	"vigie/internal/domain"
)

const suppressionColumns = `hash, kind, reason, request_id, created_at`

// Suppressed reports whether a keyed hash is on the suppression list.
func (r reader) Suppressed(ctx context.Context, hash string) (bool, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM suppressions WHERE hash = ?`, hash)
	return n > 0, err
}

// Suppressions reads the whole suppression list: hashes only.
func (r reader) Suppressions(ctx context.Context) (map[string]bool, error) {
	var hashes []string
	if err := r.all(ctx, &hashes, `SELECT hash FROM suppressions`); err != nil {
		return nil, err
	}
	set := make(map[string]bool, len(hashes))
	for _, h := range hashes {
		set[h] = true
	}
	return set, nil
}

// Suppression reads one row of the suppression list.
func (r reader) Suppression(ctx context.Context, hash string) (domain.Suppression, error) {
	var s domain.Suppression
	err := r.one(ctx, "suppression", &s, `SELECT `+suppressionColumns+` FROM suppressions WHERE hash = ?`, hash)
	return s, err
}

// SuppressionList reads the newest rows of the suppression list.
func (r reader) SuppressionList(ctx context.Context, limit int) ([]domain.Suppression, error) {
	var ss []domain.Suppression
	err := r.all(ctx, &ss, `SELECT `+suppressionColumns+` FROM suppressions ORDER BY created_at DESC, hash LIMIT ?`, limit)
	return ss, err
}

// SuppressionsOfRequest reads what one request put on the list.
func (r reader) SuppressionsOfRequest(ctx context.Context, request int64) ([]domain.Suppression, error) {
	var ss []domain.Suppression
	err := r.all(ctx, &ss, `SELECT `+suppressionColumns+` FROM suppressions WHERE request_id = ? AND request_id <> 0 ORDER BY hash`, request)
	return ss, err
}

// Suppress puts a keyed hash on the suppression list.
func (tx *Tx) Suppress(ctx context.Context, s domain.Suppression) error {
	n, err := tx.affect(ctx, `INSERT INTO suppressions (hash, kind, reason, request_id, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
		s.Hash, s.Kind, s.Reason, s.RequestID, tx.now)
	if err != nil || n == 0 {
		return err
	}
	tx.Record("suppression", s.RequestID, nil, map[string]any{"hash": s.Hash, "kind": s.Kind, "reason": s.Reason})
	return nil
}

// Unsuppress takes a hash off the suppression list, with the evidence that its
// person or establishment asked to come back.
func (tx *Tx) Unsuppress(ctx context.Context, s domain.Suppression, evidence string) error {
	if err := tx.exec(ctx, `DELETE FROM suppressions WHERE hash = ?`, s.Hash); err != nil {
		return err
	}
	tx.Record("suppression", s.RequestID, map[string]any{"hash": s.Hash, "kind": s.Kind}, map[string]any{"lifted": true, "evidence": evidence})
	return nil
}
