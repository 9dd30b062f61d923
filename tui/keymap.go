package tui

import (
	"time"

	"charm.land/bubbles/v2/key"

	"vigie/tui/kit"
)

// bound is a key that means the same everywhere. The console acts on it and
// the help is written from it; without run it is a list's or a card's own,
// and stands here for the help alone.
type bound struct {
	key.Binding // its description is a key of the catalogue
	run         func()
}

// keyMap is every key that means the same everywhere, in the order of the
// help; neighbours with one description share a line there.
func (c *Console) keyMap() []bound {
	top := func(do func(Screen)) func() {
		return func() {
			if st := c.top(); st != nil {
				do(st.screen)
			}
		}
	}
	return []bound{
		bind("console.key.move", nil, "j", "k", "down", "up"),
		bind("console.key.ends", nil, "gg", "G", "home", "end"),
		bind("console.key.page", nil, "pgdown", "pgup", "ctrl+d", "ctrl+u"),
		bind("console.key.columns", nil, "h", "l", "w"),
		{key.NewBinding(key.WithKeys("g"), key.WithHelp("g…", "console.key.go")), c.beginGo},
		bind("console.key.search", c.openSearch, "ctrl+k"),
		bind("console.key.filter", nil, "/"),
		bind("console.key.palette", func() { c.overlay = c.palette() }, ":", "ctrl+p"),
		bind("console.key.menu", func() { c.overlay = c.menu() }, "."),
		bind("console.key.help", func() { c.overlay = c.help() }, "?", "f1"),
		bind("console.key.open", nil, "enter"),
		bind("console.key.back", c.escape, "esc"),
		bind("console.key.quit", c.leave, "q"),
		bind("console.key.quit", c.interrupt, "ctrl+c"),
		bind("console.key.mark", nil, "space", "v", "ctrl+a"),
		bind("console.key.sort", nil, "o", "O"),
		bind("console.key.preview", nil, "p", "J", "K"),
		bind("console.key.tabs", nil, "[", "]", "<", ">"),
		bind("console.key.last", c.swap, "-"),
		bind("console.key.last", c.back, "H"),
		bind("console.key.last", c.forth, "L"),
		bind("console.key.copy", func() { c.yank(false) }, "y"),
		bind("console.key.copy", func() { c.yank(true) }, "Y"),
		bind("console.key.refresh", top(Screen.Refresh), "R", "ctrl+r"),
		bind("console.key.undo", func() { c.turnBack(&c.undo) }, "z"),
		bind("console.key.undo", func() { c.turnBack(&c.redo) }, "ctrl+y"),
		bind("", func() {}, "ctrl+z", "ctrl+v"), // they would act on the server
	}
}

func bind(label string, run func(), keys ...string) bound {
	return bound{key.NewBinding(key.WithKeys(keys...), key.WithHelp("", label)), run}
}

// keyName is a key by the name that Bubble Tea gives it.
type keyName string

// String is the name.
func (k keyName) String() string { return string(k) }

// global takes the keys that mean the same everywhere.
func (c *Console) global(name string) bool {
	for _, b := range c.bound {
		if b.run != nil && key.Matches(keyName(name), b.Binding) {
			b.run()
			return true
		}
	}
	return false
}

// everywhere describes the keys that every screen has.
func (c *Console) everywhere() []kit.Action {
	var out []kit.Action
	last := ""
	for _, b := range c.bound {
		keys, label := b.Keys(), b.Help().Desc
		if b.Help().Key != "" {
			keys = []string{b.Help().Key}
		}
		switch label {
		case "":
		case last:
			out[len(out)-1].Keys = append(out[len(out)-1].Keys, keys...)
		default:
			out = append(out, kit.Action{Keys: keys[:len(keys):len(keys)], Label: c.session.Texts.T(label)})
		}
		last = label
	}
	return out
}

// beginGo waits for the letter of a place, and shows the letters when it does
// not come.
func (c *Console) beginGo() {
	c.goKeys = true
	c.goTurn++
	c.do(c.session.timer(300*time.Millisecond, goPanel{c.goTurn}))
}

// leave closes the view, or the console where it is the last.
func (c *Console) leave() {
	if !c.pop() {
		c.quit()
	}
}
