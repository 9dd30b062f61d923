package kit

import (
	"strings"

	"vigie/internal/safe"
)

// Area edits a text of several lines, wrapped at the width it is drawn in.
type Area struct {
	runes []rune
	at    int
	top   int
	width int
}

// NewArea starts with a text and the cursor behind it.
func NewArea(text string) *Area {
	a := &Area{width: 60}
	a.Set(text)
	return a
}

// Value is the text as it stands.
func (a *Area) Value() string { return string(a.runes) }

// Set replaces the text.
func (a *Area) Set(text string) {
	a.runes = []rune(safe.Block(text))
	a.at = len(a.runes)
}

// Insert puts text at the cursor, cleaned.
func (a *Area) Insert(text string) {
	add := []rune(safe.Block(text))
	rest := append([]rune{}, a.runes[a.at:]...)
	a.runes = append(append(a.runes[:a.at], add...), rest...)
	a.at += len(add)
}

// Key edits; it tells whether the key was an editing key.
func (a *Area) Key(key, text string) bool {
	line := Input{runes: a.runes}
	switch key {
	case "enter", "ctrl+j":
		a.Insert("\n")
	case "up", "down", "pgup", "pgdown":
		a.vertical(map[string]int{"up": -1, "down": 1, "pgup": -10, "pgdown": 10}[key])
	case "home", "ctrl+a":
		a.at = a.lineStart()
	case "end", "ctrl+e":
		a.at = a.lineEnd()
	case "ctrl+k":
		line.at = a.at
		line.erase(a.at, max(a.lineEnd(), a.at+1))
		a.runes = line.runes
	case "ctrl+u":
		line.erase(a.lineStart(), a.at)
		a.at -= len(a.runes) - len(line.runes)
		a.runes = line.runes
	default:
		line.at = a.at
		if text != "" {
			a.Insert(text)
			return true
		}
		if !line.Key(key, "") {
			return false
		}
		a.runes, a.at = line.runes, line.at
	}
	return true
}

func (a *Area) lineStart() int {
	i := a.at
	for i > 0 && a.runes[i-1] != '\n' {
		i--
	}
	return i
}

func (a *Area) lineEnd() int {
	i := a.at
	for i < len(a.runes) && a.runes[i] != '\n' {
		i++
	}
	return i
}

// span is one drawn line: the runes from..to.
type span struct{ from, to int }

// spans breaks the text into drawn lines of at most a.width cells.
func (a *Area) spans() []span {
	var out []span
	from, blank, used := 0, -1, 0
	for i, r := range a.runes {
		if r == '\n' {
			out = append(out, span{from, i})
			from, blank, used = i+1, -1, 0
			continue
		}
		if used += cells(string(r)); used > a.width && i > from {
			end := i
			if blank > from {
				end = blank
			}
			out = append(out, span{from, end})
			from, blank = end, -1
			used = cells(string(a.runes[from : i+1]))
		}
		if r == ' ' {
			blank = i + 1
		}
	}
	return append(out, span{from, len(a.runes)})
}

func (a *Area) row(spans []span) int {
	for i := len(spans) - 1; i > 0; i-- {
		if a.at >= spans[i].from {
			return i
		}
	}
	return 0
}

func (a *Area) vertical(by int) {
	spans := a.spans()
	row := a.row(spans)
	column := a.at - spans[row].from
	row = min(max(row+by, 0), len(spans)-1)
	a.at = min(spans[row].from+column, spans[row].to)
}

// View draws width × height cells and returns the cursor's column and row.
func (a *Area) View(s Style, width, height int) (lines []Line, x, y int) {
	a.width = max(width-1, 4)
	spans := a.spans()
	row := a.row(spans)
	if row < a.top {
		a.top = row
	}
	a.top = max(a.top, row-height+1)
	for i := a.top; i < min(a.top+height, len(spans)); i++ {
		text := string(a.runes[spans[i].from:spans[i].to])
		lines = append(lines, s.Fit(strings.TrimRight(text, "\n"), width))
	}
	for len(lines) < height {
		lines = append(lines, s.Fit("", width))
	}
	return lines, cells(string(a.runes[spans[row].from:a.at])), row - a.top
}
