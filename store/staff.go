package store

import (
	"context"

	"vigie/internal/domain"
)

const staffColumns = `staff.id, staff.name, staff.email, staff.role, staff.disabled, staff.language, staff.timezone, staff.theme,
	staff.last_seen_at, staff.created_at`

const staffKeyColumns = `id, staff_id, fingerprint, public_key, label, created_at, last_used_at, expires_at`

// Staff reads one person of the team.
func (r reader) Staff(ctx context.Context, id int64) (domain.Staff, error) {
	var s domain.Staff
	err := r.one(ctx, "staff", &s, `SELECT `+staffColumns+` FROM staff WHERE id = ?`, id)
	return s, err
}

// StaffByName reads a person by name, accents and case apart.
func (r reader) StaffByName(ctx context.Context, name string) (domain.Staff, error) {
	var s domain.Staff
	err := r.one(ctx, "staff", &s, `SELECT `+staffColumns+` FROM staff WHERE name_key = ?`, domain.Fold(name))
	return s, err
}

// AllStaff reads the team, by name.
func (r reader) AllStaff(ctx context.Context) ([]domain.Staff, error) {
	var ss []domain.Staff
	err := r.all(ctx, &ss, `SELECT `+staffColumns+` FROM staff ORDER BY name_key, id`)
	return ss, err
}

// StaffKeyByFingerprint reads a key by the SHA-256 fingerprint of OpenSSH.
func (r reader) StaffKeyByFingerprint(ctx context.Context, fingerprint string) (domain.StaffKey, error) {
	var k domain.StaffKey
	err := r.one(ctx, "staff_key", &k, `SELECT `+staffKeyColumns+` FROM staff_keys WHERE fingerprint = ?`, fingerprint)
	return k, err
}

// StaffKeys reads the keys of one person.
func (r reader) StaffKeys(ctx context.Context, staff int64) ([]domain.StaffKey, error) {
	var ks []domain.StaffKey
	err := r.all(ctx, &ks, `SELECT `+staffKeyColumns+` FROM staff_keys WHERE staff_id = ? ORDER BY id`, staff)
	return ks, err
}

// OtherAdministrators counts the active administrators but one.
func (r reader) OtherAdministrators(ctx context.Context, but int64) (int, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM staff WHERE role = 'administrator' AND NOT disabled AND id <> ?`, but)
	return int(n), err
}

// InsertStaff adds a person and returns their id.
func (tx *Tx) InsertStaff(ctx context.Context, s domain.Staff) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO staff (name, name_key, email, role, language, timezone, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		RETURNING id`, s.Name, domain.Fold(s.Name), s.Email, s.Role, s.Language, s.Timezone, tx.now)
	if err != nil {
		if uniqueViolation(err) {
			return 0, domain.Refuse(domain.Conflict, "staff_exists", "Name", s.Name)
		}
		return 0, err
	}
	tx.Record("staff", id, nil, map[string]any{"name": s.Name, "role": s.Role})
	return id, nil
}

// UpdateStaff saves what changed between before and after.
func (tx *Tx) UpdateStaff(ctx context.Context, before, after domain.Staff) error {
	if err := tx.exec(ctx, `UPDATE staff SET email = ?, role = ?, disabled = ?, language = ?, timezone = ?, theme = ? WHERE id = ?`,
		after.Email, after.Role, after.Disabled, after.Language, after.Timezone, after.Theme, after.ID); err != nil {
		return err
	}
	redact := func(s domain.Staff) map[string]any {
		return map[string]any{"name": s.Name, "role": s.Role, "disabled": s.Disabled}
	}
	tx.Record("staff", after.ID, redact(before), redact(after))
	return nil
}

// InsertStaffKey admits a key and returns its id.
func (tx *Tx) InsertStaffKey(ctx context.Context, k domain.StaffKey) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO staff_keys (staff_id, fingerprint, public_key, label, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)
		RETURNING id`, k.StaffID, k.Fingerprint, k.PublicKey, k.Label, tx.now, k.ExpiresAt)
	if err != nil {
		if uniqueViolation(err) {
			return 0, domain.Refuse(domain.Conflict, "staff_key_exists", "Fingerprint", k.Fingerprint)
		}
		return 0, err
	}
	tx.Record("staff_key", id, nil, map[string]any{"staff": k.StaffID, "fingerprint": k.Fingerprint, "label": k.Label})
	return id, nil
}

// DeleteStaffKey withdraws a key.
func (tx *Tx) DeleteStaffKey(ctx context.Context, k domain.StaffKey) error {
	if err := tx.exec(ctx, `DELETE FROM staff_keys WHERE id = ?`, k.ID); err != nil {
		return err
	}
	tx.Record("staff_key", k.ID, map[string]any{"staff": k.StaffID, "fingerprint": k.Fingerprint}, nil)
	return nil
}

// SeenStaff notes that a person came in by a key.
func (tx *Tx) SeenStaff(ctx context.Context, staff, key int64) error {
	tx.quiet = true
	if err := tx.exec(ctx, `UPDATE staff SET last_seen_at = ? WHERE id = ?`, tx.now, staff); err != nil {
		return err
	}
	return tx.exec(ctx, `UPDATE staff_keys SET last_used_at = ? WHERE id = ?`, tx.now, key)
}

// StaffView reads what the console remembers of a person under a name.
func (r reader) StaffView(ctx context.Context, staff int64, name string) (string, error) {
	var values []string
	if err := r.all(ctx, &values, `SELECT value FROM staff_views WHERE staff_id = ? AND name = ?`, staff, name); err != nil || len(values) == 0 {
		return "", err
	}
	return values[0], nil
}

// SetStaffView keeps what the console remembers of a person under a name.
func (tx *Tx) SetStaffView(ctx context.Context, staff int64, name, value string) error {
	tx.quiet = true
	return tx.exec(ctx, `INSERT INTO staff_views (staff_id, name, value) VALUES (?, ?, ?)
		ON CONFLICT (staff_id, name) DO UPDATE SET value = excluded.value`, staff, name, value)
}
