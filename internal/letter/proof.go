package letter

import (
	"io"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/i18n"
)

// Proof writes a proof file as PDF: what an inspection may ask of a buyer. It
// tells of documents, and holds none.
func (l *Letters) Proof(f domain.Proof, lang domain.Language, to io.Writer) error {
	t := i18n.For(string(lang))
	made := t.T("document.proof.made", "When", l.moment(t, f.MadeAt), "Who", f.MadeBy)
	p := &proof{paper: newPaper(t, t.T("document.proof.title"), made, f.MadeAt.Time()), letters: l, file: f}
	p.title(t.T("document.proof.title"))
	p.quiet(t.T("document.proof.subtitle"))
	p.Ln(3)
	p.facts([2]string{t.T("document.proof.buyer"), named(f.Buyer.Name, f.Buyer.IDValue)}, [2]string{t.T("document.proof.made_label"), l.moment(t, f.MadeAt) + " – " + f.MadeBy})
	if f.Whole {
		p.summary()
	}
	for i, one := range f.FollowUps {
		if f.Whole || i > 0 {
			p.AddPage()
		}
		p.followUp(one)
	}
	p.law()
	return p.Output(to)
}

type proof struct {
	*paper
	letters *Letters
	file    domain.Proof
}

// summary lists the suppliers of a buyer, with what each misses today.
func (p *proof) summary() {
	p.heading(p.N("document.proof.suppliers", int64(len(p.file.FollowUps))))
	var rows [][]string
	for _, f := range p.file.FollowUps {
		rows = append(rows, []string{firstText(f.Row.SupplierName, f.Row.SupplierValue), f.Row.SupplierValue, p.state(f.Row.FollowUp), p.missing(f)})
	}
	p.table([]float64{72, 34, 34, paperWidth - 140}, []string{p.T("document.proof.supplier"), p.T("document.proof.identifier"), p.T("document.proof.state"), p.T("document.proof.missing")}, rows)
}

func (p *proof) state(f domain.FollowUp) string {
	if f.State == domain.FollowUpActive && f.Ended(p.file.Today) {
		return p.T("document.proof.ended")
	}
	return p.T("domain.followup." + string(f.State))
}

func (p *proof) missing(f domain.ProofFollowUp) string {
	var codes []string
	for _, l := range f.Lines {
		if l.Required && l.Status.Outstanding() {
			codes = append(codes, l.Type.Code)
		}
	}
	if len(codes) == 0 {
		return p.T("document.proof.nothing_missing")
	}
	return strings.Join(codes, ", ")
}

func (p *proof) followUp(f domain.ProofFollowUp) {
	p.heading(named(f.Row.SupplierName, f.Row.SupplierValue))
	p.facts([2]string{p.T("document.proof.address"), strings.TrimSpace(f.Supplier.PostalCode + " " + f.Supplier.City)},
		[2]string{p.T("document.proof.began"), p.LongDate(string(f.Row.BeganOn))}, [2]string{p.T("document.proof.state"), p.state(f.Row.FollowUp)},
		[2]string{p.T("document.proof.ends"), p.day(f.Row.EndsOn)}, [2]string{p.T("document.proof.code"), f.Row.ThirdPartyCode})
	p.contracts(f)
	p.documents(f)
	p.reminders(f)
	p.standbys(f)
}

// day is a civil day, or that there is no end.
func (p *proof) day(d domain.Date) string {
	if d == domain.Forever {
		return p.T("document.proof.no_end")
	}
	return p.Date(string(d))
}

func (p *proof) contracts(f domain.ProofFollowUp) {
	p.heading(p.T("document.proof.contracts"))
	if len(f.Contracts) == 0 {
		p.text(p.T("document.proof.no_contract"))
		return
	}
	var rows [][]string
	for _, c := range f.Contracts {
		rows = append(rows, []string{firstText(c.Reference, "–"), firstText(c.Signer, firstText(f.Row.BuyerName, f.Row.BuyerValue)), p.Amount(int64(c.Amount)), p.day(c.StartOn), p.day(c.EndsOn)})
	}
	p.table([]float64{46, 58, 26, 22, paperWidth - 152}, []string{p.T("document.proof.reference"), p.T("document.proof.signer"), p.T("document.proof.amount"),
		p.T("document.proof.from"), p.T("document.proof.to")}, rows)
}

