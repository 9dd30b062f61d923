// Package files keeps what came from outside as files named by their content:
// attachments and documents, each once, under the data directory.
package files

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"

	"vigie/internal/domain"
)

// Store is a directory of files named by the SHA-256 of their content:
// ab/cdef…; safe for concurrent use, also by several processes.
type Store struct{ dir string }

// New is the store in a directory, which is made with the first file.
func New(dir string) *Store { return &Store{dir: dir} }

// Kept is a file of the store.
type Kept struct {
	Hash string // SHA-256, 64 hexadecimal digits
	Size int64  // bytes
	Type string // media type, by content alone
}

// Staged is a file that was received but is not in the store yet.
type Staged struct {
	Kept
	store *Store
	path  string
}

// Stage receives at most limit bytes into a file of its own, without holding
// them in memory. More is refused as file_too_big, none as file_empty. Keep or
// Drop must follow.
func (s *Store) Stage(r io.Reader, limit int64) (*Staged, error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(s.dir, incoming+"*")
	if err != nil {
		return nil, err
	}
	staged := &Staged{store: s, path: f.Name()}
	if err := staged.fill(f, r, limit); err != nil {
		staged.Drop()
		return nil, err
	}
	return staged, nil
}

func (s *Staged) fill(f *os.File, r io.Reader, limit int64) (err error) {
	defer func() { err = errors.Join(err, f.Close()) }()
	sum := sha256.New()
	var head head
	if s.Size, err = io.Copy(io.MultiWriter(f, sum, &head), io.LimitReader(r, limit+1)); err != nil {
		return err
	}
	switch {
	case s.Size > limit:
		return domain.Refuse(domain.Invalid, "file_too_big", "Max", limit>>20)
	case s.Size == 0:
		return domain.Refuse(domain.Invalid, "file_empty")
	}
	s.Hash, s.Type = hex.EncodeToString(sum.Sum(nil)), http.DetectContentType(head.bytes)
	return f.Sync()
}

// head keeps the first bytes of what is written, enough to know its type.
type head struct{ bytes []byte }

// Write keeps what there is room for.
func (h *head) Write(p []byte) (int, error) {
	h.bytes = append(h.bytes, p[:min(len(p), headBytes-len(h.bytes))]...)
	return len(p), nil
}

// Check refuses a file that is not the document it says: see Check.
func (s *Staged) Check() error {
	f, err := os.Open(s.path)
	if err != nil {
		return err
	}
	defer f.Close()
	return Check(f, s.Size, s.Type)
}

// Keep puts the file into the store, whole or not at all; the same content is
// there once.
func (s *Staged) Keep() error {
	target := s.store.path(s.Hash)
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	if err := os.Rename(s.path, target); err != nil {
		return err
	}
	s.path = ""
	if err := syncDir(filepath.Dir(target)); err != nil {
		return err
	}
	return syncDir(s.store.dir)
}

// Drop forgets the file, unless it was kept.
func (s *Staged) Drop() {
	if s.path != "" {
		_ = os.Remove(s.path)
	}
}

// Put receives a file into the store.
func (s *Store) Put(r io.Reader, limit int64) (Kept, error) {
	staged, err := s.Stage(r, limit)
	if err != nil {
		return Kept{}, err
	}
	defer staged.Drop()
	return staged.Kept, staged.Keep()
}

// Open opens a file of the store for reading.
func (s *Store) Open(hash string) (*os.File, error) {
	if !hashForm.MatchString(hash) {
		return nil, domain.Refuse(domain.NotFound, "not_found", "Noun", "file")
	}
	f, err := os.Open(s.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, domain.Refuse(domain.NotFound, "not_found", "Noun", "file")
	}
	return f, err
}

// Remove erases a file of the store; one that is not there is no error.
func (s *Store) Remove(hash string) error {
	if !hashForm.MatchString(hash) {
		return nil
	}
	err := os.Remove(s.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (s *Store) path(hash string) string { return filepath.Join(s.dir, hash[:2], hash[2:]) }

// syncDir makes the name of a new file survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
