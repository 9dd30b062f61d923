package portal

import (
	"errors"
	"net/http"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/safe"
)

type decisionView struct {
	plain
	Supplier, Buyer, Reason, Note, Since, Until string
	Intro                                       string
	History                                     []string
	Open                                        bool // there is still something to decide
	Confirmed                                   bool
	Choice, Why                                 string
	Done                                        string
}

func (p *Portal) showDecision(v *visit) error {
	s, err := p.Desk.StandbyToDecide(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(s.Language)
	p.show(v, http.StatusOK, "decision", p.decisionOf(v, s))
	return nil
}

// decide records what a buyer decides on a stand-by; a reason that lacks is
// asked beside its field.
func (p *Portal) decide(v *visit) error {
	s, err := p.Desk.StandbyToDecide(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(s.Language)
	choice, why := v.field("do"), cut(v.field("reason"), 500)
	err = p.Desk.DecideByLink(v.r.Context(), v.token(), domain.StandbyDecision(choice), why)
	if kind := domain.KindOf(err); kind == domain.Invalid || kind == domain.Conflict {
		view := p.decisionOf(v, s)
		view.Choice, view.Why = choice, why
		field := "do"
		if errors.Is(err, domain.Refuse(domain.Invalid, "standby_reason_missing")) {
			field = "reason"
		}
		view.refuseField(field, v.texts.Err(err))
		p.show(v, http.StatusUnprocessableEntity, "decision", view)
		return nil
	}
	if err != nil {
		return err
	}
	if s, err = p.Desk.StandbyToDecide(v.r.Context(), v.token()); err != nil {
		return err
	}
	view := p.decisionOf(v, s)
	view.Open, view.Done = false, v.texts.T("page.decision_done."+choice)
	p.show(v, http.StatusOK, "decision", view)
	return nil
}

func (p *Portal) decisionOf(v *visit, s desk.StandbyToDecide) *decisionView {
	t, f := v.texts, s.FollowUp
	view := &decisionView{Supplier: sides(f.SupplierName, f.SupplierValue), Buyer: sides(f.BuyerName, f.BuyerValue), Note: safe.Line(f.StandbyNote),
		Open: f.State == domain.FollowUpStandby, Confirmed: f.StandbyConfirmed, Until: t.T("page.confirm.no_end"), Since: t.LongDate(string(f.StandbyOn))}
	if view.Open {
		view.Reason = t.T("domain.standby_reason." + string(f.StandbyReason))
	}
	if f.StandbyUntil.Known() {
		view.Until = t.LongDate(string(f.StandbyUntil))
	}
	view.Intro = t.T("page.decision.over")
	switch {
	case view.Open && view.Confirmed:
		view.Intro = t.T("page.decision.kept")
	case view.Open:
		view.Intro = t.T("page.decision.intro")
	}
	for _, e := range s.Events {
		view.History = append(view.History, t.T("page.decision_event."+string(e.Decision),
			"Side", t.T("domain.side."+string(e.Side)), "When", t.DateTime(e.At.Time(), p.Desk.Location())))
	}
	return view
}

// sides is a name with its identifier.
func sides(name, identifier string) string {
	if name == "" {
		return safe.Line(identifier)
	}
	return safe.Line(name + " (" + identifier + ")")
}
