package exchange

import "strings"

// atext are the characters of a local part, beside letters and digits
// (RFC 5321 without quoting, which no person uses).
const atext = "!#$%&'*+-/=?^_`{|}~."

// validEmail reports whether s is one plain address that any server takes:
// net/mail also accepts names, comments, and what breaks a dialogue.
func validEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || len(s) > 254 {
		return false
	}
	local, domain := s[:at], s[at+1:]
	for i := range len(local) {
		if c := local[i]; !alnum(c) && strings.IndexByte(atext, c) < 0 {
			return false
		}
	}
	if local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, "..") {
		return false
	}
	return validDomain(domain)
}

func validDomain(s string) bool {
	labels, start := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != '.' {
			if !alnum(s[i]) && s[i] != '-' {
				return false
			}
			continue
		}
		label := s[start:i]
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		labels++
		if i == len(s) && (len(label) < 2 || label[0] <= '9') {
			return false
		}
		start = i + 1
	}
	return labels >= 2
}

func alnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
