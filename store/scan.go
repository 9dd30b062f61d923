package store

import (
	"database/sql"
	"reflect"

	"github.com/jmoiron/sqlx"
)

// scanAll reads rows into the slice behind dest. A row is read into its place
// in the slice, through pointers found once a statement: sqlx makes every row
// apart and copies it.
func scanAll(rows *sqlx.Rows, dest any) error {
	defer rows.Close()
	slice := reflect.ValueOf(dest).Elem()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	var paths [][]int
	if kind := slice.Type().Elem(); kind.Kind() == reflect.Struct && !isScanner(kind) {
		paths = rows.Mapper.TraversalsByName(kind, columns)
	}
	places := make([]any, len(columns))
	slice.SetLen(0)
	for rows.Next() {
		n := slice.Len()
		if n == slice.Cap() {
			slice.Grow(max(8, n))
		}
		slice.SetLen(n + 1)
		row := slice.Index(n)
		row.SetZero()
		for i := range places {
			place := row
			if paths != nil {
				if len(paths[i]) == 0 {
					return &unknownColumn{columns[i], row.Type().String()}
				}
				place = row.FieldByIndex(paths[i])
			}
			places[i] = place.Addr().Interface()
		}
		if err := rows.Rows.Scan(places...); err != nil {
			return err
		}
	}
	return rows.Err()
}

func isScanner(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]())
}

// unknownColumn is a column that a statement reads into a struct without it.
type unknownColumn struct{ column, row string }

func (e *unknownColumn) Error() string {
	return "store: no field for column " + e.column + " in " + e.row
}
