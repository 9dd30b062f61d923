package desk

import (
	"context"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/store"
)

// Suppressions reads the suppression list, newest first: hashes only.
func (d *Desk) Suppressions(ctx context.Context, by domain.Actor) ([]domain.Suppression, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return nil, err
	}
	return d.db.SuppressionList(ctx, registerRows)
}

// registerRows is how many rows of a register are shown at once.
const registerRows = 2000

// FindSuppressions tells what the list has on an address or an identifier,
// which only whoever holds the key can ask.
func (d *Desk) FindSuppressions(ctx context.Context, by domain.Actor, who string) ([]domain.Suppression, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return nil, err
	}
	var out []domain.Suppression
	for _, t := range tracesNamed(who) {
		s, err := d.db.Suppression(ctx, d.keys.Hash(t.Purpose, t.Value))
		if domain.KindOf(err) == domain.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// tracesNamed are the traces that an address or an identifier may have left.
func tracesNamed(who string) []domain.Trace {
	if strings.Contains(who, "@") {
		return append([]domain.Trace{domain.TraceOfAddress(who)}, domain.TracesOfCustomer("", who)...)
	}
	var out []domain.Trace
	for _, register := range domain.IdentifierTypes() {
		if id, _, err := domain.ParseIdentifier(string(register), who); err == nil {
			out = append(out, domain.TraceOfIdentifier(id))
		}
	}
	return out
}

// LiftSuppression lets a person or an establishment come back at their own
// request, of which evidence is recorded. An establishment is active again
// under its identifier alone; a buyer or it itself gives the rest anew.
func (d *Desk) LiftSuppression(ctx context.Context, by domain.Actor, hash, evidence string) error {
	if strings.TrimSpace(evidence) == "" {
		return domain.Refuse(domain.Invalid, "suppression_evidence")
	}
	if err := mustBeSomebody(by); err != nil {
		return err
	}
	return d.act(ctx, by, domain.LiftSuppression, func(tx *store.Tx) error {
		s, err := tx.Suppression(ctx, hash)
		if err != nil {
			return err
		}
		if err := tx.Unsuppress(ctx, s, evidence); err != nil {
			return err
		}
		if s.Kind == domain.SuppressedIdentifier {
			if err := d.welcomeBack(ctx, tx, s); err != nil {
				return err
			}
		}
		if d.journal == nil {
			return nil
		}
		return d.journal.Append(files.JournalLine{Act: "lifted", Kind: s.Kind, Hash: s.Hash, Request: s.RequestID, At: tx.Now()})
	})
}

// welcomeBack makes a deregistered establishment active again. One whose last
// document was purged is known by nothing any more: it is added anew.
func (d *Desk) welcomeBack(ctx context.Context, tx *store.Tx, s domain.Suppression) error {
	q, err := tx.RightsRequest(ctx, s.RequestID)
	if domain.KindOf(err) == domain.NotFound || err == nil && q.Scope != domain.ScopeEstablishment {
		return nil
	}
	if err != nil {
		return err
	}
	before, err := tx.Establishment(ctx, q.SubjectID)
	if err != nil || before.State != domain.EstablishmentDeregistered {
		return err
	}
	after := before
	after.State = domain.EstablishmentActive
	return tx.UpdateEstablishment(ctx, before, after)
}
