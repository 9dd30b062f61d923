package safe

import "strings"

// sequence returns the length in bytes of the escape sequence that s begins
// with, 0 when it begins with none. A string sequence (OSC, DCS, APC, PM, SOS)
// that never ends counts as its introducer only, so that it cannot hide the
// rest of a name.
func sequence(s string) int {
	switch {
	case s[0] == 0x1b:
		return escape(s)
	case len(s) > 1 && s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f && s[1] != 0x85:
		return introduced(s, 2, s[1]-0x40)
	}
	return 0
}

func escape(s string) int {
	if len(s) == 1 {
		return 1
	}
	switch c := s[1]; {
	case c >= 0x20 && c <= 0x2f:
		n := 1
		for n < len(s) && s[n] >= 0x20 && s[n] <= 0x2f {
			n++
		}
		if n < len(s) && s[n] >= 0x30 && s[n] <= 0x7e {
			n++
		}
		return n
	case c >= 0x40 && c <= 0x5f:
		return introduced(s, 2, c)
	case c >= 0x30 && c <= 0x7e:
		return 2
	}
	return 1
}

// introduced measures the sequence whose introducer (n bytes, named by the
// final byte of its seven-bit form) begins s.
func introduced(s string, n int, c byte) int {
	switch c {
	case '[':
		for i := n; i < len(s); i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
			if s[i] < 0x20 || s[i] > 0x3f {
				break
			}
		}
	case ']', 'P', 'X', '^', '_':
		if end := stringEnd(s[n:]); end > 0 {
			return n + end
		}
	case 'N', 'O':
		if n < len(s) && s[n] >= 0x20 && s[n] <= 0x7e {
			return n + 1
		}
	}
	return n
}

// stringEnd finds the end of a string sequence, terminator included.
func stringEnd(s string) int {
	end := 0
	for _, t := range [...]string{"\a", "\x1b\\", "\u009c"} {
		if i := strings.Index(s, t); i >= 0 && (end == 0 || i+len(t) < end) {
			end = i + len(t)
		}
	}
	return end
}
