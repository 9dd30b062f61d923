// Package kit holds the pieces every screen is made of. It knows no word of
// the domain, and everything it draws passes through one door, ink, so that
// no text from outside reaches a terminal raw.
package kit

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"vigie/internal/safe"
)

// Line is one drawn line: cleaned, styled, ready for the terminal. Only a
// Style makes one from text.
type Line string

// ink is the one door from text to screen.
func ink(text string) string { return safe.Line(text) }

// Width is the number of cells a drawn line takes.
func (l Line) Width() int { return cells(string(l)) }

// Pad cuts or fills a drawn line to exactly width cells.
func (l Line) Pad(width int) Line {
	w := l.Width()
	if w > width {
		return Line(ansi.Truncate(string(l), max(width, 0), "…"))
	}
	return l + Line(blanks(width-w))
}

// Join puts drawn pieces side by side.
func Join(pieces ...Line) Line {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(string(p))
	}
	return Line(b.String())
}

// Spread puts left at the left end and right at the right end of width
// cells; left gives way when both do not fit.
func Spread(left, right Line, width int) Line {
	w := right.Width()
	if w+1 >= width {
		return left.Pad(width)
	}
	return left.Pad(width-w) + right
}

// Fill returns exactly height lines of exactly width cells.
func Fill(lines []Line, width, height int) []Line {
	out := make([]Line, height)
	for i := range out {
		if i < len(lines) {
			out[i] = lines[i].Pad(width)
		} else {
			out[i] = Line(blanks(width))
		}
	}
	return out
}

// Beside puts two blocks next to each other with a thin rule between them.
func Beside(t *Theme, left, right []Line, leftWidth, rightWidth, height int) []Line {
	l, r := Fill(left, leftWidth, height), Fill(right, rightWidth, height)
	rule := t.Border.Text(" │ ")
	for i := range l {
		l[i] = Join(l[i], rule, r[i])
	}
	return l
}

// cells measures text, quickly where it is plain ASCII.
func cells(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// cut shortens cleaned text to width cells, the last one being "…".
func cut(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if cells(s) <= width {
		return s
	}
	return ansi.Truncate(s, width, "…")
}

const spaces = "                                                                                                                                "

func blanks(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(spaces):
		return spaces[:n]
	}
	return strings.Repeat(" ", n)
}

// splice replaces width w of a line from column x on by another line.
func splice(under, over Line, x, w, width int) Line {
	left := ansi.Cut(string(under), 0, max(x-1, 0))
	right := ansi.Cut(string(under), x+w+1, width)
	return Line(left).Pad(x) + "\x1b[m" + over + "\x1b[m " + Line(right)
}
