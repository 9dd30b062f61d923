package tui

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/tui/kit"
)

// driver plays the terminal and Bubble Tea, without goroutines or clocks.
type driver struct {
	testing.TB
	console *Console
	now     time.Time
	session *Session
	held    []tea.Cmd // calls under way, when hold is set
	hold    bool
	quit    bool
	copied  string
	found   []string // what was opened or done
}

// newDriver starts a console on a list of a million rows.
func newDriver(t testing.TB, lang string) *driver {
	d := &driver{TB: t, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	d.session = &Session{
		Context: t.Context(), Actor: domain.Actor{StaffID: 1, Name: "Camille Roy", Role: domain.Operator, Door: "console"},
		Texts: i18n.For(lang), Zone: time.UTC, Theme: kit.ThemeDark, Now: func() time.Time { return d.now },
		Pulse: func(time.Duration, tea.Msg) tea.Cmd { return nil },
	}
	d.session.Places = []Place{
		{Letter: "s", Name: "suppliers", Title: "Fournisseurs", Aliases: []string{"fournisseurs"}, Open: func(st *Stage) Screen { return NewList(st, d.suppliers(st)) }},
		{Letter: "b", Name: "buyers", Title: "Donneurs d'ordres", Open: func(st *Stage) Screen {
			s := d.suppliers(st)
			s.Title = "Donneurs d'ordres"
			return NewList(st, s)
		}},
	}
	d.session.Finder = func(_ context.Context, text string) ([]Found, error) {
		return []Found{{Label: "GARONNE " + text, Detail: "21590328700013", Open: d.card(million(0))}}, nil
	}
	d.console = New(d.session)
	d.run(d.console.Init())
	d.size(80, 24)
	return d
}

func million(i int) kit.Row {
	names := []string{"GARONNE BOIS", "Société d'Été & Fils", "LES MAÇONS RÉUNIS DE LA VALLÉE DE L'ISÈRE", "\x1b[31m@COM.GASCOGNE\u202E"}
	states := []kit.Cell{{Text: "conforme", Tone: kit.ToneGood}, {Text: "2 manquants", Tone: kit.ToneWarn}, {Text: "expiré", Tone: kit.ToneBad}}
	siret := fmt.Sprintf("%014d", 21590328700013+i)
	return kit.Row{ID: strconv.Itoa(i), Cursor: strconv.Itoa(i), Copy: siret,
		Cells: []kit.Cell{{Text: names[i%4] + " " + strconv.Itoa(i)}, {Text: siret}, {Text: "LYON"}, states[i%3]}}
}

func millions(_ context.Context, w kit.Want) (kit.Page, error) {
	const total = 1_000_000
	switch {
	case strings.Contains(w.Filter, "nobody"):
		return kit.Page{}, nil
	case strings.Contains(w.Filter, "wrong:"):
		return kit.Page{}, domain.Refuse(domain.Invalid, "bad_length")
	}
	at, _ := strconv.Atoi(w.Cursor)
	from, to := 0, w.Limit
	switch w.Place {
	case kit.Last:
		from, to = total-w.Limit, total
	case kit.After:
		from, to = at+1, at+1+w.Limit
	case kit.Before:
		from, to = max(at-w.Limit, 0), at
	}
	p := kit.Page{Total: total, More: to < total}
	if w.Place == kit.Last || w.Place == kit.Before {
		p.More = from > 0
	}
	for i := from; i < min(to, total); i++ {
		p.Rows = append(p.Rows, million(i))
	}
	return p, nil
}

func (d *driver) suppliers(st *Stage) ListSpec {
	return ListSpec{
		Title: "Fournisseurs", Source: millions, Empty: "Aucun fournisseur.",
		Columns: []kit.Column{{Title: "Raison sociale", Min: 20, Flex: 3, Sort: "name"}, {Title: "SIRET", Min: 14}, {Title: "Ville", Min: 12, Flex: 1, Priority: 1}, {Title: "Vigilance", Min: 11}},
		Fields:  []kit.FilterField{{Name: "city"}, {Name: "status", Values: []string{"standby", "closed"}}},
		Open:    func(r kit.Row) { st.Push(d.card(r)) },
		Preview: func(_ context.Context, r kit.Row) ([]kit.Section, error) {
			return []kit.Section{{Title: "Aperçu", Items: []kit.Item{{Label: "SIRET", Value: r.Copy}}}}, nil
		},
		Actions: func(*List) []kit.Action {
			return []kit.Action{
				{Name: "mask", Keys: []string{"@"}, Label: "dévoiler", Off: "pas d'e-mail"},
				{Name: "undoable", Keys: []string{"m"}, Label: "mettre en veille", Run: func() {
					st.Done("Mis en veille", func() { d.found = append(d.found, "undone") }, nil)
				}},
				{Name: "staff", Keys: []string{"n"}, Label: "ajouter", Permission: string(domain.ManageStaff), Run: func() { d.found = append(d.found, "staff") }},
				{Name: "send", Keys: []string{"i"}, Label: "relancer", Weight: kit.Confirm, Question: "Relancer 12 personnes ?", Count: 12,
					Examples: []string{"a…@example.org", "b…@example.org", "c…@example.org"}, Run: func() { d.found = append(d.found, "sent") }},
			}
		},
	}
}

func (d *driver) card(r kit.Row) Opening {
	return func(st *Stage) Screen {
		return NewCard(st, CardSpec{Title: r.Cells[0].Text, Identity: r.Copy, Tabs: []CardTab{
			{Key: "0", Label: "fiche", Load: func(context.Context) ([]kit.Section, error) {
				return []kit.Section{{Title: "Identité", Items: []kit.Item{{Label: "SIRET", Value: r.Copy}, {Label: "État", Value: "expiré", Tone: kit.ToneBad}}}}, nil
			}},
			{Key: "u", Label: "utilisateurs", List: func() ListSpec { return d.suppliers(st) }},
		}})
	}
}

// run does a command and everything that follows from it.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if d.hold {
		d.held = append(d.held, cmd)
		return
	}
	d.deliver(cmd())
}

