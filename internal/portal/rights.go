package portal

import (
	"net/http"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

// rightsFields are what the support form asks more of whoever exercises a
// right.
type rightsFields struct {
	Rights     []option
	Right      string
	Scopes     []option
	Scope      string
	Identifier string
}

func (f *rightsFields) fill(v *visit) {
	for _, k := range domain.RightsKinds() {
		f.Rights = append(f.Rights, option{string(k), capital(v.texts.T("rights.kind." + string(k)))})
	}
	for _, s := range []domain.RightsScope{domain.ScopeUser, domain.ScopeEstablishment, domain.ScopeCustomer} {
		f.Scopes = append(f.Scopes, option{string(s), v.texts.T("page.rights.scope." + string(s))})
	}
	f.Right, f.Scope, f.Identifier = string(domain.RightsRemoval), string(domain.ScopeUser), ""
}

// exercised reads which right a ticket exercises; false for every other kind
// of ticket.
func exercised(kind domain.TicketKind, right, scope, identifier string) (desk.RightsAsked, bool) {
	asked := desk.RightsAsked{Kind: domain.RightsKind(right), Scope: domain.RightsScope(scope), Identifier: identifier}
	if kind == "removal" {
		asked.Kind = domain.RightsRemoval
	}
	return asked, kind == "removal" || kind == "rights"
}

// openSupport opens a ticket, and with it a request where it exercises a
// right. The answer is the same whether or not the address is known.
func (p *Portal) openSupport(v *visit, view *supportView, t domain.Ticket) (int64, error) {
	view.Right, view.Scope, view.Identifier = v.field("right"), v.field("scope"), v.field("identifier")
	asked, isRight := exercised(t.Kind, view.Right, view.Scope, view.Identifier)
	if !isRight {
		return p.Desk.OpenTicket(v.r.Context(), t)
	}
	return p.Desk.AskRights(v.r.Context(), t, asked)
}

// supportDone says what happens next; a right is confirmed by its mail first.
func supportDone(v *visit, view *supportView, id int64) string {
	if view.Kind == "removal" || view.Kind == "rights" {
		return v.texts.T("page.rights.asked", "Number", strconv.FormatInt(id, 10), "Email", view.Email)
	}
	return v.texts.T("page.support.done", "Number", strconv.FormatInt(id, 10), "Email", view.Email)
}

type rightsView struct {
	plain
	Asked        string
	Consequences []string
	Adopting     bool
	Confirmed    bool
	Done         string
}

// showRights shows a request to whoever has its link. It writes nothing.
func (p *Portal) showRights(v *visit) error {
	c, err := p.Desk.RightsToConfirm(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(c.Language)
	p.show(v, http.StatusOK, "rights", rightsOf(v, c))
	return nil
}

// confirmRights records what the address on file, or an administrator, says of
// a request.
func (p *Portal) confirmRights(v *visit) error {
	c, err := p.Desk.RightsToConfirm(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(c.Language)
	view := rightsOf(v, c)
	answer := v.r.PostFormValue("do")
	if answer == "yes" || answer == "no" {
		if err := p.Desk.ConfirmRights(v.r.Context(), v.token(), answer == "yes"); err != nil {
			return err
		}
		switch {
		case answer == "yes":
			view.Done = v.texts.T("page.rights.done_yes")
		case c.Adopting:
			view.Done = v.texts.T("page.rights.done_not_adopted")
		default:
			view.Done = v.texts.T("page.rights.done_no")
		}
	}
	p.show(v, http.StatusOK, "rights", view)
	return nil
}

func rightsOf(v *visit, c desk.RightsToConfirm) *rightsView {
	q, t := c.Request, v.texts
	about := t.T("rights.about." + string(q.Scope))
	if c.Identifier != "" {
		about += " " + safe.Line(c.Identifier)
	}
	view := &rightsView{Adopting: c.Adopting, Confirmed: !q.ConfirmedAt.Never() && !c.Adopting,
		Asked: t.T("rights.letter.asked", "Day", t.LongDate(string(q.ReceivedOn)), "Number", q.ID, "Kind", t.T("rights.kind."+string(q.Kind)), "Article", q.Kind.Article(), "Scope", about)}
	if q.Kind != domain.RightsRemoval {
		return view
	}
	switch q.Scope {
	case domain.ScopeEstablishment:
		view.Consequences = []string{t.T("rights.explain.contract"), t.T("rights.explain.no_follow"), t.T("rights.explain.documents")}
	case domain.ScopeCustomer:
		view.Consequences = []string{t.T("rights.explain.customer")}
	case domain.ScopeAddress:
		view.Consequences = []string{t.T("rights.explain.address")}
	default:
		view.Consequences = []string{t.T("rights.explain.user"), t.T("rights.explain.user_duty"), t.T("rights.explain.documents")}
	}
	return view
}
