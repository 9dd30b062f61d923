package store

import "context"

// Turns hands out the turn of a file, as a writer and the checkpointer take it.
func (db *DB) Turns() (enter func(ctx context.Context, home bool) error, give func()) {
	return db.turn.enter, db.turn.give
}

// Queued is how many wait for the turn.
func (db *DB) Queued() int {
	db.turn.mu.Lock()
	defer db.turn.mu.Unlock()
	return len(db.turn.queue)
}
