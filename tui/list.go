package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// previewWidth is the narrowest screen on which list and preview share it.
const previewWidth = 100

// ListSpec is what a list says of itself; the rest every list does alike.
type ListSpec struct {
	Name    string // under which order and columns are remembered, "" for not
	Title   string
	Columns []kit.Column
	Fields  []kit.FilterField
	Filter  string        // the filter to start with
	Sort    string        // the order to start with
	Desc    bool          //
	Source  kit.Source    // one page of rows, away from the screen
	Within  time.Duration // how long Source may take; 0 for what every screen waits
	Empty   string        // what to do when there is nothing
	Open    func(kit.Row)
	Preview func(context.Context, kit.Row) ([]kit.Section, error) // nil for none
	Exact   func(domain.Query) string                             // the filter that a bare address or number means, "" for none
	Actions func(*List) []kit.Action                              // beside open, filter and preview
}

// List is a screen of rows: filter, order, marks, preview.
type List struct {
	stage  *Stage
	slot   string // keeps the calls of several lists of a card apart
	spec   ListSpec
	Table  *kit.Table
	filter *kit.Filter // not nil while it is typed in
	error  string
	wrong  bool // the filter in force cannot be read: there are no rows

	preview   bool
	previewID string
	card      kit.Card
	split     bool
	bodyTop   int
	filterX   int
}

// NewList makes the list of a spec.
func NewList(st *Stage, spec ListSpec) *List {
	l := &List{stage: st, spec: spec, Table: kit.NewTable(st.Theme(), st.Words, spec.Columns)}
	l.Table.Empty = spec.Empty
	if spec.Sort != "" {
		l.Table.SetOrder(spec.Sort, spec.Desc)
	}
	l.Table.SetFilter(spec.Filter)
	return l
}

// Title is the spec's.
func (l *List) Title() string { return l.spec.Title }

// Start asks the first rows.
func (l *List) Start() { l.recall() }

// Refresh asks the rows and the preview again.
func (l *List) Refresh() {
	l.Table.Refresh()
	l.previewID = ""
	l.load()
}

// SetFilter shows what matches a text of the filter language.
func (l *List) SetFilter(text string) {
	l.error, l.wrong = "", false
	l.Table.SetFilter(strings.TrimSpace(text))
	l.load()
}

// load fetches what the table wants next, then the preview.
func (l *List) load() {
	want, ok := l.Table.Next()
	if !ok {
		l.loadPreview()
		return
	}
	within := l.spec.Within
	if within == 0 {
		within = patience
	}
	CallWithin(l.stage, l.slot+"rows", within, func(ctx context.Context) (kit.Page, error) {
		return l.spec.Source(ctx, want)
	}, func(page kit.Page, err error) {
		if err != nil {
			l.Table.Fail()
			l.refused(err)
			return
		}
		l.Table.Deliver(page)
		l.load()
	})
}

// refused shows an error where it belongs: a filter's beside the filter.
func (l *List) refused(err error) {
	if domain.KindOf(err) == domain.Invalid {
		l.error, l.wrong = l.stage.Session.Say(err), true
		if l.filter == nil {
			l.filter = kit.NewFilter(l.spec.Fields, l.Table.Filter())
		}
		return
	}
	l.stage.Fail(err)
}

// Key moves in the list, or edits the filter.
func (l *List) Key(msg tea.KeyPressMsg) bool {
	if l.filter != nil {
		return l.filterKey(msg)
	}
	return l.command(msg.String())
}

// command takes a key where keys are commands.
func (l *List) command(key string) bool {
	switch key {
	case "J", "K":
		l.card.Key(map[string]string{"J": "j", "K": "k"}[key])
		return true
	case "W":
		l.askColumns()
		return true
	}
	if !l.Table.Key(key) {
		return false
	}
	if key == "o" || key == "O" || key == "w" {
		l.keep()
	}
	l.load()
	return true
}

func (l *List) filterKey(msg tea.KeyPressMsg) bool {
	if msg.String() != "enter" {
		l.error = ""
		return l.filter.Key(msg)
	}
	value := strings.TrimSpace(l.filter.Value())
	l.filter = nil
	l.SetFilter(l.exact(value))
	return true
}

