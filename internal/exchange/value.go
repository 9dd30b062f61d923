package exchange

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/internal/domain"
)

// maxText bounds a value in bytes: names and references are shorter, and an
// index of the database could not hold more.
const maxText = 500

// row reads the cells of one record, and notes what it could not read.
type row struct {
	cells    []string
	columns  columns
	serial   int // days to add to a workbook's day number, noSerial in a text
	warnings []string
}

// raw is the cell of a field without the spaces around it.
func (r *row) raw(f int) string {
	at := r.columns.at[f]
	if at == absent {
		return ""
	}
	cell := r.cells[at]
	if cell == "" {
		return ""
	}
	if first, last := cell[0], cell[len(cell)-1]; first > ' ' && last > ' ' && first < utf8.RuneSelf && last < utf8.RuneSelf {
		return cell
	}
	return strings.TrimFunc(cell, func(c rune) bool { return unicode.IsSpace(c) || c == '\ufeff' || c == '\u200b' })
}

// text is one line of text: line breaks become spaces, what no person typed
// goes, as does the apostrophe that our own exports put before = + - @.
func (r *row) text(f int) string {
	s := r.raw(f)
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] == 0x7f {
			s = strings.Join(strings.FieldsFunc(s, unicode.IsControl), " ")
			break
		}
	}
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte("=+-@", s[1]) >= 0 {
		s = s[1:]
	}
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "")
		r.warn(domain.WarnShortened)
	}
	return s
}

func (r *row) warn(code string) {
	if !slices.Contains(r.warnings, code) {
		r.warnings = append(r.warnings, code)
	}
}

// email is an address that a server would take, or a warning.
func (r *row) email(f int, code string) string {
	s := r.text(f)
	if s != "" && !validEmail(s) {
		r.warn(code)
		return ""
	}
	return s
}

func (r *row) phone(f int, country, code string) string {
	s := r.text(f)
	if s == "" {
		return ""
	}
	number, ok := e164(s, country)
	if !ok {
		r.warn(code)
	}
	return number
}

func (r *row) date(f int) domain.Date {
	s := r.raw(f)
	if s == "" {
		return ""
	}
	day, ok := parseDate(s, r.serial)
	if !ok {
		r.warn(domain.WarnDate)
	}
	return day
}

func (r *row) amount(f int) domain.Cents {
	s := r.raw(f)
	if s == "" {
		return domain.UnknownAmount
	}
	cents, ok := parseAmount(s)
	if !ok {
		r.warn(domain.WarnAmount)
	}
	return cents
}

// months is a whole number of months, 0 when not given.
func (r *row) months(f int) int {
	s := r.raw(f)
	n, digits := 0, 0
	for digits < len(s) && '0' <= s[digits] && s[digits] <= '9' {
		n = min(n*10+int(s[digits]-'0'), 10_000)
		digits++
	}
	rest := s[digits:]
	if rest != "" {
		rest = strings.TrimRight(strings.TrimLeft(rest, ".,"), "0")
		if rest = domain.Fold(rest); rest == "mois" || rest == "month" || rest == "months" {
			rest = ""
		}
	}
	if s != "" && (digits == 0 || rest != "" || n > 1200) {
		r.warn(domain.WarnMonths)
		return 0
	}
	return n
}

// yes reads an answer; known is false when there is none to read.
func (r *row) yes(f int) (yes, known bool) {
	switch s := domain.Fold(r.raw(f)); s {
	case "":
		return false, false
	case "oui", "yes", "1", "o", "y", "true", "vrai", "x":
		return true, true
	case "non", "no", "0", "n", "false", "faux":
		return false, true
	}
	r.warn(domain.WarnYesNo)
	return false, false
}

func (r *row) language(f int) domain.Language {
	switch domain.Fold(r.raw(f)) {
	case "":
		return ""
	case "fr", "francais", "french", "fr fr", "fra":
		return domain.French
	case "en", "anglais", "english", "en gb", "en us", "eng":
		return domain.English
	}
	r.warn(domain.WarnLanguage)
	return ""
}

// documents are codes of document types, separated by |.
func (r *row) documents(f int, known map[string]bool) []string {
	s := r.raw(f)
	if s == "" {
		return nil
	}
	var codes []string
	for part := range strings.SplitSeq(s, "|") {
		code := strings.ToUpper(strings.TrimSpace(part))
		switch {
		case code == "" || slices.Contains(codes, code):
		case known[code]:
			codes = append(codes, code)
		default:
			r.warn(domain.WarnDocument)
		}
	}
	return codes
}

// rows prepares the reading of a source's records.
func (s *Source) rows(fields []field, mappings []string,
	find func(headings, mappings []string, fields []field) (columns, error)) (row, error) {
	c, err := find(s.headings, mappings, fields)
	if err != nil {
		return row{}, err
	}
	r := row{columns: c, serial: noSerial}
	if s.book != nil {
		r.serial = 0
		if s.book.since1904 {
			r.serial = days1904
		}
	}
	return r, nil
}
