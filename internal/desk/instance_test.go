package desk

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/internal/fixture"
	"vigie/store"
)

// A database that was copied or restored believes that mails wait which may
// have left: nothing leaves until a person says so.
func TestACopiedDatabaseStartsHeld(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		d := New(Options{DB: db, Now: clock.Now, Location: time.UTC})
		dir := t.TempDir()
		here := files.OpenInstance(dir)
		start := func(name string, at *files.Instance, want bool) {
			t.Helper()
			held, err := d.KnowInstance(ctx, at, name, "copied")
			if err != nil || held != want {
				t.Fatalf("%s: held %v, %v", name, held, err)
			}
			reason, err := d.MailsHeld(ctx, fixture.Operator())
			if err != nil || (reason != "") != want {
				t.Fatalf("%s: %q, %v", name, reason, err)
			}
		}
		release := func() {
			t.Helper()
			if err := d.ReleaseMails(ctx, fixture.Operator(), "checked"); err != nil {
				t.Fatal(err)
			}
		}
		start("new", here, false)
		start("the same again", here, false)
		elsewhere := files.OpenInstance(t.TempDir())
		start("copied elsewhere", elsewhere, true)
		release()
		start("the copy, released, again", elsewhere, false)
		start("the file of another time", here, true)
		release()
		if err := os.Remove(filepath.Join(dir, "instance")); err != nil {
			t.Fatal(err)
		}
		start("without its file", here, true)
		release()
		if err := db.Maintain(ctx, func(tx *store.Tx) error { return tx.SetMeta(ctx, domain.MetaInstance, "") }); err != nil {
			t.Fatal(err)
		}
		start("a database of before the directory's name", here, true)
	})
}
