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

// LastCycle is what the cycle before a week decided, for comparison: persons
// by kind and outcome, and by buyer. Nothing when there was none.
func (d *Desk) LastCycle(ctx context.Context, by domain.Actor, week domain.Week) ([]domain.OutcomeCount, map[int64]int, error) {
	if err := d.read(by); err != nil {
		return nil, nil, err
	}
	counts, err := d.db.CycleCounts(ctx, week.Previous())
	if err != nil {
		return nil, nil, err
	}
	buyers, err := d.db.CycleBuyers(ctx, week.Previous())
	return counts, buyers, err
}

// PersonChoice chooses persons of a preview.
type PersonChoice = store.PersonQuery
