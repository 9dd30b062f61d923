package letter

import "vigie/internal/domain"

// TwoFactorFacts is what a person learns when codes at log-in were switched off.
type TwoFactorFacts struct {
	Language      domain.Language
	Mail          string
	Name          string
	Establishment string
	Identifier    string
	At            domain.Instant
}

// TwoFactorOff tells a person that the support team switched off the codes of
// their log-ins.
func (l *Letters) TwoFactorOff(f TwoFactorFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(f.Language, f.Name, f.Mail)}
	establishment := named(f.Establishment, f.Identifier)
	v.Subject, v.Title = v.T("space.two_factor.subject"), v.T("space.two_factor.title")
	v.Before = []string{v.T("space.two_factor.what", "Establishment", establishment, "When", l.moment(v.Texts, f.At)), v.T("space.two_factor.now")}
	v.After = []string{v.T("space.two_factor.not_you"), v.T("space.two_factor.again")}
	v.Why = []string{v.T("space.two_factor.why", "Establishment", establishment)}
	return l.notice(v)
}
