package kit

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"vigie/internal/safe"
)

// Input edits one line of text: the text input of Bubbles, drawn in the
// colours of the theme and through ink, with the cursor of the terminal.
type Input struct {
	model textinput.Model
	width int
}

// NewInput starts with a text and the cursor behind it.
func NewInput(text string) *Input {
	in := &Input{model: textinput.New()}
	in.model.Prompt = ""
	in.model.SetStyles(textinput.Styles{}) // plain: no colour of its own, no blinking
	keys := &in.model.KeyMap
	for _, b := range []*key.Binding{&keys.Paste, &keys.AcceptSuggestion, &keys.NextSuggestion, &keys.PrevSuggestion} {
		b.Unbind() // a paste comes as a message: ctrl+v would read the clipboard of the server
	}
	in.model.Focus()
	in.Set(text)
	return in
}

// Value is the text as it stands.
func (in *Input) Value() string { return in.model.Value() }

// Set replaces the text.
func (in *Input) Set(text string) {
	in.model.SetValue(safe.Line(text))
	in.model.CursorEnd()
}

// Insert puts text at the cursor, cleaned: a paste is text, never commands.
func (in *Input) Insert(text string) {
	in.model, _ = in.model.Update(tea.PasteMsg{Content: safe.Line(text)})
}

// Key edits; it tells whether the text is another one now.
func (in *Input) Key(msg tea.KeyPressMsg) bool {
	was := in.Value()
	msg.Text = safe.Line(msg.Text)
	in.model, _ = in.model.Update(msg)
	return in.Value() != was
}

// before is the text left of the cursor.
func (in *Input) before() string { return string([]rune(in.Value())[:in.model.Position()]) }

// replace puts other text in the place of what ends at the cursor.
func (in *Input) replace(old, text string) {
	head := strings.TrimSuffix(in.before(), old) + text
	tail := in.Value()[len(in.before()):]
	in.model.SetValue(head + tail)
	in.model.SetCursor(len([]rune(head)))
}

// View draws width cells of the text around the cursor and returns the
// cursor's column.
func (in *Input) View(s Style, width int) (Line, int) {
	if width < 2 {
		return "", 0
	}
	if width != in.width {
		at := in.model.Position()
		in.width = width
		in.model.SetWidth(width - 1) // the cursor behind the text takes a cell too
		in.model.CursorEnd()         // only so is the part in view measured anew
		in.model.SetCursor(at)
	}
	drawn := in.model.View()
	x, _ := caret(drawn)
	return s.Fit(drawn, width), x
}

// caret finds the cursor in what an unstyled input draws: the one thing that
// has a colour. The cursor that Bubbles reports ignores scrolling and wide
// letters.
func caret(drawn string) (x int, found bool) {
	before, _, found := strings.Cut(drawn, "\x1b[")
	return cells(before), found
}
