package domain

import "strings"

// QueryKind is what a text typed into the search box looks like.
type QueryKind string

// The kinds of query.
const (
	QueryEmail      QueryKind = "email"
	QueryIdentifier QueryKind = "identifier" // SIRET or any other, or its beginning
	QuerySIREN      QueryKind = "siren"
	QueryPhone      QueryKind = "phone"
	QueryReference  QueryKind = "reference" // of a mail
	QueryTicket     QueryKind = "ticket"
	QueryName       QueryKind = "name"
)

// Query is a search, with its value in the form in which it is stored.
type Query struct {
	Kind  QueryKind
	Value string
	ID    int64 // of a mail reference or a ticket number
}

// ParseQuery recognises what was typed: e-mail, SIRET, SIREN, phone, ticket
// number, mail reference, else words of a name.
func ParseQuery(text string) Query {
	text = strings.TrimSpace(text)
	if id, ok := ParseReference(text); ok {
		return Query{Kind: QueryReference, Value: text, ID: id}
	}
	if id, ok := ticketNumber(text); ok {
		return Query{Kind: QueryTicket, Value: text, ID: id}
	}
	if strings.Contains(text, "@") {
		return Query{Kind: QueryEmail, Value: EmailKey(text)}
	}
	if foreign := compactUpper(text); foreignIdentifier(foreign) {
		return Query{Kind: QueryIdentifier, Value: foreign}
	}
	digits, clean := onlyDigits(text)
	switch {
	case clean && strings.HasPrefix(text, "+"):
		return Query{Kind: QueryPhone, Value: "+" + digits}
	case clean && len(digits) == 10 && digits[0] == '0':
		return Query{Kind: QueryPhone, Value: "+33" + digits[1:]}
	case clean && len(digits) == 9 && ValidSIREN(digits):
		return Query{Kind: QuerySIREN, Value: digits}
	case clean && len(digits) >= 5:
		return Query{Kind: QueryIdentifier, Value: digits}
	}
	return Query{Kind: QueryName, Value: Fold(text)}
}

// foreignIdentifier reports whether s looks like a VAT number or another
// foreign identifier: a letter or two, then mostly digits.
func foreignIdentifier(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r < 'A' || r > 'Z' || i > 12:
			return false
		}
	}
	return digits >= 6 && digits < len(s) && s[0] >= 'A'
}

func compactUpper(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", ".", "", "-", "").Replace(s))
}

func ticketNumber(s string) (int64, bool) {
	digits, ok := strings.CutPrefix(s, "#")
	if !ok || digits == "" || len(digits) > 15 {
		return 0, false
	}
	var n int64
	for _, r := range digits {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int64(r-'0')
	}
	return n, n > 0
}

// onlyDigits drops the separators of a number; clean is false when anything
// else stands in it.
func onlyDigits(s string) (digits string, clean bool) {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '.' || r == '-' || r == '(' || r == ')' || r == '\u00a0' || r == '\u202f' || i == 0 && r == '+':
		default:
			return "", false
		}
	}
	return b.String(), b.Len() > 0
}

func plausibleAddress(s string) bool {
	local, host, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(host, ".") && !strings.ContainsAny(s, " \t\r\n<>,;\"") && len(s) <= 254
}
