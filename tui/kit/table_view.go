package kit

import "strings"

// gutter is the place left of the rows for the cursor and the marks.
const gutter = 2

// View draws heading and visible rows in width × height cells.
func (t *Table) View(width, height int) []Line {
	if width != t.width || height-1 != t.height {
		t.width, t.height = width, max(height-1, 1)
		t.clamp()
	}
	widths := t.layout(width - gutter)
	lines := make([]Line, 0, height)
	lines = append(lines, t.heading(widths, width))
	if len(t.rows) == 0 {
		return append(lines, t.nothing(width)...)
	}
	for i := t.top; i < min(t.top+t.height, len(t.rows)); i++ {
		lines = append(lines, t.row(i, widths, width))
	}
	return lines
}

// CursorY is the line of the view on which the selected row stands.
func (t *Table) CursorY() int { return 1 + t.sel - t.top }

func (t *Table) nothing(width int) []Line {
	switch {
	case !t.loaded:
		return []Line{"", Join("  ", t.theme.Dim.Text(t.words.Loading))}
	case t.filter != "":
		return []Line{"", Join("  ", t.theme.Normal.Text(t.words.NoMatch))}
	}
	lines := []Line{""}
	for _, l := range t.theme.Normal.Block(t.Empty, width-4) {
		lines = append(lines, "  "+l)
	}
	return lines
}

func (t *Table) heading(widths []int, width int) Line {
	var b strings.Builder
	for i, w := range widths {
		if w == 0 {
			continue
		}
		b.WriteString("  ")
		c := t.columns[i]
		title := c.Title
		if c.Sort != "" && c.Sort == t.sort {
			title = sorted(title, w, t.desc)
		}
		if c.Right {
			b.WriteString(string(t.theme.Heading.Right(title, w)))
		} else {
			b.WriteString(string(t.theme.Heading.Fit(title, w)))
		}
	}
	return Line(b.String()).Pad(width)
}

// sorted adds the direction to a title, inside its width.
func sorted(title string, width int, desc bool) string {
	arrow := "▴"
	if desc {
		arrow = "▾"
	}
	return cut(title, width-2) + " " + arrow
}

func (t *Table) row(i int, widths []int, width int) Line {
	r := &t.rows[i]
	selected, marked := i == t.sel, t.all || t.marked(r.ID)
	var b strings.Builder
	b.Grow(width + 64)
	base := t.theme.Normal
	switch {
	case selected:
		base = t.theme.Selected
	case marked:
		base = t.theme.Marked
	}
	b.WriteString(base.on)
	b.WriteString(sign(selected, marked, r.ID == t.rangeFrom))
	used := gutter
	for c, w := range widths {
		if w == 0 {
			continue
		}
		var cell Cell
		if c < len(r.Cells) {
			cell = r.Cells[c]
		}
		used += t.cell(&b, cell, t.columns[c].Right, min(w, width-used), !selected && !marked)
		gap := min(2, width-used)
		b.WriteString(blanks(gap))
		used += max(gap, 0)
	}
	b.WriteString(blanks(width - used))
	b.WriteString(base.off)
	return Line(b.String())
}

// cell writes one text of exactly width cells; toned when the row is plain.
func (t *Table) cell(b *strings.Builder, cell Cell, right bool, width int, toned bool) int {
	if width <= 0 {
		return 0
	}
	s := Style{}
	if toned {
		s = t.theme.Tone(cell.Tone)
	}
	if right {
		b.WriteString(string(s.Right(cell.Text, width)))
	} else {
		b.WriteString(string(s.Fit(cell.Text, width)))
	}
	return width
}

// sign says by characters what the colours say: cursor, mark, range.
func sign(selected, marked, ranged bool) string {
	switch {
	case selected && marked:
		return "▸*"
	case selected:
		return "▸ "
	case marked:
		return " *"
	case ranged:
		return " +"
	}
	return "  "
}

// layout gives every column its width; 0 hides it.
func (t *Table) layout(width int) []int {
	widths := make([]int, len(t.columns))
	need := 0
	for i, c := range t.columns {
		if i > 0 && i <= t.shift || c.Priority > 0 && t.hidden[c.Key] {
			continue
		}
		widths[i] = c.Min
		need += c.Min + 2
	}
	need -= 2
	if !t.Wide {
		for need > width {
			hide := -1
			for i, c := range t.columns {
				if widths[i] > 0 && c.Priority > 0 && (hide < 0 || c.Priority >= t.columns[hide].Priority) {
					hide = i
				}
			}
			if hide < 0 {
				break
			}
			need -= widths[hide] + 2
			widths[hide] = 0
		}
	}
	t.share(widths, width-need)
	return widths
}

// share gives what is left over to the columns that stretch.
func (t *Table) share(widths []int, left int) {
	flex := 0
	for i, c := range t.columns {
		if widths[i] > 0 {
			flex += c.Flex
		}
	}
	if flex == 0 || left <= 0 {
		return
	}
	rest, last := left, -1
	for i, c := range t.columns {
		if widths[i] > 0 && c.Flex > 0 {
			add := left * c.Flex / flex
			widths[i] += add
			rest -= add
			last = i
		}
	}
	widths[last] += rest
}

// Count says how many rows there are, and where the cursor stands when known.
func (t *Table) Count() string {
	if !t.loaded || t.total < 0 {
		return ""
	}
	total := t.words.Number(t.total)
	if t.approx {
		total += "+"
	}
	if t.base >= 0 && len(t.rows) > 0 {
		return t.words.Number(t.base+int64(t.sel)+1) + " / " + total
	}
	return total
}
