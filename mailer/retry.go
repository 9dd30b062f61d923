package mailer

import (
	"time"

	"vigie/internal/domain"
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
		if r.Ours {
			m.Reason = "server"
		}
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
