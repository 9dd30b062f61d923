package main

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"strings"
)

// bare is the floor of every read: prepared statements over one read-only
// connection, scanned into fixed places.
type bare struct {
	db         *sql.DB
	statements map[string]*sql.Stmt
	places     []any
	raw        []sql.RawBytes
}

func openBare(path string) (*bare, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&_cache_size=-16000")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	b := &bare{db: db, statements: map[string]*sql.Stmt{}, raw: make([]sql.RawBytes, 64)}
	for i := range b.raw {
		b.places = append(b.places, &b.raw[i])
	}
	return b, nil
}

func (b *bare) close() error {
	var err error
	for _, st := range b.statements {
		err = errors.Join(err, st.Close())
	}
	return errors.Join(err, b.db.Close())
}

// query reads every row of a statement.
func (b *bare) query(ctx context.Context, text string, args ...any) (err error) {
	st, ok := b.statements[text]
	if !ok {
		if st, err = b.db.PrepareContext(ctx, text); err != nil {
			return err
		}
		b.statements[text] = st
	}
	found, err := st.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer found.Close()
	names, err := found.Columns()
	if err != nil {
		return err
	}
	for found.Next() {
		if err := found.Scan(b.places[:len(names)]...); err != nil {
			return err
		}
	}
	return found.Err()
}

// columnsOf lists the columns that the store reads into T, each with the
// table's name, so that the floor reads no less.
func columnsOf[T any](table string) string {
	var names []string
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		for i := range t.NumField() {
			f := t.Field(i)
			if f.Anonymous {
				walk(f.Type)
				continue
			}
			switch name := f.Tag.Get("db"); name {
			case "-": // no column
			case "":
				names = append(names, table+"."+strings.ToLower(f.Name))
			default:
				names = append(names, table+"."+name)
			}
		}
	}
	walk(reflect.TypeFor[T]())
	return strings.Join(names, ", ")
}
