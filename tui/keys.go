package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// goPanel shows where g leads, when no letter has followed for a while.
type goPanel struct{ turn int }

// press takes one key: the top-most thing that wants it gets it.
func (c *Console) press(key tea.KeyPressMsg) {
	now := c.session.Now()
	if c.keys.swallow(key, now) {
		c.keys.last = now
		return
	}
	burst := c.keys.pasted(key, now)
	c.keys.last, c.warned = now, false
	typed := key
	if key.Mod&(tea.ModCtrl|tea.ModAlt) != 0 {
		typed.Text = ""
	}
	switch {
	case c.bare != "":
		c.bare = ""
	case c.dialog != nil:
		d := c.dialog
		if burst && !d.Typing() {
			return
		}
		if d.Key(typed, now) && c.dialog == d {
			c.dialog = nil
		}
	case c.overlay != nil:
		o := c.overlay
		if o.Key(typed) && c.overlay == o {
			c.overlay = nil
		}
	case c.typing():
		c.typeKey(typed)
	case burst:
		c.goKeys, c.goPanel = false, false
		c.say(c.session.Texts.T("console.paste.ignored"), kit.ToneDim, nil, nil)
	case c.goKeys:
		c.goTo(key.String())
	default:
		c.command(key)
	}
}

// typing tells whether keys are text for the screen on top.
func (c *Console) typing() bool {
	st := c.top()
	if st == nil {
		return false
	}
	t, ok := st.screen.(typist)
	return ok && t.Typing()
}

// typeKey gives a key to the input in focus; esc and ctrl+c leave it.
func (c *Console) typeKey(key tea.KeyPressMsg) {
	screen := c.top().screen
	switch key.String() {
	case "esc", "ctrl+c":
		if b, ok := screen.(backer); ok {
			b.Back()
		}
	default:
		screen.Key(key)
	}
}

// command takes a key where keys are commands.
func (c *Console) command(key tea.KeyPressMsg) {
	name := key.String()
	if c.tooSmall() && name != "q" && name != "ctrl+c" {
		return
	}
	if c.global(name) {
		return
	}
	st := c.top()
	if st == nil {
		return
	}
	actions := c.actions()
	if a := kit.Find(actions, name); a != nil {
		c.perform(*a)
		return
	}
	st.screen.Key(key)
}

// escape goes back one layer: the screen's own, then the screen.
func (c *Console) escape() {
	if c.flash.Text != "" {
		c.flash = kit.Flash{}
	}
	if st := c.top(); st != nil {
		if b, ok := st.screen.(backer); ok && b.Back() {
			return
		}
	}
	c.pop()
}

func (c *Console) quit() {
	c.leaving = true
	c.do(tea.Quit)
}

// interrupt closes the view; where there is none left, a second ctrl+c within
// two seconds leaves.
func (c *Console) interrupt() {
	now := c.session.Now()
	if c.pop() {
		return
	}
	if now.Sub(c.quits) < 2*time.Second {
		c.quit()
		return
	}
	c.quits = now
	c.say(c.session.Texts.T("console.quit.again"), kit.ToneDim, nil, nil)
}

// turnBack undoes or redoes the last reversible act, once.
func (c *Console) turnBack(act *func()) {
	if *act == nil || c.session.Now().After(c.undoEnd) {
		c.say(c.session.Texts.T("console.undo.nothing"), kit.ToneDim, nil, nil)
		return
	}
	run := *act
	*act = nil
	c.flash.Undo = ""
	run()
}

// goTo ends a g: another g is the top of the list, a letter a place.
func (c *Console) goTo(name string) {
	c.goKeys, c.goPanel = false, false
	if name == "g" {
		if st := c.top(); st != nil {
			st.screen.Key(tea.KeyPressMsg{Code: tea.KeyHome})
		}
		return
	}
	for _, p := range c.session.Places {
		if p.Letter == name {
			c.replace(p.Open)
			return
		}
	}
}

// actions are the screen's, each refused with its reason where the person's
// role does not allow it.
func (c *Console) actions() []kit.Action {
	st := c.top()
	if st == nil {
		return nil
	}
	actions := st.screen.Actions()
	for i := range actions {
		if a := &actions[i]; a.Off == "" && !c.session.May(domain.Action(a.Permission)) {
			a.Off = c.session.Texts.T("console.action.forbidden")
		}
	}
	return actions
}

// perform asks as hard as the action weighs, then runs it.
func (c *Console) perform(a kit.Action) {
	switch {
	case a.Off == "" && !c.session.May(domain.Action(a.Permission)):
		c.say(c.session.Texts.T("console.action.forbidden"), kit.ToneWarn, nil, nil)
	case a.Off != "":
		c.say(a.Label+" : "+a.Off, kit.ToneWarn, nil, nil)
	case a.Run == nil:
	case a.Weight == kit.Confirm || a.Weight == kit.Irreversible:
		c.dialog = kit.NewConfirm(c.words, a)
	default:
		a.Run()
	}
}

// paste is text: it goes where text goes, or nowhere.
func (c *Console) paste(text string) {
	switch {
	case c.bare != "":
	case c.dialog != nil:
		c.dialog.Paste(text)
	case c.overlay != nil:
		if p, ok := c.overlay.(interface{ Paste(string) }); ok {
			p.Paste(text)
		}
	case c.typing():
		c.top().screen.(typist).Paste(text)
	default:
		c.say(c.session.Texts.T("console.paste.ignored"), kit.ToneDim, nil, nil)
	}
}

// yank copies what the screen offers.
func (c *Console) yank(whole bool) {
	st := c.top()
	if st == nil {
		return
	}
	if s, ok := st.screen.(copier); ok {
		if text := s.Copy(whole); text != "" {
			c.copyText(text)
		}
	}
}

// mouse moves and selects; everything it does has a key.
func (c *Console) mouse(msg tea.MouseMsg) {
	st := c.top()
	if st == nil || c.dialog != nil || c.overlay != nil || c.typing() {
		return
	}
	m := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		key := tea.KeyPressMsg{Code: map[tea.MouseButton]rune{tea.MouseWheelUp: tea.KeyUp, tea.MouseWheelDown: tea.KeyDown}[m.Button]}
		for range 3 {
			st.screen.Key(key)
		}
	case tea.MouseClickMsg:
		if p, ok := st.screen.(pointer); ok && m.Y > 0 {
			p.Click(m.X, m.Y-1)
		}
	}
}
