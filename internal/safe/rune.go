package safe

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may sit on one letter; Vietnamese
// needs two, a text that paints over the lines around it needs dozens.
const maxMarks = 4

// cleanRunes is the part of clean that decodes, for text beyond ASCII.
func cleanRunes(s string, block bool) bool {
	marks := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n <= 1 {
			return false
		}
		if r == '\n' && block {
			marks, i = 0, i+n
			continue
		}
		if verdict(r) != keep {
			return false
		}
		if isMark(r) {
			if marks++; marks > maxMarks {
				return false
			}
		} else {
			marks = 0
		}
		i += n
	}
	return true
}

// scrub copies s without what must go.
func scrub(s string, block bool) string {
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for i := 0; i < len(s); {
		if n := sequence(s[i:]); n > 0 {
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == '\r' && i+1 < len(s) && s[i+1] == '\n' {
			i++
			continue
		}
		i += n
		if isMark(r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		write(&b, r, block)
	}
	return b.String()
}

// write puts one character, or what stands for it, into b.
func write(b *strings.Builder, r rune, block bool) {
	switch {
	case isBreak(r) && block:
		b.WriteByte('\n')
	case r == '\t' && block:
		b.WriteString("    ")
	case isBreak(r) || r == '\t':
		b.WriteByte(' ')
	default:
		switch verdict(r) {
		case keep:
			b.WriteRune(r)
		case replace:
			b.WriteRune(utf8.RuneError)
		}
	}
}

const (
	keep = iota
	drop
	replace
)

// verdict says what happens to a character that is neither break nor tab.
func verdict(r rune) int {
	switch {
	case r < 0x20 || (r >= 0x7f && r <= 0x9f):
		return drop
	case r < 0x300:
		if r == 0xad {
			return drop
		}
		return keep
	case invisible(r):
		return drop
	case r == utf8.RuneError:
		return keep
	case !unicode.IsGraphic(r):
		return replace
	}
	return keep
}

// invisible tells characters that take no place or reorder others: bidi
// controls and isolates, zero-width, tags, variation selectors, fillers.
func invisible(r rune) bool {
	switch {
	case r == 0x34f, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x3164, r == 0xffa0:
		return true
	case r >= 0x180b && r <= 0x180f, r >= 0xfe00 && r <= 0xfe0f, r >= 0x2060 && r <= 0x206f:
		return true
	case r >= 0xe0000 && r <= 0xe0fff:
		return true
	case r == 0x2028 || r == 0x2029:
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

func isBreak(r rune) bool {
	return r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029
}

func isMark(r rune) bool {
	return r >= 0x300 && unicode.In(r, unicode.Mn, unicode.Me)
}
