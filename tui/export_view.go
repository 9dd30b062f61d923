package tui

import (
	"context"
	"slices"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/exchange"
	"vigie/tui/kit"
)

// exportView is how a list leaves: as which nouns, in which order when nobody
// chose one, and which columns of the file each column of the view is.
type exportView struct {
	nouns   []string
	always  []string // columns that name the row, whatever is hidden
	sort    string   // what the list's own order is called
	newest  bool     // the list begins with its end
	columns map[string][]string
}

// exportViews are the lists that can be exported, by the name under which their
// layout is remembered.
func exportViews() map[string]exportView {
	establishments := func(noun string) exportView {
		return exportView{nouns: []string{noun}, always: []string{"siret"}, sort: "name",
			columns: map[string][]string{"name": {"name"}, "siret": {"identifier_type", "siren"}, "city": {"postal_code", "city"}, "state": {"state"}}}
	}
	answers := map[string][]string{"email": {"accepts_email"}, "sms": {"accepts_sms"}, "phone": {"accepts_phone"}, "post": {"accepts_post"}}
	customers := map[string][]string{"name": {"company_name", "last_name", "first_name", "customer", "name"}, "kind": {"kind"}, "city": {"postal_code", "city"}, "address": {"email"},
		"request": {"why", "sent_at", "answered_at"}}
	for k, v := range answers {
		customers[k] = v
	}
	return map[string]exportView{
		"suppliers": establishments("suppliers"), "buyers": establishments("buyers"),
		"followups": {nouns: []string{"followups", "contracts"}, always: []string{"buyer_siret", "siret"}, newest: true, columns: map[string][]string{"buyer": {"buyer_name"}, "supplier": {"name"},
			"state": {"state", "standby_reason", "standby_until"}, "docs": {"compliance", "required", "outstanding"}, "ends": {"ends_on", "end_on"}}},
		"users": {nouns: []string{"users", "reminders"}, always: []string{"siret"}, sort: "name", columns: map[string][]string{"name": {"last_name", "first_name"}, "email": {"email"},
			"establishment": {"name"}, "role": {"role"}, "state": {"state"}}},
		"customers": {nouns: []string{"customers", "consents"}, always: []string{"code", "customer"}, sort: "name", columns: customers},
		"tickets": {nouns: []string{"tickets"}, always: []string{"ticket"}, sort: "due", columns: map[string][]string{"state": {"state"}, "subject": {"subject"}, "kind": {"kind"},
			"from": {"email", "name"}, "at": {"created_at"}}},
		"rights":    {nouns: []string{"rights"}, sort: "due"},
		"mails":     {nouns: []string{"mails"}, newest: true},
		"documents": {nouns: []string{"documents"}, newest: true},
		"audit":     {nouns: []string{"audit"}, newest: true},
	}
}

