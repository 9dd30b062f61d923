package exchange

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"vigie/internal/domain"
)

// rewritten is a workbook of 60 lines whose first sheet was changed.
func rewritten(t *testing.T, change func(string) string) io.Reader {
	t.Helper()
	whole := book(t, func(f *excelize.File) {
		set(t, f, "Sheet1", "A1", "siret", "acheteur_siret")
		for i := 2; i <= 61; i++ {
			set(t, f, "Sheet1", "A"+strconv.Itoa(i), "42199758600035", "20006258600157")
		}
	})
	old, err := zip.NewReader(whole, whole.Size())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range old.File {
		from, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == "xl/worksheets/sheet1.xml" {
			text = []byte(change(string(text)))
		}
		to, err := w.Create(part.Name)
		if err == nil {
			_, err = to.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &out
}

// TestABrokenSheetNeverLosesLinesSilently: excelize ends a sheet at the first
// XML mistake, and an import of half a file reported success.
func TestABrokenSheetNeverLosesLinesSilently(t *testing.T) {
	for name, test := range map[string]struct {
		change func(string) string
		broken bool
	}{
		"whole":           {func(s string) string { return s }, false},
		"newline behind":  {func(s string) string { return s + "\n" }, false},
		"cut in a row":    {func(s string) string { return s[:strings.Index(s, `r="A40"`)] }, true},
		"cut at the end":  {func(s string) string { return s[:strings.Index(s, "</sheetData>")] }, true},
		"a stray tag":     {func(s string) string { return strings.Replace(s, `<row r="30"`, `</c><row r="30"`, 1) }, true},
		"an open element": {func(s string) string { return strings.Replace(s, `<row r="50"`, `<x><row r="50"`, 1) }, false}, // every line is read
	} {
		f, err := OpenSuppliers(rewritten(t, test.change), SupplierOptions{Options: Options{TempDir: t.TempDir()}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		lines := 0
		var line domain.SupplierLine
		for err = f.Read(&line); err == nil; err = f.Read(&line) {
			lines++
		}
		broken := errors.Is(err, domain.Refuse(domain.Invalid, "import_workbook_row"))
		if broken != test.broken || !broken && (err != io.EOF || lines != 60) {
			t.Errorf("%s: %d lines, then %v", name, lines, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}
