package kit

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// View draws the dialog as a box fit for a screen of that size, and returns
// the cursor's place in it; x is negative when there is none.
func (d *Dialog) View(t *Theme, width, height int) (box []Line, x, y int) {
	inner := min(max(width-8, 20), 72)
	body, x, y := d.body(t, inner)
	room := max(height-4, 3)
	if len(body) > room {
		skip := max(min(y-room/2, len(body)-room), 0)
		body, y = body[skip:skip+room], y-skip
	}
	return Box(t, d.Title, body, inner), x + 2, y + 1
}

func (d *Dialog) body(t *Theme, width int) (lines []Line, x, y int) {
	x = -10
	if d.Text != "" {
		lines = append(lines, t.Normal.Block(d.Text, width)...)
		lines = append(lines, "")
	}
	switch {
	case d.Form != nil:
		form, fx, fy := d.Form.View(t, width)
		x, y = fx, len(lines)+fy
		lines = append(append(lines, form...), "")
		lines = append(lines, Join(t.Key.Text("ctrl+s"), " ", t.Dim.Text(d.words.Submit), "   ", t.Key.Text("esc"), " ", t.Dim.Text(d.words.Cancel)))
	case d.typed != nil:
		lines = append(lines, Join(t.Dim.Text(d.words.TypeIdentifier), " ", t.Strong.Text(d.identifier)))
		in, ix := d.typed.View(t.Input, min(width, 40))
		x, y = ix, len(lines)
		lines = append(lines, in)
		if d.wrong {
			lines = append(lines, t.Bad.Text(d.words.TypeIdentifier+" "+d.identifier))
		}
		lines = append(lines, "", Join(t.Key.Text("enter"), " ", t.Dim.Text(d.words.Confirm), "   ", t.Key.Text("esc"), " ", t.Dim.Text(d.words.Cancel)))
	default:
		lines = append(lines, d.buttons(t))
	}
	return lines, x, y
}

func (d *Dialog) buttons(t *Theme) Line {
	var line Line
	for i, b := range d.Buttons {
		label := "[ " + b.Label + " ]"
		if i == d.focus {
			line += t.Selected.Text(label)
		} else {
			line += t.Normal.Text(label)
		}
		line += "  "
	}
	return line
}

// Box frames lines of inner width with a title in the rule.
func Box(t *Theme, title string, body []Line, inner int) []Line {
	head := t.Strong.Cut(title, inner-2)
	rule := func(n int) string { return strings.Repeat("─", max(n, 0)) }
	out := []Line{Join(t.Border.Text("┌─ "), head, t.Border.Text(" "+rule(inner-1-head.Width())+"┐"))}
	side := t.Border.Text("│")
	for _, l := range body {
		out = append(out, Join(side, " ", l.Pad(inner), " ", side))
	}
	return append(out, t.Border.Text("└"+rule(inner+2)+"┘"))
}

// Over lays a box in the middle of a screen of full lines, which step back,
// and returns where
// its top left corner stands.
func Over(t *Theme, screen, box []Line, width int) (out []Line, x, y int) {
	if len(box) == 0 {
		return screen, 0, 0
	}
	w := box[0].Width()
	x, y = max((width-w)/2, 0), max((len(screen)-len(box))/2, 0)
	out = make([]Line, len(screen))
	for i, l := range screen {
		out[i] = t.Backdrop.wrap(ansi.Strip(string(l)))
	}
	for i, l := range box {
		if y+i < len(out) {
			out[y+i] = splice(out[y+i], l, x, w, width)
		}
	}
	return out, x, y
}
