package domain

// PlausibleAddress reports whether s reads as one bare e-mail address: it
// has both sides of an @, a dot in the second, and nothing that separates.
func PlausibleAddress(s string) bool { return plausibleAddress(s) }
