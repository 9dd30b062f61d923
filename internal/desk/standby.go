package desk

import (
	"context"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// recall is how long a mail that a single act causes waits before it leaves:
// undoing the act within it really takes the mail back.
const recall = 20 * time.Second

// PutOnStandby pauses the reminders of follow-ups, all or none of them. Each
// buyer is told, with a link to decide.
func (d *Desk) PutOnStandby(ctx context.Context, by domain.Actor, ids []int64, reason domain.StandbyReason, note string, until domain.Date) error {
	if err := d.checkStandby(domain.StandbyRequest{Reason: reason, Note: note, Until: until}); err != nil {
		return err
	}
	return d.act(ctx, by, domain.SetStandby, func(tx *store.Tx) error {
		return eachFollowUp(ctx, tx, ids, func(before domain.FollowUp) error {
			after := before
			if err := after.PutOnStandby(reason, note, until, d.Today()); err != nil {
				return err
			}
			return d.standbyEvent(ctx, tx, before, after, domain.StandbyEvent{Decision: domain.StandbyPut, Reason: string(reason), Side: domain.SideStaff})
		})
	})
}

// checkStandby refuses a stand-by without a reason, or one that is over.
func (d *Desk) checkStandby(r domain.StandbyRequest) error {
	if err := r.Check(); err != nil {
		return err
	}
	if r.Until.Known() && r.Until <= d.Today() {
		return domain.Refuse(domain.Invalid, "standby_until_past")
	}
	return nil
}

// Reactivate ends the stand-by of follow-ups, all or none of them. Each buyer
// is told, unless the mail that told of the stand-by could be taken back.
func (d *Desk) Reactivate(ctx context.Context, by domain.Actor, ids []int64) error {
	return d.act(ctx, by, domain.SetStandby, func(tx *store.Tx) error {
		return eachFollowUp(ctx, tx, ids, func(f domain.FollowUp) error {
			return d.reactivate(ctx, tx, f, domain.StandbyEvent{Decision: domain.StandbyReactivated, Side: domain.SideStaff})
		})
	})
}

func (d *Desk) reactivate(ctx context.Context, tx *store.Tx, before domain.FollowUp, e domain.StandbyEvent) error {
	after := before
	if err := after.Reactivate(); err != nil {
		return err
	}
	return d.standbyEvent(ctx, tx, before, after, e)
}

// DecideForBuyer records what the buyer of a follow-up said of its stand-by,
// where staff could reach it and the mail could not.
func (d *Desk) DecideForBuyer(ctx context.Context, by domain.Actor, id int64, decision domain.StandbyDecision, reason string) error {
	return d.act(ctx, by, domain.DecideStandby, func(tx *store.Tx) error {
		before, err := tx.FollowUp(ctx, id)
		if err != nil {
			return err
		}
		return d.decide(ctx, tx, before, domain.StandbyEvent{Decision: decision, Reason: reason, Side: domain.SideBuyer})
	})
}

func (d *Desk) decide(ctx context.Context, tx *store.Tx, before domain.FollowUp, e domain.StandbyEvent) error {
	after := before
	if err := after.Decide(e.Decision, e.Reason, d.Today()); err != nil {
		return err
	}
	return d.standbyEvent(ctx, tx, before, after, e)
}

// standbyEvent saves a follow-up and what happened to its stand-by, and tells
// those who did not cause it.
func (d *Desk) standbyEvent(ctx context.Context, tx *store.Tx, before, after domain.FollowUp, e domain.StandbyEvent) error {
	e.FollowUpID, e.Actor = before.ID, tx.Actor().Name
	id, err := tx.InsertStandbyEvent(ctx, e)
	if err != nil {
		return err
	}
	e.ID = id
	recalled := int64(0)
	if e.Decision != domain.StandbyPut {
		if recalled, err = tx.RecallMails(ctx, standbyKey(before.ID)); err != nil {
			return err
		}
	}
	buyer, supplier := e.Tells()
	if buyer && recalled == 0 {
		told, err := d.tellBuyer(ctx, tx, before, e)
		if err != nil {
			return err
		}
		after.StandbyTold = told && after.State == domain.FollowUpStandby
	}
	if supplier {
		if err := d.tellSupplier(ctx, tx, before, e); err != nil {
			return err
		}
	}
	return tx.UpdateFollowUp(ctx, before, after)
}

func standbyKey(followUp int64) string { return "standby|" + decimal(followUp) + "|" }

// tellBuyer queues what a buyer learns; told is false where it has nobody.
func (d *Desk) tellBuyer(ctx context.Context, tx *store.Tx, f domain.FollowUp, e domain.StandbyEvent) (told bool, err error) {
	people, err := tx.BuyerPeople(ctx, f)
	if err != nil {
		return false, err
	}
	to := people.Reach()
	return len(to) > 0, tellStandby(ctx, tx, domain.MailStandbyBuyer, e, to)
}

// tellSupplier queues what a supplier learns: whoever asked, else its
// administrators.
func (d *Desk) tellSupplier(ctx context.Context, tx *store.Tx, f domain.FollowUp, e domain.StandbyEvent) error {
	requests, err := tx.StandbyRequestsOf(ctx, f.ID)
	if err != nil {
		return err
	}
	if len(requests) > 0 {
		u, err := tx.User(ctx, requests[0].UserID)
		if err == nil && u.Reachable() {
			return tellStandby(ctx, tx, domain.MailStandbySupplier, e, domain.Addressees([]domain.User{u.User}))
		}
		if err != nil && domain.KindOf(err) != domain.NotFound {
			return err
		}
	}
	administrators, err := tx.AdministratorsOf(ctx, f.SupplierID)
	if err != nil {
		return err
	}
	return tellStandby(ctx, tx, domain.MailStandbySupplier, e, domain.Addressees(administrators))
}

func tellStandby(ctx context.Context, tx *store.Tx, kind domain.MailKind, e domain.StandbyEvent, to []domain.Addressee) error {
	for _, r := range to {
		if _, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: kind, Email: r.Email, Language: r.Language, SubjectID: e.ID, Asked: true,
			DedupKey: standbyKey(e.FollowUpID) + string(kind) + "|" + decimal(e.ID) + "|" + domain.EmailKey(r.Email),
			DueAt:    tx.Now().Add(recall), Actor: tx.Actor().Name}); err != nil {
			return err
		}
	}
	return nil
}

