package letter

import "vigie/internal/domain"

// ClockFacts is what the operators are asked when the clock jumped.
type ClockFacts struct {
	Language  domain.Language
	Mail      string
	Seen, Now domain.Instant
}

// ClockDoubted asks the team whether the hour is right before reminders go on.
func (l *Letters) ClockDoubted(c ClockFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(c.Language, "", c.Mail)}
	v.Subject, v.Title = v.T("mail.clock.subject"), v.T("mail.clock.title")
	v.Before = []string{v.T("mail.clock.what")}
	v.Facts = []fact{{v.T("mail.clock.seen"), l.moment(v.Texts, c.Seen)}, {v.T("mail.clock.now"), l.moment(v.Texts, c.Now)}}
	v.After = []string{v.T("mail.clock.how", "Command", "vigie cycle clock")}
	v.Why = []string{v.T("mail.operators.why")}
	return l.notice(v)
}
