package desk

import (
	"context"

	"vigie/internal/domain"
)

// AsBuyer is what one buyer really sees of a supplier, now.
type AsBuyer struct {
	Row       domain.FollowUpRow
	Sees      bool // a closed follow-up shows nothing any more
	Documents []domain.Line
	Referents []domain.User // masked for whoever asks
}

// AsBuyers says for each buyer what it sees: the documents of the types that
// it collects, and its referents only.
func (d *Desk) AsBuyers(ctx context.Context, by domain.Actor, rows []domain.FollowUpRow) ([]AsBuyer, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	rows = rows[:min(len(rows), asBuyers)]
	assessed, err := d.RequiredDocuments(ctx, by, rows)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	referents, err := d.db.Referents(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]AsBuyer, len(rows))
	for i, row := range rows {
		out[i] = AsBuyer{Row: row, Sees: row.State != domain.FollowUpClosed}
		if !out[i].Sees {
			continue
		}
		out[i].Documents = assessed[i].Lines
		for _, u := range referents[row.ID] {
			out[i].Referents = append(out[i].Referents, u.Masked(by.Role))
		}
	}
	return out, nil
}

// asBuyers bounds how many buyers one tab looks through.
const asBuyers = 30
