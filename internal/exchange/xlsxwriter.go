package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"

	"vigie/internal/safe"
)

// sheetRows is what a sheet holds; the rows behind it go to a second one.
const sheetRows = 1 << 20

// sheetBlock is how much of a sheet is packed at a time, in bytes.
const sheetBlock = 64 << 10

// xlsxWriter writes text cells only, so that nothing is run and no identifier
// loses a digit. Rows go packed to their reader as they come: nothing waits in
// memory or in a file.
type xlsxWriter struct {
	archive  *zip.Writer
	part     io.Writer // the sheet that is being written
	block    []byte    // of it, not packed yet
	sheet    string
	sheets   int
	rows     int
	headings []string
	columns  []string // A, B, …
}

func newXLSXWriter(w io.Writer, sheet string) (*xlsxWriter, error) {
	if sheet = sheetName(sheet); sheet == "" {
		sheet = "Vigie"
	}
	x := &xlsxWriter{archive: zip.NewWriter(w), sheet: sheet, block: make([]byte, 0, sheetBlock+sheetBlock/4)}
	for _, p := range []struct{ name, text string }{{"[Content_Types].xml", contentTypes}, {"_rels/.rels", packageLinks}, {"xl/styles.xml", plainStyles}} {
		if err := x.write(p.name, p.text); err != nil {
			return nil, err
		}
	}
	return x, x.begin()
}

// begin opens a sheet for its rows.
func (x *xlsxWriter) begin() (err error) {
	x.sheets++
	x.rows = 0
	x.block = append(x.block[:0], sheetHead...)
	x.part, err = x.archive.Create("xl/worksheets/sheet" + strconv.Itoa(x.sheets) + ".xml")
	return err
}

func (x *xlsxWriter) Row(cells ...string) error {
	if x.headings == nil {
		x.headings = append([]string{}, cells...)
	}
	if x.rows == sheetRows {
		if err := x.nextSheet(); err != nil {
			return err
		}
	}
	return x.row(cells)
}

func (x *xlsxWriter) row(cells []string) error {
	x.rows++
	for len(x.columns) < len(cells) {
		x.columns = append(x.columns, columnName(len(x.columns)))
	}
	number := strconv.Itoa(x.rows)
	b := x.block
	b = append(b, `<row r="`...)
	b = append(b, number...)
	b = append(b, `">`...)
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		b = append(b, `<c r="`...)
		b = append(b, x.columns[i]...)
		b = append(b, number...)
		b = append(b, `" t="inlineStr"><is>`...)
		b = appendText(b, cell)
		b = append(b, `</is></c>`...)
	}
	b = append(b, `</row>`...)
	x.block = b
	if len(x.block) < sheetBlock {
		return nil
	}
	return x.pack()
}

func (x *xlsxWriter) pack() error {
	_, err := x.part.Write(x.block)
	x.block = x.block[:0]
	return err
}

// end closes the sheet.
func (x *xlsxWriter) end() error {
	x.block = append(x.block, sheetFoot...)
	return x.pack()
}

// nextSheet goes on with the same headings.
func (x *xlsxWriter) nextSheet() error {
	if err := x.end(); err != nil {
		return err
	}
	if err := x.begin(); err != nil {
		return err
	}
	return x.row(x.headings)
}

func (x *xlsxWriter) Close() error {
	if err := x.end(); err != nil {
		return err
	}
	return errors.Join(x.write("xl/workbook.xml", x.book()), x.write("xl/_rels/workbook.xml.rels", x.bookLinks()), x.archive.Close())
}

func (x *xlsxWriter) write(name, text string) error {
	part, err := x.archive.Create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(part, text)
	return err
}

// title is the name of a sheet, in XML.
func (x *xlsxWriter) title(sheet int) string {
	name := x.sheet
	if sheet > 1 {
		name += " " + strconv.Itoa(sheet)
	}
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(name)) // a buffer takes everything
	return out.String()
}

// columnName is the letters of a column, the first being 0.
func columnName(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return columnName(n/26-1) + string(rune('A'+n%26))
}

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
