package store

import (
	"context"
	"strings"

	"vigie/internal/domain"
)

// overlayIDs is where the ids of a dry run's new rows begin: no live row ever
// has one.
const overlayIDs = int64(1) << 40

// fewestMerged is how many pages of a full-text index a commit merges at least.
const fewestMerged = 16

// ImportRun is what one import keeps between its commits.
type ImportRun struct {
	reserved map[string][]int64 // ids taken from PostgreSQL's sequences
	upserts  map[string]string
	types    map[string]domain.DocumentType
}

// NewImportRun prepares an import.
func (db *DB) NewImportRun(ctx context.Context) (*ImportRun, error) {
	types, err := db.DocumentTypes(ctx)
	return &ImportRun{reserved: map[string][]int64{}, upserts: map[string]string{}, types: types}, err
}

// ImportTx is a transaction of an import: it reads and writes rows by sets.
// In a dry run it writes to an overlay and reads through it to live.
type ImportTx struct {
	*Tx
	run  *ImportRun
	live *reader
	last map[string]int64
}

// Import makes an import's transaction of an audited one.
func (tx *Tx) Import(run *ImportRun) *ImportTx {
	return &ImportTx{Tx: tx, run: run, last: map[string]int64{}}
}

// NewID returns the id of a row about to be inserted. On SQLite nobody else
// writes meanwhile; PostgreSQL reserves them.
func (it *ImportTx) NewID(ctx context.Context, table string) (int64, error) {
	if it.dialect.name == "postgres" {
		return it.sequence(ctx, table)
	}
	last, ok := it.last[table]
	if !ok {
		var err error
		if last, err = it.number(ctx, `SELECT COALESCE(MAX(id), 0) FROM `+table); err != nil {
			return 0, err
		}
		if it.live != nil {
			last = max(last, overlayIDs)
		}
	}
	it.last[table] = last + 1
	return last + 1, nil
}

func (it *ImportTx) sequence(ctx context.Context, table string) (int64, error) {
	ids := it.run.reserved[table]
	if len(ids) == 0 {
		if err := it.all(ctx, &ids, `SELECT nextval(pg_get_serial_sequence('`+table+`', 'id')) FROM generate_series(1, 256)`); err != nil {
			return 0, err
		}
	}
	it.run.reserved[table] = ids[1:]
	return ids[0], nil
}

// MergeWords brings the names that the lines of a commit wrote a little nearer
// to those before in the full-text indexes, so that it never comes in lumps.
func (it *ImportTx) MergeWords(ctx context.Context, lines int) error {
	if it.dialect.name != "sqlite" || it.live != nil {
		return nil
	}
	for _, noun := range wordNouns() {
		if _, err := it.mergeWords(ctx, noun, max(fewestMerged, lines)); err != nil {
			return err
		}
	}
	return nil
}

// upsert is the statement that writes a whole row, new or not; columns may
// bear their table's name.
func (it *ImportTx) upsert(table, columns string) string {
	if text, ok := it.run.upserts[table]; ok {
		return text
	}
	names := strings.Split(strings.ReplaceAll(columns, table+".", ""), ",")
	sets := make([]string, 0, len(names))
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		if names[i] != "id" {
			sets = append(sets, names[i]+" = excluded."+names[i])
		}
	}
	text := "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(names)-1) +
		") ON CONFLICT (id) DO UPDATE SET " + strings.Join(sets, ", ")
	it.run.upserts[table] = text
	return text
}

// merged reads rows from the live database and from the overlay, whose rows
// win; outside a dry run, from the transaction.
func merged[T any, K comparable](it *ImportTx, load func(reader) ([]T, error), key func(T) K) ([]T, error) {
	over, err := load(it.reader)
	if err != nil || it.live == nil {
		return over, err
	}
	under, err := load(*it.live)
	if err != nil {
		return nil, err
	}
	seen := make(map[K]bool, len(over))
	for _, row := range over {
		seen[key(row)] = true
	}
	for _, row := range under {
		if !seen[key(row)] {
			over = append(over, row)
		}
	}
	return over, nil
}

// ImportClash reports whether somebody else made the same row meanwhile, so
// that the same lines must be tried again.
func ImportClash(err error) bool { return uniqueViolation(err) }
