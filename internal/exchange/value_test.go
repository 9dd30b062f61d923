package exchange

import (
	"testing"

	"vigie/internal/domain"
)

func TestAmountsAreReadAsPeopleWriteThem(t *testing.T) {
	const bad = domain.UnknownAmount
	for given, want := range map[string]domain.Cents{
		"61100":                 6110000,
		"0":                     0,
		"91109,96":              9110996,
		"91109.96":              9110996,
		"61 100 €":              6110000,
		"61\u00a0100,50\u202f€": 6110050,
		"1.234,56":              123456,
		"1,234.56":              123456,
		"1.234.567":             123456700,
		"1,234,567.8":           123456780,
		"1.234":                 123400,
		"61,100":                6110000,
		"0,125":                 13,
		"1234,567":              123457,
		"91109.960000000006":    9110996,
		"1'234.50":              123450,
		"12,5":                  1250,
		"12,":                   1200,
		"€ 15":                  1500,
		"15 EUR HT":             1500,
		"1.5E+06":               150000000,
		"":                      bad,
		"-5":                    bad,
		"5k€":                   bad,
		"n.c.":                  bad,
		"1.23.4":                bad,
		"12,34,5":               bad,
		"1e99":                  bad,
		"NaN":                   bad,
		"infe":                  bad,
		"999999999999999999":    bad,
		",":                     bad,
		"5 - 6":                 bad,
	} {
		cents, ok := parseAmount(given)
		if cents != want || ok != (want != bad) {
			t.Errorf("parseAmount(%q) = %d, %v; want %d", given, cents, ok, want)
		}
	}
}

func TestDatesAreReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct {
		given  string
		serial int
		want   domain.Date
	}{
		{"2024-12-31", noSerial, "2024-12-31"},
		{"2024/2/9", noSerial, "2024-02-09"},
		{"31/12/2024", noSerial, "2024-12-31"},
		{"1/2/2024", noSerial, "2024-02-01"},
		{"01-02-24", noSerial, "2024-02-01"},
		{"01.02.70", noSerial, "1970-02-01"},
		{"29/02/2024", noSerial, "2024-02-29"},
		{"2024-12-31T10:00:00+01:00", noSerial, "2024-12-31"},
		{"31/12/2024 00:00", noSerial, "2024-12-31"},
		{"45658", 0, "2025-01-01"},
		{"45658.75", 0, "2025-01-01"},
		{"44196", days1904, "2025-01-01"},
		{"31/12/2024", 0, "2024-12-31"},
		{"45658", noSerial, ""},
		{"5", 0, ""},
		{"29/02/2023", noSerial, ""},
		{"31/04/2024", noSerial, ""},
		{"12/31/2024", noSerial, ""},
		{"2024-13-01", noSerial, ""},
		{"0024-01-01", noSerial, ""},
		{"1/1/224", noSerial, ""},
		{"31/12", noSerial, ""},
		{"demain", noSerial, ""},
		{"31/12/2024x", noSerial, ""},
		{"3112/1/2024", noSerial, ""},
	} {
		day, ok := parseDate(c.given, c.serial)
		if day != c.want || ok != (c.want != "") {
			t.Errorf("parseDate(%q, %d) = %q, %v; want %q", c.given, c.serial, day, ok, c.want)
		}
	}
}

func TestPhonesBecomeE164(t *testing.T) {
	for _, c := range []struct{ given, country, want string }{
		{"01 99 00 95 14", "", "+33199009514"},
		{"06.39.98.12.34", "FR", "+33639981234"},
		{"06-39-98-12-34", "France", "+33639981234"},
		{"+33 (0)1 99 00 95 14", "", "+33199009514"},
		{"0033 1 99 00 95 14", "", "+33199009514"},
		{"199009514", "", "+33199009514"},
		{"0690 12 34 56", "", "+590690123456"},
		{"+32 2 555 12 12", "", "+3225551212"},
		{"02 555 12 12", "BE", "+3225551212"},
		{"+44 20 7946 0958", "FR", "+442079460958"},
		{"0199", "", ""},
		{"01 99 00 95 14 / 06 39 98 12 34", "", ""},
		{"néant", "", ""},
		{"0000000000", "", ""},
		{"+", "", ""},
	} {
		number, ok := e164(c.given, c.country)
		if number != c.want || ok != (c.want != "") {
			t.Errorf("e164(%q, %q) = %q, %v; want %q", c.given, c.country, number, ok, c.want)
		}
	}
}

func TestOnlyPlainAddressesAreTaken(t *testing.T) {
	for given, want := range map[string]bool{
		"contact1.421997586.00035@example.org": true,
		"A+b_c@sub.example.fr":                 true,
		"o'neil@xn--bcher-kva.example":         true,
		"a@example":                            false,
		"a@example.o":                          false,
		"a@127.0.0.1":                          false,
		"a b@example.org":                      false,
		"a@b> SIZE=1":                          false,
		"a@example.org>":                       false,
		"Zoé <zoe@example.org>":                false,
		"zoé@example.org":                      false,
		"a@example.org\r\nBcc: b@example.org":  false,
		"a@example.org;b@example.org":          false,
		".a@example.org":                       false,
		"a..b@example.org":                     false,
		"a.@example.org":                       false,
		"@example.org":                         false,
		"a@-b.org":                             false,
		"a@b..org":                             false,
		"":                                     false,
		"a@b.org.":                             false,
	} {
		if validEmail(given) != want {
			t.Errorf("validEmail(%q) = %v", given, !want)
		}
	}
}
