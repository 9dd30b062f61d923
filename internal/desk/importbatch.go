package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// ImportLineFields are the fields of the filter of a batch's lines.
func ImportLineFields() []string { return store.ImportLineFields() }

// ImportBatches lists the batches.
func (d *Desk) ImportBatches(ctx context.Context, by domain.Actor, p domain.Page) (domain.Window[domain.ImportBatch], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.ImportBatch]{}, err
	}
	return d.db.ImportBatches(ctx, p)
}

// ImportBatch reads one batch.
func (d *Desk) ImportBatch(ctx context.Context, by domain.Actor, id int64) (domain.ImportBatch, error) {
	if err := d.read(by); err != nil {
		return domain.ImportBatch{}, err
	}
	return d.db.ImportBatch(ctx, id)
}

// ImportLines lists the verdicts of a batch.
func (d *Desk) ImportLines(ctx context.Context, by domain.Actor, batch int64, f domain.Filter, p domain.Page) (domain.Window[domain.ImportLine], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.ImportLine]{}, err
	}
	return d.db.ImportLines(ctx, batch, f, p)
}
