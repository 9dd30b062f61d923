package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/desk"
	"vigie/tui/kit"
)

// readyPicker offers the ready texts, the one under the cursor shown as it
// would stand in the reply.
type readyPicker struct {
	*kit.Palette
	stage *Stage
	texts map[string]desk.FilledText // by what its line says
}

// pickReady offers the ready texts, filled with what this person may read.
func (t *ticket) pickReady() {
	st, s := t.stage, t.stage.Session
	Call(st, "ready", func(ctx context.Context) ([]desk.FilledText, error) { return s.Desk.FilledTexts(ctx, s.Actor, t.id) }, func(texts []desk.FilledText, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		p := &readyPicker{stage: st, texts: map[string]desk.FilledText{}}
		var items []kit.PaletteItem
		for _, text := range texts {
			p.texts[text.Title] = text
			detail := ""
			if text.Facts {
				detail = st.T("ticket.ready.facts")
			}
			items = append(items, kit.PaletteItem{Label: text.Title, Detail: detail, Terms: text.Code, Run: func() { t.insertReady(text) }})
		}
		p.Palette = kit.NewPalette(st.T("ticket.action.ready"), items)
		p.Prefix = ";"
		p.Rows = 6
		st.console.overlay = p
	})
}

func (t *ticket) insertReady(text desk.FilledText) {
	e := t.editor
	if e == nil {
		return
	}
	e.area.Insert(text.Filled)
	e.facts, e.error, t.typing = e.facts || text.Facts, "", true
	t.keep()
}

// View draws the list, and under it the text.
func (p *readyPicker) View(theme *kit.Theme, width, height int) (box []kit.Line, x, y int) {
	list, x, y := p.Palette.View(theme, width, height)
	text, known := p.texts[p.Chosen()]
	if !known || height-len(list) < 6 {
		return list, x, y
	}
	inner := min(max(width-8, 20), 76)
	lines := theme.Normal.Block(text.Filled, inner)
	room := height - len(list) - 3
	if len(lines) > room {
		lines = append(lines[:room-1:room-1], theme.Dim.Text("…"))
	}
	return append(list, kit.Box(theme, p.stage.T("ticket.ready.preview"), lines, inner)...), x, y
}

// Key moves and chooses.
func (p *readyPicker) Key(msg tea.KeyPressMsg) bool { return p.Palette.Key(msg) }
