package letter

import (
	"bytes"
	"regexp"
	"unicode/utf8"
)

// width is where lines of the text part are folded, in characters.
const width = 72

// tidy makes the text part of what a form wrote: lines folded at spaces, never
// more than one empty line, none at the ends.
func tidy(s []byte) string {
	out := make([]byte, 0, len(s)+len(s)/16)
	for line := range bytes.SplitSeq(s, []byte{'\n'}) {
		line = bytes.TrimRight(line, " \t")
		if len(line) == 0 && (len(out) == 0 || bytes.HasSuffix(out, []byte("\n\n"))) {
			continue
		}
		out = append(fold(out, line), '\n')
	}
	return string(append(bytes.TrimRight(out, "\n"), '\n'))
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
	from, space, at := 0, -1, indent // of the line, its last space, how many characters it has
	for i, c := range rest {
		if c == ' ' {
			space = i
		}
		if c&0xC0 == 0x80 { // not the first byte of a character
			continue
		}
		if at++; at > width && space >= 0 {
			out = append(append(out, rest[from:space]...), '\n')
			for range indent {
				out = append(out, ' ')
			}
			from, at, space = space+1, indent+utf8.RuneCount(rest[space+1:i+1]), -1
		}
	}
	return append(out, rest[from:]...)
}

var laidOut = regexp.MustCompile(`\s*\n\s*`)

// squeeze drops the white space by which a template is laid out, but for one
// new line: mail readers cut long messages.
func squeeze(text string) string { return laidOut.ReplaceAllString(text, "\n") }
