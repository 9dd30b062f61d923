package store

import (
	"context"

	"vigie/internal/domain"
)

// WithoutAdministrator reads the establishments whose users have no
// administrator among them, those that wait longest first, at most limit.
func (r reader) WithoutAdministrator(ctx context.Context, limit int) ([]domain.Establishment, error) {
	var es []domain.Establishment
	err := r.all(ctx, &es, `SELECT `+establishmentColumns+` FROM without_administrator JOIN establishments
		ON establishments.id = without_administrator.establishment_id ORDER BY without_administrator.since, establishments.id LIMIT ?`, limit)
	return es, err
}

// NoteWithoutAdministrator queues an establishment that lost its last
// administrator while others remain.
func (tx *Tx) NoteWithoutAdministrator(ctx context.Context, establishment int64) error {
	tx.Record("establishment", establishment, nil, map[string]any{"without_administrator": true})
	return tx.exec(ctx, `INSERT INTO without_administrator (establishment_id, since) VALUES (?, ?) ON CONFLICT (establishment_id) DO NOTHING`,
		establishment, tx.now)
}

// ForgetWithoutAdministrator takes an establishment off that queue.
func (tx *Tx) ForgetWithoutAdministrator(ctx context.Context, establishment int64) error {
	return tx.exec(ctx, `DELETE FROM without_administrator WHERE establishment_id = ?`, establishment)
}

// UserOf reports whether an establishment has a user under this contact key.
func (r reader) UserOf(ctx context.Context, establishment int64, contactKey string) (bool, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM users WHERE establishment_id = ? AND contact_key = ?`, establishment, contactKey)
	return n > 0, err
}

// AllSupplierFollowUps reads every follow-up of one supplier.
func (r reader) AllSupplierFollowUps(ctx context.Context, supplier int64) ([]domain.FollowUp, error) {
	var fs []domain.FollowUp
	err := r.all(ctx, &fs, `SELECT `+followUpColumns+` FROM follow_ups WHERE supplier_id = ? ORDER BY id`, supplier)
	return fs, err
}

// OpenFollowUpsOf reads the follow-ups of a buyer that are not closed, at most
// limit.
func (r reader) OpenFollowUpsOf(ctx context.Context, buyer int64, limit int) ([]int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT id FROM follow_ups WHERE buyer_id = ? AND state <> 'closed' ORDER BY id LIMIT ?`, buyer, limit)
	return ids, err
}
