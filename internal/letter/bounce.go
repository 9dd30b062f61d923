package letter

import (
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// FlagFacts is what the team reads of an address that is written to no more.
type FlagFacts struct {
	Language domain.Language
	Flag     domain.AddressFlag
	Users    []domain.UserRow // who have the address
	Buyers   int              // follow-ups of theirs in force
	Mail     string           // short reference of the mail that decided
}

// AddressFlagged is the subject of the ticket about such an address, and what
// it says. The address is masked: whoever may reveals it on the card.
func AddressFlagged(n FlagFacts) (subject, body string) {
	f := newFrame(n.Language, "", n.Mail)
	cause := string(n.Flag.Cause)
	subject = f.T("bounce.ticket_subject."+cause, "Email", domain.Mask(safe.Line(n.Flag.EmailKey)))
	lines := []string{f.T("bounce.ticket_body."+cause, "Mail", f.Reference)}
	for _, u := range n.Users {
		lines = append(lines, "- "+named(u.EstablishmentName, u.EstablishmentValue))
	}
	if said := safe.Line(n.Flag.Diagnostic); said != "" {
		lines = append(lines, f.T("bounce.ticket.said", "Said", said))
	}
	if n.Buyers > 0 && n.Flag.Cause == domain.FlagBounced {
		lines = append(lines, f.N("bounce.ticket.told", int64(n.Buyers)))
	}
	lines = append(lines, f.T("bounce.ticket.how"))
	for i, l := range lines {
		if i > 0 {
			body += "\n"
		}
		body += l
	}
	return subject, body
}

// ContactFailedFacts is what a buyer learns of contacts that receive nothing.
type ContactFailedFacts struct {
	Language domain.Language
	Mail     string
	Since    domain.Instant
	Contacts []domain.FailedContact // of the follow-ups that the reader answers for
}

// ContactFailed tells a buyer that a supplier's contact does not receive what
// is asked of them. Only a referent's name and address are said in clear.
func (l *Letters) ContactFailed(n ContactFailedFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(n.Language, "", n.Mail)}
	first := n.Contacts[0].FollowUp
	supplier := named(first.SupplierName, first.SupplierValue)
	v.Subject, v.Title = v.T("bounce.mail.subject", "Supplier", supplier), v.T("bounce.mail.title")
	v.Before = []string{v.T("bounce.mail.what", "When", l.moment(v.Texts, n.Since)), v.T("bounce.mail.stopped")}
	for _, c := range n.Contacts {
		who := domain.Mask(safe.Line(c.User.Email))
		if c.Referent {
			who = firstText(short(c.User.FullName()), short(c.User.Email))
			if who != short(c.User.Email) {
				who += " <" + short(c.User.Email) + ">"
			}
		}
		v.Facts = append(v.Facts, fact{named(c.FollowUp.SupplierName, c.FollowUp.SupplierValue), who})
	}
	v.After = []string{v.T("bounce.mail.how"), v.T("bounce.mail.duty")}
	v.Why = []string{v.T("bounce.mail.why", "Buyer", named(first.BuyerName, first.BuyerValue), "Supplier", supplier)}
	return l.notice(v)
}
