package letter

import (
	"strings"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// shownReferences is how many contracts are named before "and n more": a
// buyer may have hundreds with one supplier.
const shownReferences = 3

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
		name := v.Document(short(line.Type.Code))
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

// line says one outstanding document. Why one was refused is about its supplier
// alone; anything else is said of many.
func (v recapView) line(l domain.Line) i18n.Line {
	if l.Status != domain.StatusRejected {
		l.Document, l.Reason = domain.Document{}, ""
		return v.lines.get(lineOn{l, v.day, v.Lang()}, func() i18n.Line { return v.words(l) })
	}
	return v.words(l)
}

// lineOn is a document of any supplier on a day, in a language.
type lineOn struct {
	line domain.Line
	day  domain.Date
	lang string
}

func (v recapView) words(l domain.Line) i18n.Line {
	l.Reason, l.Document.Note, l.Type.Code = strings.TrimSpace(safe.Line(l.Reason)), strings.TrimSpace(safe.Line(l.Document.Note)), short(l.Type.Code)
	return v.Line(l, v.day)
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
		out = append(out, whereView{Document: f.Document(l.Type.Code), Where: f.T(key)})
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
