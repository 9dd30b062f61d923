package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/safe"
	"vigie/tui/kit"
)

// View composes the frame: breadcrumb, body, help line, and what lies on
// top. It is the one place that hands frames to the session.
func (c *Console) View() tea.View {
	if !c.dirty {
		return c.frame
	}
	c.dirty = false
	lines, cursor := c.compose()
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(string(l))
	}
	v := tea.NewView(b.String())
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = safe.Line(c.windowTitle())
	v.Cursor = cursor
	c.frame = v
	return v
}

func (c *Console) windowTitle() string {
	title := c.session.Texts.T("console.brand")
	if st := c.top(); st != nil {
		title += " — " + st.screen.Title()
	}
	return title
}

// compose draws all lines of the frame and the cursor's place.
func (c *Console) compose() ([]kit.Line, *tea.Cursor) {
	w, h := c.width, c.height
	switch {
	case c.leaving:
		return nil, nil
	case c.tooSmall():
		return kit.Fill(c.theme.Normal.Block(c.session.Texts.T("console.size.small"), max(w, 1)), w, max(h, 0)), nil
	case c.bare != "":
		return kit.Fill(c.theme.Normal.Block(c.bare, w), w, h), nil
	}
	st := c.top()
	if st == nil {
		return nil, nil
	}
	lines := make([]kit.Line, 0, h)
	lines = append(lines, c.header(w))
	lines = append(lines, kit.Fill(st.screen.View(w, h-2), w, h-2)...)
	lines = append(lines, c.foot(w).Pad(w))
	return c.onTop(lines, st)
}

// onTop lays dialog, overlay or panel over the lines and finds the cursor.
func (c *Console) onTop(lines []kit.Line, st *Stage) ([]kit.Line, *tea.Cursor) {
	w, h := c.width, c.height
	var box []kit.Line
	x, y := -1, -1
	switch {
	case c.dialog != nil:
		box, x, y = c.dialog.View(c.theme, w, h)
	case c.overlay != nil:
		box, x, y = c.overlay.View(c.theme, w, h)
	case c.goPanel:
		box = c.panel()
	default:
		if p, ok := st.screen.(pointer); ok {
			if x, y, shown := p.Cursor(); shown {
				return lines, steady(x, y+1)
			}
		}
		return lines, nil
	}
	lines, left, top := kit.Over(c.theme, lines, box, w)
	if x < 0 || y < 0 {
		return lines, nil
	}
	return lines, steady(left+x, top+y)
}

func steady(x, y int) *tea.Cursor {
	cursor := tea.NewCursor(x, y)
	cursor.Blink = false
	return cursor
}

func (c *Console) header(width int) kit.Line {
	path := make([]string, len(c.stack))
	for i, st := range c.stack {
		path[i] = st.screen.Title()
	}
	t := c.session.Texts
	role := t.T("console.role." + string(c.session.Actor.Role))
	return kit.Breadcrumb(c.theme, t.T("console.brand"), path, c.session.Actor.Name, role, width)
}

// foot is the flash while there is one, else the help line.
func (c *Console) foot(width int) kit.Line {
	if c.flash.Text != "" {
		return c.flash.View(c.theme, width)
	}
	t := c.session.Texts
	tail := kit.Join(c.theme.Key.Text(":"), " ", c.theme.Dim.Text(t.T("console.foot.palette")), "  ",
		c.theme.Key.Text("?"), " ", c.theme.Dim.Text(t.T("console.foot.help")), " ")
	return kit.HelpLine(c.theme, c.actions(), tail, width)
}

// panel shows where g and a letter lead.
func (c *Console) panel() []kit.Line {
	inner := 34
	body := []kit.Line{kit.Join(c.theme.Key.Fit("gg", 4), c.theme.Normal.Text(c.session.Texts.T("console.key.top")))}
	for _, p := range c.session.Places {
		if p.Letter != "" {
			body = append(body, kit.Join(c.theme.Key.Fit("g"+p.Letter, 4), c.theme.Normal.Cut(p.Title, inner-4)))
		}
	}
	return kit.Box(c.theme, c.session.Texts.T("console.key.go"), body, inner)
}

func (c *Console) tooSmall() bool { return c.width < minWidth || c.height < minHeight }
