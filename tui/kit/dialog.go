package kit

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// grace is how long a dialog that opened by itself ignores keys: whoever was
// typing did not mean it.
const grace = 400 * time.Millisecond

// Button is one way out of a dialog.
type Button struct {
	Label string
	Run   func()
}

// Dialog stands on top of a screen until it is answered. It has a form, or an
// identifier to type, or only buttons.
type Dialog struct {
	Title   string
	Text    string
	Form    *Form
	Buttons []Button

	identifier string
	typed      *Input
	wrong      bool
	focus      int
	deaf       time.Time
	words      *Words
}

// NewDialog makes a dialog of text and buttons; the first is in focus and
// must be the harmless one.
func NewDialog(words *Words, title, text string, buttons ...Button) *Dialog {
	return &Dialog{Title: title, Text: text, Buttons: buttons, words: words}
}

// NewFormDialog makes a dialog around a form.
func NewFormDialog(words *Words, title, text string, form *Form) *Dialog {
	return &Dialog{Title: title, Text: text, Form: form, words: words}
}

// NewConfirm asks as hard as the action weighs, then runs it.
func NewConfirm(words *Words, a Action) *Dialog {
	d := &Dialog{Title: a.Label, Text: a.Ask(words), words: words}
	d.Buttons = []Button{{Label: words.Cancel}, {Label: words.Confirm, Run: a.Run}}
	if a.Weight == Irreversible {
		d.identifier, d.typed = a.Identifier, NewInput("")
	}
	return d
}

// Ask is the question of the action, with three examples of what it touches.
func (a Action) Ask(words *Words) string {
	lines := []string{a.Question}
	if a.Count > 0 && len(a.Examples) > 0 {
		lines = append(lines, "")
		for _, e := range a.Examples[:min(3, len(a.Examples))] {
			lines = append(lines, "  "+ink(e))
		}
		if more := a.Count - min(3, len(a.Examples)); more > 0 {
			lines = append(lines, "  "+words.MoreExamples+" "+words.Number(int64(more)))
		}
	}
	return strings.Join(lines, "\n")
}

// Unasked marks a dialog that opens by itself at this hour: it ignores keys
// for 400 ms.
func (d *Dialog) Unasked(now time.Time) *Dialog {
	d.deaf = now.Add(grace)
	return d
}

// Typing tells whether keys are text here.
func (d *Dialog) Typing() bool { return d.Form != nil || d.typed != nil }

// Key answers the dialog; closed means it is done with.
func (d *Dialog) Key(msg tea.KeyPressMsg, now time.Time) (closed bool) {
	switch key := msg.String(); {
	case now.Before(d.deaf):
		return false
	case key == "esc" || key == "ctrl+c":
		return true
	case d.Form != nil:
		d.Form.Key(msg)
		return false
	case d.typed != nil:
		return d.typeKey(msg)
	}
	return d.buttonKey(msg.String())
}

// Paste puts text where text can go.
func (d *Dialog) Paste(text string) {
	switch {
	case d.Form != nil:
		d.Form.Paste(text)
	case d.typed != nil:
		d.typed.Insert(text)
	}
}

func (d *Dialog) typeKey(msg tea.KeyPressMsg) bool {
	if msg.String() != "enter" {
		d.wrong = false
		d.typed.Key(msg)
		return false
	}
	if strings.TrimSpace(d.typed.Value()) != d.identifier || d.identifier == "" {
		d.wrong = true
		return false
	}
	d.run(len(d.Buttons) - 1)
	return true
}

func (d *Dialog) buttonKey(key string) bool {
	n := len(d.Buttons)
	switch key {
	case "tab", "right", "l", "down", "j":
		d.focus = (d.focus + 1) % max(n, 1)
	case "shift+tab", "left", "h", "up", "k":
		d.focus = (d.focus + n - 1) % max(n, 1)
	case "q":
		return true
	case "enter", "space":
		d.run(d.focus)
		return true
	}
	return false
}

func (d *Dialog) run(i int) {
	if i < len(d.Buttons) && d.Buttons[i].Run != nil {
		d.Buttons[i].Run()
	}
}
