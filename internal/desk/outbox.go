package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// Outbox reads whether mails leave: for the doors that machines ask, and for
// the team's status.
func (d *Desk) Outbox(ctx context.Context) (domain.Outbox, error) {
	var o domain.Outbox
	now := d.now()
	held, err := d.db.Setting(ctx, domain.SettingMailsHeld, "")
	if err != nil {
		return o, err
	}
	doubt, err := d.db.ClockDoubt(ctx)
	if err != nil {
		return o, err
	}
	o.Held = held != "" || doubt != (domain.ClockDoubt{})
	week := d.ThisWeek()
	calendar, err := d.db.Calendar(ctx, d.calendar)
	if err != nil {
		return o, err
	}
	cycle, err := d.db.Cycle(ctx, week)
	if err != nil {
		return o, err
	}
	// A window that has just opened has had no time to let anything out.
	claim := store.Claim{Now: domain.InstantOf(now), Week: week, Open: calendar.Open(now) && calendar.Open(now.Add(-domain.StuckAfter)),
		Held: cycle.Hold != "" && cycle.ReleasedBy == ""}
	if o.OldestDue, err = d.db.OldestDue(ctx, claim); err != nil {
		return o, err
	}
	if o.OldestClaim, err = d.db.OldestClaim(ctx); err != nil {
		return o, err
	}
	if o.Senders, err = d.db.Senders(ctx, claim.Now); err != nil {
		return o, err
	}
	o.Progress, o.Trouble, err = d.db.OutboxProgress(ctx)
	return o, err
}

// Stuck is why mails that may leave do not, "" while they do.
func (d *Desk) Stuck(ctx context.Context) (domain.StuckReason, error) {
	o, err := d.Outbox(ctx)
	return o.Stuck(domain.InstantOf(d.now())), err
}

// MailsIn counts the mails in a state, exactly.
func (d *Desk) MailsIn(ctx context.Context, state domain.MailState) (int64, error) {
	return d.db.MailsIn(ctx, state)
}
