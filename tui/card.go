package tui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/tui/kit"
)

// CardTab is one side of a card: facts that it loads when first looked at,
// or a list of its own.
type CardTab struct {
	Key   string // its letter
	Label string
	Load  func(context.Context) ([]kit.Section, error)
	List  func() ListSpec // instead of Load

	Within   time.Duration // how long Load may take; 0 for what every screen waits
	Progress func() string // what is said while it does
}

// CardSpec is what a card says of itself; the rest every card does alike.
type CardSpec struct {
	Title    string
	Identity string                          // what y copies
	Identify func() (title, identity string) // both, once the subject is loaded; may be nil
	Head     func() string                   // one line under the breadcrumb, "" for none
	Tabs     []CardTab
	Before   func(context.Context) error // loads the subject itself, ahead of the first tab; may be nil
	Actions  func(*Card) []kit.Action
}

// Card is a screen about one subject, with a tab for every question asked of
// it.
type Card struct {
	stage *Stage
	spec  CardSpec
	tabs  kit.Tabs
	sides []side
	split int // lines above the side
}

// side is what a tab shows.
type side struct {
	loaded  bool
	waiting bool
	card    kit.Card
	list    *List
}

// NewCard makes the card of a spec.
func NewCard(st *Stage, spec CardSpec) *Card {
	c := &Card{stage: st, spec: spec, sides: make([]side, len(spec.Tabs))}
	for _, t := range spec.Tabs {
		c.tabs.Items = append(c.tabs.Items, kit.Tab{Key: t.Key, Label: t.Label})
	}
	return c
}

// Title is the spec's until SetTitle.
func (c *Card) Title() string { return c.spec.Title }

// SetTitle names the card once its subject is known.
func (c *Card) SetTitle(title string) { c.spec.Title = title }

// SetBadge puts a count or a warning on the tab of a letter.
func (c *Card) SetBadge(key, badge string) {
	for i := range c.tabs.Items {
		if c.tabs.Items[i].Key == key {
			c.tabs.Items[i].Badge = badge
		}
	}
}

// Choose begins with the tab of a letter.
func (c *Card) Choose(key string) { c.tabs.Key(key) }

// Goto shows the tab of a letter.
func (c *Card) Goto(key string) {
	if c.tabs.Key(key) {
		c.load()
	}
}

// Tab is the letter of the tab in view.
func (c *Card) Tab() string { return c.spec.Tabs[c.tabs.Active].Key }

// Row is the selected row of the tab in view, when that is a list.
func (c *Card) Row() (kit.Row, bool) {
	if l := c.sides[c.tabs.Active].list; l != nil {
		return l.Table.Selected()
	}
	return kit.Row{}, false
}

// Start loads the subject and the first tab.
func (c *Card) Start() { c.Refresh() }

// Refresh asks the subject and the tab in view again; other tabs when they
// are next looked at.
func (c *Card) Refresh() { c.again(true) }

// Live asks again what is quickly answered.
func (c *Card) Live() { c.again(false) }

func (c *Card) again(slow bool) {
	for i := range c.sides {
		if slow || c.spec.Tabs[i].Within == 0 {
			c.sides[i].loaded = false
		}
	}
	if c.spec.Before == nil {
		c.load()
		return
	}
	Call(c.stage, "subject", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, c.spec.Before(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			c.stage.Fail(err)
			return
		}
		if c.spec.Identify != nil {
			c.spec.Title, c.spec.Identity = c.spec.Identify()
		}
		c.load()
	})
}

func (c *Card) load() {
	i := c.tabs.Active
	tab, s := c.spec.Tabs[i], &c.sides[i]
	switch {
	case s.loaded:
		return
	case tab.List != nil && s.list == nil:
		s.list = NewList(c.stage, tab.List())
		s.list.slot = tab.Key + " "
		s.list.Start()
	case tab.List != nil:
		s.list.Refresh()
	default:
		within := tab.Within
		if within == 0 {
			within = patience
		}
		s.waiting = true
		CallWithin(c.stage, "tab "+tab.Key, within, tab.Load, func(sections []kit.Section, err error) {
			s.waiting = false
			if err != nil {
				s.loaded = false
				c.stage.Fail(err)
				return
			}
			s.card.Sections = sections
		})
	}
	s.loaded = true
}

