package portal

import (
	"net/http"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

type objectionView struct {
	plain
	Intro, Done string
}

func (p *Portal) showObjection(v *visit) error {
	o, err := p.nomination(v)
	if err != nil {
		return err
	}
	intro := v.texts.T("page.objection.intro", "Name", safe.Line(o.Name), "Establishment", safe.Line(o.Establishment),
		"When", v.texts.DateTime(o.Nomination.EffectiveAt.Time(), p.Desk.Location()))
	p.show(v, http.StatusOK, "objection", &objectionView{Intro: intro})
	return nil
}

// object stops a nomination that is still waiting.
func (p *Portal) object(v *visit) error {
	if _, err := p.nomination(v); err != nil {
		return err
	}
	if err := p.Desk.ObjectByLink(v.r.Context(), v.token(), cut(v.field("reason"), 500)); err != nil {
		return err
	}
	p.show(v, http.StatusOK, "objection", &objectionView{Done: v.texts.T("page.objection.done")})
	return nil
}

// nomination is the pending nomination that a link is about.
func (p *Portal) nomination(v *visit) (desk.NominationToObject, error) {
	o, err := p.Desk.NominationToObject(v.r.Context(), v.token())
	if err != nil {
		return o, err
	}
	v.speak(o.Language)
	if o.Nomination.State != domain.NominationPending {
		return o, domain.Refuse(domain.Gone, "link_gone")
	}
	return o, nil
}
