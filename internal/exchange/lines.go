package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"vigie/internal/domain"
)

// csvFile splits a text into records. It does what encoding/csv does on a
// well-formed file, with three differences: a record is bounded, so one open
// quote never swallows a file; a quote inside a field is a character like any
// other, as in SARL "LES TOITS"; and a record is read as UTF-8 or, when it is
// not, as Windows-1252, so files glued together read well too.
type csvFile struct {
	in        *bufio.Reader
	end       byte // what ends a line: \n, or \r in files of old Macs
	delimiter byte
	line      int
	long      []byte
	record    []byte
	cells     []string
}

func newCSV(in *bufio.Reader) *csvFile {
	head, _ := in.Peek(sniffed)
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		_, _ = in.Discard(3)
		head = head[3:]
	}
	f := &csvFile{in: in, end: '\n'}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		f.end = '\r'
	}
	return f
}

func (f *csvFile) next() ([]string, int, error) {
	line, err := f.physical()
	if err != nil {
		return nil, f.line, err
	}
	if f.delimiter == 0 && !f.choose(line) {
		return nil, f.line, nil
	}
	start := f.line
	if bytes.IndexByte(line, '"') < 0 {
		f.cells = split(f.cells[:0], decode(line), f.delimiter)
		return f.cells, start, f.wide(start)
	}
	if !open(line, true, f.delimiter) {
		f.cells = splitQuoted(f.cells[:0], decode(line), f.delimiter)
		return f.cells, start, f.wide(start)
	}
	if err := f.join(line, start); err != nil {
		return nil, start, err
	}
	f.cells = splitQuoted(f.cells[:0], decode(f.record), f.delimiter)
	return f.cells, start, f.wide(start)
}

// join makes the record of the first line, whose last field is open, and of
// the lines up to the one that closes it.
func (f *csvFile) join(first []byte, start int) error {
	f.record = append(f.record[:0], first...)
	for {
		more, err := f.physical()
		if errors.Is(err, io.EOF) {
			return domain.Refuse(domain.Invalid, "import_open_quote", "Line", start)
		}
		if err != nil {
			return err
		}
		f.record = append(append(f.record, '\n'), more...)
		if len(f.record) > maxRecord {
			return domain.Refuse(domain.Invalid, "import_open_quote", "Line", start)
		}
		if !open(more, false, f.delimiter) {
			return nil
		}
	}
}

func (f *csvFile) wide(line int) error {
	if len(f.cells) > maxColumns {
		return domain.Refuse(domain.Invalid, "import_line_too_long", "Line", line)
	}
	return nil
}

// choose takes the delimiter that the first line holds most of; Excel's own
// "sep=;" line decides, and is no record.
func (f *csvFile) choose(line []byte) bool {
	if len(line) == 5 && bytes.HasPrefix(bytes.ToLower(line), []byte("sep=")) {
		f.delimiter = line[4]
		return false
	}
	if len(bytes.TrimSpace(line)) == 0 {
		return false
	}
	f.delimiter = ';'
	most := 0
	for _, candidate := range []byte(";\t,") {
		if n := outsideQuotes(line, candidate); n > most {
			most, f.delimiter = n, candidate
		}
	}
	return true
}

func outsideQuotes(line []byte, delimiter byte) int {
	n, quoted := 0, false
	for _, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == delimiter && !quoted:
			n++
		}
	}
	return n
}

// physical returns the next line without its end, valid until the next call.
func (f *csvFile) physical() ([]byte, error) {
	f.long = f.long[:0]
	for {
		part, err := f.in.ReadSlice(f.end)
		if err == nil && len(f.long) == 0 {
			f.line++
			return trimEnd(part), nil
		}
		f.long = append(f.long, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull) && len(f.long) <= maxRecord:
			continue
		case len(f.long) > maxRecord:
			return nil, domain.Refuse(domain.Invalid, "import_line_too_long", "Line", f.line+1)
		case err == io.EOF && len(f.long) == 0:
			return nil, io.EOF
		case err == nil || err == io.EOF:
			f.line++
			return trimEnd(f.long), nil
		}
		return nil, err
	}
}

func trimEnd(line []byte) []byte {
	if n := len(line); n > 0 && (line[n-1] == '\n' || line[n-1] == '\r') {
		line = line[:n-1]
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line
}

// decode makes the record's one string.
func decode(record []byte) string {
	if utf8.Valid(record) {
		return string(record)
	}
	out := make([]byte, 0, len(record)+len(record)/8)
	for _, c := range record {
		if c < utf8.RuneSelf {
			out = append(out, c)
		} else {
			out = utf8.AppendRune(out, charmap.Windows1252.DecodeByte(c))
		}
	}
	return string(out)
}