// Key changes the tab, or moves in it.
func (c *Card) Key(msg tea.KeyPressMsg) bool {
	s := &c.sides[c.tabs.Active]
	if s.list != nil && s.list.Typing() {
		return s.list.Key(msg)
	}
	if c.tabs.Key(msg.String()) {
		c.load()
		return true
	}
	if s.list != nil {
		return s.list.Key(msg)
	}
	return s.card.Key(msg.String())
}

// Actions are those of the card, then those of the list in view. A key that
// both have is the list's: it is about the row under the cursor.
func (c *Card) Actions() []kit.Action {
	var actions []kit.Action
	if l := c.sides[c.tabs.Active].list; l != nil {
		actions = slices.DeleteFunc(l.Actions(), c.hidden)
	}
	if c.spec.Actions != nil {
		own := slices.DeleteFunc(c.spec.Actions(c), func(a kit.Action) bool {
			return slices.ContainsFunc(a.Keys, func(key string) bool { return kit.Find(actions, key) != nil })
		})
		actions = append(own, actions...)
	}
	if len(c.spec.Tabs) > 1 {
		next := func() { c.tabs.Key("tab"); c.load() }
		actions = append(actions, kit.Action{Name: "tab", Keys: []string{"tab"}, Label: c.stage.T("console.action.tab"), Run: next})
	}
	return actions
}

// listing tells whether the tab in view is a list.
func (c *Card) listing() bool { return c.sides[c.tabs.Active].list != nil }

// hidden tells an action of a list whose key is the letter of a tab here.
func (c *Card) hidden(a kit.Action) bool {
	return slices.ContainsFunc(c.spec.Tabs, func(t CardTab) bool { return slices.Contains(a.Keys, t.Key) })
}

// Busy tells whether the tab in view is loading and says how far it is.
func (c *Card) Busy() bool {
	return c.sides[c.tabs.Active].waiting && c.spec.Tabs[c.tabs.Active].Progress != nil
}

// View draws the head, the tabs and the side in view.
func (c *Card) View(width, height int) []kit.Line {
	t := c.stage.Theme()
	var lines []kit.Line
	if c.spec.Head != nil {
		if head := c.spec.Head(); head != "" {
			lines = append(lines, kit.Join(" ", t.Normal.Cut(head, width-2)))
		}
	}
	lines = append(lines, c.tabs.View(t, width))
	s := &c.sides[c.tabs.Active]
	if s.list == nil {
		lines = append(lines, "")
	}
	c.split = len(lines)
	if c.Busy() {
		return append(lines, kit.Join("   ", t.Dim.Cut(c.spec.Tabs[c.tabs.Active].Progress(), width-4)))
	}
	if s.list != nil {
		return append(lines, s.list.View(width, height-c.split)...)
	}
	return append(lines, s.card.View(t, width, height-c.split)...)
}

// Typing tells whether the filter of a list is being typed.
func (c *Card) Typing() bool {
	l := c.sides[c.tabs.Active].list
	return l != nil && l.Typing()
}

// Paste puts text into the filter of the list.
func (c *Card) Paste(text string) { c.sides[c.tabs.Active].list.Paste(text) }

// Back closes a layer of the list, else goes to the first tab.
func (c *Card) Back() bool {
	l := c.sides[c.tabs.Active].list
	return l != nil && l.Back()
}

// Cursor is the list's.
func (c *Card) Cursor() (x, y int, shown bool) {
	l := c.sides[c.tabs.Active].list
	if l == nil {
		return 0, 0, false
	}
	x, y, shown = l.Cursor()
	return x, y + c.split, shown
}

// Click goes to a tab, or selects in the list.
func (c *Card) Click(x, y int) {
	switch l := c.sides[c.tabs.Active].list; {
	case y < c.split:
		if c.tabs.Click(x) {
			c.load()
		}
	case l != nil:
		l.Click(x, y-c.split)
	}
}

// Copy returns the identity of the card, or of the row in view; all of it is
// what the tab says, as text.
func (c *Card) Copy(whole bool) string {
	if l := c.sides[c.tabs.Active].list; l != nil {
		return l.Copy(whole)
	}
	if whole {
		return plainSections(c.sides[c.tabs.Active].card.Sections)
	}
	return c.spec.Identity
}
