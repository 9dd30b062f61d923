package letter

import "vigie/internal/domain"

// LoginFacts is what a mail with a code needs to say.
type LoginFacts struct {
	Language      domain.Language
	Mail          string
	Name          string
	LoginID       int64
	Establishment string
	Identifier    string
}

// LoginCode sends the six digits that finish a log-in; they are put in as the
// mail leaves.
func (l *Letters) LoginCode(f LoginFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(f.Language, f.Name, f.Mail)}
	v.Subject, v.Title = v.T("space.mail.subject"), v.T("space.mail.title")
	v.Before = []string{v.T("space.mail.what", "Establishment", named(f.Establishment, f.Identifier))}
	v.Facts = []fact{{v.T("space.mail.code"), secret(domain.LinkCode, f.LoginID).String()}}
	v.After = []string{v.T("space.mail.life"), v.T("space.mail.not_you")}
	v.Why = []string{v.T("space.mail.why", "Establishment", named(f.Establishment, f.Identifier))}
	return l.notice(v)
}
