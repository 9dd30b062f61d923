package domain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold makes two spellings of a name equal: lower case, no accents, œ as oe,
// everything that is not a letter or a digit as one space, none at the ends.
// It serves search, headings, names and references alike.
func Fold(s string) string {
	i := foldedUpTo(s)
	if i == len(s) {
		return s
	}
	f := folder{out: append(make([]byte, 0, len(s)+8), s[:i]...)}
	for i < len(s) {
		if c := s[i]; c == escape {
			i += escapeLength(s[i:])
			continue
		} else if c < utf8.RuneSelf {
			f.ascii(c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		f.rune(r)
		i += size
	}
	return string(f.out)
}

// escape begins what steers a terminal: no part of a name.
const escape = 0x1b

// escapeLength is the length of the control sequence that s begins with, so
// that a name is found by the letters that are seen of it.
func escapeLength(s string) int {
	if len(s) < 2 || s[1] != '[' {
		return 1
	}
	for i := 2; i < len(s); i++ {
		if s[i] >= '@' && s[i] <= '~' {
			return i + 1
		}
	}
	return len(s)
}

// Words returns the folded words of s, none when there is no letter or digit.
func Words(s string) []string { return strings.Fields(Fold(s)) }

// foldedUpTo returns the length of the prefix that is folded already: the
// whole of s most often, when s comes back from the database.
func foldedUpTo(s string) int {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		case c == ' ' && i > 0 && i+1 < len(s) && isAlnum(s[i+1]):
		default:
			return i
		}
	}
	return len(s)
}

func isAlnum(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z'
}

// folder collects folded letters; gap is a space due before the next of them.
type folder struct {
	out []byte
	gap bool
}

func (f *folder) ascii(c byte) {
	switch {
	case 'A' <= c && c <= 'Z':
		c += 'a' - 'A'
	case !isAlnum(c):
		f.gap = true
		return
	}
	f.space()
	f.out = append(f.out, c)
}

func (f *folder) space() {
	if f.gap && len(f.out) > 0 {
		f.out = append(f.out, ' ')
	}
	f.gap = false
}

func (f *folder) rune(r rune) {
	if 0xFF01 <= r && r <= 0xFF5E { // full-width forms of ASCII
		f.ascii(byte(r - 0xFF01 + '!'))
		return
	}
	r = unicode.ToLower(r)
	if r < utf8.RuneSelf { // the Kelvin sign is a k
		f.ascii(byte(r))
		return
	}
	switch a, b := latinOf(r); {
	case a == ' ':
		f.gap = true
	case a != '?':
		f.ascii(a)
		if b != ' ' {
			f.ascii(b)
		}
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r): // loose accents, soft hyphens, zero widths
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		f.space()
		f.out = utf8.AppendRune(f.out, r)
	default:
		f.gap = true
	}
}

// latinOf returns the one or two ASCII letters of a Latin letter, '?' when
// it has none.
func latinOf(r rune) (a, b byte) {
	table, at := latin, int(r-firstLatin)*2
	switch {
	case r == 'ª':
		return 'a', ' '
	case r == 'º':
		return 'o', ' '
	case r >= firstVietnamese:
		table, at = vietnamese, int(r-firstVietnamese)*2
	}
	if at < 0 || at+1 >= len(table) {
		return '?', ' '
	}
	return table[at], table[at+1]
}
