package kit

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"

	"vigie/internal/safe"
)

// Area edits a text of several lines, wrapped at the width it is drawn in:
// the text area of Bubbles, drawn like an Input.
type Area struct {
	model textarea.Model
}

// NewArea starts with a text and the cursor behind it.
func NewArea(text string) *Area {
	a := &Area{model: textarea.New()}
	a.model.Prompt, a.model.ShowLineNumbers = "", false
	a.model.MaxHeight, a.model.MaxWidth = 0, 0 // as long as people write
	a.model.SetStyles(textarea.Styles{})
	keys := &a.model.KeyMap
	keys.InsertNewline.SetKeys("enter", "ctrl+j")
	for _, b := range []*key.Binding{
		&keys.Paste, &keys.CopySelection, // the clipboard of the server
		&keys.SelectAll, &keys.SelectCharacterBackward, &keys.SelectCharacterForward, // a selection would not be seen
		&keys.SelectLineDown, &keys.SelectLineUp, &keys.SelectWordBackward, &keys.SelectWordForward,
	} {
		b.Unbind()
	}
	a.model.Focus()
	a.Set(text)
	return a
}

// Value is the text as it stands.
func (a *Area) Value() string { return a.model.Value() }

// Set replaces the text.
func (a *Area) Set(text string) { a.model.SetValue(safe.Block(text)) }

// Insert puts text at the cursor, cleaned.
func (a *Area) Insert(text string) {
	a.model, _ = a.model.Update(tea.PasteMsg{Content: safe.Block(text)})
}

// LineStart tells whether the cursor stands at the beginning of a line.
func (a *Area) LineStart() bool { return a.model.Column() == 0 }

// Key edits; it tells whether the text is another one now.
func (a *Area) Key(msg tea.KeyPressMsg) bool {
	was := a.Value()
	msg.Text = safe.Line(msg.Text)
	a.model, _ = a.model.Update(msg)
	return a.Value() != was
}

// View draws width × height cells and returns the cursor's column and row.
func (a *Area) View(s Style, width, height int) (lines []Line, x, y int) {
	if width = max(width, 4); width != a.model.Width() || height != a.model.Height() {
		a.model.SetWidth(width)
		_ = a.model.View() // wraps anew, so that the height scrolls to the cursor
		a.model.SetHeight(height)
	}
	for i, drawn := range strings.Split(a.model.View(), "\n") {
		if at, found := caret(drawn); found {
			x, y = at, i
		}
		lines = append(lines, s.Fit(drawn, width))
	}
	return lines, x, y
}
