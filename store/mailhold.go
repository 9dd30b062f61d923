package store

import (
	"context"
	"strconv"

	"vigie/internal/domain"
)

const mailHoldColumns = `id, scope, subject_id, week, reason, actor, created_at, lifted_by, lifted_at, lift_reason`

// MailHolds reads the holds, those that stand first, newest first.
func (r reader) MailHolds(ctx context.Context, limit int) ([]domain.MailHold, error) {
	var hs []domain.MailHold
	err := r.all(ctx, &hs, `SELECT `+mailHoldColumns+` FROM mail_holds ORDER BY CASE WHEN lifted_at = 0 THEN 0 ELSE 1 END, id DESC LIMIT ?`, limit)
	return hs, err
}

// HoldOf reads the hold that stands on a subject; zero when none does.
func (r reader) HoldOf(ctx context.Context, scope domain.HoldScope, subject int64, week domain.Week) (domain.MailHold, error) {
	var hs []domain.MailHold
	err := r.all(ctx, &hs, `SELECT `+mailHoldColumns+` FROM mail_holds WHERE scope = ? AND subject_id = ? AND week = ? AND lifted_at = 0`, scope, subject, week)
	if err != nil || len(hs) == 0 {
		return domain.MailHold{}, err
	}
	return hs[0], nil
}

// PutHold keeps who holds what, and turns the page of holds: a mail that was
// claimed before does not leave unless it is written anew.
func (tx *Tx) PutHold(ctx context.Context, h domain.MailHold) error {
	if err := tx.exec(ctx, `INSERT INTO mail_holds (scope, subject_id, week, reason, actor, created_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (scope, subject_id, week) WHERE lifted_at = 0 DO UPDATE SET reason = excluded.reason, actor = excluded.actor`,
		h.Scope, h.SubjectID, h.Week, h.Reason, tx.actor.Name, tx.now); err != nil {
		return err
	}
	tx.Record("mail_hold", h.SubjectID, nil, map[string]any{"scope": h.Scope, "week": h.Week, "reason": h.Reason})
	return tx.turnHolds(ctx)
}

// EndHold ends the hold on a subject, if one stands, for the reason that it
// brings.
func (tx *Tx) EndHold(ctx context.Context, h domain.MailHold) error {
	if err := tx.exec(ctx, `UPDATE mail_holds SET lifted_by = ?, lifted_at = ?, lift_reason = ? WHERE scope = ? AND subject_id = ? AND week = ? AND lifted_at = 0`,
		tx.actor.Name, tx.now, h.LiftReason, h.Scope, h.SubjectID, h.Week); err != nil {
		return err
	}
	tx.Record("mail_hold", h.SubjectID, map[string]any{"scope": h.Scope, "week": h.Week}, map[string]any{"lifted": true, "reason": h.LiftReason})
	return tx.turnHolds(ctx)
}

// ReleaseEverything lets every mail leave again.
func (tx *Tx) ReleaseEverything(ctx context.Context, reason string) error {
	if err := tx.putSetting(ctx, domain.SettingMailsHeld, ""); err != nil {
		return err
	}
	return tx.EndHold(ctx, domain.MailHold{Scope: domain.HoldEverything, LiftReason: reason})
}

// holdEverything keeps who holds every mail, or that nobody does.
func (tx *Tx) holdEverything(ctx context.Context, reason string) error {
	if reason == "" {
		return tx.EndHold(ctx, domain.MailHold{Scope: domain.HoldEverything})
	}
	return tx.PutHold(ctx, domain.MailHold{Scope: domain.HoldEverything, Reason: reason})
}

// changeHold puts or lifts the hold of a subject whose flag changed.
func (tx *Tx) changeHold(ctx context.Context, before, after bool, h domain.MailHold) error {
	switch {
	case before == after:
		return nil
	case after:
		return tx.PutHold(ctx, h)
	}
	return tx.EndHold(ctx, h)
}

// metaHolds is the turn of holds: another one at every change.
const metaHolds = "hold_turn"

// HoldTurn is the present turn of holds.
func (r reader) HoldTurn(ctx context.Context) (string, error) { return r.Meta(ctx, metaHolds) }

func (tx *Tx) turnHolds(ctx context.Context) error {
	now, err := tx.HoldTurn(ctx)
	if err != nil {
		return err
	}
	n, _ := strconv.ParseInt(now, 10, 64) // none yet: the first
	return tx.SetMeta(ctx, metaHolds, strconv.FormatInt(n+1, 10))
}

// FreeSetAside gives mails that a hold set aside back to the queue, at most
// limit: each is looked at again, and set aside again where the hold stands.
func (tx *Tx) FreeSetAside(ctx context.Context, limit int) (int, error) {
	var ids []int64
	if err := tx.all(ctx, &ids, `SELECT id FROM mails WHERE hold IN ('held_person', 'held_buyer', 'held_cycle') ORDER BY id LIMIT ?`, limit); err != nil || len(ids) == 0 {
		return 0, err
	}
	return len(ids), tx.exec(ctx, `UPDATE mails SET hold = '' WHERE `+tx.dialect.in("id"), tx.list(ids))
}
