package store

import (
	"context"

	"vigie/internal/domain"
)

// TwoFactor reads the line of an establishment in the two-factor register; an
// empty one where it never asked.
func (r reader) TwoFactor(ctx context.Context, establishment int64) (domain.TwoFactor, error) {
	var t domain.TwoFactor
	err := r.one(ctx, "two_factor", &t, `SELECT establishment_id, requested_on, requested_by, method, on_since FROM two_factor WHERE establishment_id = ?`, establishment)
	if domain.KindOf(err) == domain.NotFound {
		return domain.TwoFactor{EstablishmentID: establishment}, nil
	}
	return t, err
}

// TwoFactors reads the two-factor register, those that wait first, at most
// limit.
func (r reader) TwoFactors(ctx context.Context, limit int) ([]domain.TwoFactorRow, error) {
	var ts []domain.TwoFactorRow
	err := r.all(ctx, &ts, `SELECT two_factor.establishment_id, two_factor.requested_on, two_factor.requested_by, two_factor.method, two_factor.on_since,
		establishments.name AS establishment_name, establishments.id_value AS establishment_value
		FROM two_factor JOIN establishments ON establishments.id = two_factor.establishment_id
		ORDER BY two_factor.on_since, two_factor.establishment_id LIMIT ?`, limit)
	return ts, err
}

// WaitingTwoFactors counts the establishments that asked for two-factor log-in
// and do not have it yet.
func (r reader) WaitingTwoFactors(ctx context.Context) (int64, error) {
	return r.number(ctx, `SELECT COUNT(*) FROM two_factor WHERE on_since = ''`)
}

// SaveTwoFactor writes the line of an establishment; one that neither asks nor
// has it is taken out, and the audit keeps what it was.
func (tx *Tx) SaveTwoFactor(ctx context.Context, before, after domain.TwoFactor) error {
	tx.Record("establishment", after.EstablishmentID, redactTwoFactor(before), redactTwoFactor(after))
	if !after.Requested() {
		return tx.exec(ctx, `DELETE FROM two_factor WHERE establishment_id = ?`, after.EstablishmentID)
	}
	return tx.exec(ctx, `INSERT INTO two_factor (establishment_id, requested_on, requested_by, method, on_since) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (establishment_id) DO UPDATE SET requested_on = excluded.requested_on, requested_by = excluded.requested_by,
		method = excluded.method, on_since = excluded.on_since`,
		after.EstablishmentID, after.RequestedOn, after.RequestedBy, after.Method, after.OnSince)
}

func redactTwoFactor(t domain.TwoFactor) map[string]any {
	return map[string]any{"two_factor_requested": t.RequestedOn, "two_factor_on": t.OnSince, "two_factor_method": t.Method}
}

// SecurityAudits reads the register of security audits, newest first, at most
// limit.
func (r reader) SecurityAudits(ctx context.Context, limit int) ([]domain.SecurityAudit, error) {
	var as []domain.SecurityAudit
	err := r.all(ctx, &as, `SELECT security_audits.id, security_audits.done_on, security_audits.auditor, security_audits.scope, security_audits.conclusion,
		security_audits.reference, security_audits.staff_id, COALESCE(staff.name, '') AS staff_name, security_audits.created_at
		FROM security_audits LEFT JOIN staff ON staff.id = security_audits.staff_id
		ORDER BY security_audits.done_on DESC, security_audits.id DESC LIMIT ?`, limit)
	return as, err
}

// InsertSecurityAudit adds a line to the register and returns its id.
func (tx *Tx) InsertSecurityAudit(ctx context.Context, a domain.SecurityAudit) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO security_audits (done_on, auditor, scope, conclusion, reference, staff_id, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`, a.DoneOn, a.Auditor, a.Scope, a.Conclusion, a.Reference, a.StaffID, tx.now)
	if err == nil {
		tx.Record("security_audit", id, nil, map[string]any{"done_on": a.DoneOn, "auditor": a.Auditor})
	}
	return id, err
}
