package files

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// incoming begins the name of a file that is being received.
const incoming = ".incoming-"

// Shelves are the beginnings of the hashes, two digits each, under which files
// are kept.
func Shelves() []string {
	const digits = "0123456789abcdef"
	out := make([]string, 0, len(digits)*len(digits))
	for _, a := range digits {
		for _, b := range digits {
			out = append(out, string(a)+string(b))
		}
	}
	return out
}

// Shelf lists the hashes of the files kept under a shelf, each with when it was
// received, and the names of what does not belong there.
func (s *Store) Shelf(shelf string) (kept map[string]time.Time, strays []string, err error) {
	entries, err := os.ReadDir(filepath.Join(s.dir, shelf))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	kept = map[string]time.Time{}
	for _, e := range entries {
		hash := shelf + e.Name()
		if !hashForm.MatchString(hash) || !e.Type().IsRegular() {
			strays = append(strays, filepath.Join(shelf, e.Name()))
			continue
		}
		info, gone := e.Info()
		if gone == nil {
			kept[hash] = info.ModTime()
		}
	}
	return kept, strays, err
}

// Strays are the names of what stands beside the shelves and does not belong
// there: files whose receiving was cut before a moment, and foreign ones.
func (s *Store) Strays(before time.Time) ([]string, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && shelfForm.MatchString(e.Name()) {
			continue
		}
		if info, gone := e.Info(); gone != nil || strings.HasPrefix(e.Name(), incoming) && !info.ModTime().Before(before) {
			continue
		}
		out = append(out, e.Name())
	}
	return out, err
}

var shelfForm = regexp.MustCompile(`^[0-9a-f]{2}$`)

// Genuine reads a file again and reports whether it is what its name says.
func (s *Store) Genuine(hash string) (bool, error) {
	f, err := s.Open(hash)
	if err != nil {
		return false, err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return false, err
	}
	return hex.EncodeToString(sum.Sum(nil)) == hash, nil
}
