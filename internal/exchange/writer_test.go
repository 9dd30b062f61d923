package exchange

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"vigie/internal/safe"
)

func written(t *testing.T, format Format, rows ...[]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, format, "Clients : [tous]")
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
	w, err := newXLSXWriter(&out, "x")
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
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("x 2")
	if err != nil || len(f.GetSheetList()) != 2 || len(rows) != 2 || rows[0][0] != "heading" || rows[1][0] != "behind" {
		t.Errorf("sheets %q, the second holds %q, %v", f.GetSheetList(), rows, err)
	}
}

func TestUnknownFormatIsRefused(t *testing.T) {
	if _, err := NewWriter(&bytes.Buffer{}, "ods", "x"); refusedAs(err) != "export_format" {
		t.Errorf("got %v", err)
	}
}

func TestWorkbookGoesOutAsItComes(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, XLSX, "x")
	if err != nil {
		t.Fatal(err)
	}
	row := make([]string, 3)
	for i := range 60_000 {
		for j := range row {
			row[j] = strconv.FormatUint(uint64(i*3+j+1)*0x9E3779B97F4A7C15, 36)
		}
		if err := w.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	waiting := out.Len()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if out.Len()-waiting > 128<<10 {
		t.Errorf("%d of %d bytes waited for the end", out.Len()-waiting, out.Len())
	}
}

func TestEveryTextComesBackFromASpreadsheetAsItWas(t *testing.T) {
	texts := append(safe.HostilePayloads(), "a & b", "<b>", "]]>", `"`, "'", " avant", "après ", " ", "_x000D_", "a_x0041_b", "_x00_", "__x005f__", "é𝄞", "00123", "1E5", "TRUE", "\ufeff", "\uffff", "\xff",
		strings.Repeat("é", cellMost+5), strings.Repeat("𝄞", cellMost))
	wide := make([]string, 30)
	wide[0], wide[26], wide[29] = "a", "aa", "ad"
	rows := [][]string{{"x"}, wide}
	for _, text := range texts {
		rows = append(rows, []string{"", text, "fin"})
	}
	f, err := excelize.OpenReader(bytes.NewReader(written(t, XLSX, rows...)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if sheets := f.GetSheetList(); len(sheets) != 1 || sheets[0] != "Clients    tous " {
		t.Fatalf("sheets %q", sheets)
	}
	read, err := f.GetRows("Clients    tous ", excelize.Options{RawCellValue: true})
	if err != nil || len(read) != len(rows) || strings.Join(read[1], ",") != strings.Join(wide, ",") {
		t.Fatalf("%d rows of %d, %v; the wide one is %q", len(read), len(rows), err, read[1])
	}
	for i, text := range texts {
		want := safe.XLSXCell(text)
		if units := utf16.Encode([]rune(want)); len(units) > cellMost {
			want = strings.TrimSuffix(string(utf16.Decode(units[:cellMost])), "\ufffd") // half of a pair
		}
		if got := read[i+2]; got[1] != want || got[2] != "fin" {
			t.Errorf("%.40q came back as %.40q, want %.40q", text, got[1], want)
		}
		if kind, err := f.GetCellType("Clients    tous ", "B"+strconv.Itoa(i+3)); err != nil || want != "" && kind != excelize.CellTypeInlineString {
			t.Errorf("%.40q is no text but %v, %v", text, kind, err)
		}
	}
}

func BenchmarkWriters(b *testing.B) {
	row := []string{"42199758600035", "ALU CONCEPT HABITAT", "contact1@example.org", "+33199009514", "2025-01-01", "61100,00", "actif", "Hamel", "Aïcha", "FR"}
	for _, format := range []Format{CSV, XLSX} {
		b.Run(string(format), func(b *testing.B) {
			w, err := NewWriter(discard{}, format, "x")
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
