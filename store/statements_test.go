package store

import (
	"strings"
	"testing"
)

// A look-up by e-mail took three times its bare statement: SQLite made a new
// plan of each bare LIMIT ? at every call.
func TestNoStatementIsPlannedByTheNumberOfItsLimit(t *testing.T) {
	const query = "SELECT id FROM users WHERE id IN (SELECT id FROM users ORDER BY id LIMIT ?) ORDER BY id LIMIT ?"
	if got := asPrepared("sqlite3", query); strings.Contains(got, "LIMIT ?") || strings.Count(got, "?") != 2 {
		t.Errorf("SQLite is given %s", got)
	}
	if got := asPrepared("pgx", query); !strings.Contains(got, "LIMIT $1)") || !strings.HasSuffix(got, "LIMIT $2") {
		t.Errorf("PostgreSQL is given %s", got)
	}
}
