package kit

// BoardRow is one line of a board: something to know, and where it leads.
type BoardRow struct {
	Label string
	Value string
	Tone  Tone // of the value
	Note  string
	Loud  Tone // of the note, dim when normal
	Bar   *Share
	Run   func() // nil where nothing lies behind
}

// Share is a part of a whole, drawn as a bar.
type Share struct {
	Part, Whole int64
	Tone        Tone
}

// BoardGroup is a title with its lines.
type BoardGroup struct {
	Title string
	Text  string // instead of lines
	Rows  []BoardRow
}

// Board shows groups of lines of which one is selected, in two columns where
// there is room.
type Board struct {
	Groups []BoardGroup
	at     int // among all rows that lead somewhere
	top    int
	lines  []int // row drawn at a line of the view, -1 for none; of the left column
	right  []int
	split  int
}

// Key moves, or follows the selected line; it tells whether it did.
func (b *Board) Key(key string) bool {
	n := len(b.open())
	switch key {
	case "j", "down", "tab":
		b.at = min(b.at+1, max(n-1, 0))
	case "k", "up", "shift+tab":
		b.at = max(b.at-1, 0)
	case "home":
		b.at = 0
	case "G", "end":
		b.at = max(n-1, 0)
	default:
		return false
	}
	return true
}

// Selected is the line under the cursor, nil without any.
func (b *Board) Selected() *BoardRow {
	rows := b.open()
	if b.at >= len(rows) {
		return nil
	}
	return rows[b.at]
}

func (b *Board) open() []*BoardRow {
	var out []*BoardRow
	for g := range b.Groups {
		for r := range b.Groups[g].Rows {
			if row := &b.Groups[g].Rows[r]; row.Run != nil {
				out = append(out, row)
			}
		}
	}
	return out
}

// CursorY is the line of the view of the selected row, and its column.
func (b *Board) CursorY() (x, y int) {
	for i, n := range b.lines {
		if n == b.at {
			return 0, i
		}
	}
	for i, n := range b.right {
		if n == b.at {
			return b.split, i
		}
	}
	return 0, 0
}

// Click selects the line drawn there, and tells whether it was selected
// already.
func (b *Board) Click(x, y int) (again bool) {
	lines := b.lines
	if b.split > 0 && x >= b.split {
		lines = b.right
	}
	if y < 0 || y >= len(lines) || lines[y] < 0 {
		return false
	}
	again = b.at == lines[y]
	b.at = lines[y]
	return again
}

// View draws the visible part in width × height cells.
func (b *Board) View(t *Theme, width, height int) []Line {
	b.right, b.split = nil, 0
	if width < 110 || len(b.Groups) < 2 {
		out, at := b.column(t, b.Groups, 0, width)
		b.scroll(at, len(out), height)
		b.lines = at[b.top:min(b.top+height, len(at))]
		return out[b.top:min(b.top+height, len(out))]
	}
	half := (width - 3) / 2
	cut := b.half()
	left, at := b.column(t, b.Groups[:cut], 0, half)
	first := 0
	for _, n := range at {
		first = max(first, n+1)
	}
	right, rightAt := b.column(t, b.Groups[cut:], first, half)
	b.top, b.lines, b.right, b.split = 0, at, rightAt, half+3
	return beside("   ", left, right, half, half, min(max(len(left), len(right)), height))
}

// half is where both columns come out about as long.
func (b *Board) half() int {
	size := func(g BoardGroup) int { return 2 + len(g.Rows) }
	total, sum := 0, 0
	for _, g := range b.Groups {
		total += size(g)
	}
	for i, g := range b.Groups {
		sum += size(g)
		if sum*2 >= total {
			return min(i+1, len(b.Groups)-1)
		}
	}
	return 1
}

// scroll keeps the selected line, and the title above the first, in view.
func (b *Board) scroll(at []int, total, height int) {
	y := 0
	for i, n := range at {
		if n == b.at {
			y = i
			break
		}
	}
	b.top = min(b.top, y)
	if b.at == 0 {
		b.top = 0
	}
	b.top = max(min(max(b.top, y-height+1), total-height), 0)
}

func (b *Board) column(t *Theme, groups []BoardGroup, from, width int) (out []Line, at []int) {
	c := measure(groups, width)
	put := func(l Line, n int) { out, at = append(out, l), append(at, n) }
	for i, g := range groups {
		if i > 0 {
			put("", -1)
		}
		put(Join(" ", t.Accent.Cut(g.Title, width-2)), -1)
		if g.Text != "" {
			for _, l := range t.Dim.Block(g.Text, width-4) {
				put(Join("   ", l), -1)
			}
		}
		for _, r := range g.Rows {
			n := -1
			if r.Run != nil {
				n = from
				from++
			}
			put(c.row(t, r, n == b.at && n >= 0), n)
		}
	}
	return out, at
}

// columns are the widths of a column of a board, in cells.
type columns struct{ label, value, bar, width int }

// measure gives each part what its longest text takes, and the bar what is
// left beside the longest note that follows one, within bounds.
func measure(groups []BoardGroup, width int) columns {
	c, note := columns{width: width}, 0
	for _, g := range groups {
		for _, r := range g.Rows {
			c.label, c.value = max(c.label, cells(ink(r.Label))), max(c.value, cells(ink(r.Value)))
			if r.Bar != nil {
				note = max(note, cells(ink(r.Note)))
			}
		}
	}
	c.label, c.value = min(c.label, width/2), min(c.value, width/3)
	const gaps, least, most = 3 + 2 + 2 + 2 + 1, 12, 30
	c.bar = max(min(width-c.label-c.value-note-gaps, most), least)
	return c
}

func (c columns) row(t *Theme, r BoardRow, selected bool) Line {
	if selected {
		line := Line(" ▸ ") + Style{}.Fit(r.Label, c.label) + "  " + Style{}.Right(r.Value, c.value)
		if r.Bar != nil {
			line += "  " + Bar(Style{}, r.Bar.Part, r.Bar.Whole, c.bar)
		}
		if r.Note != "" {
			line += "  " + Style{}.Cut(r.Note, max(c.width-line.Width()-3, 1))
		}
		return t.Selected.wrap(string(line.Pad(c.width)))
	}
	line := Join("   ", t.Normal.Fit(r.Label, c.label), "  ", t.Tone(r.Tone).Right(r.Value, c.value))
	if r.Bar != nil {
		line = Join(line, "  ", Bar(t.Tone(r.Bar.Tone), r.Bar.Part, r.Bar.Whole, c.bar))
	}
	if r.Note != "" {
		tone := r.Loud
		if tone == ToneNormal {
			tone = ToneDim
		}
		line = Join(line, "  ", t.Tone(tone).Cut(r.Note, max(c.width-line.Width()-3, 1)))
	}
	return line
}
