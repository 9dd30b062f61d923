package portal

import (
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

type preferencesView struct {
	plain
	Controller   string
	Channels     []channelView
	RefusalsOnly bool
	FeatureOff   bool
	Saved        bool
	Answered     string
}

type channelView struct {
	Code, Label, Target, Today string
	Answer                     string // what was just chosen, when the form comes back
}

func (p *Portal) showPreferences(v *visit) error {
	preferences, err := p.Desk.Preferences(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(preferences.Language)
	if path, ok := plainAddress(v.r); ok {
		return p.pourPreferences(v, path, preferences)
	}
	p.show(v, http.StatusOK, "preferences", p.preferencesOf(v, preferences))
	return nil
}

// answerPreferences records the channels that were answered. One that was
// left alone keeps its answer.
func (p *Portal) answerPreferences(v *visit) error {
	shown, err := p.Desk.Preferences(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(shown.Language)
	values := map[domain.ConsentChannel]bool{}
	for _, ch := range domain.ConsentChannels() {
		switch answer := v.r.PostFormValue(string(ch)); {
		case v.r.PostFormValue("do") == "refuse_all" || answer == "no":
			values[ch] = false
		case answer == "yes":
			values[ch] = true
		}
	}
	answers := desk.Answers{Values: values, Text: consentText(v.texts, shown), Language: domain.Language(v.texts.Lang()), Remote: truncated(p.remote(v.r))}
	err = p.Desk.AnswerPreferences(v.r.Context(), v.token(), answers)
	if domain.KindOf(err) == domain.Invalid || domain.KindOf(err) == domain.Gone && shown.RefusalsOnly {
		view := p.preferencesOf(v, shown)
		view.refuseField("channels", v.texts.Err(err))
		p.show(v, http.StatusUnprocessableEntity, "preferences", view)
		return nil
	}
	if err != nil {
		return err
	}
	if shown, err = p.Desk.Preferences(v.r.Context(), v.token()); err != nil {
		return err
	}
	view := p.preferencesOf(v, shown)
	view.Saved = true
	p.show(v, http.StatusOK, "preferences", view)
	return nil
}

func (p *Portal) preferencesOf(v *visit, shown desk.Preferences) *preferencesView {
	t := v.texts
	view := &preferencesView{Controller: safe.Line(shown.Controller), RefusalsOnly: shown.RefusalsOnly, FeatureOff: shown.FeatureOff}
	for _, c := range shown.Channels {
		view.Channels = append(view.Channels, channelView{Code: string(c.Channel), Label: channelLabel(t, c.Channel), Target: safe.Line(c.Target),
			Today: todayText(t, c.Accepts)})
	}
	if !shown.AnsweredAt.Never() {
		view.Answered = t.T("page.preferences.answered", "When", t.DateTime(shown.AnsweredAt.Time(), p.Desk.Location()))
	}
	return view
}

func todayText(t *i18n.Texts, accepts bool) string {
	answer := t.T("page.preferences.refused")
	if accepts {
		answer = t.T("page.preferences.accepted")
	}
	return t.T("page.preferences.today", "Answer", answer)
}

// capital begins a label as a sentence does; a word that is not lower case
// already, such as SMS, stays.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func channelLabel(t *i18n.Texts, ch domain.ConsentChannel) string {
	return capital(t.T("domain.consent_channel." + string(ch)))
}

// consentText is what the page says, kept as proof of what was answered.
func consentText(t *i18n.Texts, shown desk.Preferences) string {
	controller := safe.Line(shown.Controller)
	lines := []string{t.T("page.preferences.title"), t.T("page.preferences.intro", "Controller", controller)}
	for _, c := range shown.Channels {
		lines = append(lines, "- "+channelLabel(t, c.Channel)+" : "+t.T("page.preferences.yes")+" / "+t.T("page.preferences.no"))
	}
	return strings.Join(append(lines, t.T("page.preferences.withdraw"), t.T("page.preferences.controller", "Controller", controller)), "\n")
}
