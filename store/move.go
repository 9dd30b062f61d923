package store

import (
	"context"

	"vigie/internal/domain"
)

// MoveUser takes a user to another establishment. It tells whether they could
// go: somebody of the same address may be there already.
func (tx *Tx) MoveUser(ctx context.Context, u domain.User, to int64) (bool, error) {
	n, err := tx.affect(ctx, `UPDATE users SET establishment_id = ?, updated_at = ? WHERE id = ?
		AND NOT EXISTS (SELECT 1 FROM users there WHERE there.establishment_id = ? AND there.contact_key = ?)`, to, tx.now, u.ID, to, u.ContactKey)
	if err != nil || n == 0 {
		return false, err
	}
	tx.Record("user", u.ID, map[string]any{"establishment": u.EstablishmentID}, map[string]any{"establishment": to})
	return true, nil
}

// MoveFollowUp takes a follow-up to another supplier. It tells whether it
// could go: the buyer may follow that one already.
func (tx *Tx) MoveFollowUp(ctx context.Context, f domain.FollowUp, to int64) (bool, error) {
	n, err := tx.affect(ctx, `UPDATE follow_ups SET supplier_id = ?, updated_at = ? WHERE id = ?
		AND NOT EXISTS (SELECT 1 FROM follow_ups there WHERE there.supplier_id = ? AND there.buyer_id = ?)`, to, tx.now, f.ID, to, f.BuyerID)
	if err != nil || n == 0 {
		return false, err
	}
	tx.Record("follow_up", f.ID, map[string]any{"supplier": f.SupplierID}, map[string]any{"supplier": to})
	return true, nil
}

// MoveContracts gives the contracts of one follow-up to another that has none
// of the same reference.
func (tx *Tx) MoveContracts(ctx context.Context, from, to int64) error {
	n, err := tx.affect(ctx, `UPDATE contracts SET follow_up_id = ? WHERE follow_up_id = ?
		AND reference_key NOT IN (SELECT there.reference_key FROM contracts there WHERE there.follow_up_id = ?)`, to, from, to)
	if err == nil && n > 0 {
		tx.Record("follow_up", to, nil, map[string]any{"contracts_of": from, "count": n})
	}
	return err
}

// MoveDocuments gives the documents of a supplier to another one.
func (tx *Tx) MoveDocuments(ctx context.Context, from, to int64) (int64, error) {
	n, err := tx.affect(ctx, `UPDATE documents SET supplier_id = ? WHERE supplier_id = ?`, to, from)
	if err == nil && n > 0 {
		tx.Record("establishment", to, nil, map[string]any{"documents_of": from, "count": n})
	}
	return n, err
}

// SetMoved notes where an establishment went.
func (tx *Tx) SetMoved(ctx context.Context, from, to int64) error {
	tx.Record("establishment", from, nil, map[string]any{"moved_to": to})
	return tx.exec(ctx, `UPDATE establishments SET moved_to = ?, updated_at = ? WHERE id = ?`, to, tx.now, from)
}

// MoveReferents gives the places of one user, as referent and as a buyer's
// contact, to another.
func (tx *Tx) MoveReferents(ctx context.Context, from, to int64) (int64, error) {
	moved := int64(0)
	for _, table := range []string{"referents", "buyer_contacts"} {
		n, err := tx.affect(ctx, `INSERT INTO `+table+` (follow_up_id, user_id) SELECT follow_up_id, CAST(? AS BIGINT) FROM `+table+`
			WHERE user_id = ? ON CONFLICT (follow_up_id, user_id) DO NOTHING`, to, from)
		if err != nil {
			return moved, err
		}
		if err := tx.exec(ctx, `DELETE FROM `+table+` WHERE user_id = ?`, from); err != nil {
			return moved, err
		}
		moved += n
	}
	if moved > 0 {
		tx.Record("user", to, nil, map[string]any{"places_of": from, "count": moved})
	}
	return moved, nil
}

// EndAccess revokes the links of a user and ends their sessions.
func (tx *Tx) EndAccess(ctx context.Context, user int64) error {
	for _, kind := range []domain.LinkKind{domain.LinkActivation, domain.LinkSupplier, domain.LinkReset} {
		if err := tx.RevokeLinks(ctx, kind, user, 0); err != nil {
			return err
		}
	}
	return tx.exec(ctx, `UPDATE sessions SET ended_at = ? WHERE user_id = ? AND ended_at = 0`, tx.now, user)
}
