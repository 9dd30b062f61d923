package desk

import (
	"context"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

// changeUser loads a user, changes them and saves them; the establishment
// keeps an administrator.
func (d *Desk) changeUser(ctx context.Context, tx *store.Tx, id int64, change func(*domain.User) error) (before, after domain.UserRow, err error) {
	if before, err = tx.User(ctx, id); err != nil {
		return before, after, err
	}
	after = before
	if err := change(&after.User); err != nil {
		return before, after, err
	}
	all, err := tx.AllUsersOf(ctx, before.EstablishmentID)
	if err != nil {
		return before, after, err
	}
	if err := domain.KeepsAdministrator(all, after.User); err != nil {
		return before, after, err
	}
	return before, after, tx.UpdateUser(ctx, before.User, after.User)
}

// SetUserRights gives a user below administrator their role and rights.
func (d *Desk) SetUserRights(ctx context.Context, by domain.Actor, id int64, role domain.Role, rights domain.Rights) error {
	return d.act(ctx, by, domain.SetUserRights, func(tx *store.Tx) error {
		before, err := tx.User(ctx, id)
		if err != nil {
			return err
		}
		if before.Role == domain.RoleAdministrator {
			if err := stillMay(ctx, tx, by, domain.NameAdministrator); err != nil {
				return err
			}
		}
		_, _, err = d.changeUser(ctx, tx, id, func(u *domain.User) error { return u.SetRights(role, rights) })
		return err
	})
}

// DisableUser ends a user's access: their links and sessions end with it.
func (d *Desk) DisableUser(ctx context.Context, by domain.Actor, id int64) error {
	return d.act(ctx, by, domain.DisableUser, func(tx *store.Tx) error { return d.disableUser(ctx, tx, id) })
}

func (d *Desk) disableUser(ctx context.Context, tx *store.Tx, id int64) error {
	if _, _, err := d.changeUser(ctx, tx, id, (*domain.User).Disable); err != nil {
		return err
	}
	return tx.EndAccess(ctx, id)
}

// EnableUser gives a disabled user their access back.
func (d *Desk) EnableUser(ctx context.Context, by domain.Actor, id int64) error {
	return d.act(ctx, by, domain.DisableUser, func(tx *store.Tx) error {
		_, _, err := d.changeUser(ctx, tx, id, (*domain.User).Enable)
		return err
	})
}

// AdmitContact lets a held contact in and invites them.
func (d *Desk) AdmitContact(ctx context.Context, by domain.Actor, id int64) error {
	return d.act(ctx, by, domain.AddUser, func(tx *store.Tx) error {
		before, err := tx.User(ctx, id)
		if err != nil {
			return err
		}
		staffed, err := tx.HasAdministrator(ctx, before.EstablishmentID)
		if err != nil {
			return err
		}
		_, after, err := d.changeUser(ctx, tx, id, func(u *domain.User) error { return u.Admit(staffed) })
		if err != nil || after.State != domain.UserInvited || after.EmailKey == "" {
			return err
		}
		return d.enqueueActivation(ctx, tx, after)
	})
}

// CorrectAddress gives a user another address, with what proved it. The old
// address is told unless it fails; links sent to it end.
func (d *Desk) CorrectAddress(ctx context.Context, by domain.Actor, id int64, email, proof string) error {
	if strings.TrimSpace(proof) == "" {
		return domain.Refuse(domain.Invalid, "field_missing", "Field", "proof")
	}
	return d.act(ctx, by, domain.CorrectAddress, func(tx *store.Tx) error {
		before, after, err := d.changeUser(ctx, tx, id, func(u *domain.User) error {
			u.Source = domain.SourceStaff
			return u.SetAddress(email)
		})
		if err != nil {
			return err
		}
		tx.Record("user", id, nil, map[string]any{"address_proof": proof})
		if suppressed, err := tx.Suppressed(ctx, d.keys.HashEmail(email)); err != nil || suppressed {
			return firstError(err, domain.Refuse(domain.Conflict, "address_suppressed"))
		}
		if err := tx.EndAccess(ctx, id); err != nil {
			return err
		}
		if before.Reachable() {
			if _, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailAddressChanged, Email: before.Email, Language: before.Language, SubjectID: id,
				Asked: true, DedupKey: "address_changed|" + decimal(id) + "|" + before.EmailKey + "|" + decimal(int64(tx.Now())), DueAt: tx.Now(),
				Actor: tx.Actor().Name}); err != nil {
				return err
			}
		}
		if after.MayActivate() == nil {
			return d.enqueueActivation(ctx, tx, after)
		}
		return nil
	})
}

// RenewAccess sends a link again: to activate where nobody has yet, else to
// set a new password. Nobody ever sees one.
func (d *Desk) RenewAccess(ctx context.Context, by domain.Actor, id int64) error {
	return d.act(ctx, by, domain.ResendActivation, func(tx *store.Tx) error {
		u, err := tx.User(ctx, id)
		if err != nil {
			return err
		}
		return d.renewAccess(ctx, tx, u)
	})
}

func (d *Desk) renewAccess(ctx context.Context, tx *store.Tx, u domain.UserRow) error {
	if u.State == domain.UserActive {
		return d.enqueueReset(ctx, tx, u)
	}
	if err := u.MayActivate(); err != nil {
		return err
	}
	return d.enqueueActivation(ctx, tx, u)
}

// enqueueReset queues a link to set a new password, one an hour at most.
func (d *Desk) enqueueReset(ctx context.Context, tx *store.Tx, u domain.UserRow) error {
	if err := u.MayReset(); err != nil {
		return err
	}
	hour := tx.Now().Time().Format("2006-01-02T15")
	mail, created, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailReset, Email: u.Email, Language: u.Language, SubjectID: u.ID, Asked: true,
		DedupKey: "reset|" + decimal(u.ID) + "|" + hour, DueAt: tx.Now(), Actor: tx.Actor().Name})
	if err != nil {
		return err
	}
	if !created {
		return domain.Refuse(domain.Conflict, "reset_just_sent")
	}
	tx.Record("mail", mail, nil, map[string]any{"kind": domain.MailReset, "user": u.ID})
	return nil
}
