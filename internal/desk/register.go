package desk

import (
	"context"
	"slices"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// TwoFactors reads the two-factor register, those that wait first.
func (d *Desk) TwoFactors(ctx context.Context, by domain.Actor) ([]domain.TwoFactorRow, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return nil, err
	}
	return d.db.TwoFactors(ctx, registerRows)
}

// TwoFactor reads the line of an establishment, empty where it never asked.
func (d *Desk) TwoFactor(ctx context.Context, by domain.Actor, establishment int64) (domain.TwoFactor, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return domain.TwoFactor{}, err
	}
	return d.db.TwoFactor(ctx, establishment)
}

// SwitchTwoFactor switches the codes of an establishment's log-ins on or off,
// as somebody of it asked: requestedBy says who, where the register does not
// yet. Whoever logs in for it is told when they go off.
func (d *Desk) SwitchTwoFactor(ctx context.Context, by domain.Actor, establishment int64, on bool, requestedBy string) error {
	return d.act(ctx, by, domain.SetTwoFactor, func(tx *store.Tx) error {
		e, err := tx.Establishment(ctx, establishment)
		if err != nil {
			return err
		}
		before, err := tx.TwoFactor(ctx, establishment)
		if err != nil {
			return err
		}
		after := before
		if err := after.Switch(on, d.Today(), requestedBy); err != nil {
			return err
		}
		if err := tx.SaveTwoFactor(ctx, before, after); err != nil {
			return err
		}
		if !before.On() || after.On() {
			return nil
		}
		return d.tellTwoFactorOff(ctx, tx, e)
	})
}

// tellTwoFactorOff queues a mail to each person who logs in for an
// establishment, its text made now: it says when.
func (d *Desk) tellTwoFactorOff(ctx context.Context, tx *store.Tx, e domain.Establishment) error {
	users, err := tx.AllUsersOf(ctx, e.ID)
	if err != nil {
		return err
	}
	names := map[int64]string{}
	users = slices.DeleteFunc(users, func(u domain.User) bool {
		names[u.ID] = u.FullName()
		return u.State != domain.UserActive
	})
	for _, to := range domain.Addressees(users) {
		m := domain.Mail{Kind: domain.MailTwoFactorOff, Email: to.Email, Language: to.Language, SubjectID: to.UserID, Asked: true,
			DedupKey: string(domain.MailTwoFactorOff) + "|" + decimal(to.UserID) + "|" + decimal(int64(tx.Now())), DueAt: tx.Now(), Actor: tx.Actor().Name}
		if err := queueWritten(ctx, tx, m, func(reference string) (domain.MailBody, error) {
			return d.letters.TwoFactorOff(letter.TwoFactorFacts{Language: to.Language, Mail: reference, Name: names[to.UserID], Establishment: e.Name, Identifier: e.IDValue, At: tx.Now()})
		}); err != nil {
			return err
		}
	}
	return nil
}

// SecurityAudits reads the register of security audits, newest first.
func (d *Desk) SecurityAudits(ctx context.Context, by domain.Actor) ([]domain.SecurityAudit, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return nil, err
	}
	return d.db.SecurityAudits(ctx, registerRows)
}

// AddSecurityAudit writes a line into the register of security audits; what
// stands there is never changed.
func (d *Desk) AddSecurityAudit(ctx context.Context, by domain.Actor, a domain.SecurityAudit) (int64, error) {
	if err := a.Check(d.Today()); err != nil {
		return 0, err
	}
	var id int64
	err := d.act(ctx, by, domain.ChangeRegisters, func(tx *store.Tx) (err error) {
		a.StaffID = by.StaffID
		id, err = tx.InsertSecurityAudit(ctx, a)
		return err
	})
	return id, err
}
