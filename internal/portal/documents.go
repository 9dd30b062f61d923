package portal

import (
	"net/http"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

type documentsView struct {
	plain
	depositForm
	Done      string
	Documents []documentLine
	OwnOnly   bool // the user sees what they brought, not the rest
	MayNot    string
}

type documentLine struct {
	Name, Buyer  string
	Status, Tone string
	Dates        []string
	Why          string
	File         string
}

// showDocuments lists what was handed over, with the form to hand over more.
func (p *Portal) showDocuments(v *visit, visitor desk.Visitor) error {
	view, err := p.documentsOf(v, visitor)
	if err != nil {
		return err
	}
	p.show(v, http.StatusOK, "documents", view)
	return nil
}

func (p *Portal) documentsOf(v *visit, visitor desk.Visitor) (*documentsView, error) {
	rows, err := p.Desk.OwnDocuments(v.r.Context(), visitor)
	if err != nil {
		return nil, err
	}
	choices, err := p.Desk.OwnDepositChoices(v.r.Context(), visitor.User.User)
	if err != nil {
		return nil, err
	}
	view := &documentsView{depositForm: p.depositForm(v, choices), Done: v.done("space.documents_done."), OwnOnly: !visitor.User.Rights.Has(domain.SeeDocuments)}
	if !visitor.User.Rights.Has(domain.Deposit) {
		view.MayNot = v.texts.Err(domain.Refuse(domain.Forbidden, "deposit_right_missing"))
	}
	for _, r := range rows {
		view.Documents = append(view.Documents, documentOf(v.texts, r))
	}
	return view, nil
}

func documentOf(t *i18n.Texts, d domain.DocumentRow) documentLine {
	line := documentLine{Name: capital(t.Document(safe.Line(d.TypeCode))), Buyer: safe.Line(d.BuyerName), File: safe.Line(d.FileName),
		Status: capital(t.T("domain.document_state." + string(d.State))), Tone: documentTone(d.State)}
	add := func(key string, day domain.Date) {
		if day.Known() {
			line.Dates = append(line.Dates, t.T(key, "Day", t.LongDate(string(day))))
		}
	}
	add("space.documents.issued", d.IssuedOn)
	add("space.documents.handed_over", d.DepositedOn)
	add("space.documents.checked", d.CheckedOn)
	add("space.documents.printed_end", d.PrintedEndOn)
	if d.State == domain.DocumentRejected {
		line.Why = t.RejectReason(safe.Line(d.RejectedReason), safe.Line(d.Note))
	}
	return line
}

func documentTone(s domain.DocumentState) string {
	switch s {
	case domain.DocumentRejected:
		return "late"
	case domain.DocumentToCheck:
		return "checking"
	}
	return "fine"
}

// depositDocument hands a document over from the space.
func (p *Portal) depositDocument(v *visit, visitor desk.Visitor) error {
	file, err := p.receive(v)
	defer file.Drop()
	if err == nil {
		var h domain.Handover
		if h, err = handover(v); err == nil {
			_, err = p.Desk.DepositBySpace(v.r.Context(), visitor, h, file)
		}
	}
	if err == nil {
		v.back("/account/documents", "deposit")
		return nil
	}
	if domain.KindOf(err) == "" {
		return err
	}
	view, failed := p.documentsOf(v, visitor)
	if failed != nil {
		return failed
	}
	view.typed(v)
	view.refuseField(depositField(err), v.texts.Err(err))
	p.show(v, http.StatusUnprocessableEntity, "documents", view)
	return nil
}
