package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// StandbyToDecide is what a buyer's page of decision shows.
type StandbyToDecide struct {
	FollowUp domain.FollowUpRow
	Events   []domain.StandbyEvent
	Language domain.Language
}

// StandbyToDecide reads the stand-by that a link decides, without touching it.
func (d *Desk) StandbyToDecide(ctx context.Context, token string) (StandbyToDecide, error) {
	var s StandbyToDecide
	l, err := d.usableLink(ctx, d.db, domain.LinkDecision, token)
	if err != nil {
		return s, err
	}
	if s.FollowUp, err = d.db.FollowUpRow(ctx, l.SubjectID); err != nil {
		return s, gone(err)
	}
	if s.Events, err = d.db.StandbyEvents(ctx, l.SubjectID, 5); err != nil {
		return s, err
	}
	mail, err := d.db.Mail(ctx, l.MailID)
	s.Language = mail.Language
	return s, gone(err)
}

// DecideByLink applies what a buyer decides on its page. The follow-up must
// still be on stand-by; the supplier is told.
func (d *Desk) DecideByLink(ctx context.Context, token string, decision domain.StandbyDecision, reason string) error {
	return d.act(ctx, domain.PageActor("decision"), domain.PageDecide, func(tx *store.Tx) error {
		l, err := d.usableLink(ctx, tx, domain.LinkDecision, token)
		if err != nil {
			return err
		}
		before, err := tx.FollowUp(ctx, l.SubjectID)
		if err != nil {
			return gone(err)
		}
		who, err := d.decider(ctx, tx, l, before.BuyerID)
		if err != nil {
			return err
		}
		return d.decide(ctx, tx, before, domain.StandbyEvent{Decision: decision, Reason: reason, Side: domain.SideBuyer, UserID: who})
	})
}

// decider is the buyer's user whom the mail with the link went to, 0 for an
// address that is no user's.
func (d *Desk) decider(ctx context.Context, tx *store.Tx, l domain.Link, buyer int64) (int64, error) {
	mail, err := tx.Mail(ctx, l.MailID)
	if err != nil {
		return 0, gone(err)
	}
	users, err := tx.UsersByEmail(ctx, mail.EmailKey)
	for _, u := range users {
		if u.EstablishmentID == buyer {
			return u.ID, err
		}
	}
	return 0, err
}
