package desk

import (
	"context"
	"maps"
	"path"
	"slices"
	"time"

	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/store"
)

// fileGrace is how old a file must be before it counts as one that no row
// knows: it is put into the store ahead of its row.
const fileGrace = time.Hour

// fileCheck is what is wrong with the files of documents and attachments.
type fileCheck struct {
	desk   *Desk
	store  *files.Store
	before time.Time
	found  map[string]*Problem
}

// checkFiles compares the files on disk with the rows that refer to them: each
// file is known, there, and says today what its hash says.
func (d *Desk) checkFiles(ctx context.Context, out []Problem) ([]Problem, error) {
	if d.files == nil {
		return out, nil
	}
	c := fileCheck{desk: d, store: d.files, before: d.now().Add(-fileGrace), found: map[string]*Problem{}}
	strays, err := d.files.Strays(c.before)
	if err != nil {
		return out, err
	}
	for _, name := range strays {
		c.say("file_stray", 0, name)
	}
	for _, shelf := range files.Shelves() {
		kept, strays, err := d.files.Shelf(shelf)
		if err != nil {
			return out, err
		}
		refs, err := d.db.FileRefs(ctx, shelf)
		if err != nil {
			return out, err
		}
		for _, name := range strays {
			c.say("file_stray", 0, name)
		}
		if err := c.shelf(ctx, kept, refs); err != nil {
			return out, err
		}
	}
	for _, check := range []string{"file_missing", "attachment_missing", "file_unreadable", "attachment_unreadable", "file_changed", "attachment_changed", "file_unknown", "file_stray"} {
		if p := c.found[check]; p != nil {
			out = append(out, *p)
		}
	}
	return out, nil
}

// shelf looks at the files of one shelf, then at those that no row asked for.
func (c *fileCheck) shelf(ctx context.Context, kept map[string]time.Time, refs []store.FileRef) error {
	for _, ref := range refs {
		delete(kept, ref.Hash)
		if err := c.ref(ctx, ref); err != nil {
			return err
		}
	}
	for _, hash := range slices.Sorted(maps.Keys(kept)) {
		if !kept[hash].Before(c.before) {
			continue
		}
		if f, err := c.store.Open(hash); err == nil { // else it was removed meanwhile
			f.Close()
			c.say("file_unknown", 0, fileName(hash))
		}
	}
	return nil
}

// ref reads the file that a row refers to again.
func (c *fileCheck) ref(ctx context.Context, ref store.FileRef) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	genuine, err := c.store.Genuine(ref.Hash)
	switch {
	case domain.KindOf(err) == domain.NotFound:
		free, err := c.desk.db.Unreferred(ctx, []string{ref.Hash})
		if err != nil || len(free) > 0 { // its row went meanwhile
			return err
		}
		c.sayRef("missing", ref)
	case err != nil:
		c.sayRef("unreadable", ref)
	case !genuine:
		c.sayRef("changed", ref)
	}
	return nil
}

func (c *fileCheck) sayRef(how string, ref store.FileRef) {
	if ref.Document != 0 {
		c.say("file_"+how, ref.Document, fileName(ref.Hash))
		return
	}
	c.say("attachment_"+how, ref.Attachment, fileName(ref.Hash))
}

func (c *fileCheck) say(check string, first int64, name string) {
	if c.found[check] == nil {
		c.found[check] = &Problem{Check: check, First: first, Name: name}
	}
	c.found[check].N++
}

// fileName is where a file stands below the directory of files.
func fileName(hash string) string { return path.Join(hash[:2], hash[2:]) }
