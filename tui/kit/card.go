package kit

// Item is one fact of a card.
type Item struct {
	Label, Value string
	Tone         Tone
}

// Section is a group of facts, or a text of several lines, under a title.
type Section struct {
	Title string
	Items []Item
	Text  string
	Lines []Line // drawn already: bars, small tables
}

// Card draws sections of facts, in two columns where there is room.
type Card struct {
	Sections []Section
	top      int
	total    int
	height   int
}

// Key scrolls; it tells whether it did.
func (c *Card) Key(key string) bool {
	switch key {
	case "j", "down":
		c.top++
	case "k", "up":
		c.top--
	case "ctrl+d":
		c.top += c.height / 2
	case "ctrl+u":
		c.top -= c.height / 2
	case "pgdown":
		c.top += c.height
	case "pgup":
		c.top -= c.height
	case "home":
		c.top = 0
	case "G", "end":
		c.top = c.total
	default:
		return false
	}
	c.clamp()
	return true
}

func (c *Card) clamp() { c.top = max(min(c.top, c.total-c.height), 0) }

// View draws the visible part in width × height cells.
func (c *Card) View(t *Theme, width, height int) []Line {
	lines := c.lines(t, width)
	c.total, c.height = len(lines), height
	c.clamp()
	return lines[c.top:min(c.top+height, len(lines))]
}

func (c *Card) lines(t *Theme, width int) []Line {
	if width < 110 || len(c.Sections) < 2 {
		return column(t, c.Sections, width)
	}
	half := (width - 3) / 2
	left, right := balance(c.Sections)
	a, b := column(t, left, half), column(t, right, half)
	return beside("   ", a, b, half, half, max(len(a), len(b)))
}

// balance cuts the sections where both columns come out about as long.
func balance(sections []Section) (left, right []Section) {
	size := func(s Section) int { return 2 + len(s.Items) + len(s.Lines) + len(s.Text)/50 }
	total := 0
	for _, s := range sections {
		total += size(s)
	}
	sum := 0
	for i, s := range sections {
		sum += size(s)
		if sum*2 >= total && i < len(sections)-1 {
			return sections[:i+1], sections[i+1:]
		}
	}
	return sections, nil
}

func column(t *Theme, sections []Section, width int) []Line {
	label := 0
	for _, s := range sections {
		for _, i := range s.Items {
			label = max(label, cells(ink(i.Label)))
		}
	}
	label = min(label, width*2/5)
	var out []Line
	for n, s := range sections {
		if n > 0 {
			out = append(out, "")
		}
		if s.Title != "" {
			out = append(out, Join(" ", t.Accent.Cut(s.Title, width-2)))
		}
		for _, i := range s.Items {
			out = append(out, item(t, i, label, width)...)
		}
		if s.Text != "" {
			for _, l := range t.Normal.Block(s.Text, width-3) {
				out = append(out, Join("   ", l))
			}
		}
		out = append(out, s.Lines...)
	}
	return out
}

// item draws one fact; a long value goes on under itself.
func item(t *Theme, i Item, label, width int) []Line {
	room := max(width-label-6, 8)
	var out []Line
	for n, v := range t.Tone(i.Tone).Block(i.Value, room) {
		head := Line(blanks(label))
		if n == 0 {
			head = t.Dim.Fit(i.Label, label)
		}
		out = append(out, Join("   ", head, "  ", v))
	}
	return out
}
