package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

const (
	escWindow  = 200 * time.Millisecond // a split escape sequence comes within
	burstGap   = 4 * time.Millisecond   // nobody types faster
	burstKeys  = 4                      // so many different keys in a burst are a paste
	burstQuiet = 60 * time.Millisecond  // a paste is over after
)

// keyState tells what is typed from what is not: the pieces of a split
// escape sequence and pasted text must never act as commands.
type keyState struct {
	last     time.Time // of any key
	escAt    time.Time
	inside   bool // within a split sequence, up to its letter
	letter   bool // the next key ends it
	previous string
	burst    int
	pasting  bool
}

// swallow takes the rest of an escape sequence that a slow line split after
// its esc, so that an arrow does not act as "[" and "A".
func (k *keyState) swallow(key tea.KeyPressMsg, now time.Time) bool {
	name := key.String()
	if k.inside {
		fresh := now.Sub(k.escAt) < escWindow
		final := k.letter || len(key.Text) != 1 || (key.Text[0] >= '@' && key.Text[0] <= '~')
		k.inside = fresh && !final
		return fresh
	}
	switch {
	case name == "esc":
		k.escAt = now
	case (name == "[" || name == "O") && now.Sub(k.escAt) < escWindow,
		name == "alt+[", name == "alt+O", name == "alt+shift+o":
		k.escAt, k.inside, k.letter = now, true, name != "[" && name != "alt+["
		return true
	}
	return false
}

// pasted tells whether a key belongs to a burst too fast for fingers. A key
// held down, and moving about, are no paste.
func (k *keyState) pasted(key tea.KeyPressMsg, now time.Time) bool {
	gap := now.Sub(k.last)
	name := key.String()
	if k.pasting && gap < burstQuiet {
		return true
	}
	k.pasting = false
	same := name == k.previous || name == "j" || name == "k"
	k.previous = name
	if key.Text == "" || gap > burstGap {
		k.burst = 0
		return false
	}
	if !same {
		k.burst++
	}
	k.pasting = k.burst >= burstKeys
	return k.pasting
}
