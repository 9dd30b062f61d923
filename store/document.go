package store

import (
	"context"

	"vigie/internal/domain"
)

const documentColumns = `id, supplier_id, follow_up_id, type_code, state, rejected_reason, issued_on, deposited_on, printed_end_on, checked_on`

// Documents reads the documents of several suppliers, in the order of
// supplier and id.
func (r reader) Documents(ctx context.Context, suppliers []int64) ([]domain.Document, error) {
	var ds []domain.Document
	err := r.all(ctx, &ds, `SELECT `+documentColumns+` FROM documents WHERE `+r.dialect.in("supplier_id")+` ORDER BY supplier_id, id`, r.list(suppliers))
	return ds, err
}

// DocumentTypes reads the kinds of document, by code.
func (r reader) DocumentTypes(ctx context.Context) (map[string]domain.DocumentType, error) {
	var ts []domain.DocumentType
	if err := r.all(ctx, &ts, `SELECT code, basis, article, applies, max_age_months, renew_months, printed_end, per_follow_up, strict_age
		FROM document_types ORDER BY code`); err != nil {
		return nil, err
	}
	types := make(map[string]domain.DocumentType, len(ts))
	for _, t := range ts {
		types[t.Code] = t
	}
	return types, nil
}

// InsertDocument stores what a supplier deposited and returns its id.
func (tx *Tx) InsertDocument(ctx context.Context, d domain.Document) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO documents (supplier_id, follow_up_id, type_code, state, rejected_reason, issued_on, deposited_on,
		printed_end_on, checked_on, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, d.SupplierID, d.FollowUpID, d.TypeCode,
		d.State, d.RejectedReason, d.IssuedOn, d.DepositedOn, d.PrintedEndOn, d.CheckedOn, tx.now)
	if err == nil {
		tx.Record("document", id, nil, map[string]any{"supplier": d.SupplierID, "type": d.TypeCode, "state": d.State})
	}
	return id, err
}

// SetCollection says that a buyer collects exactly these types.
func (tx *Tx) SetCollection(ctx context.Context, buyer int64, cs []domain.Collected) error {
	if err := tx.exec(ctx, `DELETE FROM collections WHERE buyer_id = ?`, buyer); err != nil {
		return err
	}
	codes := make([]string, len(cs))
	for i, c := range cs {
		codes[i] = c.Code
		if err := tx.exec(ctx, `INSERT INTO collections (buyer_id, type_code, usage_months, forced) VALUES (?, ?, ?, ?)`,
			buyer, c.Code, c.UsageMonths, c.Forced); err != nil {
			return err
		}
	}
	tx.Record("collection", buyer, nil, codes)
	return nil
}
