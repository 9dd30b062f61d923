package desk

import (
	"context"
	"strconv"

	"vigie/internal/domain"
	"vigie/store"
)

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// FollowUpFields are the fields of the filter of follow-ups.
func FollowUpFields() []string { return store.FollowUpFields() }

// FollowUps lists follow-ups.
func (d *Desk) FollowUps(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.FollowUpRow], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.FollowUpRow]{}, err
	}
	return d.db.FollowUps(ctx, f, p)
}

// CountFollowUps counts what a filter finds, up to a cap.
func (d *Desk) CountFollowUps(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
	if err := d.read(by); err != nil {
		return domain.Count{}, err
	}
	return d.db.CountFollowUps(ctx, f)
}

// FollowUpCard is a follow-up with all that its card shows.
type FollowUpCard struct {
	Row        domain.FollowUpRow
	Contracts  []domain.Contract
	Assessment domain.Assessment
	Origins    []domain.ProvenanceRow
	Requests   []domain.StandbyRequest
	Events     []domain.StandbyEvent
	Silence    domain.Silence     // of the supplier; zero when no step was taken
	LeftOut    domain.SilenceStop // why its buyer is told nothing of it; zero when it is
}

// FollowUp reads the card of a follow-up.
func (d *Desk) FollowUp(ctx context.Context, by domain.Actor, id int64) (FollowUpCard, error) {
	var c FollowUpCard
	err := d.read(by)
	if err != nil {
		return c, err
	}
	if c.Row, err = d.db.FollowUpRow(ctx, id); err != nil {
		return c, err
	}
	if c.Contracts, err = d.db.Contracts(ctx, []int64{id}); err != nil {
		return c, err
	}
	as, err := d.RequiredDocuments(ctx, by, []domain.FollowUpRow{c.Row})
	if err != nil {
		return c, err
	}
	c.Assessment = as[0]
	if c.Origins, err = d.db.FollowUpProvenance(ctx, id, cardRows); err != nil {
		return c, err
	}
	if c.Requests, err = d.db.StandbyRequestsOf(ctx, id); err != nil {
		return c, err
	}
	if c.Silence, err = d.db.Silence(ctx, c.Row.SupplierID); err != nil {
		return c, err
	}
	stops, err := d.db.SilenceStops(ctx, []int64{id})
	if err != nil {
		return c, err
	}
	c.LeftOut = stops[id]
	c.Events, err = d.db.StandbyEvents(ctx, id, cardRows)
	return c, err
}
