package domain

import (
	"errors"
	"testing"
)

// keyOf is the refusal's key, "" when there is none.
func keyOf(err error) string {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestACheckDigitMakesAnIdentifierOfDigits(t *testing.T) {
	for _, c := range []struct{ digits, want string }{{"21590328", "215903287"}, {"2159032870001", "21590328700013"}, {"4219975860003", "42199758600035"}} {
		if got := WithCheckDigit(c.digits); got != c.want {
			t.Errorf("%s becomes %s, want %s", c.digits, got, c.want)
		}
	}
}

func TestSIRETIsCleanedCheckedAndRepaired(t *testing.T) {
	for _, c := range []struct {
		raw, value string
		repaired   bool
		refusal    string
	}{
		{raw: "42199758600035", value: "42199758600035"},
		{raw: " 421 997 586 00035 ", value: "42199758600035"},
		{raw: "421\u00a0997\u202f586\u200900035", value: "42199758600035"},
		{raw: "421.997.586.00035", value: "42199758600035"},
		{raw: "\ufeff42199758600035\u200b", value: "42199758600035"},
		{raw: "'42199758600035", value: "42199758600035"},
		{raw: `="42199758600035"`, value: "42199758600035"},
		{raw: "35600000000048", value: "35600000000048"}, // La Poste, by Luhn
		{raw: "35600000068534", value: "35600000068534"}, // La Poste, by its digit sum only
		{raw: "35600000012305", value: "35600000012305"},
		{raw: "35600000012306", refusal: BadChecksum},
		{raw: "42199758600036", refusal: BadChecksum},
		{raw: "00000000000000", refusal: BadChecksum},
		{raw: "5542007300011", value: "05542007300011", repaired: true},
		{raw: "5542007300012", refusal: BadLength},
		{raw: "421997586", refusal: SIRENNotSIRET},
		{raw: "421 997 586", refusal: SIRENNotSIRET},
		{raw: "3,80158E+13", refusal: ScientificNotation},
		{raw: "3.80158e+13", refusal: ScientificNotation},
		{raw: "3,80158 E13", refusal: ScientificNotation},
		{raw: "", refusal: MissingIdentifier},
		{raw: " \u00a0\t", refusal: MissingIdentifier},
		{raw: "1", refusal: BadLength},
		{raw: "84111", refusal: BadLength},
		{raw: "421997586000355", refusal: BadLength},
		{raw: "néant", refusal: BadLength},
		{raw: "4219975860003A", refusal: BadLength},
		{raw: "４２１９９７５８６０００３５", refusal: BadLength},
	} {
		value, repaired, err := ParseSIRET(c.raw)
		if value != c.value || repaired != c.repaired || keyOf(err) != c.refusal {
			t.Errorf("ParseSIRET(%q) = %q, %v, %q; want %q, %v, %q",
				c.raw, value, repaired, keyOf(err), c.value, c.repaired, c.refusal)
		}
	}
}

func TestForeignIdentifierHasARegisterAndAValue(t *testing.T) {
	for _, c := range []struct {
		register, raw string
		id            Identifier
		refusal       string
	}{
		{"SIRET", "42199758600035", Identifier{SIRET, "42199758600035"}, ""},
		{"", "42199758600035", Identifier{SIRET, "42199758600035"}, ""},
		{"siret", "421997586", Identifier{}, SIRENNotSIRET},
		{"tva", "BE 0403.170.701", Identifier{TVA, "BE0403170701"}, ""},
		{"TVA", "de-123456789", Identifier{TVA, "DE123456789"}, ""},
		{"TVA", "FR41421997586", Identifier{}, BadChecksum},
		{"TVA", "FR 83 404 833 048", Identifier{TVA, "FR83404833048"}, ""},
		{"TVA", "12345678", Identifier{}, BadLength},
		{"TVA", "", Identifier{}, MissingIdentifier},
		{"Hors UE", "CH-Gruyère SA", Identifier{HorsUE, "CHGRUYERESA"}, ""},
		{"hors_ue", "1,2E+11", Identifier{}, ScientificNotation},
		{"RIDET", "0 123 456.001", Identifier{RIDET, "0123456001"}, ""},
		{"TAHITI", "A12345", Identifier{TAHITI, "A12345"}, ""},
		{"FRWF", "--", Identifier{}, MissingIdentifier},
		{"DUNS", "123456789", Identifier{}, UnknownType},
	} {
		id, _, err := ParseIdentifier(c.register, c.raw)
		if id != c.id || keyOf(err) != c.refusal {
			t.Errorf("ParseIdentifier(%q, %q) = %v, %q; want %v, %q", c.register, c.raw, id, keyOf(err), c.id, c.refusal)
		}
	}
}

func TestSIRENOfAnIdentifier(t *testing.T) {
	for id, want := range map[Identifier]string{
		{SIRET, "42199758600035"}: "421997586",
		{TVA, "FR83404833048"}:    "404833048",
		{TVA, "BE0403170701"}:     "",
		{HorsUE, "CHGRUYERE"}:     "",
	} {
		if got := id.SIREN(); got != want {
			t.Errorf("SIREN of %v = %q, want %q", id, got, want)
		}
	}
	if !ValidSIREN("404833048") || ValidSIREN("404833049") || ValidSIREN("000000000") {
		t.Error("ValidSIREN does not check the key")
	}
	if got := FrenchVATKey("404833048"); got != "83" {
		t.Errorf("VAT key of 404833048 = %q, want 83", got)
	}
	if FrenchVATKey("40483304") != "" {
		t.Error("a key was made of eight digits")
	}
}

func TestForeignReportsTheRegister(t *testing.T) {
	for _, register := range IdentifierTypes() {
		if register.Foreign() != (register != SIRET) {
			t.Errorf("%s: Foreign = %v", register, register.Foreign())
		}
	}
}

func BenchmarkParseSIRET(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := ParseSIRET("42199758600035"); err != nil {
			b.Fatal(err)
		}
	}
}
