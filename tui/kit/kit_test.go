package kit

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"vigie/internal/safe"
)

func words() *Words {
	return &Words{Loading: "loading", NoMatch: "no match", Yes: "yes", No: "no", Confirm: "Confirm", Cancel: "Cancel", Submit: "submit",
		TypeIdentifier: "Type", Required: "required", BadDate: "bad date", MoreExamples: "more:",
		Number: func(n int64) string { return strconv.FormatInt(n, 10) }}
}

// numbers is a list of so many rows.
func numbers(total int) Source {
	return func(_ context.Context, w Want) (Page, error) {
		at, _ := strconv.Atoi(w.Cursor)
		from, to := 0, w.Limit
		switch w.Place {
		case Last:
			from, to = total-w.Limit, total
		case After:
			from, to = at+1, at+1+w.Limit
		case Before:
			from, to = at-w.Limit, at
		}
		from, to = max(from, 0), min(to, total)
		p := Page{Total: int64(total), More: to < total}
		if w.Place == Last || w.Place == Before {
			p.More = from > 0
		}
		for i := from; i < to; i++ {
			p.Rows = append(p.Rows, Row{ID: strconv.Itoa(i), Cursor: strconv.Itoa(i), Cells: []Cell{{Text: "row " + strconv.Itoa(i)}}})
		}
		return p, nil
	}
}

// settle fetches until the table wants nothing.
func settle(t *testing.T, table *Table, source Source) {
	t.Helper()
	for range 100 {
		w, ok := table.Next()
		if !ok {
			return
		}
		p, err := source(t.Context(), w)
		if err != nil {
			t.Fatal(err)
		}
		table.Deliver(p)
	}
	t.Fatal("the table never has enough")
}

func TestTableWalksAMillionRowsByKeyset(t *testing.T) {
	source := numbers(1_000_000)
	table := NewTable(NewTheme(ThemeDark), words(), []Column{{Title: "Row", Min: 10, Flex: 1}})
	settle(t, table, source)
	for range 5000 {
		table.Key("j")
		settle(t, table, source)
	}
	if id := table.SelectedID(); id != "5000" || len(table.rows) > maxWindow+200 {
		t.Errorf("at %s with %d rows kept", id, len(table.rows))
	}
	if got := table.Count(); got != "5001 / 1000000" {
		t.Errorf("Count() = %q", got)
	}
	for range 5000 {
		table.Key("k")
		settle(t, table, source)
	}
	if id := table.SelectedID(); id != "0" {
		t.Errorf("back at %s", id)
	}
	table.Key("G")
	settle(t, table, source)
	if table.SelectedID() != "999999" || table.Count() != "1000000 / 1000000" {
		t.Errorf("end at %s, %s", table.SelectedID(), table.Count())
	}
	table.Key("home")
	settle(t, table, source)
	if id := table.SelectedID(); id != "0" {
		t.Errorf("top at %s", id)
	}
}

func TestSelectionFollowsItsRowThroughARefresh(t *testing.T) {
	table := NewTable(NewTheme(ThemeNone), words(), []Column{{Title: "Row", Min: 10}})
	settle(t, table, numbers(50))
	for range 7 {
		table.Key("j")
	}
	table.Key("space")
	table.Refresh()
	without := func(ctx context.Context, w Want) (Page, error) {
		p, err := numbers(50)(ctx, w)
		p.Rows = append(p.Rows[:2:2], p.Rows[4:]...)
		return p, err
	}
	settle(t, table, without)
	if table.SelectedID() != "8" {
		t.Errorf("selected %s", table.SelectedID())
	}
	if rows, all := table.Chosen(); len(rows) != 1 || rows[0].ID != "7" || all {
		t.Errorf("chosen %v %v", rows, all)
	}
}

