package letter

import (
	"strconv"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// AccessLists is what is known of an address as people read it, in the letter
// that answers.
func AccessLists(a domain.Access, lang domain.Language) []domain.LetterList {
	t := i18n.For(string(lang))
	var out []domain.LetterList
	for _, l := range []domain.LetterList{
		{Title: t.T("rights.access.accounts"), Lines: accessAccounts(t, a)}, {Title: t.T("rights.access.customers"), Lines: accessCustomers(t, a)},
		{Title: t.T("rights.access.offers"), Lines: accessOffers(t, a)},
		{Title: t.T("rights.access.mails"), Lines: accessMails(t, a)}, {Title: t.T("rights.access.tickets"), Lines: accessTickets(a)},
		{Title: t.T("rights.access.requests"), Lines: accessRequests(t, a)},
	} {
		if len(l.Lines) > 0 {
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		out = append(out, domain.LetterList{Title: t.T("rights.access.nothing"), Lines: []string{safe.Line(a.Email)}})
	}
	return out
}

func accessAccounts(t *i18n.Texts, a domain.Access) []string {
	var lines []string
	for _, u := range a.Accounts {
		line := commas(u.Establishment+" ("+u.Identifier+")", u.FirstName+" "+u.LastName, u.Job, u.Phone, u.Mobile,
			t.T("domain.role."+string(u.Role)), t.T("domain.user."+string(u.State)))
		for _, o := range u.Origins {
			line += "; " + t.T("rights.access.origin", "Buyer", safe.Line(o.Buyer), "Channel", t.T("domain.channel."+string(o.Channel)), "At", o.At)
		}
		lines = append(lines, line)
	}
	return lines
}

func accessCustomers(t *i18n.Texts, a domain.Access) []string {
	var lines []string
	for _, c := range a.Customers {
		line := commas(c.Code, c.Company, c.FirstName+" "+c.LastName, c.Phone, c.Mobile, c.Address, c.PostalCode+" "+c.City, c.Country)
		for _, n := range c.Answers {
			answer := t.T("rights.access.no")
			if n.Value {
				answer = t.T("rights.access.yes")
			}
			line += "; " + t.T("domain.consent_channel."+string(n.Channel)) + " " + answer + " " + n.At
		}
		lines = append(lines, line)
	}
	return lines
}

func accessOffers(t *i18n.Texts, a domain.Access) []string {
	var lines []string
	for _, c := range a.Customers {
		for _, o := range c.Offers {
			line := commas(o.Number, o.At, t.T("domain.offer."+string(o.State)), o.Withdrawn, t.Amount(int64(o.Gross)), o.Order, o.Printed)
			for _, l := range o.Lines {
				line += "; " + commas(l.Label, t.Quantity(l.Quantity)+" "+l.Unit, t.Amount(int64(l.UnitPrice)), t.Rate(l.VAT))
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func accessMails(t *i18n.Texts, a domain.Access) []string {
	var lines []string
	for _, m := range a.Mails {
		lines = append(lines, commas(m.At, t.T("domain.mail_kind."+string(m.Kind)), t.T("domain.mail."+string(m.State)), m.Subject))
	}
	return lines
}

func accessTickets(a domain.Access) []string {
	var lines []string
	for _, c := range a.Tickets {
		for _, m := range c.Messages {
			lines = append(lines, "#"+strconv.FormatInt(c.Number, 10)+" "+m.At+": "+safe.Line(m.Body))
		}
	}
	return lines
}

func accessRequests(t *i18n.Texts, a domain.Access) []string {
	var lines []string
	for _, r := range a.Requests {
		lines = append(lines, commas(strconv.FormatInt(r.Number, 10), t.T("rights.kind."+string(r.Kind)), t.T("rights.state."+string(r.State)), string(r.ReceivedOn)))
	}
	return lines
}

// commas joins the texts that say something, each harmless.
func commas(texts ...string) string {
	var out []string
	for _, s := range texts {
		if s = strings.TrimSpace(safe.Line(s)); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}
