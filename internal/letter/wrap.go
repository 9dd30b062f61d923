package letter

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// width is where lines of the text part are folded, in characters.
const width = 72

// tidy makes the text part of what a template printed: lines folded at
// spaces, never more than one empty line, none at the ends.
func tidy(s string) string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		line = strings.TrimRight(line, " \t")
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, fold(line)...)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

// fold cuts a line at ordinary spaces; what follows is indented like the
// text after its bullet. A word that is too long, such as an address, stays
// whole.
func fold(line string) []string {
	rest := strings.TrimLeft(line, " -")
	first := line[:len(line)-len(rest)]
	indent := strings.Repeat(" ", len(first))
	lines, current := []string{}, first
	for i, word := range strings.Split(rest, " ") {
		switch {
		case i == 0:
			current += word
		case utf8.RuneCountInString(current)+1+utf8.RuneCountInString(word) > width:
			lines = append(lines, current)
			current = indent + word
		default:
			current += " " + word
		}
	}
	return append(lines, current)
}

var betweenTags = regexp.MustCompile(`>\s*\n\s*<`)

// squeeze drops the white space by which templates are laid out: mail readers
// cut long messages.
func squeeze(html string) string {
	return strings.TrimSpace(betweenTags.ReplaceAllString(html, ">\n<")) + "\n"
}
