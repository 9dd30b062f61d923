// Package kit holds the pieces every screen is made of. It knows no word of
// the domain, and everything it draws passes through one door, ink, so that
// no text from outside reaches a terminal raw.
package kit

import (
	"strings"
	"unicode/utf8"

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
	return beside(t.Border.Text(" │ "), left, right, leftWidth, rightWidth, height)
}

func beside(between Line, left, right []Line, leftWidth, rightWidth, height int) []Line {
	l, r := Fill(left, leftWidth, height), Fill(right, rightWidth, height)
	for i := range l {
		l[i] = Join(l[i], between, r[i])
	}
	return l
}

// cells measures drawn text: quickly for Latin letters, our own signs and our
// own colours, by the rules of Unicode for all else.
func cells(s string) int {
	n := 0
	for i := 0; i < len(s); {
		switch b := s[i]; {
		case b >= 0x20 && b < 0x7f:
			n++
			i++
		case b == 0x1b:
			end := sgrEnd(s[i:])
			if end == 0 {
				return ansi.StringWidth(s)
			}
			i += end
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if !single(r) {
				return ansi.StringWidth(s)
			}
			n++
			i += size
		}
	}
	return n
}

// sgrEnd is the length of the colour sequence that s begins with, 0 for
// anything else.
func sgrEnd(s string) int {
	if len(s) < 3 || s[1] != '[' {
		return 0
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 'm':
			return i + 1
		case (c < '0' || c > '9') && c != ';':
			return 0
		}
	}
	return 0
}

// single tells characters that surely take one cell, wherever combining marks
// cannot follow unseen.
func single(r rune) bool {
	return r >= 0xa0 && r < 0x300 && r != 0xad || r >= 0x2010 && r <= 0x2027 || r == 0x202f || r == '‹' || r == '›' ||
		r >= 0x2500 && r <= 0x25a0 || r == '▸' || r == '▴' || r == '▾' || r == '€'
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
