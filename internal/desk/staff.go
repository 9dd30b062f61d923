package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// AllStaff reads the team.
func (d *Desk) AllStaff(ctx context.Context, by domain.Actor) ([]domain.Staff, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return nil, err
	}
	return d.db.AllStaff(ctx)
}

// StaffKeys reads the keys of one person of the team.
func (d *Desk) StaffKeys(ctx context.Context, by domain.Actor, staff int64) ([]domain.StaffKey, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return nil, err
	}
	return d.db.StaffKeys(ctx, staff)
}

// AddStaff admits a person with a first key.
func (d *Desk) AddStaff(ctx context.Context, by domain.Actor, s domain.Staff, key domain.StaffKey) (domain.Staff, error) {
	if domain.Fold(s.Name) == "" {
		return s, domain.Refuse(domain.Invalid, "field_missing", "Field", "name")
	}
	err := d.act(ctx, by, domain.ManageStaff, func(tx *store.Tx) (err error) {
		if s.ID, err = tx.InsertStaff(ctx, s); err != nil {
			return err
		}
		key.StaffID = s.ID
		_, err = tx.InsertStaffKey(ctx, key)
		return err
	})
	return s, err
}

// SetStaffRole changes what a person may do.
func (d *Desk) SetStaffRole(ctx context.Context, by domain.Actor, name string, role domain.StaffRole) error {
	return d.changeStaff(ctx, by, name, func(s *domain.Staff) { s.Role = role })
}

// DisableStaff shuts a person out; their sessions end within a second.
func (d *Desk) DisableStaff(ctx context.Context, by domain.Actor, name string) error {
	return d.changeStaff(ctx, by, name, func(s *domain.Staff) { s.Disabled = true })
}

// EnableStaff lets a person in again.
func (d *Desk) EnableStaff(ctx context.Context, by domain.Actor, name string) error {
	return d.changeStaff(ctx, by, name, func(s *domain.Staff) { s.Disabled = false })
}

func (d *Desk) changeStaff(ctx context.Context, by domain.Actor, name string, change func(*domain.Staff)) error {
	return d.act(ctx, by, domain.ManageStaff, func(tx *store.Tx) error {
		before, err := tx.StaffByName(ctx, name)
		if err != nil {
			return err
		}
		after := before
		change(&after)
		if before.Role == domain.Administrator && (after.Role != domain.Administrator || after.Disabled) || by.StaffID == before.ID {
			others, err := tx.OtherAdministrators(ctx, before.ID)
			if err != nil {
				return err
			}
			if err := domain.MayDemote(by, before, others); err != nil {
				return err
			}
		}
		return tx.UpdateStaff(ctx, before, after)
	})
}

// AddStaffKey admits one more key of a person.
func (d *Desk) AddStaffKey(ctx context.Context, by domain.Actor, name string, key domain.StaffKey) error {
	return d.act(ctx, by, domain.ManageStaff, func(tx *store.Tx) error {
		s, err := tx.StaffByName(ctx, name)
		if err != nil {
			return err
		}
		key.StaffID = s.ID
		_, err = tx.InsertStaffKey(ctx, key)
		return err
	})
}

// RemoveStaffKey withdraws a key by its fingerprint.
func (d *Desk) RemoveStaffKey(ctx context.Context, by domain.Actor, name, fingerprint string) error {
	return d.act(ctx, by, domain.ManageStaff, func(tx *store.Tx) error {
		s, err := tx.StaffByName(ctx, name)
		if err != nil {
			return err
		}
		key, err := tx.StaffKeyByFingerprint(ctx, fingerprint)
		if err != nil {
			return err
		}
		if key.StaffID != s.ID {
			return domain.Refuse(domain.NotFound, "not_found", "Noun", "staff_key")
		}
		return tx.DeleteStaffKey(ctx, key)
	})
}

// SetOwnLanguage changes how the console speaks to oneself.
func (d *Desk) SetOwnLanguage(ctx context.Context, by domain.Actor, lang domain.Language) error {
	return d.changeOwn(ctx, by, func(s *domain.Staff) { s.Language = lang })
}

// SetOwnTheme changes how the console looks to oneself.
func (d *Desk) SetOwnTheme(ctx context.Context, by domain.Actor, theme string) error {
	return d.changeOwn(ctx, by, func(s *domain.Staff) { s.Theme = theme })
}

func (d *Desk) changeOwn(ctx context.Context, by domain.Actor, change func(*domain.Staff)) error {
	return d.act(ctx, by, domain.OwnSettings, func(tx *store.Tx) error {
		before, err := tx.Staff(ctx, by.StaffID)
		if err != nil {
			return err
		}
		after := before
		change(&after)
		return tx.UpdateStaff(ctx, before, after)
	})
}

// View reads what the console remembers of the actor under a name.
func (d *Desk) View(ctx context.Context, by domain.Actor, name string) (string, error) {
	return d.db.StaffView(ctx, by.StaffID, name)
}

// KeepView makes the console remember something of the actor: no fact of the
// world, so it is not audited.
func (d *Desk) KeepView(ctx context.Context, by domain.Actor, name, value string) error {
	return d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.SetStaffView(ctx, by.StaffID, name, value) })
}

// Identify finds the person whose key finished a handshake: unknown,
// expired, or disabled, it is refused alike.
func (d *Desk) Identify(ctx context.Context, fingerprint string) (domain.Staff, domain.StaffKey, error) {
	key, err := d.db.StaffKeyByFingerprint(ctx, fingerprint)
	if err != nil {
		return domain.Staff{}, key, err
	}
	s, err := d.db.Staff(ctx, key.StaffID)
	if err != nil {
		return s, key, err
	}
	if s.Disabled || !key.ExpiresAt.Never() && domain.InstantOf(d.now()) >= key.ExpiresAt {
		return domain.Staff{}, key, domain.Refuse(domain.Forbidden, "staff_disabled")
	}
	return s, key, nil
}

// Seen notes that a person came in by a key.
func (d *Desk) Seen(ctx context.Context, staff, key int64) error {
	return d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.SeenStaff(ctx, staff, key) })
}

// StaffByID reads one person, for a session that checks that it may go on.
func (d *Desk) StaffByID(ctx context.Context, id int64) (domain.Staff, error) {
	return d.db.Staff(ctx, id)
}

// StaffByName reads one person for a verb of the server's own shell.
func (d *Desk) StaffByName(ctx context.Context, name string) (domain.Staff, error) {
	return d.db.StaffByName(ctx, name)
}
