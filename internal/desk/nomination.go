package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// NameAdministrator names a user administrator of their establishment, on
// evidence. The administrators present are told and may object; it takes
// effect after 48 hours.
func (d *Desk) NameAdministrator(ctx context.Context, by domain.Actor, id int64, evidence string) error {
	return d.act(ctx, by, domain.NameAdministrator, func(tx *store.Tx) error {
		u, err := tx.User(ctx, id)
		if err != nil {
			return err
		}
		return d.nominate(ctx, tx, u, evidence)
	})
}

func (d *Desk) nominate(ctx context.Context, tx *store.Tx, u domain.UserRow, evidence string) error {
	if err := u.MayNominate(evidence); err != nil {
		return err
	}
	past, err := tx.NominationsOf(ctx, u.ID)
	if err != nil {
		return err
	}
	if len(past) > 0 && past[0].State == domain.NominationPending {
		return domain.Refuse(domain.Conflict, "nomination_pending")
	}
	n := domain.Nomination{EstablishmentID: u.EstablishmentID, UserID: u.ID, Evidence: evidence, State: domain.NominationPending,
		StaffID: tx.Actor().StaffID, EffectiveAt: tx.Now().Add(domain.NominationDelay)}
	if n.ID, err = tx.InsertNomination(ctx, n); err != nil {
		return err
	}
	present, err := tx.AdministratorsOf(ctx, u.EstablishmentID)
	if err != nil {
		return err
	}
	for _, a := range domain.Addressees(present) {
		if _, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailNomination, Email: a.Email, Language: a.Language, SubjectID: n.ID, Asked: true,
			DedupKey: "nomination|" + decimal(n.ID) + "|" + domain.EmailKey(a.Email), DueAt: tx.Now(), Actor: tx.Actor().Name}); err != nil {
			return err
		}
	}
	return nil
}

// CancelNomination takes back a nomination that has not taken effect.
func (d *Desk) CancelNomination(ctx context.Context, by domain.Actor, id int64) error {
	return d.act(ctx, by, domain.NameAdministrator, func(tx *store.Tx) error {
		return d.endNomination(ctx, tx, id, domain.NominationCancelled, "")
	})
}

func (d *Desk) endNomination(ctx context.Context, tx *store.Tx, id int64, state domain.NominationState, objection string) error {
	n, err := tx.Nomination(ctx, id)
	if err != nil {
		return err
	}
	n.Objection = objection
	if err := n.Decide(state, tx.Now()); err != nil {
		return err
	}
	return tx.DecideNomination(ctx, n)
}

// NominationToObject is what the page of objection shows.
type NominationToObject struct {
	Nomination    domain.Nomination
	Name          string
	Establishment string
	Language      domain.Language
}

// NominationToObject reads the nomination that a link objects to, without
// touching it.
func (d *Desk) NominationToObject(ctx context.Context, token string) (NominationToObject, error) {
	var o NominationToObject
	l, err := d.usableLink(ctx, d.db, domain.LinkObjection, token)
	if err != nil {
		return o, err
	}
	if o.Nomination, err = d.db.Nomination(ctx, l.SubjectID); err != nil {
		return o, gone(err)
	}
	u, err := d.db.User(ctx, o.Nomination.UserID)
	if err != nil {
		return o, gone(err)
	}
	mail, err := d.db.Mail(ctx, l.MailID)
	o.Name, o.Establishment, o.Language = firstOf(u.FullName(), domain.Mask(u.Email)), firstOf(u.EstablishmentName, u.EstablishmentValue), mail.Language
	return o, gone(err)
}

// ObjectByLink stops a nomination: an administrator who was told objects.
func (d *Desk) ObjectByLink(ctx context.Context, token, why string) error {
	return d.act(ctx, domain.PageActor("objection"), domain.PageCompany, func(tx *store.Tx) error {
		l, err := d.usableLink(ctx, tx, domain.LinkObjection, token)
		if err != nil {
			return err
		}
		return gone(d.endNomination(ctx, tx, l.SubjectID, domain.NominationObjected, why))
	})
}

// EffectNominations makes administrators of those whose 48 hours are over
// without objection, and returns how many were looked at.
func (d *Desk) EffectNominations(ctx context.Context) (int, error) {
	ids, err := d.db.DueNominations(ctx, domain.InstantOf(d.now()), timedBatch)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	err = d.act(ctx, domain.SystemActor("timed"), domain.TimedRefresh, func(tx *store.Tx) error {
		for _, id := range ids {
			if err := d.effect(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	return len(ids), err
}

// effect promotes the user of a nomination, unless they cannot act any more,
// and ends the access of whoever they replace.
func (d *Desk) effect(ctx context.Context, tx *store.Tx, id int64) error {
	n, err := tx.Nomination(ctx, id)
	if err != nil {
		return err
	}
	u, err := tx.User(ctx, n.UserID)
	if err != nil {
		return err
	}
	if !u.Acts() {
		return d.endNomination(ctx, tx, id, domain.NominationCancelled, "")
	}
	if err := d.endNomination(ctx, tx, id, domain.NominationEffective, ""); err != nil {
		return err
	}
	if _, _, err := d.changeUser(ctx, tx, u.ID, func(u *domain.User) error { u.Promote(); return nil }); err != nil {
		return err
	}
	if err := tx.ForgetWithoutAdministrator(ctx, u.EstablishmentID); err != nil {
		return err
	}
	all, err := tx.AllUsersOf(ctx, u.EstablishmentID)
	if err != nil {
		return err
	}
	for _, left := range all {
		if left.ReplacedBy == u.ID && left.Acts() {
			if err := d.disableUser(ctx, tx, left.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
