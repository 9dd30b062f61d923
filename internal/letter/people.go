package letter

import (
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// NominationFacts is what the administrators present learn of a nomination.
type NominationFacts struct {
	Language      domain.Language
	Mail          string
	Nomination    domain.Nomination
	Name          string // who is named
	Email         string // theirs
	Establishment string
	Identifier    string
}

// Nomination tells an administrator that the support team named another one,
// and how to object within 48 hours.
func (l *Letters) Nomination(n NominationFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(n.Language, "", n.Mail)}
	establishment := named(n.Establishment, n.Identifier)
	v.Subject, v.Title = v.T("mail.nomination.subject", "Establishment", establishment), v.T("mail.nomination.title")
	v.Before = []string{v.T("mail.nomination.what", "Establishment", establishment)}
	v.Facts = []fact{{v.T("mail.nomination.who"), short(n.Name)}, {v.T("mail.nomination.address"), short(n.Email)},
		{v.T("mail.nomination.effective"), l.moment(v.Texts, n.Nomination.EffectiveAt)}}
	v.Button = &button{v.T("mail.nomination.button"), secret(domain.LinkObjection, n.Nomination.ID)}
	v.After = []string{v.T("mail.nomination.otherwise"), v.T("mail.nomination.rights")}
	v.Why = []string{v.T("mail.nomination.why", "Establishment", establishment)}
	return l.notice(v)
}

// ContactsFacts is what an administrator learns once a day of the colleagues
// that buyers added.
type ContactsFacts struct {
	Language      domain.Language
	Mail          string
	Name          string
	Establishment string
	Identifier    string
	Contacts      []AddedContact
}

// AddedContact is one colleague that a buyer added.
type AddedContact struct{ Name, Email, Buyer string }

// ContactsAdded asks an administrator to set the rights of colleagues.
func (l *Letters) ContactsAdded(c ContactsFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(c.Language, c.Name, c.Mail)}
	establishment := named(c.Establishment, c.Identifier)
	v.Subject = v.N("mail.contacts.subject", int64(len(c.Contacts)), "Establishment", establishment)
	v.Title = v.T("mail.contacts.title")
	v.Before = []string{v.T("mail.contacts.what", "Establishment", establishment), v.T("mail.contacts.restricted")}
	for _, one := range c.Contacts {
		v.Facts = append(v.Facts, fact{short(firstText(one.Name, one.Email)), v.T("mail.contacts.added_by", "Email", short(one.Email), "Buyer", short(one.Buyer))})
	}
	v.Links = []button{{v.T("mail.contacts.button"), link{l.page("/account/company?", v.Lang())}}}
	v.After = []string{v.T("mail.contacts.unknown")}
	v.Why = []string{v.T("mail.contacts.why", "Establishment", establishment)}
	return l.notice(v)
}

// AddressFacts is what an old address learns when the support team changed it.
type AddressFacts struct {
	Language      domain.Language
	Mail          string
	Name          string
	New           string // masked
	Establishment string
	Identifier    string
	At            domain.Instant
}

// AddressChanged tells the old address that it was changed.
func (l *Letters) AddressChanged(a AddressFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(a.Language, a.Name, a.Mail)}
	establishment := named(a.Establishment, a.Identifier)
	v.Subject, v.Title = v.T("mail.address.subject"), v.T("mail.address.title")
	v.Before = []string{v.T("mail.address.what", "Establishment", establishment, "When", l.moment(v.Texts, a.At))}
	v.Facts = []fact{{v.T("mail.address.new"), safe.Line(a.New)}}
	v.After = []string{v.T("mail.address.not_you")}
	v.Why = []string{v.T("mail.address.why", "Establishment", establishment)}
	return l.notice(v)
}

// ResetFacts is what a link to a new password needs to say.
type ResetFacts struct {
	Language      domain.Language
	Mail          string
	Name          string
	UserID        int64
	Establishment string
	Identifier    string
}

// Reset sends a link to set a new password.
func (l *Letters) Reset(r ResetFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(r.Language, r.Name, r.Mail)}
	v.Subject, v.Title = v.T("mail.reset.subject"), v.T("mail.reset.title")
	v.Before = []string{v.T("mail.reset.what", "Establishment", named(r.Establishment, r.Identifier))}
	v.Button = &button{v.T("mail.reset.button"), secret(domain.LinkReset, r.UserID)}
	v.After = []string{v.T("mail.reset.life"), v.T("mail.reset.not_you")}
	v.Why = []string{v.T("mail.reset.why")}
	return l.notice(v)
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
