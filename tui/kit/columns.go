package kit

// Layout is what a person chose for a list, kept from one day to the next.
type Layout struct {
	Sort   string   `json:"sort,omitempty"`
	Desc   bool     `json:"desc,omitempty"`
	Wide   bool     `json:"wide,omitempty"`
	Hidden []string `json:"hidden,omitempty"` // keys of columns
}

// Layout is what is chosen now.
func (t *Table) Layout() Layout {
	l := Layout{Sort: t.sort, Desc: t.desc, Wide: t.Wide}
	for _, c := range t.columns {
		if t.hidden[c.Key] {
			l.Hidden = append(l.Hidden, c.Key)
		}
	}
	return l
}

// SetLayout takes up a choice; keys that are no longer there count for
// nothing.
func (t *Table) SetLayout(l Layout) {
	t.Wide, t.hidden = l.Wide, map[string]bool{}
	for _, key := range l.Hidden {
		t.hidden[key] = true
	}
	sort := ""
	for _, c := range t.columns {
		if c.Sort == l.Sort {
			sort = l.Sort
		}
	}
	if sort != t.sort || l.Desc != t.desc {
		t.SetOrder(sort, l.Desc)
	}
}

// Columns are the columns a list can show.
func (t *Table) Columns() []Column { return t.columns }

// Rows are the rows loaded.
func (t *Table) Rows() []Row { return t.rows }
