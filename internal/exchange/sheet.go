package exchange

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"vigie/internal/domain"
)

const (
	maxWorkbook = 256 << 20 // bytes of a workbook as sent
	maxUnzipped = 1 << 30   // bytes of a workbook unpacked, most of it on disk
	// maxRatio is ten times what a sheet of text reaches.
	maxRatio   = 250
	keptUnzip  = 4 << 20 // bytes of a part that are unpacked to disk beyond
	ratioFloor = 16 << 20
)

// workbook yields the rows of the first visible sheet that has any.
type workbook struct {
	path string
	file *excelize.File
	rows *excelize.Rows
	line int
	// sheet is the name of the sheet whose rows are read.
	sheet string
	// width is the number of headings: a sheet leaves out empty cells at the
	// end of a row.
	width int
	// since1904 is the other day zero of old Macs.
	since1904 bool
}

// openWorkbook spools the workbook: it is read from its end.
func openWorkbook(r io.Reader, dir string) (*workbook, error) {
	spool, err := os.CreateTemp(dir, "vigie-import-*.xlsx")
	if err != nil {
		return nil, err
	}
	w := &workbook{path: spool.Name()}
	size, err := io.Copy(spool, io.LimitReader(r, maxWorkbook+1))
	if err = errors.Join(err, spool.Close()); err != nil {
		return nil, errors.Join(err, w.close())
	}
	if size > maxWorkbook {
		return nil, errors.Join(domain.Refuse(domain.Invalid, "import_workbook_too_big"), w.close())
	}
	if err := w.open(dir); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *workbook) open(dir string) error {
	if err := checkUnzipped(w.path); err != nil {
		return err
	}
	file, err := excelize.OpenFile(w.path, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: keptUnzip, TmpDir: dir,
	})
	if err != nil {
		return domain.Refuse(domain.Invalid, "import_not_a_table")
	}
	w.file = file
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		w.since1904 = *props.Date1904
	}
	for _, sheet := range file.GetSheetList() {
		if visible, err := file.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		if w.rows, err = file.Rows(sheet); err != nil {
			return domain.Refuse(domain.Invalid, "import_not_a_table")
		}
		w.sheet = sheet
		if w.hasRows(sheet) {
			return nil
		}
	}
	return domain.Refuse(domain.Invalid, "import_empty")
}

// hasRows looks for a row that is not blank and comes back to the top.
func (w *workbook) hasRows(sheet string) bool {
	found := false
	for !found {
		cells, _, err := w.next()
		if err != nil {
			break
		}
		found = !blank(cells)
	}
	_ = w.rows.Close()
	rows, err := w.file.Rows(sheet)
	w.rows, w.line = rows, 0
	return found && err == nil
}

// checkUnzipped refuses a workbook made to fill a memory or a disk, by the
// sizes its directory announces; reading stops where they are lies.
func checkUnzipped(path string) error {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return domain.Refuse(domain.Invalid, "import_not_a_table")
	}
	defer archive.Close()
	var total uint64
	for _, part := range archive.File {
		total += part.UncompressedSize64
		if total > maxUnzipped || part.UncompressedSize64 > maxUnzipped ||
			part.UncompressedSize64 > ratioFloor && part.UncompressedSize64/(part.CompressedSize64+1) > maxRatio {
			return domain.Refuse(domain.Invalid, "import_workbook_too_big")
		}
	}
	return nil
}

func (w *workbook) next() ([]string, int, error) {
	if !w.rows.Next() {
		if w.rows.Error() != nil {
			return nil, w.line, domain.Refuse(domain.Invalid, "import_not_a_table")
		}
		if err := checkSheet(w.path, w.sheet, w.line); err != nil {
			return nil, w.line, err
		}
		return nil, w.line, io.EOF
	}
	w.line++
	cells, err := w.rows.Columns()
	if err != nil {
		return nil, w.line, domain.Refuse(domain.Invalid, "import_workbook_row", "Line", w.line)
	}
	for len(cells) < w.width {
		cells = append(cells, "")
	}
	size := 0
	for i, cell := range cells {
		size += len(cell)
		cells[i] = wholeNumber(cell)
	}
	if size > maxRecord {
		return nil, w.line, domain.Refuse(domain.Invalid, "import_line_too_long", "Line", w.line)
	}
	return cells, w.line, nil
}

// wholeNumber writes out a number that the workbook keeps as 4.2199758600035E13
// with every digit: nothing was lost, unlike in a CSV.
func wholeNumber(cell string) string {
	if len(cell) < 4 || cell[0] < '0' || cell[0] > '9' || !strings.ContainsAny(cell, "Ee") {
		return cell
	}
	mantissa, exponent, _ := strings.Cut(strings.ToUpper(cell), "E")
	whole, decimals, _ := strings.Cut(mantissa, ".")
	shift, err := strconv.Atoi(exponent)
	if err != nil || len(whole) != 1 || shift < len(decimals) || shift > 15 || shift-len(decimals) > 3 {
		return cell
	}
	if _, err := strconv.ParseUint(whole+decimals, 10, 64); err != nil {
		return cell
	}
	return whole + decimals + strings.Repeat("0", shift-len(decimals))
}

func (w *workbook) close() error {
	var errs []error
	if w.rows != nil {
		errs = append(errs, w.rows.Close())
	}
	if w.file != nil {
		errs = append(errs, w.file.Close())
	}
	return errors.Join(append(errs, os.Remove(w.path))...)
}
