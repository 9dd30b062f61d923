package exchange

import (
	"bytes"
	"strings"
)

// split appends the fields of a record without quotes.
func split(cells []string, record string, delimiter byte) []string {
	for {
		i := strings.IndexByte(record, delimiter)
		if i < 0 {
			return append(cells, record)
		}
		cells = append(cells, record[:i])
		record = record[i+1:]
	}
}

// splitQuoted appends the fields of a whole record with quotes.
func splitQuoted(cells []string, record string, delimiter byte) []string {
	for {
		if !strings.HasPrefix(record, `"`) {
			i := strings.IndexByte(record, delimiter)
			if i < 0 {
				return append(cells, record)
			}
			cells, record = append(cells, record[:i]), record[i+1:]
			continue
		}
		cell, rest, more := quoted(record[1:], delimiter)
		if cells = append(cells, cell); !more {
			return cells
		}
		record = rest
	}
}

// quoted reads a field behind its opening quote. What stands between the
// closing quote and the delimiter belongs to the field: "LES TOITS" SARL.
func quoted(record string, delimiter byte) (cell, rest string, more bool) {
	end := closing(record)
	inside, behind := record[:end], record[min(end+1, len(record)):]
	if strings.Contains(inside, `""`) {
		inside = strings.ReplaceAll(inside, `""`, `"`)
	}
	tail := behind
	if i := strings.IndexByte(behind, delimiter); i >= 0 {
		tail, rest, more = behind[:i], behind[i+1:], true
	}
	if strings.TrimSpace(tail) != "" {
		return `"` + inside + `"` + tail, rest, more
	}
	return inside, rest, more
}

// closing finds the quote that closes a field: the first that is not doubled.
func closing(record string) int {
	for at := 0; ; at += 2 {
		i := strings.IndexByte(record[at:], '"')
		if i < 0 {
			return len(record)
		}
		at += i
		if at+1 >= len(record) || record[at+1] != '"' {
			return at
		}
	}
}

// open reports whether a quoted field is still open at the end of a line that
// begins a field (outside is true) or goes on inside an open one.
func open(line []byte, outside bool, delimiter byte) bool {
	if outside {
		if !bytes.HasPrefix(line, []byte{'"'}) {
			if line = behind(line, delimiter); line == nil {
				return false
			}
		} else {
			line = line[1:]
		}
	}
	for {
		i := bytes.IndexByte(line, '"')
		if i < 0 {
			return true
		}
		if line = line[i+1:]; len(line) > 0 && line[0] == '"' {
			line = line[1:]
			continue
		}
		if line = behind(line, delimiter); line == nil {
			return false
		}
	}
}

// behind returns what follows the next opening quote of a line, nil when no
// further field is quoted.
func behind(line []byte, delimiter byte) []byte {
	for {
		i := bytes.IndexByte(line, delimiter)
		if i < 0 {
			return nil
		}
		if line = line[i+1:]; len(line) > 0 && line[0] == '"' {
			return line[1:]
		}
	}
}
