package portal

import (
	"errors"
	"net/http"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

type activationView struct {
	plain
	Email, Establishment, Identifier string
	Min                              int
	Done                             bool
}

func (p *Portal) showActivation(v *visit) error {
	invitation, err := p.Desk.Invitation(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(invitation.Language)
	p.show(v, http.StatusOK, "activation", activationOf(invitation))
	return nil
}

// activate sets the password. Whatever is refused is said beside the field,
// and the link stays good.
func (p *Portal) activate(v *visit) error {
	invitation, err := p.Desk.Invitation(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(invitation.Language)
	view := activationOf(invitation)
	password := v.r.PostFormValue("password")
	switch err := p.setPassword(v, password); {
	case err == nil:
		view.Done = true
		p.show(v, http.StatusOK, "activation", view)
		return nil
	case errors.Is(err, domain.Refuse(domain.Invalid, "password_mismatch")):
		view.refuseField("again", v.texts.Err(err))
	case domain.KindOf(err) == domain.Invalid:
		view.refuseField("password", v.texts.Err(err))
	default:
		return err
	}
	p.show(v, http.StatusUnprocessableEntity, "activation", view)
	return nil
}

func (p *Portal) setPassword(v *visit, password string) error {
	if password != "" && password != v.r.PostFormValue("again") {
		return domain.Refuse(domain.Invalid, "password_mismatch")
	}
	return p.Desk.Activate(v.r.Context(), v.token(), password)
}

func activationOf(i desk.Invitation) *activationView {
	return &activationView{Email: safe.Line(i.Email), Establishment: safe.Line(i.Establishment), Identifier: safe.Line(i.Identifier), Min: domain.PasswordMin}
}
