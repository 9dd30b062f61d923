// Package safe is the only way from outside text (names, subjects, addresses,
// tickets) to a screen, a log, a mail header or a spreadsheet. It removes what
// a terminal, a mail reader or a spreadsheet would obey instead of show.
package safe

import "strings"

// Line returns s as one harmless line: escape sequences, control, bidi, tag
// and invisible characters are removed, line breaks and tabs become spaces.
// A string that needs nothing is returned as it is, without allocation.
func Line(s string) string {
	if clean(s, false) {
		return s
	}
	return scrub(s, false)
}

// Block is Line for texts of several lines: "\n" stays, "\r\n" and a lone CR
// become "\n", a tab becomes four spaces.
func Block(s string) string {
	if clean(s, true) {
		return s
	}
	return scrub(s, true)
}

// Header returns s fit for the value of one mail header: a trimmed Line in
// which no encoded word of the sender's making survives.
func Header(s string) string {
	s = strings.TrimSpace(Line(s))
	if strings.Contains(s, "=?") {
		s = strings.ReplaceAll(s, "=?", "= ?")
	}
	return s
}

// clean tells whether every character of s may stay.
func clean(s string, block bool) bool {
	for i := 0; i < len(s); i++ {
		b := s[i]
		if b >= 0x80 {
			return cleanRunes(s[i:], block)
		}
		if (b < 0x20 && (b != '\n' || !block)) || b == 0x7f {
			return false
		}
	}
	return true
}
