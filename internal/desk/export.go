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

// freeExport is how many rows leave without a reason.
const freeExport = 1000

// ExportOptions says what is exported, and how.
type ExportOptions struct {
	What    string
	Format  exchange.Format
	Filter  string
	Reason  string
	To      io.Writer
	TempDir string
	Say     func(key string) (text string, known bool) // the texts of headings and of code words
}

// Exports are the nouns that can be exported.
func Exports() []string { return store.Exports() }

// Export writes a table of everything that a filter finds. It is audited with
// its filter, its rows and its digest; people are masked for whom a list
// would mask them.
func (d *Desk) Export(ctx context.Context, by domain.Actor, o ExportOptions) (rows int, digest string, err error) {
	action, err := mayExport(by, o.What)
	if err != nil {
		return 0, "", err
	}
	filter, err := domain.ParseFilter(o.Filter, store.ExportFields(o.What))
	if err != nil {
		return 0, "", err
	}
	if o.Reason == "" {
		n, err := d.db.CountExport(ctx, o.What, filter, freeExport+1)
		if err != nil {
			return 0, "", err
		}
		if n > freeExport {
			return 0, "", domain.Refuse(domain.Invalid, "export_reason", "Most", freeExport)
		}
	}
	about := map[string]any{"what": o.What, "format": o.Format, "filter": domain.AuditFilter(o.Filter), "reason": o.Reason}
	if err := d.noteExport(ctx, by, action, about); err != nil {
		return 0, "", err
	}
	out := &digested{to: o.To, sum: sha256.New()}
	rows, err = d.writeExport(ctx, by, o, filter, out)
	about["rows"], about["sha256"], about["complete"] = rows, out.hex(), err == nil
	if noted := d.noteExport(context.WithoutCancel(ctx), by, action, about); err == nil {
		err = noted
	}
	return rows, out.hex(), err
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

func (d *Desk) noteExport(ctx context.Context, by domain.Actor, action domain.Action, about map[string]any) error {
	return d.act(ctx, by, action, func(tx *store.Tx) error {
		tx.Record("export", 0, nil, about)
		return nil
	})
}

func (d *Desk) writeExport(ctx context.Context, by domain.Actor, o ExportOptions, filter domain.Filter, to io.Writer) (int, error) {
	w, err := exchange.NewWriter(to, o.Format, o.heading("export.noun."+o.What, o.What), o.TempDir)
	if err != nil {
		return 0, err
	}
	columns := store.ExportColumns(o.What)
	headings := make([]string, len(columns))
	for i, c := range columns {
		headings[i] = o.heading("export.column."+c.Name, c.Name)
	}
	if err := w.Row(headings...); err != nil {
		return 0, err
	}
	p := newPresenter(d.location, columns, o, by.Role != domain.Administrator)
	rows, err := d.pour(ctx, o.What, filter, func(cells []string) error {
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
func (d *Desk) pour(ctx context.Context, what string, filter domain.Filter, write func([]string) error) (int, error) {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	batches, read := make(chan []string, pourAhead), make(chan error, 1)
	width := len(store.ExportColumns(what))
	go func() {
		defer close(batches)
		read <- d.readAhead(reading, what, filter, width, batches)
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
func (d *Desk) readAhead(ctx context.Context, what string, filter domain.Filter, width int, to chan<- []string) error {
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
	err := d.db.ExportRows(ctx, what, filter, func(cells []string) error {
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

func (o ExportOptions) heading(key, otherwise string) string {
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
