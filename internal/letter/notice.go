package letter

import "vigie/internal/domain"

// noticeView is the shape of every mail that is not a recap: some sentences,
// some facts, what to do, and why the person receives it.
type noticeView struct {
	frame
	Before []string
	Facts  []fact
	Button *button
	Links  []button
	After  []string
	Why    []string
}

type fact struct{ Label, Value string }

type button struct {
	Label string
	Link  link
}

// notice renders a view whose preheader, unless it has one, is its first
// sentence.
func (l *Letters) notice(v noticeView) (domain.MailBody, error) {
	if v.Preheader == "" && len(v.Before) > 0 {
		v.Preheader = v.Before[0]
	}
	return l.render("notice", v), nil
}

// ConsentFacts is what a consent mail says.
type ConsentFacts struct {
	Language   domain.Language
	Mail       string // short reference
	Name       string // of the customer
	Email      string
	Controller string // who answers for the data, named in the text
	RequestID  int64
	Again      bool // an earlier request was sent: its answers no longer count
}

// Consent asks a customer for their contact preferences.
func (l *Letters) Consent(c ConsentFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(c.Language, c.Name, c.Mail)}
	controller := short(c.Controller)
	v.Subject = v.T("mail.consent.subject", "Controller", controller)
	v.Title = v.T("mail.consent.title")
	v.Before = []string{v.T("mail.consent.ask", "Controller", controller), v.T("mail.consent.default")}
	if c.Again {
		v.Before = append(v.Before, v.T("mail.consent.again"))
	}
	v.Button = &button{v.T("mail.consent.button"), secret(domain.LinkPreferences, c.RequestID)}
	days := int64(domain.LinkPreferences.Life().Hours() / 24)
	v.After = []string{v.T("mail.consent.life", "Days", v.Number(days))}
	v.Why = []string{v.T("mail.consent.why", "Controller", controller, "Email", short(c.Email))}
	return l.notice(v)
}

// StandbyFacts is what the confirmation of a request for stand-by says.
type StandbyFacts struct {
	Language domain.Language
	Mail     string
	Name     string
	Supplier string
	Buyer    string
	Request  domain.StandbyRequest
}

// StandbyConfirm asks the address on file to confirm what somebody asked by a
// link that may have been forwarded.
func (l *Letters) StandbyConfirm(s StandbyFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(s.Language, s.Name, s.Mail)}
	supplier, buyer := short(s.Supplier), short(s.Buyer)
	v.Subject = v.T("mail.standby.subject", "Buyer", buyer)
	v.Title = v.T("mail.standby.title")
	v.Before = []string{v.T("mail.standby.asked", "Supplier", supplier, "When", l.moment(v.Texts, s.Request.AskedAt))}
	r := s.Request
	v.Facts = append([]fact{{v.T("mail.standby.buyer"), buyer}},
		standbyFacts(v.frame, domain.FollowUp{StandbyReason: r.Reason, StandbyNote: r.Note, StandbyUntil: r.Until})...)
	v.Button = &button{v.T("mail.standby.button"), secret(domain.LinkConfirm, s.Request.ID)}
	v.After = []string{v.T("mail.standby.read"), v.T("mail.standby.duty"), v.T("mail.standby.not_you")}
	v.Why = []string{v.T("mail.standby.why", "Supplier", supplier)}
	return l.notice(v)
}

// NewLinkFacts is everything that one address may open.
type NewLinkFacts struct {
	Language domain.Language
	Mail     string
	Name     string
	Accounts []LinkAccount
	Requests []LinkRequest
}

// LinkAccount is a user's access to one establishment.
type LinkAccount struct {
	UserID        int64
	Establishment string
	Activate      bool // not activated yet
}

// LinkRequest is a consent request of a customer of this address.
type LinkRequest struct {
	RequestID  int64
	Controller string
}

// NewLink sends again, to the address on file, the links it may have.
func (l *Letters) NewLink(n NewLinkFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(n.Language, n.Name, n.Mail)}
	v.Subject, v.Title = v.T("mail.newlink.subject"), v.T("mail.newlink.title")
	v.Before = []string{v.T("mail.newlink.asked")}
	for _, a := range n.Accounts {
		name := short(a.Establishment)
		if a.Activate {
			v.Links = append(v.Links, button{v.T("mail.newlink.activate", "Name", name), secret(domain.LinkActivation, a.UserID)})
		}
		v.Links = append(v.Links, button{v.T("mail.newlink.file", "Name", name), secret(domain.LinkSupplier, a.UserID)})
	}
	for _, r := range n.Requests {
		v.Links = append(v.Links, button{v.T("mail.newlink.preferences", "Name", short(r.Controller)), secret(domain.LinkPreferences, r.RequestID)})
	}
	v.After = []string{v.T("mail.newlink.personal"), v.T("mail.newlink.not_you")}
	v.Why = []string{v.T("mail.newlink.why")}
	return l.notice(v)
}
