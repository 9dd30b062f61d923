package domain

import (
	"fmt"
	"strings"
	"unicode"
)

// IdentifierType is the register an identifier belongs to.
type IdentifierType string

// The registers: SIRET in France, and those of public procurement for holders
// outside it.
const (
	SIRET  IdentifierType = "SIRET"
	TVA    IdentifierType = "TVA"    // European VAT number
	TAHITI IdentifierType = "TAHITI" // French Polynesia
	RIDET  IdentifierType = "RIDET"  // New Caledonia
	FRWF   IdentifierType = "FRWF"   // Wallis and Futuna
	IREP   IdentifierType = "IREP"   // register of polluting emissions
	UE     IdentifierType = "UE"     // European Union without VAT number
	HorsUE IdentifierType = "HORS-UE"
)

// IdentifierTypes lists the registers, SIRET first.
func IdentifierTypes() []IdentifierType {
	return []IdentifierType{SIRET, TVA, TAHITI, RIDET, FRWF, IREP, UE, HorsUE}
}

// Foreign reports whether the register is not the French SIRENE, so that the
// rules for establishments from abroad apply.
func (t IdentifierType) Foreign() bool { return t != SIRET && t != "" }

// Identifier names one establishment in its register; the value is clean.
type Identifier struct {
	Type  IdentifierType
	Value string
}

// The codes of refusal of an identifier, as they stand in reports.
const (
	BadChecksum        = "bad_checksum"
	BadLength          = "bad_length"
	SIRENNotSIRET      = "siren_not_siret"
	ScientificNotation = "scientific_notation"
	MissingIdentifier  = "missing_identifier"
	UnknownType        = "unknown_type"
)

// SIREN returns the nine digits of the company, or "" when the register has
// no SIREN.
func (i Identifier) SIREN() string {
	switch {
	case i.Type == SIRET && len(i.Value) == siretLength:
		return i.Value[:sirenLength]
	case i.Type == TVA && strings.HasPrefix(i.Value, "FR") && len(i.Value) == 13:
		return i.Value[4:]
	}
	return ""
}

// String is the value, preceded by its register when that is not SIRET.
func (i Identifier) String() string {
	if i.Type.Foreign() {
		return string(i.Type) + " " + i.Value
	}
	return i.Value
}

const (
	sirenLength, siretLength = 9, 14
	foreignLength            = 40
	laPoste                  = "356000000"
)

// ParseSIRET cleans and checks a SIRET as people and spreadsheets write it.
// A first zero that a spreadsheet ate is put back and told by repaired.
func ParseSIRET(raw string) (value string, repaired bool, err error) {
	if len(raw) == siretLength && digits(raw) {
		value = raw
	} else if value = clean(raw); value == "" {
		return "", false, Refuse(Invalid, "missing_identifier")
	}
	if scientific(value) {
		return "", false, Refuse(Invalid, "scientific_notation")
	}
	value = strings.ReplaceAll(value, ".", "")
	switch {
	case !digits(value):
		return "", false, Refuse(Invalid, "bad_length")
	case len(value) == siretLength && ValidSIRET(value):
		return value, false, nil
	case len(value) == siretLength:
		return "", false, Refuse(Invalid, "bad_checksum")
	case len(value) == siretLength-1 && ValidSIRET("0"+value):
		return "0" + value, true, nil
	case len(value) == sirenLength:
		return "", false, Refuse(Invalid, "siren_not_siret")
	}
	return "", false, Refuse(Invalid, "bad_length")
}

// ParseIdentifier cleans and checks an identifier of a register. Without a
// register it is a SIRET.
func ParseIdentifier(register, raw string) (id Identifier, repaired bool, err error) {
	switch id.Type, err = parseType(register); {
	case err != nil:
		return Identifier{}, false, err
	case id.Type == SIRET:
		id.Value, repaired, err = ParseSIRET(raw)
		if err != nil {
			return Identifier{}, false, err
		}
		return id, repaired, nil
	}
	value := clean(raw)
	if scientific(value) {
		return Identifier{}, false, Refuse(Invalid, "scientific_notation")
	}
	id.Value = strings.ToUpper(strings.ReplaceAll(Fold(value), " ", ""))
	if err := checkForeign(id); err != nil {
		return Identifier{}, false, err
	}
	return id, false, nil
}

