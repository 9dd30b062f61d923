package letter

import (
	"net/url"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// Reminder writes the weekly mail of one address, activation or compliance, in
// the team's wording where it has one.
func (l *Letters) Reminder(r domain.Recap, text domain.MailText) (domain.MailBody, error) {
	v := l.recap(r)
	v.reword(r, text)
	body := l.render("recap", v)
	body.TextVersion = text.Version
	return body, nil
}

type recapView struct {
	frame
	Lead       string
	Activation bool
	Accounts   []accountView
	Where      []whereView
	AlsoSent   string
	Closing    []string // the team's, paragraph by paragraph
	Why        []string
	Origins    []string // who gave the address
	Removal    link
	NewLink    link
	day        domain.Date // Monday of the week, against which due dates are said
	lines      *memo[lineOn, i18n.Line]
}

type accountView struct {
	Name, Identifier string
	Several          bool // the mail is about other establishments too
	Activate         bool
	Activation       link
	File             link
	Standby          link
	Buyers           []buyerView
	Depositors       string
}

type buyerView struct {
	Name     string
	Details  []string // group, signer, contracts, code
	Lines    []i18n.Line
	InOrder  string
	Checking string
}

type whereView struct{ Document, Where string }

func (l *Letters) recap(r domain.Recap) recapView {
	v := recapView{frame: newFrame(r.Language, r.Name, r.Mail), Activation: r.Kind == domain.MailActivation, day: r.Week.Monday(), lines: &l.lines}
	v.Removal = link{l.page("/support?kind=removal&ref="+url.QueryEscape(r.Mail)+"&", v.Lang())}
	v.NewLink = link{l.page("/r?", v.Lang())}
	for _, a := range r.Accounts {
		account := v.account(a, v.Activation, len(r.Accounts) > 1)
		v.Accounts = append(v.Accounts, account)
		if origin := l.origin(v.frame, a); origin != "" && account.Several {
			v.Origins = append(v.Origins, v.T("mail.recap.origin_for", "Establishment", account.Name, "Origin", origin))
		} else if origin != "" {
			v.Origins = append(v.Origins, origin)
		}
	}
	v.headings(r)
	v.Where = whereToGet(v.frame, r)
	if people := list(r.Others); people != "" {
		v.AlsoSent = v.T("mail.recap.others_title", "People", people)
	}
	v.Why = why(v.frame, r)
	return v
}

// headings sets what names the count and the first buyer.
func (v *recapView) headings(r domain.Recap) {
	count, first := r.Count()
	buyer, others := short(first), ""
	if n := len(buyerNames(r)) - 1; n > 0 {
		others = v.N("mail.recap.others", int64(n))
	}
	n := int64(count)
	switch {
	case v.Activation && count == 0:
		v.Subject = v.T("mail.recap.subject_nothing", "Buyer", buyer, "Others", others)
	case v.Activation:
		v.Subject = v.N("mail.recap.subject_activation", n, "Buyer", buyer, "Others", others)
	default:
		v.Subject = v.N("mail.recap.subject_compliance", n, "Buyer", buyer, "Others", others)
	}
	if v.Activation {
		v.Title = v.T("mail.recap.title_activation")
		v.Lead = v.T("mail.recap.lead_activation", "Buyer", buyer, "Others", others)
	} else {
		v.Title = v.N("mail.recap.title_compliance", n)
		v.Lead = v.N("mail.recap.lead_compliance", n, "Buyer", buyer, "Others", others)
	}
	v.Preheader = v.Lead
}

func (v recapView) account(a domain.RecapAccount, activation, several bool) accountView {
	file := secret(domain.LinkSupplier, a.UserID)
	out := accountView{
		Name: short(a.Establishment.DisplayName()), Identifier: identifier(a.Establishment), Several: several,
		Activate: activation && a.State == domain.UserInvited, Activation: secret(domain.LinkActivation, a.UserID),
		File: file, Standby: file.At("standby"),
	}
	if people := list(a.Depositors); people != "" && a.Role == domain.RoleRestricted {
		out.Depositors = v.T("mail.recap.depositors", "People", people)
	}
	for _, b := range a.Buyers {
		out.Buyers = append(out.Buyers, v.buyer(b))
	}
	return out
}

// identifier is the number of an establishment, with the name of its register.
func identifier(e domain.Establishment) string {
	if e.IDValue == "" || e.Name == "" {
		return ""
	}
	return safe.Line(string(e.IDType) + " " + e.IDValue)
}
