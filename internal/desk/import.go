package desk

import (
	"context"
	"io"
	"time"

	"vigie/internal/domain"
	"vigie/internal/exchange"
	"vigie/store"
)

// ImportOptions says how a file is imported.
type ImportOptions struct {
	FileName  string            // as the batch remembers it
	Buyer     domain.Identifier // of lines that name none
	BuyerName string
	Map       []string // "Heading=field"
	FullList  bool     // the file is all that its buyers have: who is absent is told
	DryRun    bool     // same verdicts, nothing written
	TempDir   string
	Size      int64 // bytes of the file, 0 when unknown

	OnOpen     func(headings, unused []string) error // once the columns are known
	OnLine     func(ImportedLine) error              // for every line, once it is committed
	OnAbsent   func(domain.FollowUpRow) error        // with FullList, who is absent
	OnProgress func(ImportProgress)                  // after every commit
}

// ImportedLine is what an import did with one line.
type ImportedLine struct {
	Line     int
	Cells    []string // as in the file
	Verdict  domain.Verdict
	Reason   string
	Warnings []string
	Kept     []KeptValue
}

// KeptValue is a value of a file that another one stands against.
type KeptValue struct{ Field, Kept, Given string }

// ImportProgress is how far an import has come.
type ImportProgress struct {
	Lines     int
	Bytes     int64
	Rate      float64       // lines a second
	Remaining time.Duration // 0 when unknown
}

// ImportSummary is the outcome of an import, as scripts read it.
type ImportSummary struct {
	Batch          int64          `json:"batch"` // 0 for a dry run
	Lines          int            `json:"lines"`
	Created        int            `json:"created"`
	Linked         int            `json:"linked"`
	Updated        int            `json:"updated"`
	Unchanged      int            `json:"unchanged"`
	Rejected       int            `json:"rejected"`
	Warnings       int            `json:"warnings"`
	Reasons        map[string]int `json:"reasons"`
	Establishments int            `json:"establishments"`
	FollowUps      int            `json:"followups"`
	Users          int            `json:"users"`
}

// lineReader reads the lines of a file of either kind.
type lineReader[L any] interface {
	Read(*L) error
	Cells() []string
	Headings() []string
	Unused() []string
	BytesRead() int64
	SHA256() string
	Close() error
}

// ImportSuppliers imports a supplier file.
func (d *Desk) ImportSuppliers(ctx context.Context, by domain.Actor, file io.Reader, o ImportOptions) (ImportSummary, error) {
	if err := domain.May(by, domain.ImportFile); err != nil {
		return ImportSummary{}, err
	}
	lines, err := exchange.OpenSuppliers(file, exchange.SupplierOptions{Options: exchange.Options{TempDir: o.TempDir, Map: o.Map},
		Buyer: o.Buyer, BuyerName: o.BuyerName})
	if err != nil {
		return ImportSummary{}, err
	}
	seen := newPresence(o.FullList)
	im := importer[domain.SupplierLine]{d: d, by: by, o: o, kind: domain.ImportSuppliers, lines: lines,
		keep: func(l *domain.SupplierLine) { l.Warnings = clone(l.Warnings) },
		apply: func(ctx context.Context, it *store.ImportTx, p importPart, ls []domain.SupplierLine) ([]outcome, error) {
			c := supplierChunk{desk: d, it: it, part: p, seen: seen}
			return c.apply(ctx, ls)
		}}
	summary, err := im.run(ctx)
	if err == nil && o.FullList && o.OnAbsent != nil {
		err = d.tellAbsent(ctx, seen, o.OnAbsent)
	}
	return summary, err
}

// ImportCustomers imports a customer file.
func (d *Desk) ImportCustomers(ctx context.Context, by domain.Actor, file io.Reader, o ImportOptions) (ImportSummary, error) {
	if err := domain.May(by, domain.ImportFile); err != nil {
		return ImportSummary{}, err
	}
	lines, err := exchange.OpenCustomers(file, exchange.Options{TempDir: o.TempDir, Map: o.Map})
	if err != nil {
		return ImportSummary{}, err
	}
	im := importer[domain.CustomerLine]{d: d, by: by, o: o, kind: domain.ImportCustomers, lines: lines,
		keep: func(l *domain.CustomerLine) { l.Warnings = clone(l.Warnings) },
		apply: func(ctx context.Context, it *store.ImportTx, p importPart, ls []domain.CustomerLine) ([]outcome, error) {
			c := customerChunk{desk: d, it: it, part: p}
			return c.apply(ctx, ls)
		}}
	return im.run(ctx)
}

func clone(s []string) []string {
	if len(s) == 0 {
		return nil
	}
	return append([]string(nil), s...)
}

func summaryOf(b domain.ImportBatch, reasons map[string]int) ImportSummary {
	return ImportSummary{Batch: b.ID, Lines: b.Lines, Created: b.Created, Linked: b.Linked, Updated: b.Updated, Unchanged: b.Unchanged,
		Rejected: b.Rejected, Warnings: b.Warnings, Reasons: reasons, Establishments: b.Establishments, FollowUps: b.FollowUps, Users: b.Users}
}
