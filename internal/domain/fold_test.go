package domain

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFoldIsBlindToAccentsCaseAndPunctuation(t *testing.T) {
	for given, want := range map[string]string{
		"":                       "",
		"  ":                     "",
		"dupont":                 "dupont",
		"dupont fils":            "dupont fils",
		"dupont ":                "dupont",
		"dupont  fils":           "dupont fils",
		"N° SIRET":               "n siret",
		"Nº":                     "no",
		"Raison_Sociale":         "raison sociale",
		"Référence contrat":      "reference contrat",
		"Re\u0301fe\u0301rence":  "reference",
		"Siret donneur d’ordres": "siret donneur d ordres",
		"SŒUR & CŒUR":            "soeur coeur",
		"Straße ẞ":               "strasse ss",
		"Ægir Øre Łódź Đorđe Þór Muñoz":  "aegir ore lodz dorde thor munoz",
		"Nguyễn Văn Đức":                 "nguyen van duc",
		"İstanbul ıspanak":               "istanbul ispanak",
		"@COM.GASCOGNE":                  "com gascogne",
		"A\u00a0B\u202fC":                "a b c",
		"co\u00adop\u200bération":        "cooperation",
		"ＡＢＣ１２":                          "abc12",
		"Ελλάδα":                         "ελλάδα",
		"МОСКВА":                         "москва",
		"\u212aelvin \u212bngstr\u00f6m": "kelvin angstrom",
		"a\xffb":                         "a b",
		"× fois":                         "fois",
	} {
		if got := Fold(given); got != want {
			t.Errorf("Fold(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestWordsOfAName(t *testing.T) {
	if got := Words("L'Électricité (S.A.R.L.)"); !slices.Equal(got, []string{"l", "electricite", "s", "a", "r", "l"}) {
		t.Errorf("Words = %q", got)
	}
	if got := Words(" -- "); len(got) != 0 {
		t.Errorf("Words of punctuation = %q", got)
	}
}

func FuzzFoldIsStable(f *testing.F) {
	for _, seed := range []string{"Élan", "œuf  A", " a", "a ", "a-", "ǅ Ǆ ŉ", "\u0130\u0345ß", "🚧 travaux"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		if !utf8.ValidString(once) || strings.TrimSpace(once) != once || strings.Contains(once, "  ") {
			t.Errorf("Fold(%q) = %q is not folded", s, once)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for _, name := range []string{"alu concept habitat", "ALU CONCEPT HABITAT", "Société d'Électricité du Léman"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(name)
			}
		})
	}
}
