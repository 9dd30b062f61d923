package letter

import (
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// The measures of an A4 page, in millimetres.
const (
	paperMargin = 18.0
	paperWidth  = 210 - 2*paperMargin
	paperFoot   = 20.0
)

// paper is a PDF being written, in the fonts of Go, which every machine that
// runs us has.
type paper struct {
	*fpdf.Fpdf
	*i18n.Texts
}

func newPaper(t *i18n.Texts, title, foot string, at time.Time) *paper {
	p := &paper{fpdf.New("P", "mm", "A4", ""), t}
	p.AddUTF8FontFromBytes("go", "", goregular.TTF)
	p.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	p.SetMargins(paperMargin, paperMargin, paperMargin)
	p.SetAutoPageBreak(true, paperFoot)
	p.SetTitle(printable(title), true)
	p.SetLang(t.Lang())
	p.SetCatalogSort(true)
	p.SetCreationDate(at)
	p.SetModificationDate(at)
	p.AliasNbPages("{pages}")
	p.SetFooterFunc(func() {
		p.SetY(-14)
		p.face("", 8, 90)
		p.CellFormat(paperWidth-30, 5, printable(foot), "", 0, "L", false, 0, "")
		p.CellFormat(30, 5, p.T("document.proof.page", "Page", p.PageNo(), "Pages", "{pages}"), "", 0, "R", false, 0, "")
	})
	p.AddPage()
	return p
}

// face chooses a weight, a size in points and a grey, 0 for black.
func (p *paper) face(style string, size float64, grey int) {
	p.SetFont("go", style, size)
	p.SetTextColor(grey, grey, grey)
}

// printable is outside text as a PDF can hold it: one harmless line, without
// what the fonts cannot draw.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xffff || r == 0x202f {
			return ' '
		}
		return r
	}, strings.TrimSpace(safe.Line(s)))
}

func (p *paper) title(text string) {
	p.face("B", 17, 0)
	p.MultiCell(paperWidth, 8, printable(text), "", "L", false)
	p.Ln(1)
}

// heading begins a part, on the next page where little room is left.
func (p *paper) heading(text string) {
	if _, height := p.GetPageSize(); p.GetY() > height-paperFoot-25 {
		p.AddPage()
	}
	p.Ln(3)
	p.face("B", 11.5, 0)
	p.MultiCell(paperWidth, 6, printable(text), "B", "L", false)
	p.Ln(1.5)
}

func (p *paper) strong(text string) {
	p.face("B", 10, 0)
	p.MultiCell(paperWidth, 5, printable(text), "", "L", false)
}

func (p *paper) text(text string) {
	p.face("", 9.5, 0)
	p.MultiCell(paperWidth, 4.7, printable(text), "", "L", false)
}

func (p *paper) quiet(text string) {
	p.face("", 8.5, 90)
	p.MultiCell(paperWidth, 4.4, printable(text), "", "L", false)
}

// facts are labels with their values.
func (p *paper) facts(rows ...[2]string) {
	const label = 48.0
	for _, r := range rows {
		if strings.TrimSpace(r[1]) == "" {
			continue
		}
		p.face("", 9.5, 90)
		y := p.GetY()
		p.MultiCell(label, 4.9, printable(r[0]), "", "L", false)
		low := p.GetY()
		if low < y { // the label began a page
			y = paperMargin
		}
		p.SetXY(paperMargin+label, y)
		p.face("", 9.5, 0)
		p.MultiCell(paperWidth-label, 4.9, printable(r[1]), "", "L", false)
		p.SetY(max(p.GetY(), low))
	}
}

// table draws rows under headings; a cell that is too long for its column takes
// several lines, and a row stands on one page.
func (p *paper) table(widths []float64, headings []string, rows [][]string) {
	p.tableOf(widths, headings, rows, 0)
}

// tableOf is table with the last columns, so many, of numbers: they stand at
// the right.
func (p *paper) tableOf(widths []float64, headings []string, rows [][]string, numbers int) {
	const line = 4.2
	draw := func(cells []string, style string, grey int) {
		p.face(style, 8.2, grey)
		lines := make([][]string, len(cells))
		most := 1
		for i, c := range cells {
			lines[i] = p.split(printable(c), widths[i]-2)
			most = max(most, len(lines[i]))
		}
		if _, height := p.GetPageSize(); p.GetY()+float64(most)*line+1.4 > height-paperFoot {
			p.AddPage()
			p.face(style, 8.2, grey)
		}
		x, y := paperMargin, p.GetY()
		for i := range cells {
			for j, l := range lines[i] {
				p.SetXY(x, y+0.7+float64(j)*line)
				side := "L"
				if i >= len(widths)-numbers {
					side = "R"
				}
				p.CellFormat(widths[i], line, l, "", 0, side, false, 0, "")
			}
			x += widths[i]
		}
		y += float64(most)*line + 1.4
		p.SetDrawColor(205, 205, 205)
		p.Fpdf.Line(paperMargin, y, paperMargin+paperWidth, y)
		p.SetDrawColor(0, 0, 0)
		p.SetXY(paperMargin, y)
	}
	draw(headings, "B", 60)
	for _, r := range rows {
		draw(r, "", 0)
	}
	p.Ln(2)
}

// split cuts a text into lines; a word that is wider than its column is cut too.
func (p *paper) split(text string, width float64) []string {
	if text == "" {
		return []string{""}
	}
	return p.SplitText(text, width)
}
