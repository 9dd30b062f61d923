package mailer

import (
	"context"
	"time"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// calendarNow is the calendar with the hours that the team set.
func (m *Mailer) calendarNow(ctx context.Context) (domain.Calendar, error) {
	return m.db.Calendar(ctx, m.calendar)
}

// remindersOpen reports whether reminders may leave at now: inside a window,
// of a clock that nobody doubts.
func (m *Mailer) remindersOpen(ctx context.Context, now time.Time) (bool, error) {
	doubt, err := m.db.ClockDoubt(ctx)
	if err != nil || doubt != (domain.ClockDoubt{}) {
		return false, err
	}
	calendar, err := m.calendarNow(ctx)
	return err == nil && calendar.Open(now), err
}

// clockKept is how old the kept hour may be: a process that dies loses no more
// of what it knew.
const clockKept = time.Minute

// watchClock compares the hour with the one of the last turn, of whichever
// process. When it jumped, planning and reminders pause and the operators are
// asked; nothing goes on, nor is dropped, until one of them confirms the hour.
func (m *Mailer) watchClock(ctx context.Context) (paused bool, err error) {
	now := m.now()
	doubt, err := m.db.ClockDoubt(ctx)
	if err != nil || doubt != (domain.ClockDoubt{}) {
		m.seen = time.Time{} // what was seen before the doubt is not asked again
		return true, err
	}
	kept, err := m.db.ClockSeen(ctx)
	if err != nil {
		return false, err
	}
	seen := m.seen
	if at := kept.Time(); !kept.Never() && at.After(seen) {
		seen = at
	}
	m.seen = now
	switch {
	case !seen.IsZero() && domain.ClockJumped(seen, now):
		return true, m.doubtClock(ctx, domain.ClockDoubt{Seen: domain.InstantOf(seen), Now: domain.InstantOf(now)})
	case now.Sub(kept.Time()).Abs() < clockKept:
		return false, nil
	}
	return false, m.db.Maintain(ctx, func(tx *store.Tx) error { return tx.SeeClock(ctx, domain.InstantOf(now)) })
}

func (m *Mailer) doubtClock(ctx context.Context, doubt domain.ClockDoubt) error {
	m.Log.Warn("clock jumped", "seen", doubt.Seen.Time(), "now", doubt.Now.Time())
	return m.db.Write(ctx, domain.SystemActor("mailer"), domain.PlanCycle, func(tx *store.Tx) error {
		if err := tx.SetClockDoubt(ctx, doubt); err != nil {
			return err
		}
		return m.tellOperators(ctx, tx, domain.Mail{DedupKey: "clock|" + doubt.Now.Time().Format(time.RFC3339)})
	})
}

// clockMail asks the operators about a jump of the clock.
func (m *Mailer) clockMail(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	doubt, err := m.db.ClockDoubt(ctx)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	if doubt == (domain.ClockDoubt{}) {
		return domain.MailBody{}, "clock_confirmed", nil
	}
	body, err := m.Letters.ClockDoubted(letter.ClockFacts{Language: mail.Language, Mail: mail.Reference(), Seen: doubt.Seen, Now: doubt.Now})
	return body, "", err
}
