package desk

import (
	"context"

	"vigie/internal/domain"
)

// homeRights counts the requests that wait, the most urgent apart.
func (d *Desk) homeRights(ctx context.Context, h *Home) error {
	late, soon, err := d.db.RightsLate(ctx, d.Today())
	if err != nil {
		return err
	}
	open, err := d.db.CountRights(ctx, domain.Filter{Terms: []domain.Term{{Field: "open", Value: "yes"}}})
	if err != nil {
		return err
	}
	h.RightsLate, h.RightsSoon = domain.Count{N: late}, domain.Count{N: soon}
	if h.RightsOpen = open; !open.More {
		h.RightsOpen.N -= late + soon
	}
	return nil
}

// checkRights adds what is overdue: requests without answer, and data past its
// date that no purge has erased.
func (d *Desk) checkRights(ctx context.Context, by domain.Actor, out []Problem) ([]Problem, error) {
	late, err := d.db.RightsRequests(ctx, domain.Filter{Terms: []domain.Term{{Field: "open", Value: "yes"}, {Field: "due", Op: "<", Value: string(d.Today())}}}, domain.Page{Limit: 1})
	if err != nil {
		return nil, err
	}
	n, _, err := d.db.RightsLate(ctx, d.Today())
	if err != nil {
		return nil, err
	}
	if n > 0 && len(late.Rows) > 0 {
		out = append(out, Problem{Check: "rights_overdue", N: n, First: late.Rows[0].ID})
	}
	past, err := d.PurgePlan(ctx, by)
	rows := int64(0)
	for _, p := range past {
		rows += p.Rows
	}
	if rows > 0 {
		out = append(out, Problem{Check: "past_its_date", N: rows})
	}
	return out, err
}
