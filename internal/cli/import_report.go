package cli

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/exchange"
	"vigie/internal/i18n"
)

// importPapers are the files that an import writes beside its work: every
// line with its verdict, and the refused ones alone to send back.
type importPapers struct {
	env      *Env
	absent   int
	report   *paper
	rejects  *paper
	headings []string
}

type paper struct {
	exchange.Writer
	to io.WriteCloser
}

func (f *importFlags) papers(env *Env) (*importPapers, error) {
	p := &importPapers{env: env}
	var err error
	if p.report, err = newPaper(env, f.report, "import.word.report"); err != nil {
		return nil, err
	}
	if p.rejects, err = newPaper(env, f.rejects, "import.word.rejects"); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// newPaper opens a table; a name in .xlsx makes a workbook.
func newPaper(env *Env, path, sheet string) (*paper, error) {
	if path == "" {
		return nil, nil
	}
	to, err := env.output(path)
	if err != nil {
		return nil, err
	}
	format := exchange.CSV
	if strings.HasSuffix(strings.ToLower(path), ".xlsx") {
		format = exchange.XLSX
	}
	w, err := exchange.NewWriter(to, format, env.T(sheet), env.TempDir)
	if err != nil {
		return nil, errors.Join(err, to.Close())
	}
	return &paper{w, to}, nil
}

func (p *paper) close() error {
	if p == nil {
		return nil
	}
	return errors.Join(p.Close(), p.to.Close())
}

func (p *importPapers) close() error { return errors.Join(p.report.close(), p.rejects.close()) }

// hook lets an import fill the papers.
func (p *importPapers) hook(o *desk.ImportOptions) {
	o.OnOpen = p.begin
	o.OnAbsent = p.tellAbsent
	if p.report != nil || p.rejects != nil {
		o.OnLine = p.line
	}
}

// begin writes the headings, and names the columns that nothing is known of.
func (p *importPapers) begin(headings, unused []string) error {
	p.headings = headings
	if len(unused) > 0 {
		p.env.note(p.env.T("import.word.unused", "Headings", strings.Join(unused, ", ")))
	}
	var errs []error
	if p.report != nil {
		e := p.env
		errs = append(errs, p.report.Row(append([]string{e.T("import.column.line"), e.T("import.column.verdict"), e.T("import.column.reason"),
			e.T("import.column.warnings"), e.T("import.column.kept"), e.T("import.column.code")}, headings...)...))
	}
	if p.rejects != nil {
		errs = append(errs, p.rejects.Row(append(slices.Clone(headings), i18n.For(i18n.French).T("import.column.reason"))...))
	}
	return errors.Join(errs...)
}

func (p *importPapers) line(l desk.ImportedLine) error {
	var errs []error
	if p.rejects != nil && l.Verdict == domain.VerdictRejected {
		cells := slices.Clone(l.Cells)
		for len(cells) < len(p.headings) {
			cells = append(cells, "")
		}
		errs = append(errs, p.rejects.Row(append(cells, i18n.For(i18n.French).T("error."+l.Reason))...))
	}
	if p.report != nil {
		e := p.env
		reason, code := "", string(l.Verdict)
		if l.Reason != "" {
			reason, code = e.T("error."+l.Reason), code+"/"+l.Reason
		}
		var warnings, kept []string
		for _, w := range l.Warnings {
			warnings = append(warnings, e.T("domain.warning."+w))
		}
		for _, k := range l.Kept {
			kept = append(kept, e.T("import.word.kept", "Field", k.Field, "Kept", k.Kept, "Given", k.Given))
		}
		errs = append(errs, p.report.Row(append([]string{strconv.Itoa(l.Line), e.T("domain.verdict." + string(l.Verdict)), reason,
			strings.Join(warnings, " ; "), strings.Join(kept, " ; "), code}, l.Cells...)...))
	}
	return errors.Join(errs...)
}

// tellAbsent reports a supplier that a full list does not hold.
func (p *importPapers) tellAbsent(f domain.FollowUpRow) error {
	p.absent++
	if p.report == nil {
		return nil
	}
	e := p.env
	return p.report.Row("", e.T("import.word.absent"), e.T("import.word.absent_from", "Supplier", f.SupplierValue+" "+f.SupplierName,
		"Buyer", f.BuyerValue+" "+f.BuyerName), "", "", "absent")
}

func sortedKeys(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }
