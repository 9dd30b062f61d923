package files

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"vigie/internal/domain"
)

// JournalLine is one erasure, or its lifting, as it survives a restore of an
// older backup: a keyed hash, nothing in clear.
type JournalLine struct {
	Act     string                 `json:"act"` // erased or lifted
	Kind    domain.SuppressionKind `json:"kind"`
	Hash    string                 `json:"hash"`
	Request int64                  `json:"request"`
	At      domain.Instant         `json:"at_ms"`
}

// Journal is the file beside the database that remembers erasures: it is only
// ever appended to, and every line is on the disk before the erasure commits.
type Journal struct {
	mu   sync.Mutex
	path string
}

// OpenJournal names the journal of a data directory; it is made by its first
// line.
func OpenJournal(dir string) *Journal { return &Journal{path: filepath.Join(dir, "journal")} }

// Append writes lines and waits until the disk has them.
func (j *Journal) Append(lines ...JournalLine) error {
	var text []byte
	for _, l := range lines {
		line, err := json.Marshal(l)
		if err != nil {
			return err
		}
		text = append(append(text, line...), '\n')
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	_, err := os.Stat(j.path)
	fresh := errors.Is(err, fs.ErrNotExist)
	f, err := os.OpenFile(j.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil || !fresh {
		return err
	}
	dir, err := os.Open(filepath.Dir(j.path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Lines reads the journal, none when there is no file. A line that a power cut
// tore is the last one, and was not committed: it is left out.
func (j *Journal) Lines() ([]JournalLine, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f, err := os.Open(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var lines []JournalLine
	for scan := bufio.NewScanner(f); ; {
		if !scan.Scan() {
			return lines, scan.Err()
		}
		var l JournalLine
		if json.Unmarshal(scan.Bytes(), &l) == nil {
			lines = append(lines, l)
		}
	}
}
