package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/safe"
	"vigie/tui/kit"
)

// palette offers every screen and everything that can be done here.
func (c *Console) palette() overlay {
	t := c.session.Texts
	items := c.actionItems()
	for _, p := range c.session.Places {
		items = append(items, kit.PaletteItem{
			Label: p.Title, Detail: p.key(), Terms: p.Name + " " + strings.Join(p.Aliases, " "),
			Run: func() { c.replace(p.Open) },
		})
	}
	for _, a := range c.preferences() {
		items = append(items, kit.PaletteItem{Label: a.Label, Terms: a.Name, Run: func() { c.perform(a) }})
	}
	p := kit.NewPalette(t.T("console.palette.title"), items)
	p.Free = c.typed
	return p
}

// typed does what a text in the palette says that is no item of it:
// "suppliers city:lyon" opens a list with its filter.
func (c *Console) typed(text string) {
	name, filter, _ := strings.Cut(strings.TrimSpace(text), " ")
	for _, p := range c.session.Places {
		if p.Name == name || strings.EqualFold(p.Title, name) || slices.Contains(p.Aliases, name) {
			c.replace(p.Open)
			if f, ok := c.top().screen.(filterable); ok && filter != "" {
				f.SetFilter(filter)
			}
			return
		}
	}
	c.say(c.session.Texts.T("console.palette.unknown", "Text", text), kit.ToneWarn, nil, nil)
}

// filterable is a screen with a filter line.
type filterable interface{ SetFilter(text string) }

// menu offers what can be done here, only.
func (c *Console) menu() overlay {
	return kit.NewPalette(c.session.Texts.T("console.menu.title"), c.actionItems())
}

func (c *Console) actionItems() []kit.PaletteItem {
	var items []kit.PaletteItem
	for _, a := range c.actions() {
		key := ""
		if len(a.Keys) > 0 {
			key = kit.KeyName(a.Keys[0])
		}
		items = append(items, kit.PaletteItem{Label: a.Label, Detail: key, Terms: a.Name, Off: a.Off, Run: func() { c.perform(a) }})
	}
	return items
}

// help lists the keys of the screen and those of everywhere.
func (c *Console) help() overlay {
	t := c.session.Texts
	groups := []kit.HelpGroup{{Title: c.top().screen.Title(), Actions: c.actions()}, {Title: t.T("console.help.everywhere"), Actions: c.everywhere()}}
	var places []kit.Action
	for _, p := range c.session.Places {
		if p.Letter != "" {
			places = append(places, kit.Action{Keys: []string{p.key()}, Label: p.Title})
		}
	}
	return kit.NewHelp(t.T("console.help.title"), append(groups, kit.HelpGroup{Title: t.T("console.help.places"), Actions: places})...)
}

// search is the box of ctrl+k: it asks while the person types.
type search struct {
	*kit.Palette
	console *Console
	asked   string
	asking  bool
	chosen  bool // enter came before the answers
	pasted  bool
}

func (c *Console) openSearch() {
	if c.session.Finder == nil || c.top() == nil {
		return
	}
	p := kit.NewPalette(c.session.Texts.T("console.search.title"), nil)
	p.Prefix = "›"
	c.overlay = &search{Palette: p, console: c}
}

// Key edits the box and asks again when the text has changed.
func (s *search) Key(msg tea.KeyPressMsg) bool {
	if msg.String() == "enter" && s.asking {
		s.chosen = true
		return false
	}
	s.chosen, s.pasted = false, false
	closed := s.Palette.Key(msg)
	s.ask()
	return closed
}

// Paste puts text into the box and asks.
func (s *search) Paste(text string) {
	s.Palette.Paste(text)
	s.pasted = true
	s.ask()
}

func (s *search) ask() {
	text := strings.TrimSpace(s.Text())
	if text == s.asked {
		return
	}
	s.asked, s.asking = text, true
	c := s.console
	Call(c.top(), "search", func(ctx context.Context) ([]Found, error) {
		if text == "" {
			return nil, nil
		}
		return c.session.Finder(ctx, text)
	}, func(found []Found, err error) {
		s.asking = false
		if err != nil {
			c.say(c.session.Say(err), kit.ToneBad, nil, nil)
			return
		}
		s.offer(found, text)
	})
}

// offer shows what was found. Enter pressed ahead of it takes the first; what
// was pasted whole and names one thing alone opens at once.
func (s *search) offer(found []Found, text string) {
	c := s.console
	if c.overlay != s {
		return
	}
	open := single(found)
	if len(found) > 0 && s.chosen {
		open = found[0].Open
	}
	if open != nil && (s.chosen || s.pasted) {
		c.overlay = nil
		c.push(open)
		return
	}
	s.Empty = ""
	if len(found) == 0 && text != "" {
		s.Empty = c.session.Texts.T("console.search.nothing")
	}
	s.chosen = false
	items := make([]kit.PaletteItem, len(found))
	for i, f := range found {
		items[i] = kit.PaletteItem{Label: f.Label, Detail: f.Detail, Run: func() { c.push(f.Open) }}
	}
	s.SetItems(items)
}

// copyText sends text to the clipboard by OSC 52 and shows it, alone on the
// screen when the person presses y again: some terminals refuse.
func (c *Console) copyText(text string) {
	text = safe.Block(text)
	again := c.flash.Text != "" && strings.HasSuffix(c.flash.Text, safe.Line(text))
	c.do(tea.SetClipboard(text))
	c.say(c.session.Texts.T("console.copy.done")+" "+safe.Line(text), kit.ToneGood, nil, nil)
	if again {
		c.bare = text
	}
}
