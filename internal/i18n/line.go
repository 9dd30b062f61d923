package i18n

import (
	"strings"

	"vigie/internal/domain"
)

// Line is one required document in words: mails and pages say it alike.
type Line struct {
	Document string
	Status   string // what is wrong, as a sentence begins; or that it is in order
	Due      string // since when or by when, may be empty
	Basis    string // the law, or the buyer's request
	Article  string // of the law, only where Basis is the law
	Forced   string // asked below the threshold too
	Refused  string // why it was refused
	Tone     string // late, soon, checking or fine
}

// RejectReason says why a document was refused: a code of the domain in words,
// or the words of whoever refused it, and what they added.
func (t *Texts) RejectReason(reason, note string) string {
	if key := "domain.document_reason." + reason; t.Has(key) {
		reason = t.T(key)
	}
	if note == "" || note == reason {
		return reason
	}
	return reason + " " + note
}

// Line says a required document on today. The law is named for VIGILANCE
// only; usage and a buyer's rules are the buyer's request. Text from outside
// in l (its reason and note, the code of a type that the catalogue does not know) must
// have passed safe.
func (t *Texts) Line(l domain.Line, today domain.Date) Line {
	out := Line{Document: t.Document(l.Type.Code), Basis: t.T("domain.line.basis_buyer")}
	out.Status, out.Tone = t.status(l.Status)
	out.Due = t.due(l, today)
	if l.Type.Basis == domain.Vigilance {
		out.Basis = t.T("domain.line.basis_law")
		out.Article = t.T("domain.line.article", "Article", strings.ReplaceAll(l.Type.Article, " ", noBreak))
		if l.Type.Forced {
			out.Forced = t.T("domain.line.forced")
		}
	}
	if l.Reason != "" && l.Status == domain.StatusRejected {
		out.Refused = t.T("domain.line.refused_because", "Reason", t.RejectReason(l.Reason, l.Document.Note))
	}
	return out
}

// Document is the label of a document type; one that the catalogue does not
// know, made by a buyer, is its code.
func (t *Texts) Document(code string) string {
	if key := "domain.document." + code; t.Has(key) {
		return t.T(key)
	}
	return code
}

func (t *Texts) status(s domain.DocumentStatus) (words, tone string) {
	switch s {
	case domain.StatusRejected:
		return t.T("domain.line.rejected"), "late"
	case domain.StatusExpired:
		return t.T("domain.line.expired"), "late"
	case domain.StatusExpiring:
		return t.T("domain.line.expiring"), "soon"
	case domain.StatusToCheck:
		return t.T("domain.line.to_check"), "checking"
	case domain.StatusValid:
		return t.T("domain.line.valid"), "fine"
	case domain.StatusNotConcerned:
		return t.T("domain.line.not_concerned"), "fine"
	}
	return t.T("domain.line.missing"), "late"
}

func (t *Texts) due(l domain.Line, today domain.Date) string {
	day := t.LongDate(string(l.DueOn))
	switch {
	case l.Status == domain.StatusValid && l.ValidUntil.Known() && l.ValidUntil != domain.Forever:
		return t.T("domain.line.valid_until", "Day", t.LongDate(string(l.ValidUntil)))
	case day == "" || l.DueOn == domain.Forever || !l.Status.Outstanding():
		return ""
	case l.Status == domain.StatusExpired:
		return t.T("domain.line.expired_on", "Day", t.LongDate(string(l.DueOn.AddDays(1))))
	case l.Status == domain.StatusExpiring:
		return t.T("domain.line.expires_on", "Day", t.LongDate(string(l.DueOn.AddDays(1))))
	case l.DueOn > today:
		return t.T("domain.line.due_by", "Day", day)
	}
	return t.T("domain.line.due_since", "Day", day)
}
