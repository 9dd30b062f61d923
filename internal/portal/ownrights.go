package portal

import (
	"net/http"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/i18n"
)

type ownRightsView struct {
	plain
	Done          string
	Requests      []rightsLine
	Kinds         []option
	Scopes        []option
	Kind, Scope   string // what was typed, when the form comes back
	Details       string
	Administrator bool
}

type rightsLine struct {
	ID, What, State string
	Open            bool
}

// showOwnRights lists the user's requests, with the form to make one.
func (p *Portal) showOwnRights(v *visit, visitor desk.Visitor) error {
	view, err := p.ownRightsOf(v, visitor)
	if err != nil {
		return err
	}
	p.show(v, http.StatusOK, "ownrights", view)
	return nil
}

func (p *Portal) ownRightsOf(v *visit, visitor desk.Visitor) (*ownRightsView, error) {
	t := v.texts
	requests, err := p.Desk.OwnRights(v.r.Context(), visitor)
	if err != nil {
		return nil, err
	}
	view := &ownRightsView{Done: v.done("space.rights_done."), Administrator: visitor.User.Role == domain.RoleAdministrator}
	for _, q := range requests {
		view.Requests = append(view.Requests, rightsLineOf(t, q))
	}
	for _, k := range domain.RightsKinds() {
		view.Kinds = append(view.Kinds, option{string(k), t.T("space.rights_kind." + string(k))})
	}
	view.Scopes = []option{{string(domain.ScopeUser), t.T("space.rights.scope_user")}}
	if view.Administrator {
		view.Scopes = append(view.Scopes, option{string(domain.ScopeEstablishment), t.T("space.rights.scope_establishment")})
	}
	return view, nil
}

func rightsLineOf(t *i18n.Texts, q domain.RightsRequest) rightsLine {
	return rightsLine{ID: strconv.FormatInt(q.ID, 10), Open: q.State.Open(), State: t.T("rights.state." + string(q.State)),
		What: t.T("space.rights.line", "Kind", t.T("rights.kind."+string(q.Kind)), "About", t.T("rights.about."+string(q.Scope)),
			"Day", t.LongDate(string(q.ReceivedOn)), "Due", t.LongDate(string(q.DueOn)))}
}

// changeOwnRights makes a request, or takes one back.
func (p *Portal) changeOwnRights(v *visit, visitor desk.Visitor) error {
	var err error
	done := "asked"
	if v.field("do") == "withdraw" {
		id, _ := strconv.ParseInt(v.field("request"), 10, 64)
		err, done = p.Desk.WithdrawRightsBySpace(v.r.Context(), visitor, id), "withdrawn"
	} else {
		scope := domain.RightsScope(v.field("scope"))
		if scope != domain.ScopeEstablishment || visitor.User.Role != domain.RoleAdministrator {
			scope = domain.ScopeUser
		}
		_, err = p.Desk.AskRightsBySpace(v.r.Context(), visitor, domain.RightsKind(v.field("kind")), scope, v.block("details"))
	}
	if err == nil {
		v.back("/account/rights", done)
		return nil
	}
	if kind := domain.KindOf(err); kind != domain.Invalid && kind != domain.Conflict {
		return err
	}
	view, failed := p.ownRightsOf(v, visitor)
	if failed != nil {
		return failed
	}
	view.Kind, view.Scope, view.Details = v.field("kind"), v.field("scope"), v.block("details")
	view.refuseField("kind", problemOf(v.texts, err))
	p.show(v, http.StatusUnprocessableEntity, "ownrights", view)
	return nil
}
