package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/tui/kit"
)

// The smallest screen that the console draws itself on.
const minWidth, minHeight = 60, 15

// Console is the only tea.Model: size, screen stack, overlay and dialog on
// top, flash, help line, breadcrumbs and the one tick.
type Console struct {
	session *Session
	words   *kit.Words
	theme   *kit.Theme
	width   int
	height  int

	stack        []*Stage
	past, future [][]*Stage

	dialog   *kit.Dialog
	overlay  overlay
	bare     string // a text shown alone, to select with the mouse
	flash    kit.Flash
	flashEnd time.Time
	undo     func()
	redo     func()
	undoEnd  time.Time

	bound   []bound
	keys    keyState
	goKeys  bool // g was pressed
	goPanel bool // and 300 ms have passed
	goTurn  int
	version int64
	quits   time.Time // ctrl+c was pressed
	warned  bool
	leaving bool

	pending []tea.Cmd
	dirty   bool
	frame   tea.View
}

// overlay is what lies over the screen and takes all keys.
type overlay interface {
	Key(msg tea.KeyPressMsg) (closed bool)
	View(t *kit.Theme, width, height int) (box []kit.Line, x, y int)
}

// Farewell tells the session that the server is going down.
type Farewell struct{}

// tick is the console's one clock, once a second.
type tick struct{}

// New makes the console of a session; it opens the first place.
func New(s *Session) *Console {
	c := &Console{session: s, words: s.words(), theme: kit.NewTheme(themeName(s.Theme)), width: 80, height: 24, dirty: true,
		keys: keyState{last: s.Now()}}
	c.bound = c.keyMap()
	return c
}

// themeName is the theme to begin with, until the terminal has answered.
func themeName(name string) string {
	if name == "" || name == kit.ThemeAuto {
		return kit.ThemeDark
	}
	return name
}

// repaint takes up the theme that was chosen.
func (c *Console) repaint() {
	c.theme, c.dirty = kit.NewTheme(themeName(c.session.Theme)), true
	if c.session.Theme == kit.ThemeAuto {
		c.do(tea.RequestBackgroundColor)
	}
}

// Init opens home, starts the tick and asks the terminal for its colours.
func (c *Console) Init() tea.Cmd {
	if len(c.session.Places) > 0 {
		c.push(c.session.Places[0].Open)
	}
	if c.session.Changed != nil {
		c.version = c.session.Changed()
	}
	c.do(c.session.timer(time.Second, tick{}))
	if c.session.Theme == "" || c.session.Theme == kit.ThemeAuto {
		c.do(tea.RequestBackgroundColor)
	}
	return c.flush()
}

// Update takes one event. Nothing in it is slow.
func (c *Console) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tick:
		c.tick()
		return c, c.flush()
	case tea.WindowSizeMsg:
		c.width, c.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		if c.session.Theme == "" || c.session.Theme == kit.ThemeAuto {
			c.theme = kit.NewTheme(map[bool]string{true: kit.ThemeDark, false: kit.ThemeLight}[msg.IsDark()])
		}
	case tea.KeyPressMsg:
		c.press(msg)
	case tea.PasteMsg:
		c.keys.last = c.session.Now()
		c.paste(msg.Content)
	case tea.MouseMsg:
		c.mouse(msg)
	case answer:
		msg.apply()
	case goPanel:
		if c.goKeys && msg.turn == c.goTurn {
			c.goPanel = true
		}
	case Farewell:
		c.leaving = true
		c.do(tea.Quit)
	default:
		return c, nil
	}
	c.dirty = true
	return c, c.flush()
}

// do keeps a command until the present event has been dealt with.
func (c *Console) do(cmd tea.Cmd) {
	if cmd != nil {
		c.pending = append(c.pending, cmd)
	}
}

func (c *Console) flush() tea.Cmd {
	cmds := c.pending
	c.pending = nil
	switch len(cmds) {
	case 0:
		return nil
	case 1:
		return cmds[0]
	}
	return tea.Batch(cmds...)
}

// top is the stage on which the visible screen stands, nil before the first.
func (c *Console) top() *Stage {
	if len(c.stack) == 0 {
		return nil
	}
	return c.stack[len(c.stack)-1]
}

// tick ends flashes and idle sessions, and pulls what others have changed.
func (c *Console) tick() {
	c.do(c.session.timer(time.Second, tick{}))
	now := c.session.Now()
	if c.flash.Text != "" && now.After(c.flashEnd) {
		c.flash, c.dirty = kit.Flash{}, true
	}
	c.idle(now)
	if st := c.top(); st != nil {
		if b, ok := st.screen.(busy); ok && b.Busy() {
			c.dirty = true
		}
		if k, ok := st.screen.(ticker); ok {
			k.Tick()
		}
	}
	if c.session.Changed == nil {
		return
	}
	if v := c.session.Changed(); v != c.version {
		c.version = v
		if st := c.top(); st != nil {
			live(st.screen)
			c.dirty = true
		}
	}
}

// idle warns a minute before the end, then ends the session.
func (c *Console) idle(now time.Time) {
	limit := c.session.Idle
	if limit <= 0 {
		return
	}
	quiet := now.Sub(c.keys.last)
	switch {
	case quiet >= limit:
		c.leaving = true
		c.do(tea.Quit)
	case quiet >= limit-time.Minute && !c.warned:
		c.warned, c.dirty = true, true
		c.say(c.session.Texts.T("console.idle.warning"), kit.ToneWarn, nil, nil)
		c.flashEnd = now.Add(time.Minute)
	}
}

// say shows a sentence at the foot.
func (c *Console) say(text string, tone kit.Tone, undo, redo func()) {
	now := c.session.Now()
	c.flash, c.flashEnd = kit.Flash{Text: text, Tone: tone}, now.Add(6*time.Second)
	if undo != nil {
		c.flash.Undo = c.session.Texts.T("console.flash.undo")
		c.flashEnd = now.Add(10 * time.Second)
		c.undo, c.redo, c.undoEnd = undo, redo, c.flashEnd
	}
	c.dirty = true
}

// stage makes the ground for a new screen.
func (c *Console) stage(open Opening) *Stage { return c.stageFor(c.session, open) }

func (c *Console) stageFor(s *Session, open Opening) *Stage {
	ctx, cancel := context.WithCancel(c.session.Context)
	st := &Stage{Session: s, Words: c.words, console: c, open: open, ctx: ctx, cancel: cancel, slots: map[string]*slot{}}
	st.screen = open(st)
	return st
}
