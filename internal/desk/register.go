package desk

import (
	"context"

	"vigie/internal/domain"
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
// yet.
func (d *Desk) SwitchTwoFactor(ctx context.Context, by domain.Actor, establishment int64, on bool, requestedBy string) error {
	return d.act(ctx, by, domain.SetTwoFactor, func(tx *store.Tx) error {
		if _, err := tx.Establishment(ctx, establishment); err != nil {
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
		return tx.SaveTwoFactor(ctx, before, after)
	})
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
