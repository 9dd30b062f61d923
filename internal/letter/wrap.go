package letter

import (
	"bytes"
	"regexp"
)

// width is where lines of the text part are folded, in characters.
const width = 72

// tidy adds the text part that a form wrote: lines folded at spaces, never more
// than one empty line, none at the ends.
func tidy(out, s []byte) []byte {
	for len(s) > 0 {
		line, rest := s, []byte(nil)
		if end := bytes.IndexByte(s, '\n'); end >= 0 {
			line, rest = s[:end], s[end+1:]
		}
		for len(line) > 0 && (line[len(line)-1] == ' ' || line[len(line)-1] == '\t') {
			line = line[:len(line)-1]
		}
		if s = rest; len(line) > 0 || len(out) > 1 && out[len(out)-2] != '\n' {
			out = append(fold(out, line), '\n')
		}
	}
	return append(bytes.TrimRight(out, "\n"), '\n')
}

// fold adds a line, cut at ordinary spaces; what follows is indented like the
// text after its bullet. A word that is too long, such as an address, stays
// whole.
func fold(out, line []byte) []byte {
	if len(line) <= width {
		return append(out, line...)
	}
	rest := bytes.TrimLeft(line, " -")
	indent := len(line) - len(rest)
	out = append(out, line[:indent]...)
	for {
		end := reach(rest, width-indent)
		if end == len(rest) {
			return append(out, rest...)
		}
		space := bytes.LastIndexByte(rest[:end+1], ' ')
		if space < 0 {
			if space = bytes.IndexByte(rest[end:], ' '); space < 0 {
				return append(out, rest...)
			}
			space += end
		}
		out = append(append(out, rest[:space]...), '\n')
		for range indent {
			out = append(out, ' ')
		}
		rest = rest[space+1:]
	}
}

// reach is how many bytes the first n characters of a text have.
func reach(s []byte, n int) int {
	for i, c := range s {
		if c&0xC0 == 0x80 { // not the first byte of a character
			continue
		}
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

var laidOut = regexp.MustCompile(`\s*\n\s*`)

// squeeze drops the white space by which a template is laid out, but for one
// new line: mail readers cut long messages.
func squeeze(text string) string { return laidOut.ReplaceAllString(text, "\n") }