func (d *driver) deliver(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	case tea.QuitMsg:
		d.quit = true
	default:
		if s := fmt.Sprintf("%T", msg); s == "tea.setClipboardMsg" {
			d.copied = fmt.Sprint(msg)
		}
		_, cmd := d.console.Update(msg)
		d.run(cmd)
	}
}

// release answers the calls that were held.
func (d *driver) release() {
	held := d.held
	d.held, d.hold = nil, false
	for _, c := range held {
		d.run(c)
	}
}

func (d *driver) size(w, h int) { d.deliver(tea.WindowSizeMsg{Width: w, Height: h}) }

// keys presses keys a second apart.
func (d *driver) keys(names ...string) {
	for _, n := range names {
		d.now = d.now.Add(time.Second)
		d.press(n)
	}
}

func (d *driver) press(name string) {
	special := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "backspace": tea.KeyBackspace, "pgdown": tea.KeyPgDown}
	switch {
	case special[name] != 0:
		d.deliver(tea.KeyPressMsg{Code: special[name]})
	case name == "space":
		d.deliver(tea.KeyPressMsg{Code: ' ', Text: " "})
	case strings.HasPrefix(name, "ctrl+"):
		d.deliver(tea.KeyPressMsg{Code: rune(name[5]), Mod: tea.ModCtrl})
	default:
		r := []rune(name)[0]
		d.deliver(tea.KeyPressMsg{Code: r, Text: name})
	}
}

// text types letters.
func (d *driver) text(s string) {
	for _, r := range s {
		d.keys(string(r))
	}
}

// screen is the frame as plain text.
func (d *driver) screen() string {
	var b strings.Builder
	for l := range strings.SplitSeq(ansi.Strip(d.console.View().Content), "\n") {
		b.WriteString(strings.TrimRight(l, " ") + "\n")
	}
	return b.String()
}

func (d *driver) sees(texts ...string) {
	d.Helper()
	for _, text := range texts {
		if !strings.Contains(d.screen(), text) {
			d.Errorf("the screen does not show %q:\n%s", text, d.screen())
		}
	}
}

func (d *driver) misses(text string) {
	d.Helper()
	if strings.Contains(d.screen(), text) {
		d.Errorf("the screen shows %q:\n%s", text, d.screen())
	}
}
