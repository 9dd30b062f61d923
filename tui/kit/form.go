package kit

import tea "charm.land/bubbletea/v2"

// Form is a column of fields. ctrl+s submits; nothing else does, so that a
// half-written text cannot leave by a slip.
type Form struct {
	Fields []*Field
	Submit func(values map[string]string)
	Error  string // a sentence about the whole form
	focus  int
	words  *Words
}

// NewForm makes a form with the first field in focus.
func NewForm(words *Words, submit func(map[string]string), fields ...*Field) *Form {
	for _, f := range fields {
		f.start()
	}
	return &Form{Fields: fields, Submit: submit, words: words}
}

// Values returns what stands in the fields, by key.
func (f *Form) Values() map[string]string {
	out := make(map[string]string, len(f.Fields))
	for _, field := range f.Fields {
		out[field.Key] = field.Text()
	}
	return out
}

// Key edits, moves between fields and submits; it tells whether it did.
func (f *Form) Key(msg tea.KeyPressMsg) bool {
	if len(f.Fields) == 0 {
		return false
	}
	field := f.Fields[f.focus]
	switch key := msg.String(); {
	case key == "ctrl+s":
		f.submit()
	case key == "tab", key == "down" && field.area == nil, key == "enter" && field.area == nil:
		f.focus = (f.focus + 1) % len(f.Fields)
	case key == "shift+tab", key == "up" && field.area == nil:
		f.focus = (f.focus + len(f.Fields) - 1) % len(f.Fields)
	default:
		return field.key(msg)
	}
	return true
}

// Paste puts text into the field in focus.
func (f *Form) Paste(text string) {
	if len(f.Fields) > 0 {
		f.Fields[f.focus].paste(text)
	}
}

// submit checks every field and goes to the first that is wrong.
func (f *Form) submit() {
	bad := -1
	for i := len(f.Fields) - 1; i >= 0; i-- {
		if f.Fields[i].Error = f.Fields[i].check(f.words); f.Fields[i].Error != "" {
			bad = i
		}
	}
	if bad >= 0 {
		f.focus = bad
		return
	}
	f.Error = ""
	f.Submit(f.Values())
}

// View draws the form in width cells and returns the cursor's place.
func (f *Form) View(t *Theme, width int) (lines []Line, x, y int) {
	label := 0
	for _, field := range f.Fields {
		label = max(label, cells(ink(field.Label)))
	}
	label = min(label, width/3)
	for i, field := range f.Fields {
		focused := i == f.focus
		name := t.Dim.Fit(field.Label, label)
		if focused {
			name = t.Strong.Fit(field.Label, label)
		}
		body, bx, by := field.view(t, f.words, width-label-2, focused)
		if focused {
			x, y = label+2+bx, len(lines)+by
		}
		for j, l := range body {
			if j > 0 {
				name = Line(blanks(label))
			}
			lines = append(lines, Join(name, "  ", l))
		}
		if note := field.note(t, width-label-2, focused); note != "" {
			lines = append(lines, Join(Line(blanks(label+2)), note))
		}
	}
	if f.Error != "" {
		lines = append(lines, "")
		lines = append(lines, t.Bad.Block(f.Error, width)...)
	}
	return lines, x, y
}

func (f *Field) note(t *Theme, width int, focused bool) Line {
	switch {
	case f.Error != "":
		return t.Bad.Cut(f.Error, width)
	case f.Hint != "" && focused:
		return t.Dim.Cut(f.Hint, width)
	}
	return ""
}
