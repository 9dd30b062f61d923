package letter

import (
	"strings"

	"vigie/internal/domain"
	"vigie/internal/safe"
)

// shownReferences is how many contracts are named before "and n more": a
// buyer may have hundreds with one supplier.
const shownReferences = 3

// noBreak keeps the parts of an article of law on one line.
const noBreak = "\u00a0"

func (v recapView) buyer(b domain.RecapBuyer) buyerView {
	out := buyerView{Name: short(b.Buyer.DisplayName())}
	if group := short(b.Group); group != "" && group != out.Name {
		out.Details = append(out.Details, v.T("mail.recap.group", "Group", group))
	}
	if signers := list(b.Signers); signers != "" {
		out.Details = append(out.Details, v.T("mail.recap.signed_by", "Signers", signers))
	}
	if references := v.references(b.References); references != "" {
		out.Details = append(out.Details, v.N("mail.recap.contract", int64(len(b.References)), "References", references))
	}
	if code := short(b.Code); code != "" {
		out.Details = append(out.Details, v.T("mail.recap.code", "Code", code))
	}
	var inOrder, checking []string
	for _, line := range b.Lines {
		name := v.document(line)
		switch {
		case line.Status.Outstanding():
			out.Lines = append(out.Lines, v.line(line))
		case line.Status == domain.StatusToCheck:
			checking = append(checking, name)
		default:
			inOrder = append(inOrder, name)
		}
	}
	if len(inOrder) > 0 {
		out.InOrder = v.T("mail.recap.in_order", "Documents", strings.Join(inOrder, ", "))
	}
	if len(checking) > 0 {
		out.Checking = v.T("mail.recap.being_checked", "Documents", strings.Join(checking, ", "))
	}
	return out
}

func (v recapView) references(all []string) string {
	more := len(all) - shownReferences
	if more <= 0 {
		return list(all)
	}
	return list(all[:shownReferences]) + " " + v.N("mail.recap.more", int64(more))
}

// line says one outstanding document. The law is named for VIGILANCE only;
// usage and the buyer's rules are the buyer's request.
func (v recapView) line(l domain.Line) lineView {
	out := lineView{Document: v.document(l), Status: v.status(l.Status), Tone: "late"}
	day := v.LongDate(string(l.DueOn))
	switch {
	case day == "" || l.DueOn == domain.Forever:
	case l.Status == domain.StatusExpired:
		out.Due = v.T("mail.recap.expired_on", "Day", v.LongDate(string(l.DueOn.AddDays(1))))
	case l.Status == domain.StatusExpiring:
		out.Due, out.Tone = v.T("mail.recap.expires_on", "Day", v.LongDate(string(l.DueOn.AddDays(1)))), "soon"
	case l.DueOn > v.day:
		out.Due = v.T("mail.recap.due_by", "Day", day)
	default:
		out.Due = v.T("mail.recap.due_since", "Day", day)
	}
	out.Basis = v.T("mail.recap.basis_buyer")
	if l.Type.Basis == domain.Vigilance {
		out.Basis = v.T("mail.recap.basis_law")
		out.Article = v.T("mail.recap.article", "Article", strings.ReplaceAll(l.Type.Article, " ", noBreak))
		if l.Type.Forced {
			out.Forced = v.T("mail.recap.forced")
		}
	}
	if reason := strings.TrimSpace(safe.Line(l.Reason)); reason != "" && l.Status == domain.StatusRejected {
		out.Refused = v.T("mail.recap.refused_because", "Reason", reason)
	}
	return out
}

// status says what is wrong with a document, as a sentence begins.
func (v recapView) status(s domain.DocumentStatus) string {
	switch s {
	case domain.StatusRejected:
		return v.T("mail.recap.rejected")
	case domain.StatusExpired:
		return v.T("mail.recap.expired")
	case domain.StatusExpiring:
		return v.T("mail.recap.expiring")
	}
	return v.T("mail.recap.missing")
}

// document is the label of a type; one that the catalogue does not know, made
// by a buyer, shows its code.
func (v recapView) document(l domain.Line) string {
	return v.label("domain.document.", l.Type.Code)
}

// whereToGet lists, once per mail, where each outstanding document comes from.
func whereToGet(f frame, r domain.Recap) []whereView {
	var out []whereView
	seen := map[string]bool{}
	eachLine(r, func(l domain.Line) {
		key := "domain.where." + l.Type.Code
		if !l.Status.Outstanding() || seen[key] || !f.Has(key) {
			return
		}
		seen[key] = true
		out = append(out, whereView{Document: f.T("domain.document." + l.Type.Code), Where: f.T(key)})
	})
	return out
}

func eachLine(r domain.Recap, do func(domain.Line)) {
	for _, a := range r.Accounts {
		for _, b := range a.Buyers {
			for _, l := range b.Lines {
				do(l)
			}
		}
	}
}

// list joins names from outside.
func list(names []string) string {
	var clean []string
	for _, name := range names {
		if name = short(name); name != "" {
			clean = append(clean, name)
		}
	}
	return strings.Join(clean, ", ")
}
