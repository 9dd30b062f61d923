package store

import (
	"context"

	"vigie/internal/domain"
)

const batchColumns = `id, kind, file_name, file_sha256, actor, state, lines, created, linked, updated, unchanged, rejected, warnings,
	establishments, followups, users, started_at, finished_at`

const importLineColumns = `batch_id, line, verdict, reason, warnings, supplier_id, follow_up_id, user_id, customer_id,
	contract_id, made`

// ImportBatch reads one batch.
func (r reader) ImportBatch(ctx context.Context, id int64) (domain.ImportBatch, error) {
	var b domain.ImportBatch
	err := r.one(ctx, "import_batch", &b, `SELECT `+batchColumns+` FROM import_batches WHERE id = ?`, id)
	return b, err
}

// ImportBatches lists the batches by id.
func (r reader) ImportBatches(ctx context.Context, p domain.Page) (domain.Window[domain.ImportBatch], error) {
	l := list[domain.ImportBatch]{columns: batchColumns, from: "import_batches", table: "import_batches",
		sorts: map[string]sortKey[domain.ImportBatch]{"": byID(func(b domain.ImportBatch) int64 { return b.ID })}}
	return window(ctx, r, l, &where{}, p)
}

// ImportLineFields are the fields of the filter of a batch's lines.
func ImportLineFields() []string { return []string{"line", "reason", "verdict", "warning"} }

// ImportLines lists the verdicts of a batch, by line.
func (r reader) ImportLines(ctx context.Context, batch int64, f domain.Filter, p domain.Page) (domain.Window[domain.ImportLine], error) {
	w := &where{}
	w.and("import_lines.batch_id = ?", batch)
	for _, t := range f.Terms {
		switch t.Field {
		case "verdict":
			w.term(t, "import_lines.verdict = ?", t.Value)
		case "reason":
			w.term(t, "import_lines.reason = ?", t.Value)
		case "warning":
			w.term(t, "(' ' || import_lines.warnings || ' ') LIKE ?", "% "+t.Value+" %")
		case "line":
			w.compare(t, "import_lines.line", number(t.Value))
		}
	}
	l := list[domain.ImportLine]{columns: importLineColumns, from: "(SELECT import_lines.*, line AS id FROM import_lines) AS import_lines",
		table: "import_lines",
		sorts: map[string]sortKey[domain.ImportLine]{"": byID(func(l domain.ImportLine) int64 { return int64(l.Line) })}}
	return window(ctx, r, l, w, p)
}

// CutImports counts the batches that stopped between two commits and that no
// later import of the same file completed.
func (r reader) CutImports(ctx context.Context) (int, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM import_batches cut WHERE cut.state = 'cut' AND NOT EXISTS (SELECT 1 FROM import_batches later
		WHERE later.kind = cut.kind AND later.file_name = cut.file_name AND later.id > cut.id AND later.state = 'done')`)
	return int(n), err
}
