package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// PreviewRow is one person of a preview, with what the cycle decides.
type PreviewRow = store.PersonRow

// PreviewPersons reads a window of the persons of a coming cycle: those with
// an outcome of a kind, or those reminded about a buyer; addresses masked.
func (d *Desk) PreviewPersons(ctx context.Context, by domain.Actor, week domain.Week, day domain.Date, q PersonChoice, p domain.Page) (domain.Window[PreviewRow], error) {
	if err := d.read(by); err != nil {
		return domain.Window[PreviewRow]{}, err
	}
	held, err := d.cycleHeld(ctx, week)
	if err != nil {
		return domain.Window[PreviewRow]{}, err
	}
	w, err := d.db.PreviewPersons(ctx, store.Pass{Day: day, Week: week, Hash: d.keys.HashEmail, CycleHeld: held}, q, p)
	for i := range w.Rows {
		w.Rows[i].User = w.Rows[i].User.Masked(by.Role)
	}
	return w, err
}

// PersonsOf is the choice of the persons with an outcome of a kind.
func PersonsOf(kind domain.MailKind, out domain.Outcome) PersonChoice {
	return store.PersonQuery{Kind: kind, Outcome: out}
}

// PersonsAbout is the choice of the persons reminded about a buyer.
func PersonsAbout(buyer int64) PersonChoice { return store.PersonQuery{Buyer: buyer} }

// LastCycle is what a past cycle decided, for comparison.
type LastCycle struct {
	Week   domain.Week // "" when there was none
	Counts []domain.OutcomeCount
	Buyers map[int64]int // persons mailed about each
}

// LastCycle reads the last cycle that was planned before a week.
func (d *Desk) LastCycle(ctx context.Context, by domain.Actor, week domain.Week) (LastCycle, error) {
	var l LastCycle
	if err := d.read(by); err != nil {
		return l, err
	}
	weeks, err := d.db.PlannedWeeks(ctx, week.Previous(), 1)
	if err != nil || len(weeks) == 0 {
		return l, err
	}
	l.Week = weeks[0]
	if l.Counts, err = d.db.CycleCounts(ctx, l.Week); err != nil {
		return l, err
	}
	l.Buyers, err = d.db.CycleBuyers(ctx, l.Week)
	return l, err
}

// PersonChoice chooses persons of a preview.
type PersonChoice = store.PersonQuery
