package tui

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/tui/kit"
)

// preferences are what a person changes for themselves from the palette.
func (c *Console) preferences() []kit.Action {
	s := c.session
	if s.Desk == nil || s.Actor.StaffID == 0 {
		return nil
	}
	t := s.Texts
	var out []kit.Action
	for _, lang := range []domain.Language{domain.French, domain.English} {
		if string(lang) != t.Lang() {
			out = append(out, kit.Action{Name: "language langue", Label: t.T("console.preference.language." + string(lang)), Run: func() { c.speak(lang) }})
		}
	}
	for _, theme := range []string{kit.ThemeAuto, kit.ThemeDark, kit.ThemeLight, kit.ThemeContrast, kit.ThemeNone} {
		if theme != s.Theme {
			out = append(out, kit.Action{Name: "theme", Label: t.T("console.preference.theme") + " " + t.T("console.theme."+theme), Run: func() { c.paint(theme) }})
		}
	}
	return out
}

// speak changes the person's language, here and from now on.
func (c *Console) speak(lang domain.Language) {
	s := c.session
	Call(c.top(), "language", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Desk.SetOwnLanguage(ctx, s.Actor, lang)
	}, func(_ struct{}, err error) {
		if err != nil {
			c.top().Fail(err)
			return
		}
		s.Texts = i18n.For(string(lang))
		s.Places = Places(s.Texts)
		c.reopen()
	})
}

// paint changes the person's theme, here and from now on.
func (c *Console) paint(theme string) {
	s := c.session
	Call(c.top(), "theme", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Desk.SetOwnTheme(ctx, s.Actor, theme)
	}, func(_ struct{}, err error) {
		if err != nil {
			c.top().Fail(err)
			return
		}
		s.Theme = theme
		c.repaint()
		c.reopen()
	})
}
