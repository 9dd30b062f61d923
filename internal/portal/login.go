package portal

import (
	"net/http"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

type loginView struct {
	plain
	Email   string
	Next    string
	Choices []option
	Code    bool
	User    string // whose code is asked for
	Done    string
}

func (p *Portal) showLogin(v *visit) error {
	p.show(v, http.StatusOK, "login", &loginView{Next: v.r.URL.Query().Get("next"), Done: v.done("space.login_done.")})
	return nil
}

// logIn is the first step, the choice among establishments and the code: one
// address, since each step only follows the one before.
func (p *Portal) logIn(v *visit) error {
	view := &loginView{Email: v.field("email"), Next: v.field("next"), User: v.field("user")}
	user, _ := strconv.ParseInt(view.User, 10, 64)
	var l desk.LoggedIn
	var err error
	switch pending := cookieOf(v.r, pendingCookie); v.field("do") {
	case "choose":
		l, err = p.Desk.ChooseAccess(v.r.Context(), pending, user)
	case "code":
		view.Code = true
		l, err = p.Desk.EnterCode(v.r.Context(), pending, user, v.field("code"))
	default:
		if !p.limits.allowName("login", domain.EmailKey(view.Email)) {
			return domain.Refuse(domain.Conflict, "too_many_requests")
		}
		l, err = p.Desk.LogIn(v.r.Context(), view.Email, v.r.PostFormValue("password"))
	}
	if err != nil {
		return p.refuseLogin(v, view, err)
	}
	return p.goOn(v, view, l)
}

// refuseLogin says beside the form what cannot be: never whether an address is
// known.
func (p *Portal) refuseLogin(v *visit, view *loginView, err error) error {
	switch {
	case refusedAs(err, "login_code_wrong"):
		view.refuseField("code", v.texts.Err(err))
	case refusedAs(err, "login_over"):
		view.Code = false
		p.setCookie(v, pendingCookie, "/login", "", -1)
		view.refuseField("email", v.texts.Err(err))
	case refusedAs(err, "login_refused"):
		view.refuseField("email", v.texts.Err(err))
	default:
		return err
	}
	p.show(v, http.StatusUnprocessableEntity, "login", view)
	return nil
}

// goOn opens the space under a new cookie, or asks for what is still to do.
func (p *Portal) goOn(v *visit, view *loginView, l desk.LoggedIn) error {
	v.speak(l.Language)
	if l.Cookie != "" {
		if err := p.Desk.LogOut(v.r.Context(), cookieOf(v.r, p.sessionName())); err != nil { // the session before it, if any
			return err
		}
		p.setCookie(v, pendingCookie, "/login", "", -1)
		p.setCookie(v, p.sessionName(), "/", l.Cookie, 0)
		v.redirect(nextPage(view.Next))
		return nil
	}
	p.setCookie(v, pendingCookie, "/login", l.Pending, int(domain.LoginLife.Seconds()))
	view.Code, view.User = len(l.Choices) == 0, strconv.FormatInt(l.UserID, 10)
	for _, a := range l.Choices {
		view.Choices = append(view.Choices, option{strconv.FormatInt(a.UserID, 10), safe.Line(a.Establishment + " (" + a.Identifier + ")")})
	}
	p.show(v, http.StatusOK, "login", view)
	return nil
}

// logOut ends the session and forgets its cookie.
func (p *Portal) logOut(v *visit) error {
	if err := p.Desk.LogOut(v.r.Context(), cookieOf(v.r, p.sessionName())); err != nil {
		return err
	}
	p.setCookie(v, p.sessionName(), "/", "", -1)
	v.back("/login", "out")
	return nil
}
