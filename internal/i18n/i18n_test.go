package i18n

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"vigie/internal/domain"
)

// spoken builds texts from a small catalogue of the test's own.
func spoken(t *testing.T, lang string) *Texts {
	t.Helper()
	texts := newTexts(lang)
	test := map[string]message{
		"test.plain":  {Other: "bonjour"},
		"test.named":  {Other: "bonjour {{.Name}}, ligne {{.Line}}"},
		"test.count":  {One: "{{.Count}} ligne de {{.Name}}", Other: "{{.Count}} lignes de {{.Name}}"},
		"test.broken": {Other: "bonjour {{.Name"},
	}
	texts.rooms["test"] = func() map[string]message { return test }
	texts.rooms["error"] = func() map[string]message {
		return map[string]message{"error.known": {Other: "refusé : {{.Why}}"}}
	}
	return texts
}

func TestTextIsSaidWithItsArguments(t *testing.T) {
	texts := spoken(t, French)
	for _, c := range []struct{ got, want string }{
		{texts.T("test.plain"), "bonjour"},
		{texts.T("test.named", "Name", "<Zoé>", "Line", 12), "bonjour <Zoé>, ligne 12"},
		{texts.T("test.absent", "Name", "x"), "test.absent"},
		{texts.N("test.absent", 3), "test.absent"},
		{texts.T("test", "Name", "x"), "test"},
		{texts.T("nowhere.noun"), "nowhere.noun"},
		{texts.T("test.broken", "Name", "x"), "bonjour {{.Name (test.broken)"},
	} {
		if c.got != c.want {
			t.Errorf("said %q, want %q", c.got, c.want)
		}
	}
	if texts.Has("test.absent") || !texts.Has("test.plain") {
		t.Error("Has does not tell known keys from unknown ones")
	}
}

func TestZeroIsSingularInFrenchAndPluralInEnglish(t *testing.T) {
	for _, c := range []struct {
		lang string
		n    int64
		want string
	}{
		{French, 0, "0 ligne de A"},
		{French, 1, "1 ligne de A"},
		{French, 2, "2 lignes de A"},
		{French, 1_000_000, "1\u00a0000\u00a0000 lignes de A"},
		{English, 0, "0 lignes de A"},
		{English, 1, "1 ligne de A"},
		{English, 12_345, "12,345 lignes de A"},
	} {
		if got := spoken(t, c.lang).N("test.count", c.n, "Name", "A"); got != c.want {
			t.Errorf("%s %d: said %q, want %q", c.lang, c.n, got, c.want)
		}
	}
}

func TestRefusalIsSaidAndFaultOfOursIsNot(t *testing.T) {
	texts := spoken(t, French)
	refusal := fmt.Errorf("wrapped: %w", domain.Refuse(domain.Invalid, "known", "Why", "trop tard"))
	if got := texts.Err(refusal); got != "refusé : trop tard" {
		t.Errorf("said %q", got)
	}
	forbidden := domain.Refuse(domain.Forbidden, "forbidden", "Action", "import", "Role", "agent")
	if got := For(French).Err(forbidden); got != "Votre rôle (agent) ne permet pas cette action : importer un fichier." {
		t.Errorf("said %q", got)
	}
	for _, lang := range []string{French, English} {
		if got, want := For(lang).Err(errors.New("dial tcp: secret")), For(lang).T("error.internal"); got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}

func TestUnknownLanguageIsFrench(t *testing.T) {
	for given, want := range map[string]string{"fr": "fr", "en": "en", "": "fr", "de": "fr"} {
		if got := For(given).Lang(); got != want {
			t.Errorf("For(%q) speaks %q, want %q", given, got, want)
		}
	}
}

func TestDatesNumbersAndAmountsFollowTheLanguage(t *testing.T) {
	fr, en := For(French), For(English)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 7, 1, 22, 30, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{fr.Date("2025-01-05"), "05/01/2025"},
		{en.Date("2025-01-05"), "5 Jan 2025"},
		{fr.Date(""), ""},
		{fr.Date("soon"), "soon"},
		{fr.LongDate("2025-08-01"), "1er août 2025"},
		{fr.LongDate("2025-12-31"), "31 décembre 2025"},
		{en.LongDate("2025-08-01"), "1 August 2025"},
		{fr.DateTime(at, paris), "02/07/2025 00:30"},
		{en.DateTime(at, nil), "1 Jul 2025 22:30"},
		{fr.DateTime(time.Time{}, paris), ""},
		{fr.Number(0), "0"},
		{fr.Number(999), "999"},
		{fr.Number(-1234567), "-1\u00a0234\u00a0567"},
		{en.Number(-9223372036854775808), "-9,223,372,036,854,775,808"},
		{fr.Amount(6110005), "61\u00a0100,05\u00a0€"},
		{en.Amount(6110000), "€61,100.00"},
		{fr.Amount(-1), "montant inconnu"},
		{fr.Span(0), "0\u00a0s"},
		{fr.Span(90 * time.Second), "1\u00a0min\u00a030\u00a0s"},
		{en.Span(24 * time.Hour), "1\u00a0d"},
		{fr.Span(51*time.Hour + 40*time.Minute), "2\u00a0j\u00a03\u00a0h"},
		{en.Span(5*time.Hour + 30*time.Second), "5\u00a0h"},
	} {
		if c.got != c.want {
			t.Errorf("said %q, want %q", c.got, c.want)
		}
	}
}

func BenchmarkPlainText(b *testing.B) {
	texts := For(French)
	b.ReportAllocs()
	for b.Loop() {
		texts.T("error.internal")
	}
}
