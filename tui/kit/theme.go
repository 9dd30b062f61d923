package kit

import (
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Tone is what a text means, for the theme to colour; the text itself always
// says the same in words.
type Tone int

// The tones, from quiet to loud.
const (
	ToneNormal Tone = iota
	ToneDim
	ToneStrong
	ToneAccent
	ToneGood
	ToneWarn
	ToneBad
)

// The names of the themes, as kept in a person's settings. ThemeAuto is dark
// or light by what the terminal answers.
const (
	ThemeAuto     = "auto"
	ThemeDark     = "dark"
	ThemeLight    = "light"
	ThemeContrast = "contrast"
	ThemeNone     = "none"
)

// Theme is every style of the console, computed once. It keeps to the sixteen
// colours that people set up their terminal for.
type Theme struct {
	Name                                    string
	Normal, Dim, Strong, Accent             Style
	Good, Warn, Bad                         Style
	Brand, Crumb, Heading, Selected, Marked Style
	Border, Key, Input, Off, Backdrop       Style
	tones                                   [7]Style
}

// NewTheme returns the theme of that name, dark when there is none.
func NewTheme(name string) *Theme {
	plain := lipgloss.NewStyle()
	bold, faint := plain.Bold(true), plain.Faint(true)
	hue := func(c ansi.BasicColor) lipgloss.Style { return plain.Foreground(c) }
	selected := bold.Foreground(lipgloss.White).Background(lipgloss.Blue)
	t := &Theme{
		Name: name, Dim: pen(faint), Strong: pen(bold), Accent: pen(hue(lipgloss.Cyan)),
		Good: pen(hue(lipgloss.Green)), Warn: pen(hue(lipgloss.Yellow)), Bad: pen(hue(lipgloss.Red)),
		Brand: pen(bold.Foreground(lipgloss.Cyan)), Crumb: pen(bold), Heading: pen(faint),
		Selected: pen(selected), Marked: pen(hue(lipgloss.Cyan)), Border: pen(faint), Key: pen(hue(lipgloss.Cyan)),
		Input: pen(plain.Underline(true)), Off: pen(faint), Backdrop: pen(faint),
	}
	switch name {
	case ThemeLight:
		t.Accent, t.Key, t.Marked = pen(hue(lipgloss.Blue)), pen(hue(lipgloss.Blue)), pen(hue(lipgloss.Blue))
		t.Brand, t.Warn = pen(bold.Foreground(lipgloss.Blue)), pen(hue(lipgloss.Magenta))
	case ThemeContrast:
		t.Dim, t.Border, t.Backdrop, t.Off = Style{}, Style{}, Style{}, pen(plain.Strikethrough(true))
		t.Heading, t.Selected = pen(bold.Underline(true)), pen(bold.Reverse(true))
		t.Accent, t.Key, t.Brand, t.Marked = pen(bold), pen(bold), pen(bold), pen(bold)
		t.Good, t.Warn, t.Bad = pen(bold.Foreground(lipgloss.BrightGreen)), pen(bold.Foreground(lipgloss.BrightYellow)), pen(bold.Foreground(lipgloss.BrightRed))
	case ThemeNone:
		*t = Theme{Name: name, Strong: pen(bold), Brand: pen(bold), Crumb: pen(bold), Heading: pen(plain.Underline(true)),
			Selected: pen(plain.Reverse(true)), Marked: pen(bold), Key: pen(bold), Input: pen(plain.Underline(true)), Bad: pen(bold)}
	}
	t.tones = [7]Style{t.Normal, t.Dim, t.Strong, t.Accent, t.Good, t.Warn, t.Bad}
	return t
}

// Tone returns the style of a meaning.
func (t *Theme) Tone(tone Tone) Style {
	if tone < 0 || int(tone) >= len(t.tones) {
		return t.Normal
	}
	return t.tones[tone]
}
