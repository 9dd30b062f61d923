package exchange

import (
	"bufio"
	"io"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/safe"
)

// Format is the form of a written file.
type Format string

// The two forms.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Writer writes a table row by row in constant memory. Every cell passes safe:
// a spreadsheet runs nothing of it.
type Writer interface {
	// Row writes one row; the first is the headings.
	Row(cells ...string) error
	// Close completes the file.
	Close() error
	// Abandon gives up instead: what was written is cut.
	Abandon() error
}

// NewWriter writes a table of the given form to w; sheet names it in a
// workbook, which is put together in tempDir (the system's when empty).
func NewWriter(w io.Writer, format Format, sheet, tempDir string) (Writer, error) {
	switch format {
	case CSV:
		return newCSVWriter(w)
	case XLSX:
		return newXLSXWriter(w, sheet, tempDir)
	}
	return nil, domain.Refuse(domain.Invalid, "export_format", "Format", string(format))
}

// csvWriter writes UTF-8 with its mark, semicolons and CRLF: what a French
// spreadsheet opens without a question.
type csvWriter struct {
	out *bufio.Writer
}

func newCSVWriter(w io.Writer) (*csvWriter, error) {
	out := bufio.NewWriterSize(w, sniffed)
	_, err := out.WriteString("\ufeff")
	return &csvWriter{out: out}, err
}

func (c *csvWriter) Row(cells ...string) error {
	for i, cell := range cells {
		if i > 0 {
			_ = c.out.WriteByte(';') // bufio keeps its first error for the end of the row
		}
		if harmless(cell) {
			_, _ = c.out.WriteString(cell)
			continue
		}
		cell = safe.CSVCell(cell)
		if !strings.ContainsAny(cell, "\";\r\n") && !(len(cells) == 1 && cell == "") {
			_, _ = c.out.WriteString(cell)
			continue
		}
		_ = c.out.WriteByte('"')
		_, _ = c.out.WriteString(strings.ReplaceAll(cell, `"`, `""`))
		_ = c.out.WriteByte('"')
	}
	_, err := c.out.WriteString("\r\n")
	return err
}

func (c *csvWriter) Close() error { return c.out.Flush() }

func (c *csvWriter) Abandon() error { return nil }

// harmless tells in one pass, for the cells of nearly every export, what safe
// and the quoting rules would say: nothing to do. Anything else is theirs.
func harmless(cell string) bool {
	if cell == "" || !alnum(cell[0]) {
		return false
	}
	for i := range len(cell) {
		if c := cell[i]; c < ' ' || c > '~' || c == ';' || c == '"' {
			return false
		}
	}
	return true
}
