package kit

import (
	"strings"
	"unicode"

	"vigie/internal/safe"
)

// Input edits one line of text. It holds runes, so a cursor is never inside a
// character.
type Input struct {
	runes  []rune
	at     int
	scroll int
}

// NewInput starts with a text and the cursor behind it.
func NewInput(text string) *Input {
	in := &Input{}
	in.Set(text)
	return in
}

// Value is the text as it stands.
func (in *Input) Value() string { return string(in.runes) }

// Set replaces the text.
func (in *Input) Set(text string) {
	in.runes = []rune(safe.Line(text))
	in.at = len(in.runes)
}

// Insert puts text at the cursor, cleaned: a paste is text, never commands.
func (in *Input) Insert(text string) {
	add := []rune(safe.Line(text))
	rest := append([]rune{}, in.runes[in.at:]...)
	in.runes = append(append(in.runes[:in.at], add...), rest...)
	in.at += len(add)
}

// Key edits; it tells whether the key was an editing key.
func (in *Input) Key(key, text string) bool {
	switch key {
	case "left", "ctrl+b":
		in.at = max(in.at-1, 0)
	case "right", "ctrl+f":
		in.at = min(in.at+1, len(in.runes))
	case "home", "ctrl+a":
		in.at = 0
	case "end", "ctrl+e":
		in.at = len(in.runes)
	case "backspace", "ctrl+h":
		in.erase(in.at-1, in.at)
	case "delete", "ctrl+d":
		in.erase(in.at, in.at+1)
	case "ctrl+k":
		in.erase(in.at, len(in.runes))
	case "ctrl+u":
		in.erase(0, in.at)
	case "ctrl+w", "alt+backspace":
		in.erase(in.wordStart(), in.at)
	default:
		if text == "" {
			return false
		}
		in.Insert(text)
	}
	return true
}

func (in *Input) erase(from, to int) {
	from, to = max(from, 0), min(to, len(in.runes))
	if from >= to {
		return
	}
	in.runes = append(in.runes[:from], in.runes[to:]...)
	in.at = from
}

func (in *Input) wordStart() int {
	i := in.at
	for i > 0 && unicode.IsSpace(in.runes[i-1]) {
		i--
	}
	for i > 0 && !unicode.IsSpace(in.runes[i-1]) {
		i--
	}
	return i
}

// View draws width cells of the text around the cursor and returns the
// cursor's column.
func (in *Input) View(s Style, width int) (Line, int) {
	if width < 2 {
		return "", 0
	}
	if in.at < in.scroll {
		in.scroll = in.at
	}
	for in.scroll < in.at && cells(string(in.runes[in.scroll:in.at])) > width-1 {
		in.scroll++
	}
	in.scroll = min(in.scroll, len(in.runes))
	x := cells(string(in.runes[in.scroll:in.at]))
	var b strings.Builder
	used := 0
	for _, r := range in.runes[in.scroll:] {
		w := cells(string(r))
		if used+w > width {
			break
		}
		b.WriteRune(r)
		used += w
	}
	return s.Fit(b.String(), width), x
}
