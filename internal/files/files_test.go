package files

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"vigie/internal/domain"
)

func TestFileIsKeptOnceUnderItsContent(t *testing.T) {
	s := New(filepath.Join(t.TempDir(), "files"))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s.Put(strings.NewReader("bonjour"), 100); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	kept, err := s.Put(strings.NewReader("bonjour"), 7)
	if err != nil || kept.Size != 7 || kept.Type != "text/plain; charset=utf-8" {
		t.Fatalf("%+v, %v", kept, err)
	}
	f, err := s.Open(kept.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if text, err := io.ReadAll(f); err != nil || string(text) != "bonjour" {
		t.Errorf("read %q, %v", text, err)
	}
	count := 0
	_ = filepath.WalkDir(s.dir, func(_ string, d os.DirEntry, _ error) error {
		if !d.IsDir() {
			count++
		}
		return nil
	})
	if count != 1 {
		t.Errorf("%d files for one content", count)
	}
}

func TestRefusedFileLeavesNothingBehind(t *testing.T) {
	s := New(t.TempDir())
	for name, c := range map[string]struct {
		text string
		key  string
	}{"too big": {"12345678", "file_too_big"}, "empty": {"", "file_empty"}} {
		if _, err := s.Put(strings.NewReader(c.text), 7); !errors.Is(err, domain.Refuse(domain.Invalid, c.key)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Put(io.MultiReader(strings.NewReader("abc"), broken{}), 7); err == nil {
		t.Error("a cut line was taken for a file")
	}
	if left, _ := os.ReadDir(s.dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	for _, hash := range []string{"", "../../etc/passwd", strings.Repeat("a", 64), strings.Repeat("A", 64)} {
		if _, err := s.Open(hash); domain.KindOf(err) != domain.NotFound {
			t.Errorf("%q opened: %v", hash, err)
		}
	}
}

type broken struct{}

// Read fails.
func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestDocumentIsWhatItSays(t *testing.T) {
	var picture, photo bytes.Buffer
	_ = png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 3)))
	_ = jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 3, 3)), nil)
	pdf := "%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
	for name, c := range map[string]struct {
		content string
		key     string
	}{
		"a PDF":                   {pdf, ""},
		"a picture":               {picture.String(), ""},
		"a photo":                 {photo.String(), ""},
		"a cut PDF":               {pdf[:30], "document_broken"},
		"a page behind a PDF":     {"<html>" + pdf, "document_type"},
		"a PDF of no version":     {"%PDF-<script>alert(1)</script> startxref %%EOF", "document_broken"},
		"a cut picture":           {picture.String()[:20], "document_broken"},
		"a cut photo":             {photo.String()[:len(photo.String())-2], "document_broken"},
		"a program":               {"MZ\x90\x00\x03", "document_type"},
		"an archive":              {"PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "document_type"},
		"a picture of no content": {"\x89PNG\r\n\x1a\n", "document_broken"},
	} {
		staged, err := New(t.TempDir()).Stage(strings.NewReader(c.content), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		err = staged.Check()
		if c.key == "" && err != nil || c.key != "" && !errors.Is(err, domain.Refuse(domain.Invalid, c.key)) {
			t.Errorf("%s (%s): %v", name, staged.Type, err)
		}
		staged.Drop()
	}
}
