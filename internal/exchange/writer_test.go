package exchange

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"vigie/internal/safe"
)

func written(t *testing.T, format Format, rows ...[]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, format, "Clients : [tous]", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestCSVOpensInAFrenchSpreadsheetAndRunsNothing(t *testing.T) {
	got := string(written(t, CSV, []string{"nom", "note"},
		[]string{"=HYPERLINK(\"http://x\")", "a;b"}, []string{"@COM.GASCOGNE", "dit \"oui\""}, []string{"é\x1b[31m", "deux\nlignes"}, []string{""}))
	want := "\ufeffnom;note\r\n" +
		"\"'=HYPERLINK(\"\"http://x\"\")\";\"a;b\"\r\n" +
		"'@COM.GASCOGNE;\"dit \"\"oui\"\"\"\r\n" +
		"é;deux lignes\r\n\"\"\r\n"
	if got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
}

func TestWorkbookCellsComeBackUnchanged(t *testing.T) {
	rows := [][]string{{"nom", "téléphone", "siret"}, {"@COM.GASCOGNE", "+33639981234", "05542007300011"}, {"=1+1", "", " é "}}
	headings, records, err := readAll(t, bytes.NewReader(written(t, XLSX, rows...)))
	if err != nil || strings.Join(headings, "|") != "nom|téléphone|siret" {
		t.Fatalf("headings %q, %v", headings, err)
	}
	for i, want := range rows[1:] {
		if records[i].cells != strings.Join(want, "|") {
			t.Errorf("row %d came back as %q, want %q", i+2, records[i].cells, want)
		}
	}
}

func TestBothFormsComeBackTheSameFromOurOwnReader(t *testing.T) {
	rows := [][]string{{"siret", "acheteur_id", "raison_sociale", "telephone"}, {"83380264800026", "42199758600035", "@COM.GASCOGNE", "+33639981234"}}
	for _, format := range []Format{CSV, XLSX} {
		_, lines := suppliersOf(t, bytes.NewReader(written(t, format, rows...)), SupplierOptions{})
		if lines[0].Name != "@COM.GASCOGNE" || lines[0].Phone != "+33639981234" || len(lines[0].Warnings) != 0 {
			t.Errorf("%s: read %+v", format, lines[0])
		}
	}
}

func TestHostileCellsAreHarmlessInBothForms(t *testing.T) {
	for _, payload := range safe.HostilePayloads() {
		csv := strings.TrimSuffix(strings.TrimPrefix(string(written(t, CSV, []string{"x", payload})), "\ufeffx;"), "\r\n")
		if trimmed := strings.TrimLeft(csv, `" `); trimmed != "" && strings.ContainsAny(trimmed[:1], "=+-@\t\r") {
			t.Errorf("a spreadsheet would run %q", csv)
		}
		if strings.ContainsAny(csv, "\x1b\x00\x07\u202e") {
			t.Errorf("a terminal would obey %q", csv)
		}
		written(t, XLSX, []string{payload})
	}
}

func TestRowsBeyondOneSheetGoToASecond(t *testing.T) {
	var out bytes.Buffer
	w, err := newXLSXWriter(&out, "x", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row("heading"); err != nil {
		t.Fatal(err)
	}
	w.rows = sheetRows // as if it were full
	if err := w.Row("behind"); err != nil {
		t.Fatal(err)
	}
	if w.sheets != 2 || w.rows != 2 {
		t.Errorf("sheet %d, row %d: want the heading again and the row on a second sheet", w.sheets, w.rows)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestUnknownFormatIsRefused(t *testing.T) {
	if _, err := NewWriter(&bytes.Buffer{}, "ods", "x", ""); refusedAs(err) != "export_format" {
		t.Errorf("got %v", err)
	}
}

func TestNothingIsLeftOfAWorkbookThatWasWritten(t *testing.T) {
	dir := t.TempDir()
	w, err := NewWriter(&bytes.Buffer{}, XLSX, "x", dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 60_000 {
		if err := w.Row(fmt.Sprint(i), "une valeur assez longue pour remplir la mémoire", "encore une"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func BenchmarkWriters(b *testing.B) {
	row := []string{"42199758600035", "ALU CONCEPT HABITAT", "contact1@example.org", "+33199009514", "2025-01-01", "61100,00", "actif", "Hamel", "Aïcha", "FR"}
	for _, format := range []Format{CSV, XLSX} {
		b.Run(string(format), func(b *testing.B) {
			w, err := NewWriter(discard{}, format, "x", b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := w.Row(row...); err != nil {
					b.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// discard is a reader's end that takes everything.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
