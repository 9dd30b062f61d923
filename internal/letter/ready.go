package letter

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// ReadyText is the product's own wording of a ready text, version 0; empty
// where it has none.
func ReadyText(code string, lang domain.Language) domain.ReadyText {
	t := i18n.For(string(lang))
	out := domain.ReadyText{Code: code, Language: lang}
	if key := "ready.body." + code; t.Has(key) {
		out.Title, out.Body = t.T("ready.title."+code), t.T(key)
	}
	return out
}

// MacroTitle is the product's own name of one of its macros.
func MacroTitle(code string, lang domain.Language) string {
	return i18n.For(string(lang)).T("ready.macro." + code)
}

// Answer is what a card says to one person: the facts that fill the blanks of
// a ready text. What the person may not see was left out by whoever made it.
type Answer struct {
	Language      domain.Language
	Name          string
	Number        int64
	Agent         string
	Due           domain.Date
	Today         domain.Date
	Zone          *time.Location
	Establishment domain.Establishment
	Siblings      []domain.Establishment
	User          domain.User
	Users         []domain.User
	Buyers        []AnswerBuyer
	Origins       []domain.ProvenanceRow
	LastMail      domain.Mail
	TwoFactor     domain.TwoFactor
	Audits        []domain.SecurityAudit // newest first
}

// AnswerBuyer is one buyer's part in an answer.
type AnswerBuyer struct {
	Row        domain.FollowUpRow
	Group      string
	Signers    []string
	References []string
	Lines      []domain.Line
}

// Values words the blanks of ready texts; one without a fact is missing.
func (a Answer) Values() map[string]string {
	f := frame{Texts: i18n.For(string(a.Language))}
	v := map[string]string{
		"name": short(a.Name), "number": strconv.FormatInt(a.Number, 10), "agent": short(a.Agent),
		"buyers": a.buyers(f), "groups": a.groups(f), "contracts": a.contracts(f), "documents": a.documents(f), "origin": a.origin(f),
		"audits": a.audits(f),
		"users":  a.people(f, false), "administrators": a.people(f, true), "standbys": a.standbys(f), "access": a.access(f), "last_mail": a.lastMail(f),
	}
	if a.Due.Known() && a.Due != domain.Forever {
		v["due"] = f.LongDate(string(a.Due))
	}
	if a.Establishment.ID != 0 {
		v["establishment"], v["identifier"] = short(a.Establishment.DisplayName()), short(a.Establishment.IDValue)
		var names []string
		for _, s := range a.Siblings {
			names = append(names, short(s.DisplayName())+" ("+short(s.IDValue)+")")
		}
		v["siblings"] = bullets(names)
		v["two_factor"] = a.twoFactor(f)
	}
	return v
}

// bullets puts each text on a line of its own.
func bullets(texts []string) string {
	var b strings.Builder
	for i, t := range texts {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("- " + t)
	}
	return b.String()
}

func (a Answer) buyers(f frame) string {
	var out []string
	for _, b := range a.Buyers {
		text := b.name()
		if group := short(b.Group); group != "" && group != text {
			text += " (" + f.T("mail.recap.group", "Group", group) + ")"
		}
		out = append(out, text)
	}
	return bullets(out)
}

func (b AnswerBuyer) name() string {
	if name := short(b.Row.BuyerName); name != "" {
		return name
	}
	return short(b.Row.BuyerValue)
}

func (a Answer) groups(f frame) string {
	var out []string
	for _, b := range a.Buyers {
		if group := short(b.Group); group != "" {
			out = append(out, f.T("ready.word.group", "Buyer", b.name(), "Group", group))
		}
	}
	return bullets(out)
}

func (a Answer) contracts(f frame) string {
	var out []string
	for _, b := range a.Buyers {
		if len(b.References) == 0 {
			continue
		}
		text := b.name() + " : " + list(b.References)
		if signers := list(b.Signers); signers != "" {
			text += ", " + f.T("mail.recap.signed_by", "Signers", signers)
		}
		out = append(out, text)
	}
	return bullets(out)
}

func (a Answer) documents(f frame) string {
	var out []string
	for _, b := range a.Buyers {
		for _, l := range b.Lines {
			l.Reason, l.Document.Note, l.Type.Code = strings.TrimSpace(safe.Line(l.Reason)), strings.TrimSpace(safe.Line(l.Document.Note)), short(l.Type.Code)
			said := f.Line(l, a.Today)
			text := b.name() + " : " + said.Document + " – " + said.Status
			if said.Due != "" {
				text += ", " + said.Due
			}
			basis := said.Basis
			if said.Article != "" {
				basis = said.Article
			}
			out = append(out, text+" ("+basis+")")
		}
	}
	return bullets(out)
}

