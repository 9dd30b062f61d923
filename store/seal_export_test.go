package store

import (
	"context"
	"fmt"
	"slices"
)

// ChainRow opens a row of the chain to the tests of its mutations.
type ChainRow = chainRow

// LedgerChain reads the whole ledger with its seals.
func (db *DB) LedgerChain(ctx context.Context) (rows []ChainRow, err error) {
	err = db.all(ctx, &rows, sealedSelect+` ORDER BY ledger.id`)
	return rows, err
}

// BrokenAt is the id of the first row that does not continue the chain.
func BrokenAt(rows []ChainRow) int64 {
	c := chainCheck{}
	for _, r := range rows {
		c.next(r)
	}
	return c.broken
}

// Mutations is how many kinds of mutation there are.
const Mutations = 17

// Mutate changes one thing of one row, or takes, repeats or swaps rows.
func Mutate(rows []ChainRow, i, what, by int) []ChainRow {
	r, more := &rows[i], fmt.Sprint("~", by)
	switch what {
	case 0:
		r.Value = !r.Value
	case 1:
		r.At++
	case 2:
		r.CustomerID += int64(by)
	case 3:
		r.RequestID += int64(by)
	case 4:
		r.StaffID += int64(by)
	case 5:
		r.Controller += more
	case 6:
		r.TextHash += more
	case 7:
		r.Target += more
	case 8:
		r.Evidence += more
	case 9:
		r.Remote += more
	case 10:
		r.Salt += more
	case 11:
		r.TargetHash += more
	case 12:
		r.SubjectHash += more
	case 13:
		r.Hash += more
	case 14:
		r.PrevHash += more
	case 15:
		if i == len(rows)-1 {
			i--
		}
		rows = slices.Delete(rows, i, i+1)
	case 16:
		rows = slices.Insert(rows, i, rows[i])
	}
	return rows
}

// WritableSource is where somebody with the file in hand would write.
func (db *DB) WritableSource() (driver, source string) {
	if db.dialect.name == "postgres" {
		return "pgx", db.source.URL
	}
	return "sqlite3", db.source.Path
}
