package store

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"
)

// insertNamed runs an INSERT … RETURNING id with the fields of a struct.
func (tx *Tx) insertNamed(ctx context.Context, query string, arg any) (int64, error) {
	text, args, err := sqlx.Named(query, arg)
	if err != nil {
		return 0, err
	}
	return tx.insert(ctx, text, args...)
}

// execNamed runs a writing statement with the fields of a struct.
func (tx *Tx) execNamed(ctx context.Context, query string, arg any) error {
	text, args, err := sqlx.Named(query, arg)
	if err != nil {
		return err
	}
	return tx.exec(ctx, text, args...)
}

// compact drops the spaces and dots of an identifier as people type it.
func compact(s string) string {
	return strings.NewReplacer(" ", "", ".", "", "\u00a0", "", "\u202f", "").Replace(s)
}

// yes reads the value of a yes-or-no field, in both languages.
func yes(s string) bool {
	switch strings.ToLower(s) {
	case "yes", "oui", "true", "1", "y", "o":
		return true
	}
	return false
}
