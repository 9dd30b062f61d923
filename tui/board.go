package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"vigie/tui/kit"
)

// BoardSpec is what a board says of itself.
type BoardSpec struct {
	Title   string
	Load    func(context.Context) (func() []kit.BoardGroup, error)
	Actions func() []kit.Action
}

// Board is a screen of lines that lead somewhere: what waits, what runs.
type Board struct {
	stage  *Stage
	spec   BoardSpec
	board  kit.Board
	loaded bool
}

// NewBoard makes the board of a spec.
func NewBoard(st *Stage, spec BoardSpec) *Board { return &Board{stage: st, spec: spec} }

// Title is the spec's.
func (b *Board) Title() string { return b.spec.Title }

// Start asks what there is to show.
func (b *Board) Start() { b.Refresh() }

// Refresh asks it again; the selected line stays.
func (b *Board) Refresh() {
	Call(b.stage, "board", b.spec.Load, func(draw func() []kit.BoardGroup, err error) {
		if err != nil {
			b.stage.Fail(err)
			return
		}
		b.loaded, b.board.Groups = true, draw()
	})
}

// Key moves on the board.
func (b *Board) Key(msg tea.KeyPressMsg) bool { return b.board.Key(msg.String()) }

// Actions are opening the selected line, then the spec's.
func (b *Board) Actions() []kit.Action {
	var actions []kit.Action
	if row := b.board.Selected(); row != nil {
		actions = append(actions, kit.Action{Name: "open", Keys: []string{"enter"}, Label: b.stage.T("console.action.open"), Run: row.Run})
	}
	if b.spec.Actions != nil {
		actions = append(actions, b.spec.Actions()...)
	}
	return actions
}

// View draws the board.
func (b *Board) View(width, height int) []kit.Line {
	t := b.stage.Theme()
	if !b.loaded {
		return []kit.Line{"", kit.Join("   ", t.Dim.Text(b.stage.Words.Loading))}
	}
	return append([]kit.Line{""}, b.board.View(t, width, height-1)...)
}

// Cursor stands on the selected line.
func (b *Board) Cursor() (x, y int, shown bool) {
	if b.board.Selected() == nil {
		return 0, 0, false
	}
	x, y = b.board.CursorY()
	return x + 1, y + 1, true
}

// Click selects a line; a click on the selected one follows it.
func (b *Board) Click(x, y int) {
	if b.board.Click(x, y-1) {
		b.board.Selected().Run()
	}
}