// exact turns a bare address, SIRET or number into the filter it means, and
// opens what it names when that is one thing alone.
func (l *List) exact(text string) string {
	q := domain.ParseQuery(text)
	if l.spec.Exact == nil || q.Kind == domain.QueryName || strings.ContainsAny(text, ":\"") {
		return text
	}
	find := l.stage.Session.Finder
	if find != nil {
		Call(l.stage, l.slot+"exact", func(ctx context.Context) ([]Found, error) { return find(ctx, text) }, func(found []Found, err error) {
			if only := single(found); err == nil && only != nil {
				l.stage.Push(only)
			}
		})
	}
	if filter := l.spec.Exact(q); filter != "" {
		return filter
	}
	return text
}

// single opens the one thing that was named exactly, nil when there are none
// or several.
func single(found []Found) Opening {
	var open Opening
	for _, f := range found {
		if f.Exact && open != nil {
			return nil
		}
		if f.Exact {
			open = f.Open
		}
	}
	return open
}

// chosen are the values of the marked rows, else of the selected one. All
// that a filter finds is not loaded: off says that it cannot be touched.
func chosen[T any](l *List) (values []T, off string) {
	rows, all := l.Table.Chosen()
	if all {
		off = l.stage.T("console.off.too_many")
	}
	for _, r := range rows {
		if v, ok := r.Value.(T); ok {
			values = append(values, v)
		}
	}
	return values, off
}

// done ends an act on the chosen rows.
func (l *List) done() {
	l.Table.ClearMarks()
	l.Refresh()
}

// Typing tells whether the filter is being typed.
func (l *List) Typing() bool { return l.filter != nil }

// Paste puts text into the filter.
func (l *List) Paste(text string) { l.filter.Insert(text) }

// Back closes one layer: input, preview that hides the list, marks, filter.
func (l *List) Back() bool {
	switch {
	case l.filter != nil && l.wrong:
		l.filter = nil
		l.SetFilter(l.spec.Filter)
	case l.filter != nil:
		l.filter = nil
	case l.preview && !l.split:
		l.preview = false
	case l.Table.ClearMarks():
	case l.Table.Filter() != l.spec.Filter:
		l.SetFilter(l.spec.Filter)
	default:
		return false
	}
	return true
}

// Copy returns the identity of the selected row, or all its texts.
func (l *List) Copy(whole bool) string {
	row, ok := l.Table.Selected()
	switch {
	case !ok:
		return ""
	case row.Copy != "" && !whole:
		return row.Copy
	case !whole:
		return row.ID
	}
	texts := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		texts[i] = c.Text
	}
	return strings.Join(texts, "\t")
}

// Actions are open, filter and preview, then the spec's own.
func (l *List) Actions() []kit.Action {
	t := l.stage.Session.Texts
	var actions []kit.Action
	if row, ok := l.Table.Selected(); ok && l.spec.Open != nil {
		actions = append(actions, kit.Action{Name: "open", Keys: []string{"enter"}, Label: t.T("console.action.open"), Run: func() { l.spec.Open(row) }})
	}
	if l.spec.Actions != nil {
		actions = append(actions, l.spec.Actions(l)...)
	}
	if export, ok := l.exportAction(); ok {
		actions = append(actions, export)
	}
	actions = append(actions, kit.Action{Name: "filter", Keys: []string{"/"}, Label: t.T("console.action.filter"), Run: l.openFilter})
	if l.spec.Preview != nil {
		actions = append(actions, kit.Action{Name: "preview", Keys: []string{"p", "P"}, Label: t.T("console.action.preview"), Run: l.togglePreview})
	}
	return append(actions,
		kit.Action{Name: "columns", Keys: []string{"W"}, Label: t.T("console.action.columns"), Quiet: true, Run: l.askColumns},
		kit.Action{Name: "sort", Keys: []string{"o"}, Label: t.T("console.action.sort"), Run: func() { l.command("o") }},
		kit.Action{Name: "mark", Keys: []string{"space"}, Label: t.T("console.action.mark"), Quiet: true, Run: func() { l.command("space") }})
}

func (l *List) openFilter() {
	text := l.Table.Filter()
	if text != "" {
		text += " "
	}
	l.filter = kit.NewFilter(l.spec.Fields, text)
}

func (l *List) togglePreview() {
	l.preview = !l.preview
	l.previewID = ""
	l.loadPreview()
}
