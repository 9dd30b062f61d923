package tui

import (
	"context"

	"vigie/tui/kit"
)

// View draws one line of state, the rows, and the preview beside them.
func (l *List) View(width, height int) []kit.Line {
	l.Table.SetTheme(l.stage.Theme())
	lines := []kit.Line{l.state(width)}
	if l.error != "" {
		lines = append(lines, kit.Join("   ", l.stage.Theme().Bad.Cut(l.error, width-4)))
	}
	l.bodyTop = len(lines)
	body := height - len(lines)
	l.split = width >= previewWidth
	switch {
	case l.wrong:
	case !l.preview:
		lines = append(lines, l.Table.View(width, body)...)
	case !l.split:
		lines = append(lines, l.card.View(l.stage.Theme(), width, body)...)
	default:
		right := width * 2 / 5
		left := width - right - 3
		lines = append(lines, kit.Beside(l.stage.Theme(), l.Table.View(left, body), l.card.View(l.stage.Theme(), right, body), left, right, body)...)
	}
	return lines
}

// state is the filter being typed, or the filter in force with its count.
func (l *List) state(width int) kit.Line {
	t := l.stage.Theme()
	if l.filter != nil {
		line, x := l.filter.View(t, width)
		l.filterX = x
		return line
	}
	right := kit.Join(t.Dim.Text(l.Table.Count()), " ")
	if n := l.Table.MarkCount(); n > 0 {
		right = kit.Join(t.Marked.Text(l.stage.Session.Texts.N("console.list.marked", n)), "   ", right)
	}
	left := kit.Line(" ")
	if f := l.Table.Filter(); f != "" {
		left = kit.Join(t.Key.Text(" / "), t.Strong.Cut(f, max(width-right.Width()-6, 4)))
	}
	return kit.Spread(left, right, width)
}

// Cursor stands on the selected row, or in the filter.
func (l *List) Cursor() (x, y int, shown bool) {
	if l.filter != nil {
		return l.filterX, 0, true
	}
	if _, ok := l.Table.Selected(); !ok || (l.preview && !l.split) {
		return 0, 0, false
	}
	return 0, l.bodyTop + l.Table.CursorY(), true
}

// Click selects a row; a click on the selected one opens it.
func (l *List) Click(_, y int) {
	before := l.Table.SelectedID()
	if !l.Table.Click(y - l.bodyTop) {
		return
	}
	if row, ok := l.Table.Selected(); ok && row.ID == before && l.spec.Open != nil {
		l.spec.Open(row)
		return
	}
	l.load()
}

// loadPreview asks the preview of the selected row, when it is not the one
// shown.
func (l *List) loadPreview() {
	row, ok := l.Table.Selected()
	if !l.preview || !ok || row.ID == l.previewID || l.spec.Preview == nil {
		return
	}
	l.previewID = row.ID
	Call(l.stage, l.slot+"preview", func(ctx context.Context) ([]kit.Section, error) {
		return l.spec.Preview(ctx, row)
	}, func(sections []kit.Section, err error) {
		if err != nil {
			l.stage.Fail(err)
			return
		}
		l.card = kit.Card{Sections: sections}
	})
}
