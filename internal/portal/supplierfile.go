package portal

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

type fileView struct {
	plain
	depositForm
	Done             string
	Name, Identifier string
	Origin           string
	Summary          string
	Entries          []entryView
	Law              bool
	Email            string // masked, where a confirmation goes
	MayAsk           []option
	MayNot           string // why nothing can be put on stand-by
	Reasons          []option
	Buyer            string // what was typed, when the form comes back
	Reason           string
	Note             string
	Until            string
	Tomorrow         domain.Date
	Asked            string
}

type option struct{ Value, Label string }

type entryView struct {
	Name    string
	Details []string
	State   string // why nothing is asked, or empty
	Lines   []fileLine
}

type fileLine struct {
	i18n.Line
	Where string
}

func (p *Portal) showFile(v *visit) error {
	f, err := p.Desk.SupplierFile(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(f.User.Language)
	view, err := p.fileView(v, f)
	if err != nil {
		return err
	}
	p.show(v, http.StatusOK, "supplierfile", view)
	return nil
}

// fileView is the page of a file with its form of deposit.
func (p *Portal) fileView(v *visit, f domain.SupplierFile) (*fileView, error) {
	view := fileOf(v.texts, f, p)
	choices, err := p.Desk.OwnDepositChoices(v.r.Context(), f.User.User)
	view.depositForm, view.Done = p.depositForm(v, choices), v.done("space.documents_done.")
	return view, err
}

// changeFile hands a document over, or asks for a stand-by.
func (p *Portal) changeFile(v *visit) error {
	if carriesFile(v.r) {
		return p.depositByLink(v)
	}
	return p.askStandby(v)
}

// depositByLink hands a document over for the person whom the link was sent to.
func (p *Portal) depositByLink(v *visit) error {
	f, err := p.Desk.SupplierFile(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(f.User.Language)
	file, err := p.receive(v)
	defer file.Drop()
	if err == nil {
		var h domain.Handover
		if h, err = handover(v); err == nil {
			_, err = p.Desk.DepositByLink(v.r.Context(), v.token(), h, file)
		}
	}
	if err == nil {
		v.back(v.r.URL.EscapedPath(), "deposit")
		return nil
	}
	if kind := domain.KindOf(err); kind == domain.Gone || kind == "" {
		return err
	}
	view, failed := p.fileView(v, f)
	if failed != nil {
		return failed
	}
	view.typed(v)
	view.refuseField(depositField(err), v.texts.Err(err))
	p.show(v, http.StatusUnprocessableEntity, "supplierfile", view)
	return nil
}

// askStandby stores the request; what is refused is said beside the field.
func (p *Portal) askStandby(v *visit) error {
	f, err := p.Desk.SupplierFile(v.r.Context(), v.token())
	if err != nil {
		return err
	}
	v.speak(f.User.Language)
	followUp, _ := strconv.ParseInt(v.field("buyer"), 10, 64)
	until := v.field("until")
	err = validDay(until)
	if err == nil {
		err = p.Desk.AskStandby(v.r.Context(), v.token(), domain.StandbyRequest{FollowUpID: followUp, Reason: domain.StandbyReason(v.field("reason")),
			Note: cut(v.field("note"), 500), Until: domain.Date(until)})
	}
	if err != nil && domain.KindOf(err) != domain.Gone && domain.KindOf(err) != "" {
		view, failed := p.fileView(v, f)
		if failed != nil {
			return failed
		}
		view.Buyer, view.Reason, view.Note, view.Until = v.field("buyer"), v.field("reason"), v.field("note"), until
		view.refuseField(standbyField(err), v.texts.Err(err))
		p.show(v, http.StatusUnprocessableEntity, "supplierfile", view)
		return nil
	}
	if err != nil {
		return err
	}
	asked := ""
	if e, ok := f.Entry(followUp); ok {
		asked = v.texts.T("page.standby.asked", "Buyer", safe.Line(e.Buyer.DisplayName()), "Email", domain.Mask(f.User.Email))
	}
	if f, err = p.Desk.SupplierFile(v.r.Context(), v.token()); err != nil {
		return err
	}
	view, err := p.fileView(v, f)
	if err != nil {
		return err
	}
	view.Asked = asked
	p.show(v, http.StatusOK, "supplierfile", view)
	return nil
}

func validDay(s string) error {
	if s == "" {
		return nil
	}
	_, err := domain.ParseDate(s)
	return err
}

// standbyField is the field that a refusal is about.
func standbyField(err error) string {
	for key, field := range map[string]string{"standby_note_missing": "note", "standby_reason_unknown": "reason", "standby_until_past": "until", "bad_date": "until"} {
		if errors.Is(err, domain.Refuse(domain.Invalid, key)) {
			return field
		}
	}
	return "buyer"
}

func cut(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n])
	}
	return s
}

