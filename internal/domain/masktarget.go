package domain

import "unicode/utf8"

// MaskTarget hides what a channel reaches, but for enough to recognise it:
// c…@example.org, …78, or the first letters of a postal address.
func MaskTarget(ch ConsentChannel, target string) string {
	n := utf8.RuneCountInString(target)
	switch {
	case target == "":
		return ""
	case ch == ByEmail:
		return Mask(target)
	case ch == ByPost:
		return string([]rune(target)[:min(4, n)]) + "…"
	}
	return "…" + string([]rune(target)[max(0, n-2):])
}
