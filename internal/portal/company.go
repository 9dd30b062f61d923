package portal

import (
	"errors"
	"net/http"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

type companyView struct {
	plain
	Done      string
	Users     []colleague
	Rights    []rightOption // of the form to add somebody
	Typed     map[string]string
	TwoFactor string
	MayAsk    bool // for two-factor log-in
}

type colleague struct {
	ID, Name, Email string
	Role, State     string
	Administrator   bool
	Restricted      bool
	ToSet           bool // rights that a buyer's file could not know
	AddedBy         string
	Acts, Disabled  bool
	Active          bool
	Oneself         bool
	Rights          []rightOption
	RightsSummary   string
	Problem         string
}

type rightOption struct {
	Name, Label string
	Has         bool
}

func rightOptions(t *i18n.Texts, has domain.Rights) []rightOption {
	return []rightOption{
		{"see_buyers", t.T("space.right.see_buyers"), has.Has(domain.SeeBuyers)},
		{"see_documents", t.T("space.right.see_documents"), has.Has(domain.SeeDocuments)},
		{"deposit", t.T("space.right.deposit"), has.Has(domain.Deposit)},
		{"ask_standby", t.T("space.right.ask_standby"), has.Has(domain.AskStandby)},
	}
}

// chosenRights are the rights that a form ticks.
func chosenRights(v *visit) domain.Rights {
	var rights domain.Rights
	for name, right := range map[string]domain.Rights{"see_buyers": domain.SeeBuyers, "see_documents": domain.SeeDocuments, "deposit": domain.Deposit, "ask_standby": domain.AskStandby} {
		if v.field(name) != "" {
			rights |= right
		}
	}
	return rights
}

// showCompany lists the users of the establishment for its administrators.
func (p *Portal) showCompany(v *visit, visitor desk.Visitor) error {
	view, err := p.companyOf(v, visitor)
	if err != nil {
		return err
	}
	p.show(v, http.StatusOK, "company", view)
	return nil
}

func (p *Portal) companyOf(v *visit, visitor desk.Visitor) (*companyView, error) {
	c, err := p.Desk.Company(v.r.Context(), visitor)
	if err != nil {
		return nil, err
	}
	view := &companyView{Done: v.done("space.company_done."), Rights: rightOptions(v.texts, domain.Deposit), Typed: map[string]string{}}
	for _, u := range c.Users {
		view.Users = append(view.Users, colleagueOf(v.texts, u, c.AddedFor[u.AddedFor], visitor.User.ID))
	}
	switch {
	case c.TwoFactor.On():
		view.TwoFactor = v.texts.T("space.company.two_factor_on", "Day", v.texts.LongDate(string(c.TwoFactor.OnSince)))
	case c.TwoFactor.Requested():
		view.TwoFactor = v.texts.T("space.company.two_factor_asked", "Day", v.texts.LongDate(string(c.TwoFactor.RequestedOn)), "Who", safe.Line(c.TwoFactor.RequestedBy))
	default:
		view.TwoFactor, view.MayAsk = v.texts.T("space.company.two_factor_off"), true
	}
	return view, nil
}

func colleagueOf(t *i18n.Texts, u domain.User, addedBy string, me int64) colleague {
	c := colleague{ID: strconv.FormatInt(u.ID, 10), Name: safe.Line(u.FullName()), Email: safe.Line(u.Email), Role: t.T("domain.role." + string(u.Role)),
		State: t.T("domain.user." + string(u.State)), Administrator: u.Role == domain.RoleAdministrator, Restricted: u.Role == domain.RoleRestricted,
		ToSet: u.RightsToSet, Acts: u.Acts(), Disabled: u.State == domain.UserDisabled, Active: u.State == domain.UserActive, Oneself: u.ID == me,
		Rights: rightOptions(t, u.Rights)}
	if c.Name == "" {
		c.Name = c.Email
	}
	if addedBy != "" && u.AddedBy != 0 {
		c.AddedBy = t.T("space.company.added_by", "Buyer", safe.Line(addedBy))
	}
	return c
}

// changeCompany is every act of an administrator on their establishment.
func (p *Portal) changeCompany(v *visit, visitor desk.Visitor) error {
	ctx, do := v.r.Context(), v.field("do")
	user, _ := strconv.ParseInt(v.field("user"), 10, 64)
	var err error
	switch do {
	case "rights":
		err = p.Desk.SetCompanyRights(ctx, visitor, user, domain.Role(v.field("role")), chosenRights(v))
	case "add":
		_, err = p.Desk.AddColleague(ctx, visitor, desk.NewUser{Email: v.field("email"), FirstName: cut(v.field("first_name"), 100), LastName: cut(v.field("last_name"), 100),
			Job: cut(v.field("job"), 100), Role: domain.Role(v.field("role")), Rights: chosenRights(v), Language: domain.LanguageOr(v.field("language"), visitor.User.Language)})
	case "disable":
		err = p.Desk.DisableColleague(ctx, visitor, user)
	case "enable":
		err = p.Desk.EnableColleague(ctx, visitor, user)
	case "renew":
		err = p.Desk.RenewColleague(ctx, visitor, user)
	case "two_factor":
		err = p.Desk.AskTwoFactor(ctx, visitor)
	default:
		err = domain.Refuse(domain.Invalid, "field_unknown", "Field", "do")
	}
	if err == nil {
		v.back("/account/company", do)
		return nil
	}
	return p.refuseCompany(v, visitor, do, err)
}

// refuseCompany says a refusal beside the person or the field it is about.
func (p *Portal) refuseCompany(v *visit, visitor desk.Visitor, do string, err error) error {
	if kind := domain.KindOf(err); kind != domain.Invalid && kind != domain.Conflict && !errors.Is(err, domain.Refuse(domain.Forbidden, "company_oneself")) {
		return err
	}
	view, failed := p.companyOf(v, visitor)
	if failed != nil {
		return failed
	}
	switch do {
	case "add":
		for _, field := range []string{"email", "first_name", "last_name", "job"} {
			view.Typed[field] = v.field(field)
		}
		view.refuseField("email", problemOf(v.texts, err))
	case "two_factor":
		view.refuseField("two_factor", v.texts.Err(err))
	default:
		for i := range view.Users {
			if view.Users[i].ID == v.field("user") {
				view.Users[i].Problem = v.texts.Err(err)
			}
		}
	}
	p.show(v, http.StatusUnprocessableEntity, "company", view)
	return nil
}
