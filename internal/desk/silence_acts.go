package desk

import (
	"context"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

// SilenceFields are the fields of the filter of silent suppliers.
func SilenceFields() []string { return store.SilenceFields() }

// Silences lists the suppliers that stayed silent until a step was taken.
func (d *Desk) Silences(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.SilenceRow], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.SilenceRow]{}, err
	}
	return d.db.Silences(ctx, f, p)
}

// CountSilences counts what a filter finds, up to a cap.
func (d *Desk) CountSilences(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
	if err := d.read(by); err != nil {
		return domain.Count{}, err
	}
	return d.db.CountSilences(ctx, f)
}

// StopEscalation ends the escalation of a silent supplier by hand, with the
// reason: no further step is taken in this silence, and it leaves the list "at
// risk".
func (d *Desk) StopEscalation(ctx context.Context, by domain.Actor, supplier int64, reason string) error {
	return d.changeSilence(ctx, by, supplier, reason, func(tx *store.Tx, s *domain.Silence) error {
		if s.Stopped() {
			return domain.Refuse(domain.Conflict, "hold_as_it_is")
		}
		s.StoppedBy, s.StoppedReason, s.StoppedAt = by.Name, reason, tx.Now()
		return nil
	})
}

// ResumeEscalation lets a stopped escalation go on.
func (d *Desk) ResumeEscalation(ctx context.Context, by domain.Actor, supplier int64, reason string) error {
	return d.changeSilence(ctx, by, supplier, reason, func(_ *store.Tx, s *domain.Silence) error {
		if !s.Stopped() {
			return domain.Refuse(domain.Conflict, "hold_as_it_is")
		}
		s.StoppedBy, s.StoppedReason, s.StoppedAt = "", "", 0
		return nil
	})
}

func (d *Desk) changeSilence(ctx context.Context, by domain.Actor, supplier int64, reason string, change func(*store.Tx, *domain.Silence) error) error {
	if strings.TrimSpace(reason) == "" {
		return domain.Refuse(domain.Invalid, "field_missing", "Field", "reason")
	}
	return d.act(ctx, by, domain.HoldMail, func(tx *store.Tx) error {
		before, err := tx.Silence(ctx, supplier)
		if err != nil {
			return err
		}
		if before.SupplierID == 0 {
			return domain.Refuse(domain.Conflict, "not_silent")
		}
		after := before
		if err := change(tx, &after); err != nil {
			return err
		}
		return tx.SaveSilence(ctx, before, after)
	})
}

// LeaveOutOfEscalation tells the buyer of a follow-up nothing of silences, or
// takes it in again when reason is "".
func (d *Desk) LeaveOutOfEscalation(ctx context.Context, by domain.Actor, followUp int64, reason string) error {
	return d.act(ctx, by, domain.HoldMail, func(tx *store.Tx) error {
		if _, err := tx.FollowUp(ctx, followUp); err != nil {
			return err
		}
		return tx.StopSilence(ctx, followUp, reason)
	})
}
