package kit

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
	Name                                      string
	Normal, Dim, Strong, Accent               Style
	Good, Warn, Bad                           Style
	Brand, Crumb, Heading, Selected, Marked   Style
	Border, Key, Input, Cursor, Off, Backdrop Style
	tones                                     [7]Style
}

// NewTheme returns the theme of that name, dark when there is none.
func NewTheme(name string) *Theme {
	t := &Theme{
		Name: name, Dim: sgr("2"), Strong: sgr("1"), Accent: sgr("36"),
		Good: sgr("32"), Warn: sgr("33"), Bad: sgr("31"),
		Brand: sgr("1;36"), Crumb: sgr("1"), Heading: sgr("2"), Selected: sgr("1;37;44"), Marked: sgr("36"),
		Border: sgr("2"), Key: sgr("36"), Input: sgr("4"), Cursor: sgr("7"), Off: sgr("2"), Backdrop: sgr("2"),
	}
	switch name {
	case ThemeLight:
		t.Accent, t.Key, t.Marked, t.Brand = sgr("34"), sgr("34"), sgr("34"), sgr("1;34")
		t.Warn, t.Selected = sgr("35"), sgr("1;37;44")
	case ThemeContrast:
		t.Dim, t.Border, t.Off, t.Backdrop = sgr(""), sgr(""), sgr("9"), sgr("")
		t.Heading, t.Selected = sgr("1;4"), sgr("1;7")
		t.Accent, t.Key, t.Brand = sgr("1"), sgr("1"), sgr("1")
		t.Good, t.Warn, t.Bad, t.Marked = sgr("1;92"), sgr("1;93"), sgr("1;91"), sgr("1")
	case ThemeNone:
		*t = Theme{Name: name, Strong: sgr("1"), Brand: sgr("1"), Crumb: sgr("1"), Heading: sgr("4"),
			Selected: sgr("7"), Marked: sgr("1"), Key: sgr("1"), Input: sgr("4"), Cursor: sgr("7"), Bad: sgr("1")}
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
