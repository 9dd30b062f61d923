// Package exchange reads the files that buyers send (CSV or XLSX, as their
// spreadsheets write them) and writes the files that people take away.
package exchange

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"

	"vigie/internal/domain"
)

const (
	// maxRecord bounds one record, quoted line breaks included, in bytes.
	maxRecord = 1 << 20
	// maxColumns bounds the columns of a file: a spreadsheet has at most as many.
	maxColumns = 16384
	sniffed    = 64 << 10
)

// Options says how a file is read.
type Options struct {
	TempDir string   // where a workbook is unpacked, the system's when empty
	Map     []string // "Heading=field", by people who know their file better
}

// Source yields the records of a file, whatever its form.
type Source struct {
	records  records
	tally    *tally
	headings []string
	line     int
	cells    []string
	book     *workbook // nil for a text
}

// records is a file of either form: the next record, its physical line, or
// io.EOF. The slice is valid until the next call, its strings for ever.
type records interface {
	next() (cells []string, line int, err error)
}

// Open recognises the form of a file and reads its headings. Whoever opens it
// closes it.
func Open(r io.Reader, o Options) (*Source, error) {
	t := &tally{from: r, sum: sha256.New()}
	in := bufio.NewReaderSize(t, sniffed)
	head, err := in.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	s := &Source{tally: t}
	switch {
	case len(head) == 0:
		return nil, domain.Refuse(domain.Invalid, "import_empty")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		if s.book, err = openWorkbook(in, o.TempDir); err != nil {
			return nil, err
		}
		s.records = s.book
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		s.records = newCSV(bufio.NewReaderSize(decoder.Reader(in), sniffed))
	case bytes.IndexByte(head, 0) >= 0 || bytes.HasPrefix(head, []byte("%PDF-")):
		return nil, domain.Refuse(domain.Invalid, "import_not_a_table")
	default:
		s.records = newCSV(in)
	}
	if s.headings, err = s.firstRecord(); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// firstRecord reads the headings; a file without any is empty.
func (s *Source) firstRecord() ([]string, error) {
	if err := s.Next(); errors.Is(err, io.EOF) {
		return nil, domain.Refuse(domain.Invalid, "import_empty")
	} else if err != nil {
		return nil, err
	}
	headings := make([]string, len(s.cells))
	for i, cell := range s.cells {
		headings[i] = strings.TrimSpace(cell)
	}
	if s.book != nil {
		s.book.width = len(headings)
	}
	return headings, nil
}

// Headings are the titles of the columns as written.
func (s *Source) Headings() []string { return s.headings }

// Next goes to the next record that is not blank, io.EOF after the last.
func (s *Source) Next() error {
	for {
		cells, line, err := s.records.next()
		if err != nil {
			return err
		}
		if !blank(cells) {
			s.cells, s.line = cells, line
			return nil
		}
	}
}

// Line is the physical line (in a workbook, the row) the record starts on.
func (s *Source) Line() int { return s.line }

// Cells are the record's cells as written, valid until the next one.
func (s *Source) Cells() []string { return s.cells }

// Ragged reports whether the record has not the columns of the headings.
// Empty cells behind the last column are nobody's mistake.
func (s *Source) Ragged() bool {
	if len(s.cells) < len(s.headings) {
		return true
	}
	return len(s.cells) > len(s.headings) && !blank(s.cells[len(s.headings):])
}

// BytesRead is how much of the file was read, to show progress.
func (s *Source) BytesRead() int64 { return s.tally.read }

// SHA256 is the digest, in hexadecimal, of what was read: of the whole file
// once Next has returned io.EOF.
func (s *Source) SHA256() string { return hex.EncodeToString(s.tally.sum.Sum(nil)) }

// Close removes what was unpacked.
func (s *Source) Close() error {
	if s.book == nil {
		return nil
	}
	return s.book.close()
}

func blank(cells []string) bool {
	for _, cell := range cells {
		if cell != "" && strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// tally counts and digests what passes.
type tally struct {
	from io.Reader
	read int64
	sum  hash.Hash
}

func (t *tally) Read(p []byte) (int, error) {
	n, err := t.from.Read(p)
	t.read += int64(n)
	t.sum.Write(p[:n])
	return n, err
}
