package letter

import "vigie/internal/domain"

// LookFacts is what an administrator learns when somebody of the team looks into
// more people and documents than usual.
type LookFacts struct {
	Language domain.Language
	Mail     string
	Name     string // of the administrator
	Who      string
	Looks    int64
	From, To domain.Instant
}

// LookAlert tells an administrator how much somebody of the team looked into,
// and where it stands written whom and what.
func (l *Letters) LookAlert(f LookFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(f.Language, f.Name, f.Mail)}
	who := short(f.Who)
	v.Subject, v.Title = v.T("mail.alert.subject", "Who", who), v.T("mail.alert.title")
	v.Before = []string{v.T("mail.alert.what", "Max", v.Number(domain.LooksAnHour))}
	v.Facts = []fact{{v.T("mail.alert.who"), who}, {v.T("mail.alert.looks"), v.Number(f.Looks)}, {v.T("mail.alert.from"), l.moment(v.Texts, f.From)}, {v.T("mail.alert.to"), l.moment(v.Texts, f.To)}}
	v.After = []string{v.T("mail.alert.how", "Who", who), v.T("mail.alert.stop")}
	v.Why = []string{v.T("mail.alert.why")}
	return l.notice(v)
}
