package portal

import (
	"context"
	"net/http"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

func (p *Portal) showReset(v *visit) error {
	p.show(v, http.StatusOK, "reset", &newLinkView{})
	return nil
}

// askReset mails one address so many links to a new password only.
func (p *Portal) askReset(v *visit) error {
	return p.mailLink(v, "reset", func(ctx context.Context, email string) {
		if p.limits.allowName("reset", domain.EmailKey(email)) {
			p.afterwards(ctx, "reset", func(ctx context.Context) error { return p.Desk.AskReset(ctx, email) })
		}
	})
}

// passwordPage is a page that sets a password by a link: the first one of an
// account, or a new one.
type passwordPage struct {
	*Portal
	first bool
	read  func(context.Context, string) (desk.Invitation, error)
	set   func(ctx context.Context, token, password string) error
	done  func(*visit, *passwordView)
}

type passwordView struct {
	plain
	Email, Establishment, Identifier string
	Min                              int
	First                            bool // of the account
	Done                             bool
}

// activationPage is that of a first password.
func (p *Portal) activationPage() *passwordPage {
	return &passwordPage{p, true, p.Desk.Invitation, p.Desk.Activate, func(v *visit, view *passwordView) {
		view.Done = true
		p.show(v, http.StatusOK, "password", view)
	}}
}

// resetPage is that of a new password.
func (p *Portal) resetPage() *passwordPage {
	return &passwordPage{p, false, p.Desk.PasswordToSet, p.Desk.SetPassword, func(v *visit, _ *passwordView) { v.back("/login", "password") }}
}

// password serves a page that sets one.
func (p *Portal) password(mux *http.ServeMux, path string, page *passwordPage) {
	p.page(mux, "GET "+path, page.get)
	p.page(mux, "POST "+path, page.post)
}

// open reads whose password the link sets, and speaks their language.
func (p *passwordPage) open(v *visit) (*passwordView, error) {
	i, err := p.read(v.r.Context(), v.token())
	if err != nil {
		return nil, err
	}
	v.speak(i.Language)
	return &passwordView{Email: safe.Line(i.Email), Establishment: safe.Line(i.Establishment), Identifier: safe.Line(i.Identifier), Min: domain.PasswordMin, First: p.first}, nil
}

func (p *passwordPage) get(v *visit) error {
	view, err := p.open(v)
	if err != nil {
		return err
	}
	p.show(v, http.StatusOK, "password", view)
	return nil
}

// post sets the password. Whatever is refused is said beside the field, and the
// link stays good.
func (p *passwordPage) post(v *visit) error {
	view, err := p.open(v)
	if err != nil {
		return err
	}
	field, password := "password", v.r.PostFormValue("password")
	if password != "" && password != v.r.PostFormValue("again") {
		field, err = "again", domain.Refuse(domain.Invalid, "password_mismatch")
	} else {
		err = p.set(v.r.Context(), v.token(), password)
	}
	switch {
	case err == nil:
		p.done(v, view)
		return nil
	case domain.KindOf(err) != domain.Invalid:
		return err
	}
	view.refuseField(field, v.texts.Err(err))
	p.show(v, http.StatusUnprocessableEntity, "password", view)
	return nil
}
