package mailer

import (
	"context"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// healBatch bounds one transaction of healing.
const healBatch = 500

// heal settles what dead processes left: claimed mails go back to the queue,
// committing ones are uncertain. A process is dead when its lease is over; the
// claims of a living one are healed only when their own time is.
func (m *Mailer) heal(ctx context.Context) error {
	for {
		n := 0
		err := m.db.Dispatch(ctx, func(tx *store.Tx) error {
			lost, err := tx.LostClaims(ctx, healBatch)
			if err != nil {
				return err
			}
			n = len(lost)
			for _, before := range lost {
				if err := tx.HealMail(ctx, before, healed(before, m.now())); err != nil {
					return err
				}
			}
			return tx.ForgetSenders(ctx, tx.Now().Add(-time.Hour))
		})
		if err != nil || n < healBatch {
			return err
		}
	}
}

// healed is what a mail becomes whose process died: before its final dot it
// was no attempt.
func healed(m domain.Mail, now time.Time) domain.Mail {
	if m.State == domain.MailCommitting {
		return doubted(m, now)
	}
	m.State, m.DueAt = domain.MailRetry, domain.InstantOf(now)
	if m.Attempts--; m.Attempts <= 0 {
		m.State, m.Attempts = domain.MailQueued, 0
	}
	return m
}

// dropPast drops the reminders whose week's last window is behind; what a
// person asked for outside the windows may leave until the week ends.
func (m *Mailer) dropPast(ctx context.Context) error {
	now := m.now()
	calendar, err := m.calendarNow(ctx)
	if err != nil {
		return err
	}
	doubt, err := m.db.ClockDoubt(ctx)
	if err != nil || doubt != (domain.ClockDoubt{}) {
		return err // a wrong hour must not end a week
	}
	week := domain.WeekOf(now.In(calendar.Location))
	over := week
	if calendar.Over(week, now) {
		over = week.Next()
	}
	for {
		ids, err := m.db.WeekOver(ctx, week, over, healBatch)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := m.db.Dispatch(ctx, func(tx *store.Tx) error { return tx.DropMails(ctx, ids, "week_over") }); err != nil {
			return err
		}
	}
}
