package desk

import (
	"context"
	"encoding/csv"
	"maps"
	"slices"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/exchange"
	"vigie/store"
)

// AddFollowUp sets a follow-up up by hand, on a buyer's behalf: fields are
// those of a supplier file, by their canonical headings. It is read, checked
// and applied like a line of a file, with its own provenance; what a file
// would leave out with a warning is refused here, since somebody can answer.
func (d *Desk) AddFollowUp(ctx context.Context, by domain.Actor, fields map[string]string) (int64, error) {
	line, err := readLine(fields)
	if err != nil {
		return 0, err
	}
	run, err := d.db.NewImportRun(ctx)
	if err != nil {
		return 0, err
	}
	var id int64
	for range clashes {
		err = d.act(ctx, by, domain.AddFollowUp, func(tx *store.Tx) (err error) {
			id, err = d.addFollowUp(ctx, tx, run, line)
			return err
		})
		if !store.ImportClash(err) {
			break
		}
	}
	return id, err
}

func (d *Desk) addFollowUp(ctx context.Context, tx *store.Tx, run *store.ImportRun, line domain.SupplierLine) (int64, error) {
	c := supplierChunk{desk: d, it: tx.Import(run), part: importPart{now: tx.Now(), today: d.Today(), actor: tx.Actor().Name, channel: domain.ChannelManual}}
	outcomes, err := c.apply(ctx, []domain.SupplierLine{line})
	if err != nil {
		return 0, err
	}
	o := outcomes[0]
	if o.Reason != "" {
		return 0, domain.Refuse(domain.Invalid, o.Reason)
	}
	tx.Record("follow_up", o.FollowUpID, nil, map[string]any{"verdict": o.Verdict, "supplier": o.SupplierID, "user": o.UserID, "warnings": o.Warnings})
	return o.FollowUpID, nil
}

// readLine reads fields as the one line of a file.
func readLine(fields map[string]string) (domain.SupplierLine, error) {
	var line domain.SupplierLine
	headings := slices.Sorted(maps.Keys(fields))
	cells := make([]string, len(headings))
	for i, h := range headings {
		cells[i] = fields[h]
	}
	var text strings.Builder
	w := csv.NewWriter(&text)
	w.Comma = ';'
	if err := w.WriteAll([][]string{headings, cells}); err != nil {
		return line, err
	}
	file, err := exchange.OpenSuppliers(strings.NewReader(text.String()), exchange.SupplierOptions{})
	if err != nil {
		return line, err
	}
	defer file.Close()
	if err := file.Read(&line); err != nil {
		return line, err
	}
	if line.Rejection != "" {
		return line, domain.Refuse(domain.Invalid, line.Rejection)
	}
	for _, warning := range line.Warnings {
		if strings.HasPrefix(warning, "bad_") || warning == domain.WarnShortened {
			return line, domain.Refuse(domain.Invalid, "field_unreadable", "Unreadable", warning)
		}
	}
	line.Line, line.Warnings = 0, clone(line.Warnings)
	return line, nil
}

// CloseFollowUp ends a follow-up, as its buyer asked.
func (d *Desk) CloseFollowUp(ctx context.Context, by domain.Actor, id int64) error {
	return d.act(ctx, by, domain.AddFollowUp, func(tx *store.Tx) error {
		before, err := tx.FollowUp(ctx, id)
		if err != nil {
			return err
		}
		after := before
		if err := after.Close(d.Today()); err != nil {
			return err
		}
		return tx.UpdateFollowUp(ctx, before, after)
	})
}
