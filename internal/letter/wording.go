package letter

import (
	"strings"

	"vigie/internal/domain"
	"vigie/internal/safe"
)

// reword puts the team's wording in the place of the product's, block by
// block. What comes from outside is put in as one harmless line.
func (v *recapView) reword(r domain.Recap, text domain.MailText) {
	if text.Subject+text.Title+text.Intro+text.Closing == "" {
		return
	}
	count, first := r.Count()
	others := ""
	if n := len(buyerNames(r)) - 1; n > 0 {
		others = v.N("mail.recap.others", int64(n))
	}
	values := map[string]string{"buyer": short(first), "others": others, "count": v.Number(int64(count)), "documents": v.N("mail.recap.documents", int64(count))}
	fill := func(block string) string {
		for name, value := range values {
			block = strings.ReplaceAll(block, "{"+name+"}", value)
		}
		return safe.Line(block)
	}
	if text.Subject != "" {
		v.Subject = fill(text.Subject)
	}
	if text.Title != "" {
		v.Title = fill(text.Title)
	}
	if text.Intro != "" {
		v.Lead = fill(text.Intro)
		v.Preheader = v.Lead
	}
	for _, paragraph := range strings.Split(text.Closing, "\n") {
		if p := fill(paragraph); strings.TrimSpace(p) != "" {
			v.Closing = append(v.Closing, p)
		}
	}
}

// Default is the product's own wording of a reminder, as the editor offers it.
func Default(kind domain.MailKind, lang domain.Language) domain.MailText {
	f := newFrame(lang, "", "")
	t := domain.MailText{Kind: kind, Language: lang}
	if kind == domain.MailActivation {
		t.Subject, t.Title, t.Intro = f.T("mail.wording.activation_subject"), f.T("mail.wording.activation_title"), f.T("mail.wording.activation_intro")
	} else {
		t.Subject, t.Title, t.Intro = f.T("mail.wording.compliance_subject"), f.T("mail.wording.compliance_title"), f.T("mail.wording.compliance_intro")
	}
	return t
}

// Sample writes a reminder about made-up people, to look at a wording.
func (l *Letters) Sample(text domain.MailText) (domain.MailBody, error) {
	body, err := l.sample(text)
	return inert(body), err
}

// Base is the text that reminders of a kind and language have in common: one
// about made-up people, so that nobody is named.
func (l *Letters) Base(kind domain.MailKind, lang domain.Language) (string, error) {
	body, err := l.sample(domain.MailText{Kind: kind, Language: lang})
	return body.Text + body.HTML, err
}

func (l *Letters) sample(text domain.MailText) (domain.MailBody, error) {
	f := newFrame(text.Language, "", "")
	buyer := domain.Establishment{ID: 1, Name: f.T("mail.sample.buyer"), IDType: domain.SIRET}
	types := domain.DocumentTypes()
	line := func(i int, status domain.DocumentStatus) domain.Line {
		return domain.Line{Type: domain.Collected{DocumentType: types[i]}, Status: status}
	}
	r := domain.Recap{Kind: text.Kind, Week: "2026-W48", Email: "contact@example.org", Name: f.T("mail.sample.person"), Language: text.Language, Mail: "M-0",
		Accounts: []domain.RecapAccount{{UserID: 1, Establishment: domain.Establishment{Name: f.T("mail.sample.supplier")}, Role: domain.RoleAdministrator,
			Rights: domain.AllRights, State: domain.UserInvited, Buyers: []domain.RecapBuyer{{FollowUpID: 1, Buyer: buyer,
				Lines: []domain.Line{line(0, domain.StatusMissing), line(1, domain.StatusExpired)}}}}}}
	return l.Reminder(r, text)
}

// inert takes the links out of a body: what is left shows where they stand.
func inert(body domain.MailBody) domain.MailBody {
	return Fill(body, func(domain.LinkKind, int64) string { return "#" })
}

// CorrectionFacts is what a correction says.
type CorrectionFacts struct {
	Language      domain.Language
	Mail          string
	Week          domain.Week
	Subject, Body string
	Faulty        string // reference of the reminder that it is about
}

// Correction puts a faulty reminder right.
func (l *Letters) Correction(c CorrectionFacts) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(c.Language, "", c.Mail)}
	v.Subject, v.Title = safe.Line(c.Subject), safe.Line(c.Subject)
	for _, paragraph := range strings.Split(c.Body, "\n") {
		if p := strings.TrimSpace(safe.Line(paragraph)); p != "" {
			v.Before = append(v.Before, p)
		}
	}
	v.Why = []string{v.T("mail.correction.why", "Week", safe.Line(string(c.Week)), "Reference", safe.Line(c.Faulty))}
	return l.notice(v)
}
