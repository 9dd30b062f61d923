package kit

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// FieldKind is how a field is edited.
type FieldKind int

// The kinds of fields.
const (
	FieldText FieldKind = iota
	FieldChoice
	FieldDate // ISO, 2026-11-21
	FieldBool
	FieldArea
)

// Option is one value of a choice.
type Option struct{ Value, Label string }

// Field is one line of a form.
type Field struct {
	Key      string
	Label    string
	Kind     FieldKind
	Value    string // the value to start with; "yes" or "" for a bool
	Options  []Option
	Hint     string
	Required bool
	Rows     int                       // height of an area, 5 when 0
	Check    func(value string) string // returns what is wrong, "" when nothing

	Error string // shown beside the field; a refusal of the desk may set it
	input *Input
	area  *Area
	pick  int
}

func (f *Field) start() {
	switch f.Kind {
	case FieldText, FieldDate:
		f.input = NewInput(f.Value)
	case FieldArea:
		f.area = NewArea(f.Value)
	case FieldBool:
		f.Options = []Option{{"", ""}, {"yes", ""}}
		fallthrough
	case FieldChoice:
		for i, o := range f.Options {
			if o.Value == f.Value {
				f.pick = i
			}
		}
	}
}

// Text is the value as it stands.
func (f *Field) Text() string {
	switch {
	case f.input != nil:
		return strings.TrimSpace(f.input.Value())
	case f.area != nil:
		return f.area.Value()
	case f.pick < len(f.Options):
		return f.Options[f.pick].Value
	}
	return ""
}

func (f *Field) key(msg tea.KeyPressMsg) bool {
	f.Error = ""
	switch {
	case f.input != nil:
		return f.input.Key(msg)
	case f.area != nil:
		return f.area.Key(msg)
	}
	n := len(f.Options)
	if n == 0 {
		return false
	}
	switch msg.String() {
	case "space", "right", "l":
		f.pick = (f.pick + 1) % n
	case "left", "h":
		f.pick = (f.pick + n - 1) % n
	default:
		return false
	}
	return true
}

// paste inserts text; a choice has no place for it.
func (f *Field) paste(text string) {
	switch {
	case f.input != nil:
		f.input.Insert(text)
	case f.area != nil:
		f.area.Insert(text)
	}
}

// check says what is wrong with the value, in the form's words.
func (f *Field) check(w *Words) string {
	v := f.Text()
	switch {
	case f.Required && v == "":
		return w.Required
	case f.Kind == FieldDate && v != "":
		if _, err := time.Parse(time.DateOnly, v); err != nil {
			return w.BadDate
		}
	}
	if f.Check != nil {
		return f.Check(v)
	}
	return ""
}

// view draws the field in width cells; x and y are the cursor's place in it.
func (f *Field) view(t *Theme, w *Words, width int, focused bool) (lines []Line, x, y int) {
	s := t.Normal
	if focused {
		s = t.Strong
	}
	switch {
	case f.input != nil:
		line, x := f.input.View(t.Input, width)
		return []Line{line}, x, 0
	case f.area != nil:
		rows := f.Rows
		if rows == 0 {
			rows = 5
		}
		return f.area.View(t.Input, width, rows)
	case f.Kind == FieldBool:
		box, word := "[ ] ", w.No
		if f.pick == 1 {
			box, word = "[x] ", w.Yes
		}
		return []Line{s.Cut(box+word, width)}, 1, 0
	}
	label := ""
	if f.pick < len(f.Options) {
		label = f.Options[f.pick].Label
	}
	return []Line{s.Cut("‹ "+label+" ›", width)}, 0, 0
}
