package safe

import "strings"

// XLSXCell returns s for a text cell of a workbook. The cell's type already
// says that nothing is run, so `@COM.GASCOGNE` and `+33639981234` come back
// unchanged.
func XLSXCell(s string) string { return Line(s) }

// CSVCell returns s for a CSV cell. A spreadsheet runs what begins with
// `=`, `+`, `-`, `@`, a tab or CR: such a cell gets a leading apostrophe.
func CSVCell(s string) string {
	out := Line(s)
	if runs(s) || runs(out) {
		return "'" + out
	}
	return out
}

// runs tells whether a spreadsheet might take s for a formula.
func runs(s string) bool {
	if s == "" {
		return false
	}
	if s[0] == '\t' || s[0] == '\r' || s[0] == '\n' {
		return true
	}
	s = strings.TrimLeft(s, " \u00a0\u3000")
	for _, p := range [...]string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
