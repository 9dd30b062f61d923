package exchange

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"vigie/internal/safe"
)

// sheetRows is what a sheet holds; the rows behind it go to a second one.
const sheetRows = excelize.TotalRows

// xlsxWriter writes text cells only, so that nothing is run and no identifier
// loses a digit. The rows wait in a temporary file, the archive goes straight
// to its reader.
type xlsxWriter struct {
	to       io.Writer
	file     *excelize.File
	stream   *excelize.StreamWriter
	sheet    string
	sheets   int
	rows     int
	headings []any
	cells    []any
}

func newXLSXWriter(w io.Writer, sheet, tempDir string) (*xlsxWriter, error) {
	if sheet = sheetName(sheet); sheet == "" {
		sheet = "Vigie"
	}
	x := &xlsxWriter{to: w, sheet: sheet}
	x.file = excelize.NewFile(excelize.Options{TmpDir: tempDir})
	x.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return fastZip(x.to) })
	if err := x.file.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	return x, x.begin(sheet)
}

// fastZip packs for speed: a sheet of texts shrinks nearly as much.
func fastZip(w io.Writer) *zip.Writer {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	return z
}

// begin opens a sheet for its rows.
func (x *xlsxWriter) begin(sheet string) (err error) {
	x.sheets++
	x.rows = 0
	x.stream, err = x.file.NewStreamWriter(sheet)
	return err
}

func (x *xlsxWriter) Row(cells ...string) error {
	if x.rows == sheetRows {
		if err := x.nextSheet(); err != nil {
			return err
		}
	}
	x.cells = x.cells[:0]
	for _, cell := range cells {
		x.cells = append(x.cells, safe.XLSXCell(cell))
	}
	if x.headings == nil {
		x.headings = append([]any{}, x.cells...)
	}
	return x.write(x.cells)
}

func (x *xlsxWriter) write(cells []any) error {
	x.rows++
	return x.stream.SetRow("A"+strconv.Itoa(x.rows), cells)
}

// nextSheet goes on with the same headings.
func (x *xlsxWriter) nextSheet() error {
	if err := x.stream.Flush(); err != nil {
		return err
	}
	name := x.sheet + " " + strconv.Itoa(x.sheets+1)
	if _, err := x.file.NewSheet(name); err != nil {
		return err
	}
	if err := x.begin(name); err != nil {
		return err
	}
	return x.write(x.headings)
}

func (x *xlsxWriter) Close() error {
	err := x.stream.Flush()
	if err == nil {
		err = x.file.Write(x.to)
	}
	return errors.Join(err, x.file.Close())
}

// Abandon removes the temporary file; what was written so far is no workbook.
func (x *xlsxWriter) Abandon() error { return x.file.Close() }

// sheetName drops what a sheet's name may not hold, and leaves room for a
// number behind it.
func sheetName(s string) string {
	const most = 28
	name := []rune{}
	for _, r := range safe.Line(s) {
		switch r {
		case ':', '\\', '/', '?', '*', '[', ']', '\'':
			r = ' '
		}
		if len(name) < most {
			name = append(name, r)
		}
	}
	return string(name)
}