func parseType(register string) (IdentifierType, error) {
	folded := strings.ReplaceAll(Fold(register), " ", "-")
	if folded == "" {
		return SIRET, nil
	}
	for _, t := range IdentifierTypes() {
		if folded == strings.ToLower(string(t)) {
			return t, nil
		}
	}
	return "", Refuse(Invalid, "unknown_type")
}

func checkForeign(id Identifier) error {
	switch v := id.Value; {
	case v == "":
		return Refuse(Invalid, "missing_identifier")
	case len(v) < 2 || len(v) > foreignLength:
		return Refuse(Invalid, "bad_length")
	case id.Type != TVA:
		return nil
	case len(v) < 4 || len(v) > 15 || !letters(v[:2]):
		return Refuse(Invalid, "bad_length")
	case v[:2] != "FR":
		return nil
	case len(v) != 13 || !digits(v[4:]):
		return Refuse(Invalid, "bad_length")
	case digits(v[2:4]) && (!ValidSIREN(v[4:]) || v[2:4] != FrenchVATKey(v[4:])):
		return Refuse(Invalid, "bad_checksum")
	}
	return nil
}

// ValidSIREN reports whether s is nine digits that pass Luhn.
func ValidSIREN(s string) bool {
	return len(s) == sirenLength && digits(s) && s != "000000000" && luhn(s)
}

// ValidSIRET reports whether s is fourteen digits that pass Luhn or, for La
// Poste, whose digit sum is divisible by five.
func ValidSIRET(s string) bool {
	if len(s) != siretLength || !digits(s) || s[:sirenLength] == "000000000" {
		return false
	}
	return luhn(s) || s[:sirenLength] == laPoste && digitSum(s)%5 == 0
}

// FrenchVATKey returns the two digits between FR and the SIREN, or "" when
// siren is not nine digits.
func FrenchVATKey(siren string) string {
	if len(siren) != sirenLength || !digits(siren) {
		return ""
	}
	n := 0
	for i := range len(siren) {
		n = n*10 + int(siren[i]-'0')
	}
	return fmt.Sprintf("%02d", (12+3*(n%97))%97)
}

func luhn(s string) bool { return luhnSum(s)%10 == 0 }

// luhnSum adds the digits of s, every second one from the right doubled.
func luhnSum(s string) int {
	sum := 0
	for i := range len(s) {
		n := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum
}

// WithCheckDigit appends to digits the one that makes a SIREN or a SIRET of
// them (Luhn, ISO/IEC 7812-1).
func WithCheckDigit(digits string) string {
	return digits + string(rune('0'+(10-luhnSum(digits+"0")%10)%10))
}

func digitSum(s string) int {
	sum := 0
	for i := range len(s) {
		sum += int(s[i] - '0')
	}
	return sum
}

// clean drops spaces of every kind, invisible characters, and the apostrophe
// or ="…" by which people keep a spreadsheet from eating digits.
func clean(raw string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, raw)
	s = strings.TrimPrefix(s, "'")
	if strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) && len(s) > 2 {
		s = s[2 : len(s)-1]
	}
	return s
}

// scientific reports whether s is a number like 3,80158E+13.
func scientific(s string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(s), "E")
	if !ok {
		return false
	}
	mantissa = strings.NewReplacer(",", "", ".", "").Replace(mantissa)
	return digits(mantissa) && digits(strings.TrimLeft(exponent, "+-"))
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func letters(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return s != ""
}

// CountryOf is the country of an establishment: the two letters that a file
// gives, else what its register says, "" when neither tells.
func CountryOf(id Identifier, given string) string {
	if given = strings.ToUpper(strings.TrimSpace(given)); len(given) == 2 && letters(given) {
		return given
	}
	switch id.Type {
	case SIRET, "":
		return "FR"
	case TAHITI:
		return "PF"
	case RIDET:
		return "NC"
	case FRWF:
		return "WF"
	case TVA:
		if len(id.Value) > 2 && letters(id.Value[:2]) {
			return id.Value[:2]
		}
	}
	return ""
}