// A mark whose row the window had left behind was counted but not acted on:
// the act hit the selected row instead.
func TestMarkedRowIsChosenHoweverFarTheCursorGoes(t *testing.T) {
	table := NewTable(NewTheme(ThemeNone), words(), []Column{{Title: "Row", Min: 10}})
	settle(t, table, numbers(100_000))
	table.Key("space")
	table.Key("end")
	settle(t, table, numbers(100_000))
	if rows, _ := table.Chosen(); len(rows) != 1 || rows[0].ID != "0" {
		t.Errorf("chosen %v", rows)
	}
	table.Key("space")
	if rows, _ := table.Chosen(); len(rows) != 2 || rows[0].ID != "99999" || rows[1].ID != "0" {
		t.Errorf("chosen %v", rows)
	}
	table.ClearMarks()
	if rows, _ := table.Chosen(); len(rows) != 1 || rows[0].ID != "99999" {
		t.Errorf("chosen %v without marks", rows)
	}
}

func TestRangeAndAllMarks(t *testing.T) {
	table := NewTable(NewTheme(ThemeNone), words(), []Column{{Title: "Row", Min: 10}})
	settle(t, table, numbers(30))
	for _, k := range []string{"v", "j", "j", "v"} {
		table.Key(k)
	}
	if n := table.MarkCount(); n != 3 {
		t.Errorf("range marks %d", n)
	}
	table.Key("ctrl+a")
	table.Key("ctrl+a")
	if _, all := table.Chosen(); !all || table.MarkCount() != 30 {
		t.Errorf("all = %v, %d", all, table.MarkCount())
	}
	if !table.ClearMarks() || table.ClearMarks() {
		t.Error("marks are cleared once")
	}
}

func TestColumnsHideByPriorityAndScrollWhenWide(t *testing.T) {
	columns := []Column{{Title: "A", Min: 20, Flex: 1}, {Title: "B", Min: 20, Priority: 2}, {Title: "C", Min: 20, Priority: 1}}
	table := NewTable(NewTheme(ThemeNone), words(), columns)
	if got := table.layout(50); got[1] != 0 || got[0] != 28 || got[2] != 20 {
		t.Errorf("layout(50) = %v", got)
	}
	table.Wide = true
	if got := table.layout(50); got[1] != 20 {
		t.Errorf("wide layout = %v", got)
	}
	table.Key("l")
	if got := table.layout(50); got[1] != 0 || got[2] != 20 {
		t.Errorf("shifted layout = %v", got)
	}
}

func TestEveryLineHasTheWidthAskedAndNothingHostile(t *testing.T) {
	payloads := safe.HostilePayloads()
	source := func(_ context.Context, w Want) (Page, error) {
		p := Page{Total: int64(len(payloads))}
		for i, s := range payloads {
			p.Rows = append(p.Rows, Row{ID: strconv.Itoa(i), Cells: []Cell{{Text: s}, {Text: s + s}}})
		}
		return p, nil
	}
	table := NewTable(NewTheme(ThemeNone), words(), []Column{{Title: payloads[0], Min: 20, Flex: 1}, {Title: "B", Min: 12}})
	settle(t, table, source)
	card := &Card{Sections: []Section{{Title: payloads[3]}}}
	for _, s := range payloads {
		card.Sections[0].Items = append(card.Sections[0].Items, Item{Label: s, Value: s})
	}
	drawn := append(table.View(60, len(payloads)+1), card.View(NewTheme(ThemeNone), 60, 500)...)
	for _, s := range payloads {
		drawn = append(drawn, Flash{Text: s}.View(NewTheme(ThemeNone), 60), Breadcrumb(NewTheme(ThemeNone), "V", []string{s, s}, s, s, 60))
	}
	for _, l := range drawn {
		if l.Width() > 60 {
			t.Errorf("%q is %d wide", l, l.Width())
		}
		plain := ansi.Strip(strings.NewReplacer("\x1b[m", "", "\x1b[1m", "", "\x1b[4m", "", "\x1b[7m", "").Replace(string(l)))
		if safe.Line(plain) != plain || strings.Contains(plain, "\x1b") {
			t.Errorf("hostile line %q", l)
		}
	}
}

