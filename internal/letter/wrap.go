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
	out, line = append(out, line[:indent]...), rest
	for at, first := indent, true; len(line) > 0; first = false {
		word, after, _ := bytes.Cut(line, []byte{' '})
		length := utf8.RuneCount(word)
		switch {
		case first:
		case at+1+length > width:
			out = append(append(out, '\n'), bytes.Repeat([]byte{' '}, indent)...)
			at = indent
		default:
			out = append(out, ' ')
			at++
		}
		out, line = append(out, word...), after
		at += length
	}
	return out
}

var laidOut = regexp.MustCompile(`\s*\n\s*`)

// squeeze drops the white space by which a template is laid out, but for one
// new line: mail readers cut long messages.
func squeeze(text string) string { return laidOut.ReplaceAllString(text, "\n") }
