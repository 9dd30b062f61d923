package kit

// Tab is one side of a card, reached by its letter.
type Tab struct {
	Key   string // the letter
	Label string
	Badge string // a count or a warning, "" for none
}

// Tabs is the row of tabs of a card.
type Tabs struct {
	Items   []Tab
	Active  int
	gap     int
	letters bool // only the active one has its label
}

// Key changes the tab by its letter, or by [ ] < > ; it tells whether it did.
func (t *Tabs) Key(key string) bool {
	n := len(t.Items)
	if n == 0 {
		return false
	}
	switch key {
	case "]", ">", "tab":
		t.Active = (t.Active + 1) % n
		return true
	case "[", "<", "shift+tab":
		t.Active = (t.Active + n - 1) % n
		return true
	}
	for i, item := range t.Items {
		if item.Key == key {
			t.Active = i
			return true
		}
	}
	return false
}

// Click goes to the tab drawn at column x.
func (t *Tabs) Click(x int) bool {
	at := 1
	for i := range t.Items {
		w := cells(ink(t.text(i)))
		if x >= at && x < at+w {
			t.Active = i
			return true
		}
		at += w + t.gap
	}
	return false
}

func (t *Tabs) text(i int) string {
	item := t.Items[i]
	if t.letters && i != t.Active {
		return item.Key
	}
	s := item.Key + " " + item.Label
	if item.Badge != "" {
		s += " " + item.Badge
	}
	return s
}

// View draws the tabs in width cells: closer together where there is little
// room, and as letters but for the active one where there is less.
func (t *Tabs) View(theme *Theme, width int) Line {
	t.gap, t.letters = 2, false
	if t.width() > width {
		t.gap = 1
	}
	t.letters = t.width() > width
	line := Line(" ")
	for i, item := range t.Items {
		switch {
		case i == t.Active:
			line += theme.Selected.Text(t.text(i))
		case t.letters:
			line += theme.Key.Text(item.Key)
		default:
			line += Join(theme.Key.Text(item.Key), " ", theme.Dim.Text(item.Label))
			if item.Badge != "" {
				line += Join(" ", theme.Warn.Text(item.Badge))
			}
		}
		line += Line(blanks(t.gap))
	}
	return line.Pad(width)
}

// width is what all tabs take, without the gap behind the last.
func (t *Tabs) width() int {
	n := 1 - t.gap
	for i := range t.Items {
		n += cells(ink(t.text(i))) + t.gap
	}
	return n
}
