package desk

import (
	"context"

	"vigie/internal/domain"
)

// AuditFields are the fields of the filter of the audit.
func AuditFields() []string { return []string{"action", "actor", "id", "subject"} }

// Audit lists who did what.
func (d *Desk) Audit(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.AuditRow], error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return domain.Window[domain.AuditRow]{}, err
	}
	return d.db.AuditRows(ctx, f, p)
}

// CountAudit counts what a filter finds, up to a cap.
func (d *Desk) CountAudit(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return domain.Count{}, err
	}
	return d.db.CountAudit(ctx, f)
}

// VerifyAudit recomputes the chain: its rows and the first broken one.
func (d *Desk) VerifyAudit(ctx context.Context, by domain.Actor) (rows int, broken int64, head string, err error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return 0, 0, "", err
	}
	if rows, broken, err = d.db.VerifyAudit(ctx); err != nil {
		return rows, broken, "", err
	}
	head, err = d.db.AuditHead(ctx)
	return rows, broken, head, err
}

// AuditHead is the hash of the last row of the audit, to be kept elsewhere.
func (d *Desk) AuditHead(ctx context.Context, by domain.Actor) (string, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return "", err
	}
	return d.db.AuditHead(ctx)
}
