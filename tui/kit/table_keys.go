package kit

import (
	"maps"
	"slices"
)

// Selected returns the row under the cursor.
func (t *Table) Selected() (Row, bool) {
	if t.sel < 0 || t.sel >= len(t.rows) {
		return Row{}, false
	}
	return t.rows[t.sel], true
}

// SelectedID is the identity of the row under the cursor, "" without rows.
func (t *Table) SelectedID() string {
	row, _ := t.Selected()
	return row.ID
}

// Chosen returns the marked rows, loaded or not, else the selected one; all
// means every row that matches the filter.
func (t *Table) Chosen() (rows []Row, all bool) {
	if row, ok := t.Selected(); ok && len(t.marks) == 0 {
		return []Row{row}, t.all
	}
	away := maps.Clone(t.marks)
	for _, r := range t.rows {
		if t.marked(r.ID) {
			rows = append(rows, r)
			delete(away, r.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(away)) {
		rows = append(rows, away[id])
	}
	return rows, t.all
}

func (t *Table) marked(id string) bool {
	_, ok := t.marks[id]
	return ok
}

// MarkCount is how many rows are marked.
func (t *Table) MarkCount() int64 {
	if t.all {
		return t.total
	}
	return int64(len(t.marks))
}

// ClearMarks forgets marks and range; it tells whether there were any.
func (t *Table) ClearMarks() bool {
	had := len(t.marks) > 0 || t.all || t.rangeFrom != ""
	clear(t.marks)
	t.all, t.rangeFrom = false, ""
	return had
}

// Key moves, marks and sorts; it tells whether the key was one of its own.
func (t *Table) Key(key string) bool {
	switch key {
	case "j", "down":
		t.move(1)
	case "k", "up":
		t.move(-1)
	case "ctrl+d":
		t.move(t.height / 2)
	case "ctrl+u":
		t.move(-t.height / 2)
	case "pgdown", "ctrl+f":
		t.move(t.height)
	case "pgup", "ctrl+b":
		t.move(-t.height)
	case "home":
		t.end(First)
	case "end", "G":
		t.end(Last)
	case "h", "left":
		t.shift = max(t.shift-1, 0)
	case "l", "right":
		t.shift = min(t.shift+1, max(len(t.columns)-2, 0))
	case "w":
		t.Wide, t.shift = !t.Wide, 0
	default:
		return t.markKey(key) || t.sortKey(key)
	}
	return true
}

func (t *Table) markKey(key string) bool {
	switch key {
	case "space":
		if row, ok := t.Selected(); ok {
			t.toggle(row)
			t.move(1)
		}
	case "v":
		t.rangeKey()
	case "ctrl+a":
		if len(t.marks) > 0 && len(t.marks) == len(t.rows) && !t.all {
			t.all = true
			break
		}
		for _, r := range t.rows {
			t.marks[r.ID] = r
		}
	default:
		return false
	}
	return true
}

func (t *Table) toggle(row Row) {
	t.all = false
	if t.marked(row.ID) {
		delete(t.marks, row.ID)
	} else {
		t.marks[row.ID] = row
	}
}

// rangeKey begins a range at the selected row, or marks from there to here.
func (t *Table) rangeKey() {
	if t.rangeFrom == "" {
		t.rangeFrom = t.SelectedID()
		return
	}
	for i := range t.rows {
		if t.rows[i].ID == t.rangeFrom {
			for j := min(i, t.sel); j <= max(i, t.sel); j++ {
				t.marks[t.rows[j].ID] = t.rows[j]
			}
		}
	}
	t.rangeFrom = ""
}

// sortKey goes to the next column that can be sorted, or turns the order.
func (t *Table) sortKey(key string) bool {
	switch key {
	case "o":
		keys := []string{""}
		at := 0
		for _, c := range t.columns {
			if c.Sort != "" {
				keys = append(keys, c.Sort)
			}
			if c.Sort == t.sort && c.Sort != "" {
				at = len(keys) - 1
			}
		}
		t.SetOrder(keys[(at+1)%len(keys)], false)
	case "O":
		t.SetOrder(t.sort, !t.desc)
	default:
		return false
	}
	return true
}

func (t *Table) move(by int) {
	t.sel += by
	if by == t.height || by == -t.height {
		t.top += by
	}
	t.clamp()
}

// end goes to the first or last row, asking for it when it is not here.
func (t *Table) end(place Place) {
	if (place == First && t.atStart) || (place == Last && t.atEnd) {
		t.sel = 0
		if place == Last {
			t.sel = len(t.rows) - 1
		}
		t.clamp()
		return
	}
	t.jump, t.reset, t.waiting = place, true, false
}

// Click selects the row drawn at line y of the view.
func (t *Table) Click(y int) bool {
	i := t.top + y - 1
	if y < 1 || i >= len(t.rows) {
		return false
	}
	t.sel = i
	return true
}
