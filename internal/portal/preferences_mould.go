package portal

import (
	"bytes"
	"net/http"
	"sync"

	"vigie/internal/desk"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// preferencesForm is in what one page of preferences differs from another but
// for its values.
type preferencesForm struct {
	lang, controller       string
	refusalsOnly, answered bool
	off                    bool // the feature
}

// preferencesMould is the page of one form, with the escaped texts that its
// values are chosen from.
type preferencesMould struct {
	*mould
	accepted, refused, noTarget string
}

// The slots of the page of preferences: the path, the day of the answer, then
// today's answer and the target of each channel.
const (
	pathSlot = iota
	answeredSlot
	channelSlots
)

// preferencesMoulds are the moulds made so far, and the places that pages are
// poured in.
type preferencesMoulds struct {
	mu     sync.RWMutex
	known  map[preferencesForm]*preferencesMould
	places sync.Pool
}

// pourPreferences shows the page of a link that was opened. Everybody opens
// it in the hour after the mails left, so html/template makes each form of it
// once, and a view only fills in its values.
func (p *Portal) pourPreferences(v *visit, path string, shown desk.Preferences) error {
	form := preferencesForm{lang: v.texts.Lang(), controller: safe.Line(shown.Controller), refusalsOnly: shown.RefusalsOnly, answered: !shown.AnsweredAt.Never(), off: shown.FeatureOff}
	m, err := p.preferencesMould(form, v.texts, shown)
	if err != nil {
		return err
	}
	values := make([]string, channelSlots, channelSlots+8)
	values[pathSlot] = path
	if form.answered {
		values[answeredSlot] = escaped(v.texts.DateTime(shown.AnsweredAt.Time(), p.Desk.Location()))
	}
	for _, c := range shown.Channels {
		today, target := m.refused, m.noTarget
		if c.Accepts {
			today = m.accepted
		}
		if line := safe.Line(c.Target); line != "" {
			target = escaped(line)
		}
		values = append(values, today, target)
	}
	place, _ := p.preferences.places.Get().(*[]byte)
	if place == nil {
		place = new([]byte)
	}
	*place = m.pour((*place)[:0], values)
	v.answer(http.StatusOK, *place)
	p.preferences.places.Put(place)
	return nil
}

// preferencesMould finds the mould of a form, and makes it when it is the
// first to be asked for.
func (p *Portal) preferencesMould(form preferencesForm, t *i18n.Texts, shown desk.Preferences) (*preferencesMould, error) {
	p.preferences.mu.RLock()
	m, ok := p.preferences.known[form]
	p.preferences.mu.RUnlock()
	if ok {
		return m, nil
	}
	view := &preferencesView{Controller: form.controller, RefusalsOnly: form.refusalsOnly, FeatureOff: form.off}
	view.Texts, view.Action = t, slot(pathSlot)+"?lang="+form.lang
	view.French, view.English = slot(pathSlot)+"?lang="+i18n.French, slot(pathSlot)+"?lang="+i18n.English
	if form.answered {
		view.Answered = t.T("page.preferences.answered", "When", slot(answeredSlot))
	}
	for i, c := range shown.Channels {
		view.Channels = append(view.Channels, channelView{Code: string(c.Channel), Label: channelLabel(t, c.Channel),
			Today: slot(channelSlots + 2*i), Target: slot(channelSlots + 2*i + 1)})
	}
	var page bytes.Buffer
	if err := p.pages["preferences."+form.lang]().ExecuteTemplate(&page, "layout.html", view); err != nil {
		return nil, err
	}
	m = &preferencesMould{mould: newMould(page.Bytes()), accepted: escaped(todayText(t, true)), refused: escaped(todayText(t, false)),
		noTarget: escaped(t.T("page.preferences.no_target"))}
	p.preferences.mu.Lock()
	defer p.preferences.mu.Unlock()
	p.preferences.known[form] = m
	return m, nil
}
