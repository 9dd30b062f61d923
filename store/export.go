package store

import (
	"bytes"
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
	"unsafe"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

// Form is what the values of an exported column are.
type Form string

// The forms. Any other one is the prefix of the texts of a code word.
const (
	AsText   Form = ""
	AsMoment Form = "moment" // an instant, empty when never
	AsYesNo  Form = "yes_no"
	AsCents  Form = "cents"
	AsDay    Form = "day"
	AsEmail  Form = "email"
	AsPhone  Form = "phone"
	AsName   Form = "name"  // of a person
	AsWrite  Form = "write" // words that a person wrote
)

// ExportColumn is one column of an exported table.
type ExportColumn struct {
	Name string
	sql  string
	Form Form
}

// exportTable is how a noun is exported: in the order of an id.
type exportTable struct {
	from, id, noun, table string
	columns               []ExportColumn
	fields                []string
	sorts                 map[string]string // column that a list is ordered by, the id when empty
	where                 func(context.Context, reader, domain.Filter) (*where, error)
}

// Exports are the nouns that can be exported.
func Exports() []string {
	return []string{"suppliers", "buyers", "followups", "contracts", "users", "documents", "customers", "consents", "tickets", "rights", "reminders", "mails", "audit"}
}

// ExportColumns are the columns of a noun, none when it is not exported.
func ExportColumns(noun string) []ExportColumn { return exportOf(noun).columns }

// ExportSorts are the orders in which a noun can be exported, beside that of
// its id: those of its list.
func ExportSorts(noun string) []string {
	return slices.Sorted(maps.Keys(exportOf(noun).sorts))
}

// ExportView is what is exported: of a noun, what a filter finds, in an order
// and with some columns, all where none is named.
type ExportView struct {
	Noun    string
	Filter  domain.Filter
	Sort    string // "" for the id
	Desc    bool
	Columns []string
}

// Shown are the columns of a view, in its order.
func (v ExportView) Shown() []ExportColumn {
	all := ExportColumns(v.Noun)
	if len(v.Columns) == 0 {
		return all
	}
	var out []ExportColumn
	for _, name := range v.Columns {
		for _, c := range all {
			if c.Name == name {
				out = append(out, c)
			}
		}
	}
	return out
}

// ExportFields are the fields of the filter of a noun.
func ExportFields(noun string) []string { return exportOf(noun).fields }

const (
	exportPage = 1000
	// Cells and rows come from the database as one text with the separators
	// that ASCII has for it.
	cellEnd, rowEnd = 0x1f, 0x1e
)

// CountExport counts the rows of an export, up to most.
func (r reader) CountExport(ctx context.Context, noun string, f domain.Filter, most int) (int, error) {
	t := exportOf(noun)
	w, err := t.narrow(ctx, r, f)
	if err != nil || w.nothing {
		return 0, err
	}
	n, err := r.number(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM `+t.from+w.text()+` LIMIT ?) AS capped`, append(w.args, most)...)
	return int(n), err
}

// ExportRows tells every row of a view, by pages of its order, in constant
// memory. The cells are valid until the next row.
func (r reader) ExportRows(ctx context.Context, v ExportView, tell func(cells []string) error) error {
	t := exportOf(v.Noun)
	t.columns = v.Shown()
	w, err := t.narrow(ctx, r, v.Filter)
	if err != nil || w.nothing {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	pages := make(chan exported, 2)
	failed := make(chan error, 1)
	go func() {
		defer close(pages)
		if t.sorts[v.Sort] == "" && !v.Desc {
			failed <- r.exportPages(ctx, t, w, pages)
			return
		}
		failed <- r.sortedPages(ctx, t, w, v, pages)
	}()
	defer func() { // the reader has ended before its connection is given back
		stop()
		for range pages {
		}
	}()
	cells := make([]string, len(t.columns))
	for page := range pages {
		for row := range bytes.SplitSeq(page.text, []byte{rowEnd}) {
			split(row, cells)
			if err := tell(cells); err != nil {
				return err
			}
		}
	}
	return <-failed
}

// exportPages reads page after page while the one before is written.
func (r reader) exportPages(ctx context.Context, t exportTable, w *where, to chan<- exported) error {
	plain, careful := t.page(r.dialect, w, false), t.page(r.dialect, w, true)
	for after := int64(-1); ; {
		page, err := r.exportPage(ctx, plain, w.args, after, len(t.columns))
		if err == nil && !page.whole {
			page, err = r.exportPage(ctx, careful, w.args, after, len(t.columns))
		}
		if err != nil || page.rows == 0 {
			return err
		}
		select {
		case to <- page:
		case <-ctx.Done():
			return ctx.Err()
		}
		if page.rows < exportPage {
			return nil
		}
		after = page.last
	}
}

type exported struct {
	text  []byte
	rows  int
	last  int64
	whole bool // no value holds a separator
}

func (r reader) exportPage(ctx context.Context, query string, args []any, after int64, columns int) (exported, error) {
	var page exported
	var last sql.NullInt64
	err := r.each(ctx, func(rows *sqlx.Rows) error {
		var text sql.RawBytes
		if err := rows.Scan(&page.rows, &last, &text); err != nil {
			return err
		}
		page.text = append([]byte(nil), text...)
		return nil
	}, query, append(slices.Clone(args), after, exportPage)...)
	page.last = last.Int64
	page.whole = page.separated(columns)
	return page, err
}

// separated reports whether the separators are those between cells and rows.
func (e exported) separated(columns int) bool {
	return bytes.Count(e.text, []byte{rowEnd}) == max(e.rows-1, 0) && bytes.Count(e.text, []byte{cellEnd}) == e.rows*(columns-1)
}

// split cuts a row into cells that share its memory.
func split(row []byte, cells []string) {
	for i := range cells {
		cell := row
		if at := bytes.IndexByte(row, cellEnd); at >= 0 {
			cell, row = row[:at], row[at+1:]
		}
		cells[i] = unsafe.String(unsafe.SliceData(cell), len(cell))
	}
}

// line is the expression of one row as text; careful where a value may hold a
// separator.
func (t exportTable) line(d dialect, careful bool) string {
	row := make([]string, len(t.columns))
	for i, c := range t.columns {
		row[i] = c.sql
		if careful && c.Form != AsMoment && c.Form != AsYesNo && c.Form != AsCents {
			row[i] = "REPLACE(REPLACE(" + d.text(c.sql) + ", " + d.char(cellEnd) + ", ' '), " + d.char(rowEnd) + ", ' ')"
		}
	}
	return "'' || " + strings.Join(row, " || "+d.char(cellEnd)+" || ")
}

// page is the statement of one page: its rows as one text.
func (t exportTable) page(d dialect, w *where, careful bool) string {
	w = w.clone()
	w.and(t.id + " > ?")
	return `SELECT COUNT(*), MAX(id), ` + d.joined("line", d.char(rowEnd)) + ` FROM (SELECT ` + t.id + ` AS id, ` + t.line(d, careful) + ` AS line FROM ` + t.from + w.text() + ` ORDER BY ` + t.id + ` LIMIT ?) AS page`
}

func (t exportTable) narrow(ctx context.Context, r reader, f domain.Filter) (*where, error) {
	w, err := t.where(ctx, r, f)
	if err != nil {
		return nil, err
	}
	if len(w.words) > 0 && t.noun != "" {
		condition, match := r.dialect.words(t.noun, t.table, w.words)
		w.and(condition, match)
	}
	return w, nil
}

func (d dialect) char(code byte) string {
	name := "CHAR"
	if d.name == "postgres" {
		name = "CHR"
	}
	return name + "(" + map[byte]string{cellEnd: "31", rowEnd: "30"}[code] + ")"
}

func (d dialect) text(expression string) string { return "CAST(" + expression + " AS TEXT)" }

// joined puts the values of a column together, in the order of the id.
func (d dialect) joined(column, separator string) string {
	if d.name == "postgres" {
		return "STRING_AGG(" + column + ", " + separator + " ORDER BY id)"
	}
	return "GROUP_CONCAT(" + column + ", " + separator + ")"
}
