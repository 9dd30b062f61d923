package desk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/files"
)

// cupboard is a shop whose files stand in a directory that the test knows.
type cupboard struct {
	*shop
	dir string
}

func (c *cupboard) path(hash string) string { return filepath.Join(c.dir, hash[:2], hash[2:]) }

// put writes a file past the product, received so long ago.
func (c *cupboard) put(name, text string, ago time.Duration) {
	c.Helper()
	path := filepath.Join(c.dir, name)
	c.ok(os.MkdirAll(filepath.Dir(path), 0o700))
	c.ok(os.WriteFile(path, []byte(text), 0o600))
	at := c.clock.Now().Add(-ago)
	c.ok(os.Chtimes(path, at, at))
}

// problems are what the check says of files, by their names.
func (c *cupboard) problems() map[string]desk.Problem {
	c.Helper()
	found, err := c.Check(c.ctx, domain.Actor{Name: "Aude", Role: domain.Auditor})
	c.ok(err)
	out := map[string]desk.Problem{}
	for _, p := range found {
		if strings.HasPrefix(p.Check, "file_") || strings.HasPrefix(p.Check, "attachment_") {
			out[p.Check] = p
		}
	}
	return out
}

func eachCupboard(t *testing.T, fn func(*cupboard)) {
	eachShop(t, func(s *shop) {
		c := &cupboard{s, filepath.Join(s.TempDir(), "files")}
		s.Desk = desk.New(desk.Options{DB: s.db, Keys: s.keys, Now: s.clock.Now, Location: time.UTC, Controller: "Vigie", Files: files.New(c.dir), UploadMax: 1 << 20, PublicURL: "https://vigie.example"})
		fn(c)
	})
}

func (c *cupboard) hashOf(document int64) string {
	c.Helper()
	card, err := c.Document(c.ctx, c.agent, document)
	c.ok(err)
	return card.Document.FileHash
}

func TestTheCheckComparesTheFilesOnDiskWithTheRows(t *testing.T) {
	eachCupboard(t, func(c *cupboard) {
		good, lost, lostToo, forged := c.hand("ASV", "asv"), c.hand("IMM", "imm"), c.hand("LNTE", "lnte"), c.hand("ASV", "other")
		staged, err := files.New(c.dir).Stage(strings.NewReader("%PDF-1.4 joint"), 100)
		c.ok(err)
		r, err := c.Receive(c.ctx, desk.Incoming{From: "claire@martin.example", Text: "ci-joint", Language: domain.French, MessageID: "p@martin.example",
			Attached: []desk.IncomingFile{{Name: "kbis.pdf", Staged: staged}, {Name: "film.mp4", Refused: "too_big"}}})
		c.ok(err)
		if found := c.problems(); len(found) != 0 {
			t.Fatalf("all is well: %+v", found)
		}
		c.ok(os.Remove(c.path(c.hashOf(lost))))
		c.ok(os.Remove(c.path(c.hashOf(lostToo))))
		c.ok(os.Remove(c.path(staged.Hash)))
		c.ok(os.WriteFile(c.path(c.hashOf(forged)), []byte("%PDF-1.4 forged"), 0o600))
		unknown, fresh := strings.Repeat("a", 64), strings.Repeat("b", 64)
		c.put(unknown[:2]+"/"+unknown[2:], "whose?", 2*time.Hour)
		c.put(fresh[:2]+"/"+fresh[2:], "its row comes in a moment", time.Minute)
		c.put(".incoming-1", "cut", 2*time.Hour)
		c.put(".incoming-2", "being received", time.Minute)
		c.put("aa/notes.txt", "of somebody", time.Minute)
		for check, want := range map[string]desk.Problem{
			"file_missing":       {N: 2, First: lost},
			"file_changed":       {N: 1, First: forged, Name: filepath.Join(c.hashOf(forged)[:2], c.hashOf(forged)[2:])},
			"attachment_missing": {N: 1, Name: filepath.Join(staged.Hash[:2], staged.Hash[2:])},
			"file_unknown":       {N: 1, Name: filepath.Join("aa", unknown[2:])},
			"file_stray":         {N: 2, Name: ".incoming-1"},
		} {
			got := c.problems()[check]
			if got.N != want.N || want.Name != "" && got.Name != want.Name || want.First != 0 && got.First != want.First && got.First != lostToo {
				t.Errorf("%s: %+v, not %+v", check, got, want)
			}
		}
		if found := c.problems(); len(found) != 5 {
			t.Errorf("%+v", found)
		}
		if c.hashOf(good) == "" || r.Ticket == 0 {
			t.Error("nothing was checked")
		}
	})
}

func TestTheCheckNeedsNoFilesAtAll(t *testing.T) {
	eachCupboard(t, func(c *cupboard) {
		if found := c.problems(); len(found) != 0 {
			t.Errorf("a house that never received a file: %+v", found)
		}
	})
}