// shown are the columns of a noun that a view shows, all where it says nothing
// of them.
func (v exportView) shown(noun string, t *kit.Table) []string {
	if v.columns == nil {
		return nil
	}
	known := desk.ExportColumns(noun)
	var out []string
	add := func(names []string) {
		for _, n := range names {
			if slices.Contains(known, n) && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	add(v.always)
	hidden := t.Layout().Hidden
	for _, c := range t.Columns() {
		if !slices.Contains(hidden, c.Key) {
			add(v.columns[c.Key])
		}
	}
	return out
}

// order is what the view's order is called in an export.
func (v exportView) order(noun string, t *kit.Table) (sort string, desc bool) {
	sort, desc = t.Order()
	if sort == "" {
		sort = v.sort
	}
	if !slices.Contains(desk.ExportSorts(noun), sort) {
		sort = ""
	}
	return sort, desc != v.newest
}

// exportAction is E: what the list shows, with its filter, order and columns.
// A file cannot come through the screen, so that it is registered and fetched
// by a line to copy.
func (l *List) exportAction() (kit.Action, bool) {
	view, ok := exportViews()[l.spec.Name]
	if !ok || l.stage.Session.Desk == nil {
		return kit.Action{}, false
	}
	st := l.stage
	return kit.Action{Name: "export", Keys: []string{"E"}, Label: st.T("exports.action.view"), Permission: string(domain.ExportList), Quiet: true,
		Off: offWhen(l.wrong, l.error), Run: func() { l.askExport(view) }}, true
}

func (l *List) askExport(view exportView) {
	st, s := l.stage, l.stage.Session
	var nouns []kit.Option
	for _, n := range view.nouns {
		nouns = append(nouns, kit.Option{Value: n, Label: st.T("export.noun." + n)})
	}
	sort, desc := view.order(view.nouns[0], l.Table)
	formats := []kit.Option{{Value: string(exchange.CSV), Label: "CSV"}, {Value: string(exchange.XLSX), Label: "XLSX"}}
	fields := []*kit.Field{
		{Key: "format", Label: st.T("exports.field.format"), Kind: kit.FieldChoice, Options: formats},
		{Key: "columns", Label: st.T("exports.field.columns"), Kind: kit.FieldChoice, Options: []kit.Option{{Value: "view", Label: st.T("exports.word.view_columns")}, {Value: "all", Label: st.T("exports.word.all_columns")}}},
		{Key: "reason", Label: st.T("exports.field.reason")},
	}
	if len(nouns) > 1 {
		fields = append([]*kit.Field{{Key: "what", Label: st.T("exports.column.what"), Kind: kit.FieldChoice, Options: nouns}}, fields...)
	}
	var made domain.ExportRequest
	st.AskForm(st.T("exports.action.view"), st.T("exports.console.text", "Filter", or(l.Table.Filter()), "Sort", exportOrder(st, sort, desc)), func(ctx context.Context, v map[string]string) (err error) {
		noun := v["what"]
		if noun == "" {
			noun = view.nouns[0]
		}
		o := desk.ExportOptions{What: noun, Format: exchange.Format(v["format"]), Filter: l.Table.Filter(), Reason: v["reason"]}
		o.Sort, o.Desc = view.order(noun, l.Table)
		if v["columns"] == "view" {
			o.Columns = view.shown(noun, l.Table)
		}
		made, err = s.Desk.RequestExport(ctx, s.Actor, o)
		return err
	}, func() { showFetch(st, made) }, fields...)
}

// exportOrder says an order of the register in words.
func exportOrder(st *Stage, sort string, desc bool) string {
	said := st.T("exports.word.natural")
	if sort != "" {
		said = st.own("exports.order.", sort)
	}
	if desc {
		said += " ↓"
	}
	return said
}

// showFetch says how to get an export, or whom it waits for.
func showFetch(st *Stage, e domain.ExportRequest) {
	text := st.T("exports.console.ready", "Number", e.ID)
	if e.State == domain.ExportWaiting {
		text = st.T("exports.console.waits", "Number", e.ID, "Most", st.number(domain.LoneExport))
	}
	showCommand(st, st.T("exports.console.title", "What", st.T("export.noun."+e.What)), text, fetchCommand(st, e))
}

// showCommand shows a line to copy; its first button copies it.
func showCommand(st *Stage, title, text, line string) {
	st.Ask(kit.NewDialog(st.Words, title, text+"\n\n"+line, kit.Button{Label: st.T("exports.action.command"), Run: func() { st.Copy(line) }}, kit.Button{Label: st.Words.Cancel}))
}

func fetchCommand(st *Stage, e domain.ExportRequest) string {
	number := strconv.FormatInt(e.ID, 10)
	return st.Session.shell() + " exports fetch " + number + " > " + e.What + "-" + number + "." + e.Format
}

// shell is how this person's verbs are called from their own machine.
func (s *Session) shell() string {
	if s.SSH == "" {
		return "ssh …"
	}
	return s.SSH
}