func (a Answer) origin(f frame) string {
	var out []string
	for _, o := range a.Origins {
		day := f.LongDate(string(domain.DateOf(o.At.Time().In(a.Zone))))
		buyer := short(o.BuyerName)
		if buyer == "" {
			buyer = short(o.BuyerValue)
		}
		switch {
		case buyer == "":
			out = append(out, f.T("mail.recap.origin_unknown", "Day", day))
		case o.Channel == domain.ChannelImport:
			out = append(out, f.T("mail.recap.origin_import", "Buyer", buyer, "Day", day, "File", short(o.FileName), "Line", strconv.Itoa(o.Line)))
		case o.Channel == domain.ChannelSupport:
			out = append(out, f.T("mail.recap.origin_support", "Buyer", buyer, "Day", day))
		default:
			out = append(out, f.T("mail.recap.origin_manual", "Buyer", buyer, "Day", day))
		}
	}
	return bullets(out)
}

func (a Answer) people(f frame, administrators bool) string {
	var out []string
	for _, u := range a.Users {
		if administrators && u.Role != domain.RoleAdministrator {
			continue
		}
		name := short(u.FullName())
		if name == "" {
			name = short(u.Email)
		}
		out = append(out, name+" – "+f.T("domain.role."+string(u.Role))+", "+f.T("domain.user."+string(u.State)))
	}
	return bullets(out)
}

func (a Answer) standbys(f frame) string {
	var out []string
	for _, b := range a.Buyers {
		if b.Row.State != domain.FollowUpStandby {
			continue
		}
		key := "ready.word.standby_waits"
		if b.Row.StandbyConfirmed {
			key = "ready.word.standby_kept"
		}
		out = append(out, b.name()+" : "+f.T(key))
	}
	return bullets(out)
}

func (a Answer) access(f frame) string {
	if a.User.ID == 0 {
		return ""
	}
	return f.T("ready.word.access", "Role", f.T("domain.role."+string(a.User.Role)), "State", f.T("domain.user."+string(a.User.State)))
}

func (a Answer) lastMail(f frame) string {
	if a.LastMail.ID == 0 || a.LastMail.SentAt.Never() {
		return ""
	}
	day := f.LongDate(string(domain.DateOf(a.LastMail.SentAt.Time().In(a.Zone))))
	return f.T("ready.word.last_mail", "Kind", f.T("domain.mail_kind."+string(a.LastMail.Kind)), "Day", day, "Reference", a.LastMail.Reference())
}

// TicketReply is a reply of the team as a mail: the text as it was typed,
// harmless, and the same as HTML.
func TicketReply(m domain.TicketMessage) domain.MailBody {
	text := string(tidy(nil, []byte(safe.Block(m.Body))))
	return domain.MailBody{Subject: safe.Header(m.Subject), Text: text, HTML: plainHTML(text, m.Language)}
}

// plainHTML is a plain text as a page without any decoration: a letter from a
// person, not from a machine.
func plainHTML(text string, lang domain.Language) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="` + template.HTMLEscapeString(string(lang)) + `"><head><meta charset="utf-8"></head><body>`)
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		b.WriteString("<p>" + strings.ReplaceAll(template.HTMLEscapeString(paragraph), "\n", "<br>\n") + "</p>\n")
	}
	return b.String() + "</body></html>\n"
}

// audits quotes the register of security audits.
func (a Answer) audits(f frame) string {
	var lines []string
	for _, s := range a.Audits {
		lines = append(lines, f.T("document.quote.audit", "Day", f.LongDate(string(s.DoneOn)), "Auditor", short(s.Auditor), "Scope", safe.Line(s.Scope), "Conclusion", safe.Line(s.Conclusion)))
	}
	if len(lines) == 0 {
		return f.T("document.quote.no_audit")
	}
	return bullets(lines)
}

// twoFactor quotes the establishment's line of the two-factor register.
func (a Answer) twoFactor(f frame) string {
	t := a.TwoFactor
	asked, who := f.LongDate(string(t.RequestedOn)), short(t.RequestedBy)
	switch {
	case t.On():
		return f.T("document.quote.two_factor_on", "Day", f.LongDate(string(t.OnSince)), "Asked", asked, "Who", who)
	case t.Requested():
		return f.T("document.quote.two_factor_asked", "Asked", asked, "Who", who)
	}
	return f.T("document.quote.two_factor_off")
}
