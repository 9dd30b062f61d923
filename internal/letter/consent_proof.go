package letter

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/i18n"
)

// ConsentProof writes as PDF everything that proves a customer's answers: the
// state today, every answer with its seal, every mail that asked, and the exact
// words that were shown.
func (l *Letters) ConsentProof(f domain.ConsentProof, lang domain.Language, to io.Writer) error {
	t := i18n.For(string(lang))
	made := t.T("document.proof.made", "When", l.moment(t, f.MadeAt), "Who", f.MadeBy)
	p := &consentProof{paper: newPaper(t, t.T("consent.proof.title"), made, f.MadeAt.Time()), letters: l, file: f}
	p.title(t.T("consent.proof.title"))
	p.quiet(t.T("consent.proof.subtitle"))
	p.Ln(3)
	p.today()
	p.answers()
	p.requests()
	p.texts()
	p.seals()
	return p.Output(to)
}

type consentProof struct {
	*paper
	letters *Letters
	file    domain.ConsentProof
}

// at is a moment to the second, with its zone.
func (p *consentProof) at(i domain.Instant) string {
	if i.Never() {
		return ""
	}
	return i.Time().In(p.letters.zone).Format("2006-01-02 15:04:05 -0700")
}

func (p *consentProof) channel(ch domain.ConsentChannel) string {
	return p.T("domain.consent_channel." + string(ch))
}

func (p *consentProof) said(yes bool) string {
	if yes {
		return p.T("consent.proof.yes")
	}
	return p.T("consent.proof.no")
}

// today says whose file it is, and what they accept.
func (p *consentProof) today() {
	c := p.file.Customer
	p.facts([2]string{p.T("consent.proof.customer"), c.DisplayName()}, [2]string{p.T("consent.proof.code"), c.Code},
		[2]string{p.T("domain.consent_channel.email"), c.Email}, [2]string{p.T("domain.consent_channel.phone"), strings.TrimSpace(c.Phone + " " + c.Mobile)},
		[2]string{p.T("domain.consent_channel.post"), strings.TrimSpace(c.Address + " " + c.PostalCode + " " + c.City)},
		[2]string{p.T("consent.proof.controller"), p.file.Controller})
	p.heading(p.T("consent.proof.today", "When", p.at(p.file.MadeAt)))
	var rows [][]string
	for _, ch := range domain.ConsentChannels() {
		since, why := "", p.T("consent.proof.never_said")
		for _, l := range p.file.Ledger {
			if l.Channel == ch {
				since, why = p.at(l.At), p.T("domain.means."+string(l.Means))+p.number(l.ID)
			}
		}
		rows = append(rows, []string{p.channel(ch), p.said(c.Accepts(ch)), since, why})
	}
	p.table([]float64{30, 26, 48, paperWidth - 104}, []string{p.T("consent.proof.channel"), p.T("consent.proof.answer"), p.T("consent.proof.since"), p.T("consent.proof.by")}, rows)
}

// number refers to a row of the ledger.
func (p *consentProof) number(id int64) string { return " " + p.T("consent.proof.row", "Number", id) }

// answers are all of the ledger.
func (p *consentProof) answers() {
	p.heading(p.N("consent.proof.answers", int64(len(p.file.Ledger))))
	if len(p.file.Ledger) == 0 {
		p.text(p.T("consent.proof.no_answers"))
		return
	}
	var rows [][]string
	for _, l := range p.file.Ledger {
		target := l.Target
		if target == "" && l.TargetHash != "" {
			target = prefix(l.TargetHash)
		}
		how := []string{p.T("domain.means." + string(l.Means))}
		if l.RequestID != 0 {
			how = append(how, p.T("consent.proof.request", "Number", l.RequestID))
		}
		kind, rest := domain.KindOfEvidence(l.Evidence)
		if kind != "" {
			how = append(how, p.T("domain.evidence."+string(kind)))
		}
		for _, s := range []string{rest, l.Remote} {
			if s != "" {
				how = append(how, s)
			}
		}
		if l.StaffID != 0 {
			how = append(how, p.T("consent.proof.staff", "Number", l.StaffID))
		}
		rows = append(rows, []string{strconv.FormatInt(l.ID, 10), p.at(l.At), p.channel(l.Channel), p.said(l.Value), target, strings.Join(how, " – ")})
	}
	p.table([]float64{14, 44, 19, 18, 40, paperWidth - 135}, []string{p.T("consent.proof.number"), p.T("consent.proof.when"), p.T("consent.proof.channel"), p.T("consent.proof.answer"),
		p.T("consent.proof.target"), p.T("consent.proof.by")}, rows)
}

func (p *consentProof) requests() {
	p.heading(p.N("consent.proof.requests", int64(len(p.file.Requests))))
	var rows [][]string
	for _, q := range slices.Backward(p.file.Requests) {
		state := p.T("domain.request." + string(q.State))
		if q.Reason != "" {
			state += " – " + p.T("domain.consent_reason."+q.Reason)
		}
		rows = append(rows, []string{p.T("consent.proof.request", "Number", q.ID), q.Email, p.at(q.SentAt), p.at(q.AnsweredAt), state})
	}
	if len(rows) > 0 {
		p.table([]float64{22, 36, 44, 44, paperWidth - 146}, []string{p.T("consent.proof.number"), p.T("consent.proof.target"), p.T("consent.proof.sent"), p.T("consent.proof.answered"), p.T("consent.proof.state")}, rows)
	}
}

// texts are the exact words, once each.
func (p *consentProof) texts() {
	shown := map[string]bool{}
	for _, l := range p.file.Ledger {
		body, kept := p.file.Texts[l.TextHash]
		if l.TextHash == "" || shown[l.TextHash] {
			continue
		}
		if len(shown) == 0 {
			p.heading(p.T("consent.proof.texts"))
		}
		shown[l.TextHash] = true
		p.quiet("SHA-256 " + l.TextHash)
		if !kept {
			p.text(p.T("consent.proof.text_lost"))
		}
		for line := range strings.SplitSeq(body, "\n") {
			p.text(line)
		}
		p.Ln(3)
	}
}

// seals let anybody who has the ledger find these rows in its chain.
func (p *consentProof) seals() {
	p.heading(p.T("consent.proof.seals"))
	p.quiet(p.T("consent.proof.seals_text"))
	var rows [][]string
	for _, l := range p.file.Ledger {
		genuine := p.T("consent.proof.genuine")
		if !l.Genuine {
			genuine = p.T("consent.proof.altered")
		}
		rows = append(rows, []string{strconv.FormatInt(l.ID, 10), l.Hash, genuine})
	}
	if len(rows) > 0 {
		p.table([]float64{16, 126, paperWidth - 142}, []string{p.T("consent.proof.number"), p.T("consent.proof.seal"), p.T("consent.proof.checked")}, rows)
	}
	p.quiet(p.T("consent.proof.head", "Head", p.file.Head))
	p.text(p.T("consent.proof.law"))
}

func prefix(hash string) string { return hash[:min(len(hash), 12)] + "…" }
