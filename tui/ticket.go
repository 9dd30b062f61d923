package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// lookEvery is how often a ticket that is open says so.
const lookEvery = 5 * time.Second

// ticket is one conversation: its thread, and the two editors for what leaves
// and for what never does.
type ticket struct {
	stage   *Stage
	id      int64
	card    desk.TicketCard
	loaded  bool
	facts   bool // the panel of facts hides the thread
	readers []domain.Reader
	looked  time.Time
	editor  *editor // nil while nothing is written
	typing  bool    // keys go into the editor
	drafts  map[string]bool
	begin   string // the editor to begin with, "" for none

	thread thread
	side   kit.Card
	edge   int // line of the view where the editor begins
	caretX int
	caretY int
}

// ticketCard opens a ticket. What is done from it, here and on the cards that
// are opened from it, is told in its thread.
func ticketCard(number int64) Opening {
	return func(st *Stage) Screen {
		s := *st.Session
		s.Actor.Ticket = number
		st.Session = &s
		return &ticket{stage: st, id: number, drafts: map[string]bool{}}
	}
}

// Title is the number, and the subject once it is known.
func (t *ticket) Title() string { return joined(" ", "#"+id(t.id), t.card.Ticket.Subject) }

// Start loads the thread and what was half written.
func (t *ticket) Start() {
	t.Refresh()
	for _, what := range []string{writeReply, writeNote} {
		t.withDraft(what, func(d domain.Draft) { t.drafts[what] = d.Body != "" })
	}
	t.look()
	if t.begin != "" {
		t.compose(t.begin, nil)
	}
}

// Refresh asks the thread again; the place in it and what is being written
// stay.
func (t *ticket) Refresh() {
	s := t.stage.Session
	Call(t.stage, "ticket", func(ctx context.Context) (desk.TicketCard, error) { return s.Desk.TicketCard(ctx, s.Actor, t.id) }, func(c desk.TicketCard, err error) {
		if err != nil {
			t.stage.Fail(err)
			return
		}
		t.card = c
		t.thread.set(t.stage, &t.card, !t.loaded)
		t.side.Sections = factsOfTicket(t.stage, c)
		t.loaded = true
	})
}

// Tick says every few seconds that this person is here, and asks who else is.
func (t *ticket) Tick() {
	if t.stage.Session.Now().Sub(t.looked) >= lookEvery {
		t.look()
	}
}

func (t *ticket) look() {
	s := t.stage.Session
	t.looked = s.Now()
	typing := t.typing
	Call(t.stage, "look", func(ctx context.Context) ([]domain.Reader, error) {
		return s.Desk.LookAtTicket(ctx, s.Actor, t.id, typing)
	}, func(readers []domain.Reader, err error) {
		if err == nil {
			t.readers = readers
		}
	})
}

// Key scrolls the thread, or writes.
func (t *ticket) Key(msg tea.KeyPressMsg) bool {
	if t.typing {
		t.write(msg)
		return true
	}
	if t.facts {
		return t.side.Key(msg.String())
	}
	return t.thread.key(msg.String())
}

// Typing tells whether keys go into an editor.
func (t *ticket) Typing() bool { return t.typing }

// Paste puts text into the editor.
func (t *ticket) Paste(text string) {
	t.editor.area.Insert(text)
	t.keep()
}

// Back leaves the editor, then hides it (what was written is kept), then the
// facts.
func (t *ticket) Back() bool {
	switch {
	case t.typing:
		t.typing = false
	case t.editor != nil:
		t.drafts[t.editor.what] = t.editor.area.Value() != ""
		t.editor = nil
	case t.facts:
		t.facts = false
	default:
		return false
	}
	return true
}

// Copy is the ticket's number, or its thread.
func (t *ticket) Copy(whole bool) string {
	if whole {
		return t.thread.text()
	}
	return "#" + id(t.id)
}

// Cursor stands in the editor.
func (t *ticket) Cursor() (x, y int, shown bool) { return t.caretX, t.caretY, t.typing }

// Click goes into the editor, or leaves it.
func (t *ticket) Click(_, y int) {
	if t.editor != nil {
		t.typing = y >= t.edge
	}
}

// View draws the head, the thread beside or instead of the facts, and the
// editor below.
func (t *ticket) View(width, height int) []kit.Line {
	theme := t.stage.Theme()
	if !t.loaded {
		return []kit.Line{"", kit.Join("   ", theme.Dim.Text(t.stage.Words.Loading))}
	}
	lines := append(t.head(theme, width), "")
	below := 0
	if t.editor != nil {
		below = min(max(height*45/100, 7), height-len(lines)-3)
	}
	room := height - len(lines) - below
	wide := width >= 110
	switch {
	case wide:
		right := width * 35 / 100
		left := width - right - 3
		lines = append(lines, kit.Beside(theme, t.thread.view(theme, left, room), t.side.View(theme, right, room), left, right, room)...)
	case t.facts:
		lines = append(lines, t.side.View(theme, width, room)...)
	default:
		lines = append(lines, t.thread.view(theme, width, room)...)
	}
	lines = kit.Fill(lines, width, height-below)
	if below > 0 {
		t.edge = len(lines)
		lines = append(lines, t.editorView(theme, width, below)...)
	}
	return lines
}

// head is where the ticket stands, and who else looks at it.
func (t *ticket) head(theme *kit.Theme, width int) []kit.Line {
	st, c := t.stage, t.card
	state, due := ticketState(st, c.Ticket.Ticket), dueCell(st, c.Ticket.Ticket)
	line := kit.Join(" ", theme.Tone(state.Tone).Text(state.Text), theme.Dim.Text("  "+st.word("ticket_kind", string(c.Ticket.Kind))))
	if due.Text != "" {
		line = kit.Join(line, theme.Dim.Text("  "+st.T("ticket.fact.due")+" "), theme.Tone(due.Tone).Text(due.Text))
	}
	rest := joined("  ", joined(" ", st.T("ticket.fact.assignee"), or(c.Ticket.AssigneeName)), served(st, c.Ticket.Ticket))
	for _, tag := range c.Tags {
		rest += "  #" + tag
	}
	out := []kit.Line{kit.Join(line, theme.Dim.Cut("  "+rest, max(width-line.Width()-1, 1)))}
	if c.Ticket.MergedInto != 0 {
		out = append(out, kit.Join(" ", theme.Warn.Cut(st.T("ticket.head.merged", "Number", id(c.Ticket.MergedInto)), width-2)))
	}
	if who := t.present(); who != "" {
		out = append(out, kit.Join(" ", theme.Warn.Cut(who, width-2)))
	}
	if hint := t.kept(); hint != "" {
		out = append(out, kit.Join(" ", theme.Accent.Cut(hint, width-2)))
	}
	return out
}

// present names who else has the ticket open.
func (t *ticket) present() string {
	var said []string
	for _, r := range t.readers {
		key := "ticket.present.reads"
		if r.Typing {
			key = "ticket.present.types"
		}
		said = append(said, t.stage.T(key, "Name", r.Name))
	}
	return joined("  ", said...)
}

// kept says that something half written waits.
func (t *ticket) kept() string {
	if t.editor != nil {
		return ""
	}
	var said []string
	for _, what := range []string{writeReply, writeNote} {
		if t.drafts[what] {
			said = append(said, t.stage.T("ticket.draft."+what))
		}
	}
	return joined("  ", said...)
}
