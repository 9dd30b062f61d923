package desk

import (
	"context"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

// Calendar is when reminders may leave, with the hours that the team set.
func (d *Desk) Calendar(ctx context.Context, by domain.Actor) (domain.Calendar, error) {
	if err := d.read(by); err != nil {
		return domain.Calendar{}, err
	}
	return d.db.Calendar(ctx, d.calendar)
}

// SetHours changes the days and hours of reminders. What waits of this week
// is spread again over what is left of it.
func (d *Desk) SetHours(ctx context.Context, by domain.Actor, h domain.Hours, reason string) error {
	if err := h.Check(); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return domain.Refuse(domain.Invalid, "field_missing", "Field", "reason")
	}
	return d.act(ctx, by, domain.ChangeSettings, func(tx *store.Tx) error {
		tx.Record("calendar", 0, nil, map[string]string{"reason": reason})
		return tx.SetSetting(ctx, domain.SettingHours, h.String())
	})
}

// ClockDoubt is the jump of the clock for which planning and reminders pause;
// zero when they do not.
func (d *Desk) ClockDoubt(ctx context.Context, by domain.Actor) (domain.ClockDoubt, error) {
	if err := d.read(by); err != nil {
		return domain.ClockDoubt{}, err
	}
	return d.db.ClockDoubt(ctx)
}

// ConfirmClock says that the hour is right after it jumped: planning and
// reminders go on.
func (d *Desk) ConfirmClock(ctx context.Context, by domain.Actor) error {
	return d.act(ctx, by, domain.HoldMail, func(tx *store.Tx) error {
		doubt, err := tx.ClockDoubt(ctx)
		if err != nil {
			return err
		}
		if doubt == (domain.ClockDoubt{}) {
			return domain.Refuse(domain.Conflict, "clock_not_doubted")
		}
		if err := tx.SetClockDoubt(ctx, domain.ClockDoubt{}); err != nil {
			return err
		}
		return tx.ForgetClock(ctx)
	})
}
