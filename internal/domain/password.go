package domain

import (
	_ "embed"
	"strings"
	"unicode/utf8"
)

// The bounds of a password, in characters.
const (
	PasswordMin = 12
	PasswordMax = 200
)

// commonPasswords are what people and attackers try first among passwords
// that are long enough, one a line, in the form of passwordKey.
//
//go:embed passwords.txt
var commonPasswords string

// CheckPassword refuses a password that is too short, or that somebody who
// knows the address would try first.
func CheckPassword(password, email string) error {
	key := passwordKey(password)
	local, _, _ := strings.Cut(EmailKey(email), "@")
	switch n := utf8.RuneCountInString(password); {
	case n < PasswordMin:
		return Refuse(Invalid, "password_short", "Min", PasswordMin)
	case n > PasswordMax:
		return Refuse(Invalid, "password_long", "Max", PasswordMax)
	case len(local) > 3 && strings.Contains(strings.ToLower(password), local):
		return Refuse(Invalid, "password_address")
	case repeats(key) || strings.Contains("\n"+commonPasswords, "\n"+key+"\n"):
		return Refuse(Invalid, "password_common")
	}
	return nil
}

// passwordKey makes the usual disguises of one word equal: case, accents,
// digits for letters, and what is added at the end.
func passwordKey(s string) string {
	s = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i").Replace(strings.ToLower(s))
	return strings.ReplaceAll(Fold(s), " ", "")
}

// repeats reports a password made of one short piece said again and again, or
// of neighbours on a keyboard or in the alphabet.
func repeats(key string) bool {
	if key == "" {
		return true
	}
	for size := 1; size <= 4; size++ {
		if len(key) > size && strings.Repeat(key[:min(size, len(key))], len(key)/size+1)[:len(key)] == key {
			return true
		}
	}
	const rows = "abcdefghijklmnopqrstuvwxyz qwertyuiopasdfghjklzxcvbnm azertyuiopqsdfghjklmwxcvbn"
	return strings.Contains(rows, key)
}