func fileOf(t *i18n.Texts, f domain.SupplierFile, p *Portal) *fileView {
	view := &fileView{Name: safe.Line(f.Establishment.DisplayName()), Identifier: safe.Line(string(f.Establishment.IDType) + " " + f.Establishment.IDValue),
		Email: safe.Line(domain.Mask(f.User.Email)), Tomorrow: f.Today.AddDays(1)}
	if f.Origin.Buyer != "" && !f.Origin.At.Never() {
		view.Origin = t.T("page.file.origin", "Buyer", safe.Line(f.Origin.Buyer), "Day", t.LongDate(string(domain.DateOf(f.Origin.At.Time().In(p.Desk.Location())))))
	}
	missing, required := 0, 0
	for _, e := range f.Entries {
		entry := entryOf(t, e, f.Today)
		view.Entries = append(view.Entries, entry)
		for _, l := range entry.Lines {
			required++
			view.Law = view.Law || l.Article != ""
			if l.Tone == "late" || l.Tone == "soon" {
				missing++
			}
		}
		if err := f.MayAskStandby(e.FollowUp.ID); err == nil {
			view.MayAsk = append(view.MayAsk, option{strconv.FormatInt(e.FollowUp.ID, 10), entry.Name})
		} else if domain.KindOf(err) == domain.Forbidden {
			view.MayNot = t.Err(err)
		}
	}
	switch {
	case required == 0:
		view.Summary = t.T("page.file.nothing")
	case missing == 0:
		view.Summary = t.T("page.file.in_order")
	default:
		view.Summary = t.N("page.file.count", int64(missing))
	}
	for _, r := range domain.StandbyReasons() {
		view.Reasons = append(view.Reasons, option{string(r), capital(t.T("domain.standby_reason." + string(r)))})
	}
	return view
}

func entryOf(t *i18n.Texts, e domain.FileEntry, today domain.Date) entryView {
	out := entryView{Name: safe.Line(e.Buyer.DisplayName())}
	add := func(key, name, value string) {
		if value = strings.TrimSpace(safe.Line(value)); value != "" {
			out.Details = append(out.Details, t.T(key, name, value))
		}
	}
	add("page.file.group", "Group", e.Group)
	add("page.file.signed_by", "Signers", strings.Join(e.Signers, ", "))
	if n := len(e.References); n > 0 {
		out.Details = append(out.Details, t.N("page.file.contract", int64(n), "References", safe.Line(strings.Join(e.References[:min(n, 5)], ", "))))
	}
	add("page.file.code", "Code", e.Code)
	switch {
	case e.FollowUp.Ended(today):
		out.State = t.T("page.file.ended")
	case e.FollowUp.State == domain.FollowUpStandby:
		out.State = t.T("page.file.on_standby")
	case len(e.Lines) == 0:
		out.State = t.T("page.file.none_required")
	}
	if out.State == "" {
		for _, l := range e.Lines {
			out.Lines = append(out.Lines, lineOf(t, l, today))
		}
	}
	if e.FollowUp.StandbyPending {
		out.State = t.T("page.file.pending")
	}
	return out
}

func lineOf(t *i18n.Texts, l domain.Line, today domain.Date) fileLine {
	l.Reason, l.Document.Note, l.Type.Code = strings.TrimSpace(safe.Line(l.Reason)), strings.TrimSpace(safe.Line(l.Document.Note)), safe.Line(l.Type.Code)
	out := fileLine{Line: t.Line(l, today)}
	if key := "domain.where." + l.Type.Code; l.Status.Outstanding() && t.Has(key) {
		out.Where = t.T("page.file.where", "Where", t.T(key))
	}
	return out
}
