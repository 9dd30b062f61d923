package portal

import (
	"net/http"

	"vigie/internal/domain"
	"vigie/internal/safe"
)

type supportView struct {
	plain
	rightsFields
	Kinds     []option
	Kind      string
	Email     string
	Name      string
	Body      string
	Reference string // of the mail that the person comes from
	Done      string
}

// showSupport shows the form; the links of our mails choose the subject and
// name the mail.
func (p *Portal) showSupport(v *visit) error {
	query := v.r.URL.Query()
	p.show(v, http.StatusOK, "support", supportOf(v, query.Get("kind"), query.Get("ref")))
	return nil
}

func (p *Portal) openTicket(v *visit) error {
	view := supportOf(v, v.field("kind"), v.field("ref"))
	view.Email, view.Name, view.Body = v.field("email"), cut(v.field("name"), 200), v.block("body")
	id, err := p.openSupport(v, view, domain.Ticket{Kind: domain.TicketKind(view.Kind), Email: view.Email, Name: view.Name, Subject: view.Reference,
		Body: view.Body, Language: domain.Language(v.texts.Lang()), Remote: truncated(p.remote(v.r))})
	if domain.KindOf(err) == domain.Invalid {
		view.refuseField(fieldOf(err), problemOf(v.texts, err))
		p.show(v, http.StatusUnprocessableEntity, "support", view)
		return nil
	}
	if err != nil {
		return err
	}
	view.Done = supportDone(v, view, id)
	p.show(v, http.StatusOK, "support", view)
	return nil
}

func supportOf(v *visit, kind, reference string) *supportView {
	view := &supportView{Kind: kind}
	view.fill(v)
	if _, ok := domain.ParseReference(reference); ok {
		view.Reference = safe.Line(reference)
	}
	for _, k := range domain.TicketKinds() {
		view.Kinds = append(view.Kinds, option{string(k), capital(v.texts.T("domain.ticket_kind." + string(k)))})
	}
	return view
}
