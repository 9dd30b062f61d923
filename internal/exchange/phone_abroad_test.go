package exchange

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
)

var update = flag.Bool("update", false, "write the table of phone regions anew")

// TestPhoneTableIsThatOfTheLibrary makes the table of the library's own.
func TestPhoneTableIsThatOfTheLibrary(t *testing.T) {
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, m := range all.GetMetadata() {
		code := int(m.GetCountryCode())
		name, main := m.GetId(), ""
		if name == "001" {
			name += strconv.Itoa(code) // of no region
		}
		if m.GetId() == "001" || phonenumbers.GetRegionCodeForCountryCode(code) == m.GetId() {
			main = "main"
		}
		d := m.GetGeneralDesc()
		lines = append(lines, strings.Join([]string{name, main, strconv.Itoa(code), m.GetInternationalPrefix(), m.GetNationalPrefixForParsing(), m.GetNationalPrefixTransformRule(),
			joined(d.GetPossibleLength()), joined(d.GetPossibleLengthLocalOnly()), d.GetNationalNumberPattern()}, "\t")+"\n")
	}
	slices.Sort(lines)
	if *update {
		if err := os.WriteFile("phone_regions.tsv", []byte(strings.Join(lines, "")), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if strings.Join(lines, "") != phoneTable {
		t.Error("the library knows other regions: go test ./internal/exchange -run PhoneTable -update")
	}
}

func joined(lengths []int32) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(lengths), " ", ","), "[]")
}

// library is how a number was read before the table.
func library(s, region string) (string, bool) {
	parsed, err := phonenumbers.Parse(s, region)
	if err != nil || !phonenumbers.IsPossibleNumber(parsed) || parsed.GetExtension() != "" {
		return "", false
	}
	return phonenumbers.Format(parsed, phonenumbers.E164), true
}

func TestNumbersAbroadAreReadAsTheLibraryReadsThem(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	names := make([]string, 0, 300)
	for name := range phonenumbers.GetSupportedRegions() {
		names = append(names, name)
	}
	slices.Sort(names)
	read := 0
	check := func(s, region string) {
		t.Helper()
		want, good := library(s, region)
		code, number, ok := abroad(s, region)
		if got := "+" + code + number; ok != good || ok && got != want {
			t.Errorf("%q in %s: read %s %v, the library %s %v", s, region, got, ok, want, good)
		}
		if ok {
			read++
		}
	}
	for _, region := range names {
		example := phonenumbers.GetExampleNumber(region)
		for range 30 {
			s := phonenumbers.Format(example, []phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.INTERNATIONAL, phonenumbers.NATIONAL}[dice.IntN(3)])
			for range dice.IntN(4) {
				s = misspelt(dice, s)
			}
			check(s, region)
			check(s, names[dice.IntN(len(names))])
			check(s, "FR")
			check(s, "ZZ")
		}
	}
	for _, s := range []string{"", "+", "00", "+0", "+1", "+12", "+123", "(0)", "+00441212345678", "+44 (0) 121 234 5678", "0044 121 234 5678", "＋４４ 121 234 5678", "٠١٢١٢٣٤٥٦٧٨", "+800 1234 5678", "+979 123 456 789",
		"+390612345678", "+54 9 11 1234 5678", "011 44 121 234 5678", "121 234 5678/", "Tel. 0121 234 5678", "12+34567", strings.Repeat("1", 251), strings.Repeat("1", 30), "+7 (912) 345-67-89", "810 44 121 234 5678"} {
		for _, region := range []string{"GB", "US", "IT", "AR", "RU", "DE", "FR", "ZZ", ""} {
			check(s, region)
		}
	}
	if read < 5_000 {
		t.Errorf("only %d numbers were good: the test tries nothing", read)
	}
}

// misspelt changes a number as people do.
func misspelt(dice *rand.Rand, s string) string {
	at := dice.IntN(len(s) + 1)
	for !utf8.ValidString(s[:at]) {
		at--
	}
	switch dice.IntN(6) {
	case 0:
		return s[:at] + []string{" ", ".", "-", "/", "(", ")", "\u00a0"}[dice.IntN(7)] + s[at:]
	case 1:
		return s[:at] + strconv.Itoa(dice.IntN(10)) + s[at:]
	case 2:
		if at < len(s) && s[at] < 0x80 {
			return s[:at] + s[at+1:]
		}
	case 3:
		return strings.TrimPrefix(s, "+")
	case 4:
		return "00" + strings.TrimPrefix(s, "+")
	case 5:
		return "0" + s
	}
	return s
}
