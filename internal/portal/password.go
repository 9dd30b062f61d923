package portal

import (
	"context"
	"errors"
	"net/http"

	"vigie/internal/domain"
)

func (p *Portal) showReset(v *visit) error {
	p.show(v, http.StatusOK, "reset", &newLinkView{})
	return nil
}

// askReset answers before it looks, like the page of new links: neither words
// nor time tell whether an address has an account.
func (p *Portal) askReset(v *visit) error {
	view := &newLinkView{Email: v.field("email")}
	if !domain.PlausibleAddress(view.Email) {
		view.refuseField("email", v.texts.Err(domain.Refuse(domain.Invalid, "bad_email_field")))
		p.show(v, http.StatusUnprocessableEntity, "reset", view)
		return nil
	}
	if p.limits.allowName("reset", domain.EmailKey(view.Email)) {
		p.afterwards(v.r.Context(), "reset", func(ctx context.Context) error { return p.Desk.AskReset(ctx, view.Email) })
	}
	view.Done = true
	p.show(v, http.StatusOK, "reset", view)
	return nil
}

func (p *Portal) showPassword(v *visit) error {
	invitation, err := p.Desk.PasswordToSet(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(invitation.Language)
	p.show(v, http.StatusOK, "password", activationOf(invitation))
	return nil
}

// setNewPassword is the page of a link to a new password; what is refused is
// said beside the field, and the link stays good.
func (p *Portal) setNewPassword(v *visit) error {
	invitation, err := p.Desk.PasswordToSet(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(invitation.Language)
	view := activationOf(invitation)
	password := v.r.PostFormValue("password")
	if err = domain.Refuse(domain.Invalid, "password_mismatch"); password == "" || password == v.r.PostFormValue("again") {
		err = p.Desk.SetPassword(v.r.Context(), v.token(), password)
	}
	switch {
	case err == nil:
		v.back("/login", "password")
		return nil
	case errors.Is(err, domain.Refuse(domain.Invalid, "password_mismatch")):
		view.refuseField("again", v.texts.Err(err))
	case domain.KindOf(err) == domain.Invalid:
		view.refuseField("password", v.texts.Err(err))
	default:
		return err
	}
	p.show(v, http.StatusUnprocessableEntity, "password", view)
	return nil
}
