package kit

import "strings"

// Flash is one short sentence at the foot of the screen.
type Flash struct {
	Text string
	Tone Tone
	Undo string // "undone with z" and the like, "" when nothing can be undone
}

// View draws the flash in width cells.
func (f Flash) View(t *Theme, width int) Line {
	sign := map[Tone]string{ToneGood: "✓ ", ToneWarn: "! ", ToneBad: "✗ "}[f.Tone]
	tail := Line("")
	if f.Undo != "" {
		tail = Join(t.Key.Text(f.Undo), " ")
	}
	text := t.Tone(f.Tone).Cut(sign+f.Text, max(width-tail.Width()-3, 1))
	return Spread(Join(" ", text), tail, width)
}

// Breadcrumb draws where we are, and at the right who we are.
func Breadcrumb(t *Theme, brand string, path []string, who, role string, width int) Line {
	right := Join(t.Normal.Cut(who, width/3), t.Dim.Cut("  "+role, width/4), " ")
	left := Join(" ", t.Brand.Text(brand))
	room := width - right.Width() - left.Width() - 2
	for i, p := range path {
		s := t.Dim
		if i == len(path)-1 {
			s = t.Crumb
		}
		if room < 6 {
			break
		}
		piece := Join(t.Dim.Text(" › "), s.Cut(p, room-3))
		left += piece
		room -= piece.Width()
	}
	return Spread(left, right, width)
}

// Bar draws part of a whole as a bar of at most width cells.
func Bar(s Style, part, whole int64, width int) Line {
	return s.Text(filled(part, whole, width)).Pad(width)
}

// filled draws a part to an eighth of a cell; something is never nothing.
func filled(part, whole int64, width int) string {
	if whole <= 0 || part <= 0 || width <= 0 {
		return ""
	}
	eighths := max(int(min(part*int64(width)*8/whole, int64(width)*8)), 1)
	bar := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		bar += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return bar
}
