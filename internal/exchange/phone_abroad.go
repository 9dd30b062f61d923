package exchange

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// phoneMost is the longest text that is looked at, and phoneDigits the most
// digits of a national number.
const (
	phoneMost   = 250
	phoneDigits = 17
)

// abroad reads a number as libphonenumber does, written in a region: with the
// calling code behind a plus or the region's way of calling abroad, or else
// as the region writes its own. Extensions and letters are refused.
func abroad(s, region string) (code, national string, ok bool) {
	digits, plus, ok := dialled(s)
	home := regions().named[region]
	if !ok || home == nil && !plus {
		return "", "", false
	}
	var r *phoneRegion
	if plus {
		r, national = called(digits)
	}
	if r == nil && home != nil && (!plus || len(digits) > 2) {
		var coded bool
		if r, national, coded = fromHome(home, digits); plus && !coded {
			r = nil // a plus before no calling code
		}
	}
	if r == nil || len(national) < 2 {
		return "", "", false
	}
	if stripped := r.strip(national); r.fits(stripped) == possible || r.fits(stripped) == tooLong {
		national = stripped
	}
	if len(national) < 2 || len(national) > phoneDigits {
		return "", "", false
	}
	speaks := regions().coded[r.code]
	length := speaks.fits(national)
	return r.code, national, speaks.general == nil || length == possible || length == localOnly
}

// called splits what stands behind a plus at its calling code; without one
// there is no region.
func called(digits string) (r *phoneRegion, national string) {
	for n := 1; n <= 3 && n < len(digits) && len(digits) > 2; n++ {
		if r := regions().coded[digits[:n]]; r != nil {
			return r, digits[n:]
		}
	}
	return nil, ""
}

// fromHome reads what somebody in a region dials, and tells whether a calling
// code was in it.
func fromHome(home *phoneRegion, digits string) (r *phoneRegion, national string, coded bool) {
	if at := home.idd().FindStringIndex(digits); at != nil && !strings.HasPrefix(digits[at[1]:], "0") {
		r, national = called(digits[at[1]:])
		return r, national, true
	}
	if rest, ok := strings.CutPrefix(digits, home.code); ok {
		rest = home.strip(rest)
		if !home.valid(digits) && home.valid(rest) || home.fits(digits) == tooLong {
			return regions().coded[home.code], rest, true
		}
	}
	return home, digits, false
}

// dialled is the digits of a text from the first on, and whether a plus stands
// before them.
func dialled(s string) (digits string, plus, ok bool) {
	if len(s) > phoneMost || !utf8.ValidString(s) {
		return "", false, false
	}
	start := strings.IndexFunc(s, func(c rune) bool { return c == '+' || c == '＋' || unicode.IsDigit(c) })
	if start < 0 {
		return "", false, false
	}
	var b strings.Builder
	for _, c := range strings.TrimRightFunc(s[start:], func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsNumber(c) && c != '#' }) {
		switch value := digitOf(c); {
		case value >= 0:
			b.WriteByte(byte('0' + value))
		case c == '+' || c == '＋':
			if b.Len() > 0 {
				return "", false, false
			}
			plus = true
		case !between(c):
			return "", false, false
		}
	}
	return b.String(), plus, b.Len() >= 2
}

// digitOf is the value of a digit of any script, -1 of anything else. Digits
// stand in tens, so the zero before one is a few characters away.
func digitOf(c rune) int {
	if '0' <= c && c <= '9' {
		return int(c - '0')
	}
	if c < 0x80 || !unicode.IsDigit(c) {
		return -1
	}
	value := 0
	for unicode.IsDigit(c - rune(value) - 1) {
		value++
	}
	return value % 10
}

// between tells what people write between digits.
func between(c rune) bool {
	switch c {
	case ' ', '-', '.', '/', '(', ')', '[', ']', '\u00a0', '\u00ad', '\u200b', '\u2060', '\u2212', '\u3000', '（', '）', '［', '］', '．', '／', '－', 'ー':
		return true
	}
	return c >= '\u2010' && c <= '\u2015'
}
