package store

import (
	"context"

	"vigie/internal/domain"
)

const contractColumns = `contracts.id, contracts.follow_up_id, contracts.reference, contracts.reference_key, contracts.signer,
	contracts.signer_group_id, contracts.amount_cents, contracts.start_on, contracts.end_on, contracts.months, contracts.ends_on`

// Contracts reads the contracts of several follow-ups, in the order of
// follow-up and id.
func (r reader) Contracts(ctx context.Context, followUps []int64) ([]domain.Contract, error) {
	var cs []domain.Contract
	err := r.all(ctx, &cs, `SELECT `+contractColumns+` FROM contracts WHERE `+r.dialect.in("follow_up_id")+`
		ORDER BY follow_up_id, id`, r.list(followUps))
	return cs, err
}

// InsertContract creates a contract and returns its id.
func (tx *Tx) InsertContract(ctx context.Context, c domain.Contract) (int64, error) {
	c.ReferenceKey, c.EndsOn = domain.Fold(c.Reference), c.ComputeEnd()
	id, err := tx.insertNamed(ctx, `INSERT INTO contracts (follow_up_id, reference, reference_key, signer, signer_group_id, amount_cents,
		start_on, end_on, months, ends_on) VALUES (:follow_up_id, :reference, :reference_key, :signer, :signer_group_id, :amount_cents,
		:start_on, :end_on, :months, :ends_on) RETURNING id`, c)
	if err == nil {
		tx.Record("contract", id, nil, map[string]any{"follow_up": c.FollowUpID, "reference": c.Reference, "ends_on": c.EndsOn})
	}
	return id, err
}
