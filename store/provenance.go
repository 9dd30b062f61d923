package store

import (
	"context"

	"vigie/internal/domain"
)

const provenanceRowColumns = `provenances.id, provenances.follow_up_id, provenances.user_id, provenances.buyer_id, provenances.channel,
	provenances.batch_id, provenances.line, provenances.actor, provenances.at, COALESCE(buyer.name, '') AS buyer_name,
	COALESCE(buyer.id_value, '') AS buyer_value, COALESCE(batch.file_name, '') AS file_name`

const provenanceRowFrom = `provenances LEFT JOIN establishments buyer ON buyer.id = provenances.buyer_id
	LEFT JOIN import_batches batch ON batch.id = provenances.batch_id`

// UserProvenance reads who gave a user's contact, first giver first.
func (r reader) UserProvenance(ctx context.Context, user int64, limit int) ([]domain.ProvenanceRow, error) {
	var ps []domain.ProvenanceRow
	err := r.all(ctx, &ps, `SELECT `+provenanceRowColumns+` FROM `+provenanceRowFrom+`
		WHERE provenances.user_id = ? AND provenances.user_id <> 0 ORDER BY provenances.id LIMIT ?`, user, limit)
	return ps, err
}

// FollowUpProvenance reads who set a follow-up up, first episode first.
func (r reader) FollowUpProvenance(ctx context.Context, followUp int64, limit int) ([]domain.ProvenanceRow, error) {
	var ps []domain.ProvenanceRow
	err := r.all(ctx, &ps, `SELECT `+provenanceRowColumns+` FROM `+provenanceRowFrom+`
		WHERE provenances.follow_up_id = ? AND provenances.follow_up_id <> 0 ORDER BY provenances.id LIMIT ?`, followUp, limit)
	return ps, err
}

// InsertProvenance notes who gave a follow-up or a contact.
func (tx *Tx) InsertProvenance(ctx context.Context, p domain.Provenance) error {
	p.At = tx.now
	return tx.execNamed(ctx, `INSERT INTO provenances (follow_up_id, user_id, buyer_id, channel, batch_id, line, actor, at)
		VALUES (:follow_up_id, :user_id, :buyer_id, :channel, :batch_id, :line, :actor, :at)`, p)
}
