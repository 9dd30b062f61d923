package kit

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// HelpGroup is a titled part of the help.
type HelpGroup struct {
	Title   string
	Actions []Action
}

// Help lists every key of a screen and can be filtered by typing.
type Help struct {
	title  string
	groups []HelpGroup
	input  *Input
	top    int
	height int
	total  int
}

// NewHelp makes the help of these groups.
func NewHelp(title string, groups ...HelpGroup) *Help {
	return &Help{title: title, groups: groups, input: NewInput("")}
}

// Key scrolls, filters, and tells whether the help is done with.
func (h *Help) Key(msg tea.KeyPressMsg) (closed bool) {
	switch msg.String() {
	case "esc":
		if h.input.Value() == "" {
			return true
		}
		h.input.Set("")
	case "enter", "f1", "ctrl+c":
		return true
	case "?", "q":
		if h.input.Value() == "" {
			return true
		}
		h.input.Key(msg)
	case "down", "pgdown", "ctrl+d":
		h.top += max(h.height/2, 1)
	case "up", "pgup", "ctrl+u":
		h.top -= max(h.height/2, 1)
	default:
		h.input.Key(msg)
		h.top = 0
	}
	h.top = max(min(h.top, h.total-h.height), 0)
	return false
}

// View draws the help as a box.
func (h *Help) View(t *Theme, width, height int) (box []Line, x, y int) {
	inner := min(max(width-8, 20), 76)
	filter, fx := h.input.View(t.Normal, inner-2)
	body := []Line{Join(t.Key.Text("/"), " ", filter), ""}
	lines := h.lines(t, inner)
	h.height, h.total = max(height-6, 1), len(lines)
	h.top = max(min(h.top, h.total-h.height), 0)
	body = append(body, lines[h.top:min(h.top+h.height, len(lines))]...)
	return Box(t, h.title, body, inner), fx + 4, 1
}

func (h *Help) lines(t *Theme, width int) []Line {
	word := strings.ToLower(h.input.Value())
	var out []Line
	for _, g := range h.groups {
		var part []Line
		for _, a := range g.Actions {
			if len(a.Keys) == 0 || !strings.Contains(strings.ToLower(a.Label+" "+strings.Join(a.Keys, " ")), word) {
				continue
			}
			part = append(part, helpLine(t, a, width))
		}
		if len(part) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, "")
		}
		out = append(append(out, t.Accent.Cut(g.Title, width)), part...)
	}
	return out
}

func helpLine(t *Theme, a Action, width int) Line {
	names := make([]string, len(a.Keys))
	for i, k := range a.Keys {
		names[i] = KeyName(k)
	}
	keys := strings.Join(names, "  ")
	if a.Off != "" {
		return t.Off.Cut("  "+cut(keys, 22)+blanks(22-cells(cut(keys, 22)))+"  "+a.Label+": "+a.Off, width)
	}
	return Join("  ", t.Key.Fit(keys, 22), "  ", t.Normal.Cut(a.Label, width-26))
}