func (p *proof) documents(f domain.ProofFollowUp) {
	p.heading(p.T("document.proof.documents"))
	if len(f.Lines) == 0 {
		p.text(p.T("document.proof.nothing_asked"))
	}
	for _, l := range f.Lines {
		said := p.Texts.Line(l.Line, p.file.Today)
		p.strong(said.Document)
		basis := said.Basis
		if said.Article != "" {
			basis += ", " + said.Article
		}
		status := p.T("document.proof.not_required")
		if l.Required {
			status = said.Status
			if said.Due != "" {
				status += ", " + said.Due
			}
		}
		p.quiet(basis + " – " + status)
		if len(l.Documents) == 0 {
			p.quiet(p.T("document.proof.none_handed_over"))
			p.Ln(2)
			continue
		}
		var rows [][]string
		for _, d := range l.Documents {
			rows = append(rows, p.document(d))
		}
		p.table([]float64{22, 22, 38, 22, 30, paperWidth - 134}, []string{p.T("document.proof.issued"), p.T("document.proof.handed_over"), p.T("document.proof.checked"),
			p.T("document.proof.valid_until"), p.T("document.proof.said"), p.T("document.proof.security_code")}, rows)
	}
}

// document is one row: its four dates, what was said of it, and of its code.
func (p *proof) document(d domain.ProofDocument) []string {
	checked := p.Date(string(d.CheckedOn))
	if d.CheckedBy != "" {
		checked += " " + p.T("document.proof.by", "Who", d.CheckedBy)
	}
	said := p.T("domain.document_state." + string(d.State))
	switch d.State {
	case domain.DocumentRejected:
		said += ": " + p.RejectReason(d.RejectedReason, d.Note)
	case domain.DocumentNotConcerned:
		said += ": " + d.Note
	}
	code := ""
	switch {
	case !d.CodeCheckedOn.Known():
	case d.CodeGenuine:
		code = p.T("document.proof.genuine", "Code", d.SecurityCode, "Day", p.Date(string(d.CodeCheckedOn)), "Who", d.CodeCheckedBy)
	default:
		code = p.T("document.proof.not_genuine", "Code", d.SecurityCode, "Day", p.Date(string(d.CodeCheckedOn)), "Who", d.CodeCheckedBy)
	}
	until := ""
	if d.State == domain.DocumentAccepted {
		until = p.day(d.ValidUntil)
	}
	return []string{p.Date(string(d.IssuedOn)), p.Date(string(d.HandedOverOn)), checked, until, said, code}
}

func (p *proof) reminders(f domain.ProofFollowUp) {
	p.heading(p.T("document.proof.reminders"))
	if len(f.Reminders) == 0 {
		p.text(p.T("document.proof.no_reminder"))
		return
	}
	var rows [][]string
	gone := false
	for _, r := range f.Reminders {
		mark := ""
		if !r.Names {
			mark, gone = " *", true
		}
		rows = append(rows, []string{p.letters.moment(p.Texts, r.SentAt), p.T("domain.mail_kind." + string(r.Kind)), r.Email, r.Mail + mark})
	}
	p.table([]float64{34, 48, 62, paperWidth - 144}, []string{p.T("document.proof.sent_at"), p.T("document.proof.kind"), p.T("document.proof.to_whom"), p.T("document.proof.mail")}, rows)
	if f.More {
		p.quiet(p.T("document.proof.more_reminders"))
	}
	if gone {
		p.quiet(p.T("document.proof.text_gone"))
	}
}

func (p *proof) standbys(f domain.ProofFollowUp) {
	if len(f.Events) == 0 {
		return
	}
	p.heading(p.T("document.proof.standbys"))
	var rows [][]string
	for i := len(f.Events) - 1; i >= 0; i-- {
		e := f.Events[i]
		reason := e.Reason
		if e.Decision == domain.StandbyPut && reason != "" {
			reason = p.T("domain.standby_reason." + reason)
		}
		rows = append(rows, []string{p.letters.moment(p.Texts, e.At), p.T("document.standby." + string(e.Decision)), p.T("domain.side." + string(e.Side)), reason})
	}
	p.table([]float64{34, 46, 44, paperWidth - 124}, []string{p.T("document.proof.when"), p.T("document.proof.what"), p.T("document.proof.whose"), p.T("document.proof.reason")}, rows)
}

// law closes the file with the texts it rests on.
func (p *proof) law() {
	p.heading(p.T("document.proof.law_title"))
	for _, key := range []string{"document.proof.law_threshold", "document.proof.law_french", "document.proof.law_foreign", "document.proof.law_workers", "document.proof.law_other", "document.proof.law_kept"} {
		p.text(p.T(key))
		p.Ln(1)
	}
}
