package domain

// Cursor is a place in a sorted list: the sort value of a row and its id.
type Cursor struct {
	Key string
	ID  int64
}

// Page asks for a window of a sorted list. With neither After nor Before it
// starts at the top, or at the bottom when FromEnd is set.
type Page struct {
	Sort    string // a sort name of the list, "" for its default
	Desc    bool
	After   *Cursor
	Before  *Cursor
	FromEnd bool
	Limit   int
}

// Window is part of a sorted list, in list order.
type Window[T any] struct {
	Rows    []T
	Cursors []Cursor // of the rows, in the same order
	More    bool     // rows go on in the direction that was asked
}

// Count is the size of a list, exact up to a cap.
type Count struct {
	N    int64
	More bool // there are more than N
}
