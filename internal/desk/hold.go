package desk

import (
	"context"
	"slices"

	"vigie/internal/domain"
	"vigie/store"
)

// LegalHolds reads the register of legal holds, those that stand first.
func (d *Desk) LegalHolds(ctx context.Context, by domain.Actor) ([]domain.LegalHold, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return nil, err
	}
	return d.db.LegalHolds(ctx, registerRows)
}

// HoldLegally keeps what is about a subject from being erased or purged: an
// alert (Code du travail L. 8222-5), a dispute.
func (d *Desk) HoldLegally(ctx context.Context, by domain.Actor, scope domain.RightsScope, subject int64, reason string) error {
	switch {
	case !slices.Contains(domain.RightsScopes(), scope) || subject == 0:
		return domain.Refuse(domain.Invalid, "rights_subject_missing")
	case reason == "":
		return domain.Refuse(domain.Invalid, "hold_reason")
	}
	return d.act(ctx, by, domain.HoldLegally, func(tx *store.Tx) error {
		_, err := tx.InsertLegalHold(ctx, domain.LegalHold{Scope: scope, SubjectID: subject, Reason: reason, StaffID: by.StaffID})
		return err
	})
}

// LiftLegalHold ends a legal hold: from the next day on, what is past its date
// is purged again.
func (d *Desk) LiftLegalHold(ctx context.Context, by domain.Actor, id int64) error {
	return d.act(ctx, by, domain.HoldLegally, func(tx *store.Tx) error {
		h, err := tx.LegalHold(ctx, id)
		if err != nil {
			return err
		}
		return tx.LiftLegalHold(ctx, h)
	})
}
