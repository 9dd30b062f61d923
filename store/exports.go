package store

import (
	"context"
	"strings"

	"vigie/internal/domain"
)

const exportColumns = `id, what, format, filter, sort, descending, columns, reason, state, rows, more, sha256, staff_id, actor, released_by, asked_at, released_at, done_at`

// ExportRequest reads one line of the register of exports.
func (r reader) ExportRequest(ctx context.Context, id int64) (domain.ExportRequest, error) {
	var e domain.ExportRequest
	err := r.one(ctx, "export", &e, `SELECT `+exportColumns+` FROM exports WHERE id = ?`, id)
	return e, err
}

// ExportRequestFields are the fields of the filter of the register.
func ExportRequestFields() []string { return []string{"state", "what", "who"} }

// ExportRequests lists the register in the order in which it was written.
func (r reader) ExportRequests(ctx context.Context, f domain.Filter, p domain.Page) (domain.Window[domain.ExportRequest], error) {
	l := list[domain.ExportRequest]{columns: exportColumns, from: "exports", table: "exports",
		sorts: map[string]sortKey[domain.ExportRequest]{"": byID(func(e domain.ExportRequest) int64 { return e.ID })}}
	return window(ctx, r, l, exportRequestWhere(f), p)
}

// CountExportRequests counts what a filter finds, up to a cap.
func (r reader) CountExportRequests(ctx context.Context, f domain.Filter) (domain.Count, error) {
	return count(ctx, r, "exports", exportRequestWhere(f))
}

func exportRequestWhere(f domain.Filter) *where {
	w := &where{}
	for _, word := range f.Words {
		pattern := "%" + likeText(strings.ToLower(word)) + "%"
		w.and("(LOWER(actor) LIKE ? ESCAPE '!' OR LOWER(reason) LIKE ? ESCAPE '!' OR what LIKE ? ESCAPE '!')", pattern, pattern, pattern)
	}
	for _, t := range f.Terms {
		switch t.Field {
		case "state":
			w.term(t, "state = ?", t.Value)
		case "what":
			w.term(t, "what = ?", t.Value)
		case "who":
			w.term(t, "LOWER(actor) = LOWER(?)", t.Value)
		}
	}
	return w
}

// InsertExportRequest writes a line of the register and returns its number.
func (tx *Tx) InsertExportRequest(ctx context.Context, e domain.ExportRequest) (int64, error) {
	id, err := tx.insertNamed(ctx, `INSERT INTO exports (what, format, filter, sort, descending, columns, reason, state, rows, more, sha256, staff_id, actor, released_by,
		asked_at, released_at, done_at) VALUES (:what, :format, :filter, :sort, :descending, :columns, :reason, :state, :rows, :more, :sha256, :staff_id, :actor, :released_by,
		:asked_at, :released_at, :done_at) RETURNING id`, e)
	if err == nil {
		tx.Record("export", id, nil, redactExport(e))
	}
	return id, err
}

// UpdateExportRequest saves what became of an export; about is what the audit
// says besides.
func (tx *Tx) UpdateExportRequest(ctx context.Context, before, after domain.ExportRequest, about map[string]any) error {
	if err := tx.execNamed(ctx, `UPDATE exports SET filter = :filter, state = :state, rows = :rows, more = :more, sha256 = :sha256, released_by = :released_by,
		released_at = :released_at, done_at = :done_at WHERE id = :id`, after); err != nil {
		return err
	}
	now := redactExport(after)
	for k, v := range about {
		now[k] = v
	}
	tx.Record("export", after.ID, redactExport(before), now)
	return nil
}

func redactExport(e domain.ExportRequest) map[string]any {
	return map[string]any{"what": e.What, "format": e.Format, "filter": domain.AuditFilter(e.Filter), "reason": e.Reason, "state": e.State, "rows": e.Rows, "sha256": e.SHA256,
		"sort": e.Sort, "columns": e.Columns, "asked_by": e.Actor, "released_by": e.ReleasedBy}
}

// OldExports are the numbers of exports that can no longer be fetched.
func (r reader) OldExports(ctx context.Context, before domain.Instant, limit int) ([]int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT id FROM exports WHERE state IN ('waiting', 'ready') AND asked_at < ? AND released_at < ? ORDER BY id LIMIT ?`, before, before, limit)
	return ids, err
}

// eraseExports cancels the exports that would look for somebody who is
// removed, and masks whom they name.
func (tx *Tx) eraseExports(ctx context.Context, e Erasure) error {
	values := spellings(append(append([]string{}, e.Addresses...), e.Names...))
	if len(values) == 0 {
		return nil
	}
	var open []domain.ExportRequest
	if err := tx.all(ctx, &open, `SELECT `+exportColumns+` FROM exports WHERE state IN ('waiting', 'ready') AND filter <> '' ORDER BY id`); err != nil {
		return err
	}
	for _, before := range open {
		if !hasAny(before.Filter, values) {
			continue
		}
		after := before
		after.End(domain.ExportCancelled)
		after.Filter = maskText(after.Filter, values)
		if err := tx.UpdateExportRequest(ctx, before, after, nil); err != nil {
			return err
		}
	}
	return nil
}
