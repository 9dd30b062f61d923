package kit

import "context"

// Place says where a page of rows begins.
type Place int

// The places: the first rows, the last ones, those after or before a cursor.
const (
	First Place = iota
	Last
	After
	Before
)

// Want is what a table needs next from its source.
type Want struct {
	Place  Place
	Cursor string // opaque, of the row after or before which the page lies
	Limit  int
	Filter string
	Sort   string // the sort key of a column, "" for the natural order
	Desc   bool
}

// Page is one answer of a source, rows always in the order they are shown.
type Page struct {
	Rows   []Row
	More   bool  // further rows lie beyond, in the direction asked
	Total  int64 // how many match; negative when nobody knows
	Approx bool  // Total is an estimate
}

// Source fetches a page by cursor. It runs away from the screen.
type Source func(ctx context.Context, want Want) (Page, error)

// Row is one line of a list.
type Row struct {
	ID     string // stable: selection and marks follow it
	Cursor string // the source's own, opaque
	Cells  []Cell // one a column
	Copy   string // what Y copies; the cells' texts when empty
	Value  any    // whatever the screen wants back
}

// Cell is one text of a row with its meaning.
type Cell struct {
	Text string
	Tone Tone
}

// Column describes a column of a list.
type Column struct {
	Key      string // stable, remembered in a person's settings
	Title    string
	Min      int    // least width in cells
	Flex     int    // share of the space left over; 0 stays at Min
	Priority int    // 0 always stays; the highest hides first on narrow screens
	Right    bool   // numbers
	Sort     string // the source's sort key; "" cannot be sorted
}
