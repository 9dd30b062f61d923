package portal

import (
	"net/http"

	"vigie/internal/desk"
	"vigie/internal/safe"
)

type confirmView struct {
	plain
	Supplier, Buyer, Reason, Note, Until string
	Done                                 string
}

func (p *Portal) showConfirm(v *visit) error {
	s, err := p.Desk.StandbyToConfirm(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(s.Language)
	p.show(v, http.StatusOK, "confirm", confirmOf(v, s))
	return nil
}

// confirm records what the address on file says of a request for stand-by.
func (p *Portal) confirm(v *visit) error {
	s, err := p.Desk.StandbyToConfirm(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(s.Language)
	view := confirmOf(v, s)
	switch v.r.PostFormValue("do") {
	case "yes":
		err, view.Done = p.Desk.ConfirmStandby(v.r.Context(), v.token(), true), v.texts.T("page.confirm.done_yes")
	case "no":
		err, view.Done = p.Desk.ConfirmStandby(v.r.Context(), v.token(), false), v.texts.T("page.confirm.done_no")
	}
	if err != nil {
		return err
	}
	p.show(v, http.StatusOK, "confirm", view)
	return nil
}

func confirmOf(v *visit, s desk.StandbyToConfirm) *confirmView {
	view := &confirmView{Supplier: safe.Line(s.Supplier), Buyer: safe.Line(s.Buyer), Note: safe.Line(s.Request.Note),
		Reason: v.texts.T("domain.standby_reason." + string(s.Request.Reason)), Until: v.texts.T("page.confirm.no_end")}
	if s.Request.Until.Known() {
		view.Until = v.texts.LongDate(string(s.Request.Until))
	}
	return view
}
