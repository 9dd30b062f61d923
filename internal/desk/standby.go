package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// PutOnStandby pauses the reminders of follow-ups, all or none of them.
func (d *Desk) PutOnStandby(ctx context.Context, by domain.Actor, ids []int64, reason domain.StandbyReason, note string, until domain.Date) error {
	if err := (domain.StandbyRequest{Reason: reason, Note: note}).Check(); err != nil {
		return err
	}
	return d.act(ctx, by, domain.SetStandby, func(tx *store.Tx) error {
		return eachFollowUp(ctx, tx, ids, func(f *domain.FollowUp) error { return f.PutOnStandby(reason, note, until) })
	})
}

// Reactivate ends the stand-by of follow-ups, all or none of them.
func (d *Desk) Reactivate(ctx context.Context, by domain.Actor, ids []int64) error {
	return d.act(ctx, by, domain.SetStandby, func(tx *store.Tx) error {
		return eachFollowUp(ctx, tx, ids, (*domain.FollowUp).Reactivate)
	})
}

func eachFollowUp(ctx context.Context, tx *store.Tx, ids []int64, change func(*domain.FollowUp) error) error {
	for _, id := range ids {
		before, err := tx.FollowUp(ctx, id)
		if err != nil {
			return err
		}
		after := before
		if err := change(&after); err != nil {
			return err
		}
		if err := tx.UpdateFollowUp(ctx, before, after); err != nil {
			return err
		}
	}
	return nil
}

// DecideStandby confirms or refuses a pending request for stand-by.
func (d *Desk) DecideStandby(ctx context.Context, by domain.Actor, id int64, confirm bool) error {
	return d.act(ctx, by, domain.DecideStandby, func(tx *store.Tx) error { return decideStandby(ctx, tx, id, confirm) })
}

func decideStandby(ctx context.Context, tx *store.Tx, id int64, confirm bool) error {
	request, err := tx.StandbyRequest(ctx, id)
	if err != nil {
		return err
	}
	before, err := tx.FollowUp(ctx, request.FollowUpID)
	if err != nil {
		return err
	}
	after, state := before, "refused"
	after.StandbyPending = false
	if confirm {
		state = "confirmed"
		if err := after.PutOnStandby(request.Reason, request.Note, request.Until); err != nil {
			return err
		}
	}
	if err := tx.DecideStandbyRequest(ctx, request, state); err != nil {
		return err
	}
	return tx.UpdateFollowUp(ctx, before, after)
}

// PendingStandbys reads the requests nobody decided on, oldest first.
func (d *Desk) PendingStandbys(ctx context.Context, by domain.Actor) ([]domain.StandbyRequest, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	return d.db.PendingStandbys(ctx, cardRows)
}
