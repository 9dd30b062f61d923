package demo

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// buildRegisters has two security audits done, and some establishments ask
// for two-factor log-in, half of which have it.
func (w *World) buildRegisters(ctx context.Context) error {
	audits := []domain.SecurityAudit{
		{DoneOn: w.day(-400), Auditor: "Cabinet Vauban", Scope: "Pages et console, boîte grise", Conclusion: "Deux remarques mineures, corrigées.", Reference: "AUD-2025-07"},
		{DoneOn: w.day(-40), Auditor: "Cabinet Vauban", Scope: "Pages, console et sauvegardes", Conclusion: "Aucune vulnérabilité majeure.", Reference: "AUD-2026-03"},
	}
	if err := w.each(ctx, len(audits), func(tx *store.Tx, i int) error {
		_, err := tx.InsertSecurityAudit(ctx, audits[i])
		return err
	}); err != nil {
		return err
	}
	return w.each(ctx, 12, func(tx *store.Tx, i int) error {
		t := domain.TwoFactor{EstablishmentID: w.pairs[i*37+5][1], RequestedOn: w.day(-60 - i), RequestedBy: "administrateur"}
		if i%2 == 0 {
			t.Method, t.OnSince = domain.TwoFactorMail, w.day(-50-i)
		}
		return tx.SaveTwoFactor(ctx, domain.TwoFactor{}, t)
	})
}
