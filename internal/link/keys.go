// Package link makes the addresses that mails carry and the hashes by which
// the database knows what it must not hold: tokens and erased addresses.
package link

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"vigie/internal/domain"
)

const keyBytes = 32

// Keys are the secrets of one installation. They live outside the database,
// so that neither a copy of it nor a backup opens a link or names an erased
// person.
type Keys struct {
	links  *secret
	hashes *secret
}

// Load reads the keys of a folder, and makes them (with the folder) when they
// are missing. A folder or file that others can read is refused.
func Load(dir string) (*Keys, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := private(dir); err != nil {
		return nil, err
	}
	links, err := loadKey(filepath.Join(dir, "links.key"))
	if err != nil {
		return nil, err
	}
	hashes, err := loadKey(filepath.Join(dir, "hashes.key"))
	if err != nil {
		return nil, err
	}
	return &Keys{links: &secret{key: links}, hashes: &secret{key: hashes}}, nil
}

// Fingerprint tells two installations' keys apart without showing them. A
// database remembers it: with other keys its suppression list says nothing.
func (k *Keys) Fingerprint() string {
	return k.Hash("fingerprint", hex.EncodeToString(k.links.sum("links")))
}

func loadKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(path); err != nil {
			return nil, err
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, err
	}
	if err := private(path); err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keyBytes {
		return nil, domain.Refuse(domain.Invalid, "secrets_broken", "Path", path)
	}
	return key, nil
}

// makeKey writes a key whole or not at all: two processes that start together
// end with the same one.
func makeKey(path string) error {
	key := make([]byte, keyBytes)
	if _, err := rand.Read(key); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(hex.EncodeToString(key) + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// private refuses what its group or everybody may read or write.
func private(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return domain.Refuse(domain.Forbidden, "secrets_loose", "Path", path)
	}
	return nil
}

// secret is a key with the states that were made from it, for use again: every
// view of a page takes two sums.
type secret struct {
	key    []byte
	states sync.Pool
}

// sum is HMAC-SHA-256 over parts none of which can run into the next.
func (s *secret) sum(parts ...string) []byte {
	mac, ok := s.states.Get().(hash.Hash)
	if !ok {
		mac = hmac.New(sha256.New, s.key)
	}
	defer s.states.Put(mac)
	mac.Reset()
	message := make([]byte, 0, 128)
	for _, part := range parts {
		message = binary.LittleEndian.AppendUint64(message, uint64(len(part)))
		message = append(message, part...)
	}
	mac.Write(message)
	return mac.Sum(nil)
}
