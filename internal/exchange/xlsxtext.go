package exchange

import (

	"vigie/internal/safe"
)

// cellMost is how much text a cell holds, in UTF-16 units.
const cellMost = 32767

// appendText writes the text of a cell in XML, after safe.
func appendText(b []byte, s string) []byte {
	if !simple(s) {
		s = cutCell(safe.XLSXCell(s))
	}
	if s == "" || s[0] != ' ' && s[len(s)-1] != ' ' {
		b = append(b, `<t>`...)
	} else {
		b = append(b, `<t xml:space="preserve">`...)
	}
	plain := 0 // where what needs nothing begins
	for i := range len(s) {
		var instead string
		switch s[i] {
		case '&':
			instead = "&amp;"
		case '<':
			instead = "&lt;"
		case '>':
			instead = "&gt;"
		case '_':
			if !escapes(s[i:]) {
				continue
			}
			instead = "_x005F_"
		default:
			continue
		}
		b = append(b, s[plain:i]...)
		b = append(b, instead...)
		plain = i + 1
	}
	b = append(b, s[plain:]...)
	return append(b, `</t>`...)
}

// simple tells of most cells that safe leaves them as they are.
func simple(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' {
			return false
		}
	}
	return len(s) <= cellMost
}

// escapes tells whether s begins like _x000D_, by which a workbook spells a
// character: a text that looks alike must come back as it is.
func escapes(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'F') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// cutCell ends a text where a cell does.
func cutCell(s string) string {
	if len(s) <= cellMost {
		return s
	}
	units := 0
	for i, r := range s {
		units++
		if r > 0xffff {
			units++
		}
		if units > cellMost {
			return s[:i]
		}
	}
	return s
}

