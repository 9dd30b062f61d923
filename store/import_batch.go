package store

import (
	"context"

	"vigie/internal/domain"
)

// BeginImport creates the batch of an import. A batch that still runs was
// cut, unless it commits again.
func (tx *Tx) BeginImport(ctx context.Context, b domain.ImportBatch) (int64, error) {
	if err := tx.EndCutImports(ctx); err != nil {
		return 0, err
	}
	id, err := tx.insert(ctx, `INSERT INTO import_batches (kind, file_name, actor, state, started_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		b.Kind, b.FileName, tx.actor.Name, domain.ImportRunning, tx.now)
	if err == nil {
		tx.Record("import_batch", id, nil, map[string]any{"kind": b.Kind, "file": b.FileName, "state": domain.ImportRunning})
	}
	return id, err
}

// SaveImport writes the counts and the state of a batch.
func (tx *Tx) SaveImport(ctx context.Context, b domain.ImportBatch) error {
	return tx.exec(ctx, `UPDATE import_batches SET file_sha256 = ?, state = ?, lines = ?, created = ?, linked = ?, updated = ?, unchanged = ?,
		rejected = ?, warnings = ?, establishments = ?, followups = ?, users = ?, finished_at = ? WHERE id = ?`, b.FileSHA256, b.State, b.Lines,
		b.Created, b.Linked, b.Updated, b.Unchanged, b.Rejected, b.Warnings, b.Establishments, b.FollowUps, b.Users, b.FinishedAt, b.ID)
}

// FirstCutImport is the first of the batches of a file that were cut one
// after the other just before batch, batch itself when it begins anew: the
// run that completes a cut import is the same import.
func (r reader) FirstCutImport(ctx context.Context, batch domain.ImportBatch) (int64, error) {
	done, err := r.number(ctx, `SELECT COALESCE(MAX(id), 0) FROM import_batches WHERE id < ? AND kind = ? AND file_name = ? AND state <> 'cut'`,
		batch.ID, batch.Kind, batch.FileName)
	if err != nil {
		return 0, err
	}
	return r.number(ctx, `SELECT COALESCE(MIN(id), ?) FROM import_batches WHERE id > ? AND id <= ? AND kind = ? AND file_name = ?`,
		batch.ID, done, batch.ID, batch.Kind, batch.FileName)
}

// NextImport is the id that a batch would have, for a dry run.
func (r reader) NextImport(ctx context.Context) (int64, error) {
	return r.number(ctx, `SELECT COALESCE(MAX(id), 0) + 1 FROM import_batches`)
}

// AbsentFollowUps reads the follow-ups of a buyer that are not closed, in the
// order of their ids, after an id.
func (r reader) AbsentFollowUps(ctx context.Context, buyer, after int64, limit int) ([]domain.FollowUpRow, error) {
	var fs []domain.FollowUpRow
	err := r.all(ctx, &fs, `SELECT `+followUpRowColumns+` FROM `+followUpRowFrom+` WHERE follow_ups.buyer_id = ? AND follow_ups.id > ?
		AND follow_ups.state <> 'closed' ORDER BY follow_ups.id LIMIT ?`, buyer, after, limit)
	return fs, err
}

// EndCutImports marks the batches whose process is gone as cut; one that
// commits again is running again.
func (tx *Tx) EndCutImports(ctx context.Context) error {
	return tx.exec(ctx, `UPDATE import_batches SET state = 'cut', finished_at = ? WHERE state = 'running'`, tx.now)
}
