package kit

// Tab is one side of a card, reached by its letter.
type Tab struct {
	Key   string // the letter
	Label string
	Badge string // a count or a warning, "" for none
}

// Tabs is the row of tabs of a card.
type Tabs struct {
	Items  []Tab
	Active int
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
	for i, item := range t.Items {
		w := cells(ink(t.text(item)))
		if x >= at && x < at+w {
			t.Active = i
			return true
		}
		at += w + 2
	}
	return false
}

func (t *Tabs) text(item Tab) string {
	s := item.Key + " " + item.Label
	if item.Badge != "" {
		s += " " + item.Badge
	}
	return s
}

// View draws the tabs in width cells; the active one stands in brackets of
// colour and underline.
func (t *Tabs) View(theme *Theme, width int) Line {
	line := Line(" ")
	for i, item := range t.Items {
		if i == t.Active {
			line += theme.Selected.Text(t.text(item))
		} else {
			line += Join(theme.Key.Text(item.Key), " ", theme.Dim.Text(item.Label))
			if item.Badge != "" {
				line += Join(" ", theme.Warn.Text(item.Badge))
			}
		}
		line += "  "
	}
	return line.Pad(width)
}