func eachFollowUp(ctx context.Context, tx *store.Tx, ids []int64, change func(domain.FollowUp) error) error {
	for _, id := range ids {
		f, err := tx.FollowUp(ctx, id)
		if err != nil {
			return err
		}
		if err := change(f); err != nil {
			return err
		}
	}
	return nil
}

// DecideStandby confirms or refuses a pending request for stand-by.
func (d *Desk) DecideStandby(ctx context.Context, by domain.Actor, id int64, confirm bool) error {
	return d.act(ctx, by, domain.DecideStandby, func(tx *store.Tx) error { return d.decideRequest(ctx, tx, id, confirm) })
}

func (d *Desk) decideRequest(ctx context.Context, tx *store.Tx, id int64, confirm bool) error {
	request, err := tx.StandbyRequest(ctx, id)
	if err != nil {
		return err
	}
	before, err := tx.FollowUp(ctx, request.FollowUpID)
	if err != nil {
		return err
	}
	if !confirm {
		if err := tx.DecideStandbyRequest(ctx, request, "refused"); err != nil {
			return err
		}
		after := before
		after.StandbyPending = false
		return tx.UpdateFollowUp(ctx, before, after)
	}
	if err := tx.DecideStandbyRequest(ctx, request, "confirmed"); err != nil {
		return err
	}
	after := before
	if err := after.PutOnStandby(request.Reason, request.Note, request.Until, d.Today()); err != nil {
		return err
	}
	return d.standbyEvent(ctx, tx, before, after, domain.StandbyEvent{Decision: domain.StandbyPut, Reason: string(request.Reason),
		Side: domain.SideSupplier, UserID: request.UserID})
}

// PendingStandbys reads the requests nobody decided on, oldest first.
func (d *Desk) PendingStandbys(ctx context.Context, by domain.Actor) ([]domain.StandbyRequest, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	return d.db.PendingStandbys(ctx, cardRows)
}
