package kit

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"vigie/internal/safe"
)

// Style is a Lip Gloss style taken apart once, into the escape sequences on
// both sides of a text: rows are drawn by putting strings together.
type Style struct{ on, off string }

// pen takes a style apart.
func pen(s lipgloss.Style) Style {
	on, off, _ := strings.Cut(s.Render("|"), "|")
	return Style{on, off}
}

// Text draws a text at its own width.
func (s Style) Text(text string) Line { return s.wrap(ink(text)) }

// Fit draws a text in exactly width cells, cut with "…" or filled at the right.
func (s Style) Fit(text string, width int) Line {
	text = cut(ink(text), width)
	return s.wrap(text + blanks(width-cells(text)))
}

// Right draws a text in exactly width cells, filled at the left.
func (s Style) Right(text string, width int) Line {
	text = cut(ink(text), width)
	return s.wrap(blanks(width-cells(text)) + text)
}

// Cut draws a text in at most width cells.
func (s Style) Cut(text string, width int) Line { return s.wrap(cut(ink(text), width)) }

// Block draws a text of several lines, wrapped at words to width cells.
func (s Style) Block(text string, width int) []Line {
	var out []Line
	for line := range strings.SplitSeq(safe.Block(text), "\n") {
		for part := range strings.SplitSeq(ansi.Wrap(line, max(width, 1), ""), "\n") {
			out = append(out, s.wrap(part))
		}
	}
	return out
}

func (s Style) wrap(clean string) Line {
	if s.on == "" || clean == "" {
		return Line(clean)
	}
	return Line(s.on + clean + s.off)
}
