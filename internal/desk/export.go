package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"slices"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/exchange"
	"vigie/store"
)

// ExportOptions says what is exported, and how.
type ExportOptions struct {
	What    string
	Format  exchange.Format
	Filter  string
	Sort    string // of the noun's list, "" for the order in which rows were made
	Desc    bool
	Columns []string // all when empty
	Reason  string
	ExportTo
}

// ExportTo is where an export goes, and in whose words.
type ExportTo struct {
	To      io.Writer
	TempDir string
	Say     func(key string) (text string, known bool) // the texts of headings and of code words
}

// Exports are the nouns that can be exported.
func Exports() []string { return store.Exports() }

// ExportSorts are the orders in which a noun can be exported.
func ExportSorts(what string) []string { return store.ExportSorts(what) }

// ExportColumns are the names of the columns of a noun.
func ExportColumns(what string) []string {
	var names []string
	for _, c := range store.ExportColumns(what) {
		names = append(names, c.Name)
	}
	return names
}

// Export registers an export and writes it, where nobody else has to release
// it: a table of everything that a filter finds. It is audited with its filter,
// its rows and its digest; people are masked for whom a list would mask them.
func (d *Desk) Export(ctx context.Context, by domain.Actor, o ExportOptions) (rows int, digest string, err error) {
	e, err := d.RequestExport(ctx, by, o)
	if err != nil {
		return 0, "", err
	}
	if e.State == domain.ExportWaiting {
		return 0, "", domain.Refuse(domain.Conflict, "export_registered", "Number", e.ID, "Most", domain.LoneExport)
	}
	return d.sendExport(ctx, by, e, o.ExportTo)
}

func mayExport(by domain.Actor, what string) (domain.Action, error) {
	action := domain.ExportList
	switch {
	case !slices.Contains(store.Exports(), what):
		return "", domain.Refuse(domain.Invalid, "export_unknown", "Value", what, "Known", strings.Join(store.Exports(), ", "))
	case what == "customers" || what == "consents":
		action = domain.ExportPersonal
	case what == "audit":
		if err := domain.May(by, domain.ReadRegisters); err != nil {
			return "", err
		}
	}
	return action, domain.May(by, action)
}

// sendExport writes an export and closes its line of the register. One that
// was cut stays to be fetched again.
func (d *Desk) sendExport(ctx context.Context, by domain.Actor, e domain.ExportRequest, to ExportTo) (rows int, digest string, err error) {
	action, err := mayExport(by, e.What)
	if err != nil {
		return 0, "", err
	}
	view, err := viewOf(e)
	if err != nil {
		return 0, "", err
	}
	out := &digested{to: to.To, sum: sha256.New()}
	rows, err = d.writeExport(ctx, by, exchange.Format(e.Format), view, to, out)
	after := e
	after.Rows, after.More, after.SHA256 = rows, false, out.hex()
	if err == nil {
		after.DoneAt = domain.InstantOf(d.now())
		after.End(domain.ExportDone)
	}
	noted := d.act(context.WithoutCancel(ctx), by, action, func(tx *store.Tx) error {
		return tx.UpdateExportRequest(ctx, e, after, map[string]any{"complete": err == nil})
	})
	if err == nil {
		err = noted
	}
	return rows, out.hex(), err
}

func (d *Desk) writeExport(ctx context.Context, by domain.Actor, format exchange.Format, view store.ExportView, say ExportTo, to io.Writer) (int, error) {
	w, err := exchange.NewWriter(to, format, say.heading("export.noun."+view.Noun, view.Noun), say.TempDir)
	if err != nil {
		return 0, err
	}
	columns := view.Shown()
	headings := make([]string, len(columns))
	for i, c := range columns {
		headings[i] = say.heading("export.column."+c.Name, c.Name)
	}
	if err := w.Row(headings...); err != nil {
		return 0, err
	}
	p := newPresenter(d.location, columns, say, by.Role != domain.Administrator)
	rows, err := d.pour(ctx, view, len(columns), func(cells []string) error {
		p.present(cells)
		return w.Row(cells...)
	})
	if err != nil {
		return rows, errors.Join(err, w.Abandon())
	}
	return rows, w.Close()
}

// pourRows is how many rows go from the reader to the writer at once, and
// pourAhead how many times that the reader may be ahead.
const pourRows, pourAhead = 128, 2

// pour reads rows in one goroutine and hands them to write in this one, so
// that the database and the file share the processors.
func (d *Desk) pour(ctx context.Context, view store.ExportView, width int, write func([]string) error) (int, error) {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	batches, read := make(chan []string, pourAhead), make(chan error, 1)
	go func() {
		defer close(batches)
		read <- d.readAhead(reading, view, width, batches)
	}()
	rows := 0
	for batch := range batches {
		for cells := range slices.Chunk(batch, width) {
			rows++
			if err := write(cells); err != nil {
				stop()
				for range batches { // the reader has ended before its connection goes back
				}
				return rows, err
			}
		}
	}
	return rows, <-read
}

// readAhead sends the cells of many rows at once, one row after the other.
func (d *Desk) readAhead(ctx context.Context, view store.ExportView, width int, to chan<- []string) error {
	batch := make([]string, 0, pourRows*width)
	hand := func() error {
		select {
		case to <- batch:
			batch = make([]string, 0, pourRows*width)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := d.db.ExportRows(ctx, view, func(cells []string) error {
		if batch = append(batch, cells...); len(batch) < cap(batch) {
			return nil
		}
		return hand()
	})
	if err != nil || len(batch) == 0 {
		return err
	}
	return hand()
}

func (o ExportTo) heading(key, otherwise string) string {
	if o.Say != nil {
		if text, known := o.Say(key); known {
			return text
		}
	}
	return otherwise
}

// digested passes bytes on and digests them.
type digested struct {
	to  io.Writer
	sum hash.Hash
}

func (d *digested) Write(p []byte) (int, error) {
	n, err := d.to.Write(p)
	d.sum.Write(p[:n])
	return n, err
}

func (d *digested) hex() string { return hex.EncodeToString(d.sum.Sum(nil)) }
