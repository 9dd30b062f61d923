package exchange

import (
	"archive/zip"
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"vigie/internal/domain"
)

// book makes a workbook whose first sheet is filled by fill.
func book(t *testing.T, fill func(*excelize.File)) *bytes.Reader {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	out, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(out.Bytes())
}

func set(t *testing.T, f *excelize.File, sheet, cell string, values ...any) {
	t.Helper()
	if err := f.SetSheetRow(sheet, cell, &values); err != nil {
		t.Fatal(err)
	}
}

func TestWorkbookIsReadLikeAText(t *testing.T) {
	r := book(t, func(f *excelize.File) {
		set(t, f, "Sheet1", "A2", "SIRET donneur d'ordres", "N° SIRET", "Raison sociale", "Date début", "Montant HT", "Référent", "Courriel")
		set(t, f, "Sheet1", "A3", 42199758600035, "833 802 648 00026", "@COM.GASCOGNE", 45658, 91109.96, true)
		set(t, f, "Sheet1", "A6", "42199758600035", 5542007300011, "=1+1", "31/12/2024", "1 234,50 €", "non", "a@example.org")
		set(t, f, "Sheet1", "A7", "42199758600035", "3.80158E+13")
	})
	_, lines := suppliersOf(t, r, SupplierOptions{})
	if len(lines) != 3 {
		t.Fatalf("read %d lines", len(lines))
	}
	first, second, third := lines[0], lines[1], lines[2]
	if first.Line != 3 || first.Rejection != "" || first.Name != "@COM.GASCOGNE" || first.StartOn != "2025-01-01" ||
		first.Amount != 9110996 || !first.Referent || first.Supplier.Value != "83380264800026" || first.Buyer.Value != "42199758600035" {
		t.Errorf("read %+v", first)
	}
	if second.Line != 6 || !slices.Equal(second.Warnings, []string{domain.WarnRepaired}) || second.StartOn != "2024-12-31" ||
		second.Amount != 123450 || second.Email != "a@example.org" || second.Name != "=1+1" {
		t.Errorf("read %+v", second)
	}
	if third.Rejection != domain.ScientificNotation {
		t.Errorf("read %+v", third)
	}
}

func TestFirstVisibleSheetWithRowsIsRead(t *testing.T) {
	r := book(t, func(f *excelize.File) {
		for _, sheet := range []string{"Hidden", "Data"} {
			if _, err := f.NewSheet(sheet); err != nil {
				t.Fatal(err)
			}
			set(t, f, sheet, "A1", sheet, "b")
		}
		if err := f.SetSheetVisible("Hidden", false); err != nil {
			t.Fatal(err)
		}
	})
	headings, _, err := readAll(t, r)
	if err != nil || !slices.Equal(headings, []string{"Data", "b"}) {
		t.Errorf("headings %q, %v", headings, err)
	}
}

func TestWorkbookKeepsWholeNumbersWhole(t *testing.T) {
	for given, want := range map[string]string{
		"4.2199758600035E13":   "42199758600035",
		"4.2199758600035E+13":  "42199758600035",
		"5.542007300011E12":    "5542007300011",
		"4.21997586E13":        "4.21997586E13", // digits were lost before
		"1.5E-3":               "1.5E-3",
		"1E5A":                 "1E5A",
		"12E3":                 "12E3",
		"42199758600035":       "42199758600035",
		"1.2345678901234567E9": "1.2345678901234567E9",
	} {
		if got := wholeNumber(given); got != want {
			t.Errorf("wholeNumber(%q) = %q, want %q", given, got, want)
		}
	}
}

// bomb is a workbook with one sheet of megabytes of the same character.
func bomb(t *testing.T, megabytes int) *bytes.Reader {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	part, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	block := bytes.Repeat([]byte{' '}, 1<<20)
	for range megabytes {
		if _, err := part.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(out.Bytes())
}

func TestWorkbookThatIsABombIsRefusedAndNothingIsLeft(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		file *bytes.Reader
		key  string
	}{
		"bomb":      {bomb(t, 64), "import_workbook_too_big"},
		"other zip": {bomb(t, 1), "import_not_a_table"},
		"no row":    {book(t, func(*excelize.File) {}), "import_empty"},
	} {
		_, err := Open(c.file, Options{TempDir: dir})
		if refusedAs(err) != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestWorkbookRowWithAHugeCellIsRefused(t *testing.T) {
	var sheet strings.Builder
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
		`<row r="1"><c r="A1" t="inlineStr"><is><t>siret</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>`)
	for i := range maxRecord / 4 {
		sheet.WriteByte(byte('a' + i%26))
		sheet.WriteString("bcdefg")
	}
	sheet.WriteString(`</t></is></c></row></sheetData></worksheet>`)
	r := book(t, func(f *excelize.File) {
		f.Sheet.Delete("xl/worksheets/sheet1.xml")
		f.Pkg.Store("xl/worksheets/sheet1.xml", []byte(sheet.String()))
	})
	_, _, err := readAll(t, r)
	if refusedAs(err) != "import_line_too_long" {
		t.Errorf("got %v", err)
	}
}
