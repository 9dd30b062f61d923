package exchange

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"vigie/internal/domain"
)

// overseas returns the country code of French national numbers that have
// another than 33, by their first three digits.
func overseas(beginning string) string {
	switch beginning {
	case "262", "692", "693", "269":
		return "262"
	case "590", "690", "691":
		return "590"
	case "594", "694":
		return "594"
	case "596", "696", "697":
		return "596"
	}
	return "33"
}

// e164 writes in E.164 a number as written in a country (France when unknown). French
// numbers, nearly all of a file, are read without the library, which takes
// as long as the rest of the line.
func e164(s, country string) (string, bool) {
	abroad := strings.HasPrefix(s, "+") || strings.HasPrefix(s, "00")
	home := country == "" || headingKey(country) == "fr" || headingKey(country) == "france"
	if number, ok := french(s); ok && home {
		return number, true
	} else if home && !abroad {
		return "", false
	}
	region := "FR"
	if len(country) == 2 {
		region = strings.ToUpper(country)
	}
	parsed, err := phonenumbers.Parse(s, region)
	if err != nil || !phonenumbers.IsPossibleNumber(parsed) ||
		parsed.GetExtension() != "" || parsed.GetCountryCode() == 33 && parsed.GetNationalNumber() < 100_000_000 {
		return "", false
	}
	return phonenumbers.Format(parsed, phonenumbers.E164), true
}

// french reads 01 99 00 95 14, +33 (0)1 99 00 95 14, 0033199009514, and
// 199009514 whose first zero a spreadsheet ate.
func french(s string) (string, bool) {
	var digits [14]byte
	n, plus := 0, false
	for i, c := range s {
		switch {
		case '0' <= c && c <= '9':
			if n == len(digits) {
				return "", false
			}
			digits[n] = byte(c)
			n++
		case c == '+' && i == 0:
			plus = true
		case c == ' ' || c == '.' || c == '-' || c == '/' || c == '(' || c == ')' || c == '_' || unicode.IsSpace(c):
		default:
			return "", false
		}
	}
	national := national(string(digits[:n]), plus)
	if len(national) != 9 || national[0] == '0' {
		return "", false
	}
	return "+" + overseas(national[:3]) + national, true
}

// national strips what stands before the nine digits of a French number.
func national(digits string, plus bool) string {
	switch {
	case plus:
		rest, ok := strings.CutPrefix(digits, "33")
		if !ok {
			return ""
		}
		return strings.TrimPrefix(rest, "0")
	case strings.HasPrefix(digits, "0033"):
		return strings.TrimPrefix(digits[4:], "0")
	case len(digits) == 10 && digits[0] == '0':
		return digits[1:]
	case len(digits) == 9:
		return digits
	}
	return ""
}

// ParsePhone reads a phone number as written in a country (a two-letter code,
// France when empty) and returns it in E.164.
func ParsePhone(s, country string) (string, error) {
	number, ok := e164(strings.TrimSpace(s), country)
	if !ok {
		return "", domain.Refuse(domain.Invalid, "bad_phone", "Value", s)
	}
	return number, nil
}
