package kit

import (
	"sort"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// FilterField is a field of the filter language with the values it is known
// to take; none means any text.
type FilterField struct {
	Name   string
	Label  string
	Values []string
}

// Filter is the `/` line of a list: an input that proposes fields and values.
type Filter struct {
	*Input
	fields []FilterField
	Error  string
}

// NewFilter makes a filter line that knows these fields.
func NewFilter(fields []FilterField, text string) *Filter {
	return &Filter{Input: NewInput(text), fields: fields}
}

// Key edits the line; tab completes the word under the cursor.
func (f *Filter) Key(msg tea.KeyPressMsg) bool {
	if msg.String() == "tab" {
		f.complete()
		return true
	}
	f.Error = ""
	return f.Input.Key(msg)
}

// Proposals returns what the word before the cursor may become.
func (f *Filter) Proposals() []string {
	word := f.word()
	neg := strings.HasPrefix(word, "-")
	word = strings.TrimPrefix(word, "-")
	name, value, hasValue := strings.Cut(word, ":")
	var out []string
	for _, field := range f.fields {
		switch {
		case hasValue && field.Name == name:
			for _, v := range field.Values {
				if strings.HasPrefix(v, value) && v != value {
					out = append(out, name+":"+v)
				}
			}
		case !hasValue && strings.HasPrefix(field.Name, word):
			out = append(out, field.Name+":")
		}
	}
	sort.Strings(out)
	if neg {
		for i := range out {
			out[i] = "-" + out[i]
		}
	}
	return out
}

// word is what stands between the last space and the cursor.
func (f *Filter) word() string {
	before := f.before()
	return before[strings.LastIndexByte(before, ' ')+1:]
}

// complete replaces the word by what all proposals have in common, or by the
// first when that is nothing new.
func (f *Filter) complete() {
	proposals := f.Proposals()
	if len(proposals) == 0 {
		return
	}
	common := proposals[0]
	for _, p := range proposals[1:] {
		for !strings.HasPrefix(p, common) {
			common = common[:len(common)-1]
		}
	}
	word := f.word()
	if common == word || common == "" {
		common = proposals[0]
	}
	if !strings.HasSuffix(common, ":") {
		common += " "
	}
	f.replace(word, common)
}

// View draws the line, with proposals or the error behind it, and returns the
// cursor's column.
func (f *Filter) View(t *Theme, width int) (Line, int) {
	tail := t.Dim.Cut(strings.Join(f.Proposals(), "  "), width/2)
	if f.Error != "" {
		tail = t.Bad.Cut(f.Error, width*2/3)
	}
	room := max(width-3-tail.Width()-2, 10)
	text, x := f.Input.View(t.Normal, room)
	return Join(t.Key.Text(" / "), text, "  ", tail).Pad(width), x + 3
}
