package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// timedBatch is how many rows one timed transaction touches: it commits
// within some 20 ms, so that nobody at a console waits.
const timedBatch = 300

// RefreshCompliance assesses again the follow-ups whose compliance changes
// with the day: a contract that ended, a document that expires. It returns
// how many it did; call it until none is left.
func (d *Desk) RefreshCompliance(ctx context.Context) (int, error) {
	ids, err := d.db.StaleFollowUps(ctx, d.Today(), timedBatch)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	collections, err := d.db.Collections(ctx)
	if err != nil {
		return 0, err
	}
	err = d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.RefreshFollowUps(ctx, ids, collections, d.Today()) })
	return len(ids), err
}

// EndStandbys reactivates the follow-ups whose stand-by has reached its last
// day, tells both sides, and returns how many.
func (d *Desk) EndStandbys(ctx context.Context) (int, error) {
	ids, err := d.db.EndedStandbys(ctx, d.Today(), timedBatch)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	err = d.act(ctx, domain.SystemActor("timed"), domain.TimedRefresh, func(tx *store.Tx) error {
		return eachFollowUp(ctx, tx, ids, func(f domain.FollowUp) error {
			return d.reactivate(ctx, tx, f, domain.StandbyEvent{Decision: domain.StandbyEnded, Side: domain.SideClock})
		})
	})
	return len(ids), err
}

// ExpireConsents ends the consent requests whose link has ended unanswered,
// and returns how many.
func (d *Desk) ExpireConsents(ctx context.Context) (int, error) {
	due, err := d.db.ExpiredConsentRequests(ctx, domain.InstantOf(d.now()), timedBatch)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	err = d.act(ctx, domain.SystemActor("timed"), domain.TimedRefresh, func(tx *store.Tx) error {
		for _, before := range due {
			after := before
			after.State = domain.RequestExpired
			if err := tx.UpdateConsentRequest(ctx, before, after); err != nil {
				return err
			}
			customer, err := tx.Customer(ctx, before.CustomerID)
			if err != nil {
				return err
			}
			if customer.RequestID != before.ID {
				continue
			}
			changed := customer
			changed.RequestState = domain.RequestExpired
			if err := tx.UpdateCustomer(ctx, customer, changed); err != nil {
				return err
			}
		}
		return nil
	})
	return len(due), err
}

// tidiedOn is where the day stands on which names were last brought together.
const tidiedOn = "names_tidied_on"

// TidyNames brings the names that were written together for those who search,
// once a day. It returns 0: nothing of it is left.
func (d *Desk) TidyNames(ctx context.Context) (int, error) {
	today := string(d.Today())
	if last, err := d.db.Meta(ctx, tidiedOn); err != nil || last == today {
		return 0, err
	}
	if err := d.db.TidyWords(ctx); err != nil {
		return 0, err
	}
	return 0, d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.SetMeta(ctx, tidiedOn, today) })
}
