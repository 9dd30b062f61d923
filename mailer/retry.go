package mailer

import (
	"context"
	"math"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// uncertainTries is how often an uncertain reminder is tried again in its week.
const uncertainTries = 2

// backoff is the wait before the next try: 5 min, 30 min, 1 h, 2 h, 4 h, then
// 8 h, with up to a tenth more so that a crowd does not come back at once.
func backoff(attempts int, id int64) time.Duration {
	steps := []time.Duration{5 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour}
	wait := steps[min(max(attempts, 1), len(steps))-1]
	return wait + wait/10*time.Duration(id%10)/10
}

// maxAttempts is how often a mail outside the cycle is tried: about three days.
const maxAttempts = 12

// settled is what an attempt makes of a mail.
func settled(m domain.Mail, r Result, now time.Time) domain.Mail {
	m.Reply = r.Text
	m.Reason = ""
	switch r.Outcome {
	case Accepted:
		m.State, m.SentAt = domain.MailSent, domain.InstantOf(now)
	case Permanent:
		m.State, m.Reason = domain.MailRejected, "refused"
	case Uncertain:
		return doubted(m, now)
	default:
		m.State, m.Reason, m.DueAt = domain.MailRetry, "temporary", domain.InstantOf(now.Add(backoff(m.Attempts, m.ID)))
		if !m.Kind.Reminder() && m.Attempts >= maxAttempts {
			m.State, m.Reason = domain.MailRejected, "given_up"
		}
	}
	return m
}

// doubted is a mail whose final dot was never answered: a reminder is tried
// again, at most twice; anything else waits for a person.
func doubted(m domain.Mail, now time.Time) domain.Mail {
	m.Uncertain++
	m.State, m.Reason = domain.MailUncertain, "no_answer"
	if m.Kind.Reminder() && m.Uncertain <= uncertainTries {
		m.State, m.DueAt = domain.MailRetry, domain.InstantOf(now.Add(backoff(m.Uncertain, m.ID)))
	}
	return m
}

// healBatch bounds one transaction of healing.
const healBatch = 500

// heal settles what a dead process left: claimed mails go back to the queue,
// committing ones are uncertain. With the lease just taken, every claim is a
// dead process's; later only those whose time is over.
func (m *Mailer) heal(ctx context.Context) error {
	until := domain.InstantOf(m.now())
	if !m.healed {
		until = math.MaxInt64
	}
	for {
		lost, err := m.db.LostClaims(ctx, until, healBatch)
		if err != nil {
			return err
		}
		if len(lost) == 0 {
			m.healed = true
			return nil
		}
		err = m.db.Maintain(ctx, func(tx *store.Tx) error {
			for _, mail := range lost {
				after := mail
				if mail.State == domain.MailCommitting {
					after = doubted(mail, m.now())
				} else {
					after.State, after.DueAt = domain.MailRetry, tx.Now()
				}
				if err := tx.SettleMail(ctx, after); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if len(lost) < healBatch {
			m.healed = true
			return nil
		}
	}
}

// dropPast drops the reminders whose week's last window is behind; what a
// person asked for outside the windows may leave until the week ends.
func (m *Mailer) dropPast(ctx context.Context) error {
	now := m.now()
	week := domain.WeekOf(now.In(m.calendar.Location))
	for {
		over := week
		if m.calendar.Over(week, now) {
			over = week.Next()
		}
		ids, err := m.db.WeekOver(ctx, week, over, healBatch)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := m.db.Maintain(ctx, func(tx *store.Tx) error { return tx.DropMails(ctx, ids, "week_over") }); err != nil {
			return err
		}
	}
}
