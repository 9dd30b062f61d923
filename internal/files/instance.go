package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Instance is the file that says which database a data directory belongs to.
type Instance struct{ path string }

// OpenInstance names the file of a data directory.
func OpenInstance(dir string) *Instance { return &Instance{filepath.Join(dir, "instance")} }

// Read returns the name in the file, "" when there is none.
func (i *Instance) Read() (string, error) {
	text, err := os.ReadFile(i.path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(text)), err
}

// Write replaces the name, whole or not at all.
func (i *Instance) Write(name string) error {
	dir := filepath.Dir(i.path)
	f, err := os.CreateTemp(dir, ".instance-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(name + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), i.path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