func TestFilterCompletesFieldsAndValues(t *testing.T) {
	f := NewFilter([]FilterField{{Name: "city"}, {Name: "status", Values: []string{"standby", "closed"}}}, "")
	for _, r := range "bois st" {
		f.Key(press(string(r)))
	}
	f.Key(press("tab"))
	f.Key(press("s"))
	f.Key(press("tab"))
	if got := f.Value(); got != "bois status:standby " {
		t.Errorf("filter = %q", got)
	}
}

func TestIrreversibleActNeedsItsIdentifierTyped(t *testing.T) {
	ran := 0
	d := NewConfirm(words(), Action{Label: "Erase", Question: "Erase?", Weight: Irreversible, Identifier: "42", Run: func() { ran++ }})
	now := time.Unix(0, 0)
	if d.Key(press("enter"), now) || ran != 0 {
		t.Error("nothing typed runs")
	}
	d.Key(press("4"), now)
	d.Key(press("2"), now)
	if !d.Key(press("enter"), now) || ran != 1 {
		t.Error("the identifier typed does not run")
	}
}

func TestConfirmationCancelsByDefaultAndIsDeafWhenUnasked(t *testing.T) {
	ran := 0
	now := time.Unix(0, 0)
	d := NewConfirm(words(), Action{Label: "Send", Weight: Confirm, Count: 5, Examples: []string{"a", "b", "c", "d"}, Run: func() { ran++ }}).Unasked(now)
	if d.Key(press("enter"), now.Add(399*time.Millisecond)) {
		t.Error("hears too early")
	}
	if !d.Key(press("enter"), now.Add(400*time.Millisecond)) || ran != 0 {
		t.Error("enter alone must cancel")
	}
	d.Key(press("tab"), now.Add(time.Second))
	if !d.Key(press("enter"), now.Add(time.Second)) || ran != 1 {
		t.Error("confirmed does not run")
	}
}

func TestFormSubmitsOnlyWhatIsRight(t *testing.T) {
	var got map[string]string
	f := NewForm(words(), func(v map[string]string) { got = v },
		&Field{Key: "name", Label: "Name", Required: true}, &Field{Key: "day", Label: "Day", Kind: FieldDate},
		&Field{Key: "text", Label: "Text", Kind: FieldArea}, &Field{Key: "ok", Kind: FieldBool})
	f.Key(press("ctrl+s"))
	if got != nil || f.Fields[0].Error == "" {
		t.Error("an empty required field is submitted")
	}
	for _, k := range []string{"a", "enter", "x", "ctrl+s"} {
		f.Key(press(k))
	}
	if got != nil || f.Fields[1].Error != "bad date" {
		t.Errorf("a bad date is submitted: %v %q", got, f.Fields[1].Error)
	}
	f.Key(press("ctrl+u"))
	f.Key(press("tab"))
	f.Paste("two\nlines\x1b[2J")
	f.Key(press("tab"))
	f.Key(press("space"))
	f.Key(press("ctrl+s"))
	if got["name"] != "a" || got["text"] != "two\nlines" || got["ok"] != "yes" {
		t.Errorf("submitted %v", got)
	}
}

func BenchmarkTableView(b *testing.B) {
	table := NewTable(NewTheme(ThemeDark), words(), []Column{{Title: "Row", Min: 10, Flex: 1}, {Title: "B", Min: 20}, {Title: "C", Min: 20}})
	w, _ := table.Next()
	p, _ := numbers(1000)(context.Background(), w)
	table.Deliver(p)
	b.ReportAllocs()
	for b.Loop() {
		table.Key("j")
		table.View(120, 38)
	}
}

func TestQuickMeasureAgreesWithUnicode(t *testing.T) {
	texts := append(safe.HostilePayloads(), "Société d'Été — œuvre…", "東京", "▸ * ▴▾ │┌─┐ ‹ ›", "e\u0301", "a\u0301b", "12\u202f345 €", "🇫🇷 👍🏽")
	for _, s := range texts {
		s = safe.Line(s)
		for _, styled := range []string{s, "\x1b[1;36m" + s + "\x1b[m"} {
			if got, want := cells(styled), ansi.StringWidth(styled); got != want {
				t.Errorf("cells(%q) = %d, want %d", styled, got, want)
			}
		}
	}
}
