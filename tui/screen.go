package tui

import (
	tea "charm.land/bubbletea/v2"

	"vigie/tui/kit"
)

// Screen is one view of the console: what it loads, what it shows, what can
// be done. It never does slow work itself; it asks its Stage to Call.
type Screen interface {
	// Title is the screen's part of the breadcrumb.
	Title() string
	// Start is called once, when the screen is first shown.
	Start()
	// Key takes a key that no action and no global key has. It tells whether
	// the key meant something here.
	Key(msg tea.KeyPressMsg) bool
	// Actions are what can be done now, with the reason where it cannot.
	Actions() []kit.Action
	// View draws the body in width × height cells.
	View(width, height int) []kit.Line
	// Refresh asks everything shown again; place and selection stay.
	Refresh()
}

// Opening makes a screen on its stage.
type Opening func(*Stage) Screen

// typist is a screen that may be in an input: keys are text then.
type typist interface {
	Typing() bool
	Paste(text string)
}

// backer is a screen with layers of its own (input, filter, marks) that esc
// closes before the screen; Back tells whether there was one.
type backer interface{ Back() bool }

// pointer is a screen with a real cursor, which the mouse can point into.
type pointer interface {
	Cursor() (x, y int, shown bool)
	Click(x, y int)
}

// busy is a screen that shows how far a long work is, redrawn every second.
type busy interface{ Busy() bool }

// ticker is a screen that does something every second.
type ticker interface{ Tick() }

// liver is a screen that does not ask everything again when the world has
// changed: what took long waits until it is asked for.
type liver interface{ Live() }

// live shows what has changed.
func live(screen Screen) {
	if l, ok := screen.(liver); ok {
		l.Live()
		return
	}
	screen.Refresh()
}

// copier is a screen with a row or card to copy: its identity, or all of it.
type copier interface{ Copy(whole bool) string }
