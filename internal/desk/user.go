package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// UserFields are the fields of the filter of users.
func UserFields() []string { return store.UserFields() }

// Users lists users, masked.
func (d *Desk) Users(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.UserRow], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.UserRow]{}, err
	}
	w, err := d.db.Users(ctx, f, p)
	for i := range w.Rows {
		w.Rows[i].User = w.Rows[i].User.Masked(by.Role)
	}
	return w, err
}

// CountUsers counts what a filter finds, up to a cap.
func (d *Desk) CountUsers(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
	if err := d.read(by); err != nil {
		return domain.Count{}, err
	}
	return d.db.CountUsers(ctx, f)
}

// UserCard is a user with all that their card shows, masked.
type UserCard struct {
	User      domain.UserRow
	Origins   []domain.ProvenanceRow
	FollowUps []domain.FollowUpRow
	Mails     []domain.Mail
}

// User reads the card of a user.
func (d *Desk) User(ctx context.Context, by domain.Actor, id int64) (UserCard, error) {
	var c UserCard
	err := d.read(by)
	if err != nil {
		return c, err
	}
	if c.User, err = d.db.User(ctx, id); err != nil {
		return c, err
	}
	key := c.User.EmailKey
	c.User.User = c.User.User.Masked(by.Role)
	if c.Origins, err = d.db.UserProvenance(ctx, id, cardRows); err != nil {
		return c, err
	}
	if c.FollowUps, err = d.db.SupplierFollowUps(ctx, c.User.EstablishmentID, cardRows); err != nil {
		return c, err
	}
	if key != "" {
		if c.Mails, err = d.db.MailsTo(ctx, key, cardRows); err != nil {
			return c, err
		}
	}
	for i := range c.Mails {
		c.Mails[i] = maskedMail(c.Mails[i])
	}
	return c, nil
}

// RevealUser shows a user unmasked; the reveal is audited.
func (d *Desk) RevealUser(ctx context.Context, by domain.Actor, id int64) (domain.User, error) {
	var u domain.UserRow
	err := d.act(ctx, by, domain.RevealPerson, func(tx *store.Tx) (err error) {
		if u, err = tx.User(ctx, id); err != nil {
			return err
		}
		tx.Record("user", id, nil, map[string]bool{"revealed": true})
		return nil
	})
	return u.User, err
}

// HoldUser holds or releases the reminders of a person; the reason is that of
// either.
func (d *Desk) HoldUser(ctx context.Context, by domain.Actor, id int64, held bool, reason string) error {
	if err := whyHold(held, reason); err != nil {
		return err
	}
	return d.act(ctx, by, domain.HoldMail, func(tx *store.Tx) error {
		row, err := tx.User(ctx, id)
		if err != nil {
			return err
		}
		after := row.User
		if row.Held == held {
			return domain.Refuse(domain.Conflict, "hold_as_it_is")
		}
		after.Held, after.HoldReason, after.ReleaseReason = held, reason, reason
		if err := tx.UpdateUser(ctx, row.User, after); err != nil || held {
			return err
		}
		return d.endComplaint(ctx, tx, row.EmailKey, reason)
	})
}

// HoldBuyer holds or releases the reminders about a buyer; the reason is that
// of either.
func (d *Desk) HoldBuyer(ctx context.Context, by domain.Actor, id int64, held bool, reason string) error {
	if err := whyHold(held, reason); err != nil {
		return err
	}
	return d.act(ctx, by, domain.HoldMail, func(tx *store.Tx) error {
		before, err := tx.Establishment(ctx, id)
		if err != nil {
			return err
		}
		if before.Held == held {
			return domain.Refuse(domain.Conflict, "hold_as_it_is")
		}
		after := before
		if after.Held, after.HoldReason = held, reason; !held {
			after.HoldReason, after.ReleaseReason = "", reason
		}
		return tx.UpdateEstablishment(ctx, before, after)
	})
}

// enqueueActivation queues a link to activate an account, one an hour at most.
func (d *Desk) enqueueActivation(ctx context.Context, tx *store.Tx, u domain.UserRow) error {
	hour := tx.Now().Time().Format("2006-01-02T15")
	mail, created, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailNewLink, Email: u.Email, Language: u.Language, SubjectID: u.ID,
		DedupKey: "new_link|" + decimal(u.ID) + "|" + hour, DueAt: tx.Now(), Actor: tx.Actor().Name})
	if err != nil {
		return err
	}
	if !created {
		return domain.Refuse(domain.Conflict, "activation_just_sent")
	}
	tx.Record("mail", mail, nil, map[string]any{"kind": domain.MailNewLink, "user": u.ID})
	return nil
}

// WithoutAdministrator reads the establishments whose users have no
// administrator among them, those that wait longest first.
func (d *Desk) WithoutAdministrator(ctx context.Context, by domain.Actor) ([]domain.Establishment, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	return d.db.WithoutAdministrator(ctx, cardRows)
}
