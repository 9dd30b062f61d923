package desk

import (
	"context"

	"vigie/internal/domain"
)

// searchLimit is how many hits of each noun a search shows.
const searchLimit = 20

// Search answers the one search box. People are masked, but for the value
// that was searched; an auditor sees nobody's name either.
func (d *Desk) Search(ctx context.Context, by domain.Actor, text string) ([]domain.Hit, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	q := domain.ParseQuery(text)
	hits, err := d.db.Search(ctx, q, searchLimit)
	for i, h := range hits {
		if by.Role == domain.Auditor && h.Noun != "establishment" {
			hits[i].Title, hits[i].Detail = "…", ""
			continue
		}
		if q.Kind == domain.QueryPhone && h.Title != q.Value {
			hits[i].Title = domain.MaskPhone(h.Title)
		}
		if domain.EmailKey(h.Title) != q.Value {
			hits[i].Title = domain.MaskAddress(h.Title)
		}
		if domain.EmailKey(h.Detail) != q.Value {
			hits[i].Detail = domain.MaskAddress(h.Detail)
		}
	}
	return hits, err
}
