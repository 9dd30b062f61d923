package kit

// maxWindow is how many rows a table keeps; the rest is asked for again.
const maxWindow = 1000

// Table shows a window of rows out of any number. It draws only the visible
// ones, and nothing it does grows with the list.
type Table struct {
	theme   *Theme
	words   *Words
	columns []Column
	Empty   string // what to do when there is nothing
	Wide    bool   // every column, scrolled by h and l

	rows           []Row
	base           int64 // position of rows[0] in the list, -1 unknown
	atStart, atEnd bool
	total          int64
	approx         bool
	loaded         bool
	sel, top       int
	height, width  int
	shift          int

	filter, sort string
	desc         bool
	marks        map[string]Row  // also of rows that the window has left behind
	hidden       map[string]bool // keys of columns the person does without
	all          bool
	rangeFrom    string

	asked   Want // the page under way
	waiting bool
	reset   bool // the whole window must be asked again
	refresh bool
	jump    Place
}

// NewTable makes an empty table that wants its first page.
func NewTable(theme *Theme, words *Words, columns []Column) *Table {
	return &Table{theme: theme, words: words, columns: columns, base: 0, total: -1, height: 20, width: 80,
		marks: map[string]Row{}, reset: true}
}

// SetTheme changes the colours.
func (t *Table) SetTheme(theme *Theme) { t.theme = theme }

// SetFilter shows what matches another filter, from the first row.
func (t *Table) SetFilter(filter string) {
	t.filter, t.all, t.jump = filter, false, First
	clear(t.marks)
	t.reset, t.waiting = true, false
}

// Filter is the filter in force.
func (t *Table) Filter() string { return t.filter }

// Order returns the sort key in force and whether it runs downwards.
func (t *Table) Order() (sort string, desc bool) { return t.sort, t.desc }

// SetOrder sorts otherwise, from the first row.
func (t *Table) SetOrder(sort string, desc bool) {
	t.sort, t.desc, t.jump = sort, desc, First
	t.reset, t.waiting = true, false
}

// Refresh asks the window again; selection, marks and place stay.
func (t *Table) Refresh() {
	t.refresh, t.waiting = true, false
}

// Next returns the page the table needs now, if any. The owner fetches it and
// calls Deliver; until then Next is silent.
func (t *Table) Next() (Want, bool) {
	if t.waiting {
		return Want{}, false
	}
	w := Want{Filter: t.filter, Sort: t.sort, Desc: t.desc, Limit: max(100, 3*t.height)}
	ahead := max(t.height, 10)
	switch {
	case t.reset:
		w.Place = t.jump
	case t.refresh && t.atStart:
		w.Place, w.Limit = First, min(max(len(t.rows), w.Limit), maxWindow)
	case t.refresh && len(t.rows) > 0:
		w.Place, w.Cursor, w.Limit = After, t.rows[0].Cursor, min(max(len(t.rows)-1, w.Limit), maxWindow)
	case !t.atEnd && len(t.rows) > 0 && t.sel+ahead >= len(t.rows):
		w.Place, w.Cursor = After, t.rows[len(t.rows)-1].Cursor
	case !t.atStart && len(t.rows) > 0 && t.sel < ahead:
		w.Place, w.Cursor = Before, t.rows[0].Cursor
	default:
		return Want{}, false
	}
	t.asked, t.waiting = w, true
	return w, true
}

// Fail notes that the page asked did not come; Refresh tries again.
func (t *Table) Fail() {
	t.waiting, t.loaded, t.refresh = false, true, false
	if t.reset {
		t.reset, t.rows, t.atStart, t.atEnd, t.total = false, nil, true, true, -1
	} else {
		t.atStart, t.atEnd = true, true
	}
}

// Deliver puts the page that Next asked for into the window.
func (t *Table) Deliver(p Page) {
	id := t.SelectedID()
	w := t.asked
	t.waiting, t.loaded = false, true
	t.total, t.approx = p.Total, p.Approx
	switch {
	case t.reset:
		t.replace(w, p)
	case t.refresh:
		t.refresh = false
		t.renew(w, p, id)
	case w.Place == After:
		t.rows, t.atEnd = append(t.rows, p.Rows...), !p.More
		if extra := len(t.rows) - maxWindow; extra > 0 && t.sel > extra {
			t.dropFront(extra)
		}
	default:
		t.prepend(p)
	}
	t.clamp()
}

func (t *Table) replace(w Want, p Page) {
	t.reset, t.rows = false, p.Rows
	t.sel, t.top, t.base = 0, 0, 0
	t.atStart, t.atEnd = true, !p.More
	if w.Place == Last {
		t.atStart, t.atEnd = !p.More, true
		t.sel = len(p.Rows) - 1
		t.base = -1
		if p.Total >= 0 && !p.Approx {
			t.base = p.Total - int64(len(p.Rows))
		}
	}
}

// renew puts fresh rows in the place of the window and finds the selected one
// again.
func (t *Table) renew(w Want, p Page, id string) {
	offset := t.sel - t.top
	if w.Place == First {
		t.rows = p.Rows
	} else {
		t.rows = append(t.rows[:1:1], p.Rows...)
	}
	t.atEnd = !p.More
	for i := range t.rows {
		if t.rows[i].ID == id {
			t.sel = i
			t.top = max(i-offset, 0)
			return
		}
	}
}

func (t *Table) prepend(p Page) {
	n := len(p.Rows)
	t.rows, t.atStart = append(p.Rows[:n:n], t.rows...), !p.More
	t.sel, t.top = t.sel+n, t.top+n
	if t.base >= 0 {
		t.base = max(t.base-int64(n), 0)
	}
	if t.atStart {
		t.base = 0
	}
	if len(t.rows) > maxWindow && t.sel < maxWindow-t.height {
		t.rows, t.atEnd = t.rows[:maxWindow:maxWindow], false
	}
}

func (t *Table) dropFront(n int) {
	t.rows = append([]Row(nil), t.rows[n:]...)
	t.sel, t.top, t.atStart = t.sel-n, max(t.top-n, 0), false
	if t.base >= 0 {
		t.base += int64(n)
	}
}

// clamp keeps the selection inside the rows and on the screen.
func (t *Table) clamp() {
	t.sel = max(min(t.sel, len(t.rows)-1), 0)
	t.top = min(t.top, t.sel)
	t.top = max(t.top, t.sel-t.height+1)
	t.top = max(min(t.top, len(t.rows)-t.height), 0)
}
