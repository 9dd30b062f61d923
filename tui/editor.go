package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// The two editors. They are opened by different keys, and neither can become
// the other.
const (
	writeReply = "reply"
	writeNote  = "note"
)

// editor is a text on its way: kept on the server as it is typed.
type editor struct {
	what    string
	area    *kit.Area
	facts   bool
	version int64 // of the ticket that was read
	after   int   // of afterStates
	error   string

	saving bool
	dirty  bool
	then   func() // once what was typed is kept
}

// afterStates are what a ticket may become when a reply is sent with ctrl+e.
func afterStates() []domain.TicketState {
	return []domain.TicketState{domain.TicketWaitingSupplier, domain.TicketWaitingBuyer, domain.TicketSolved, domain.TicketOpen}
}

// withDraft reads what was half written.
func (t *ticket) withDraft(what string, then func(domain.Draft)) {
	s := t.stage.Session
	Call(t.stage, "draft "+what, func(ctx context.Context) (domain.Draft, error) {
		return s.Desk.Draft(ctx, s.Actor, domain.DraftOf(t.id, what))
	}, func(d domain.Draft, err error) {
		if err != nil {
			t.stage.Fail(err)
			return
		}
		then(d)
	})
}

// compose opens an editor with what was half written in it.
func (t *ticket) compose(what string, then func()) {
	if t.editor != nil && t.editor.what == what {
		t.typing = true
		if then != nil {
			then()
		}
		return
	}
	t.withDraft(what, func(d domain.Draft) {
		t.editor = &editor{what: what, area: kit.NewArea(d.Body), facts: d.Facts, version: max(t.card.Ticket.Version, d.Version)}
		t.typing, t.drafts[what] = true, d.Body != ""
		t.look()
		if then != nil {
			then()
		}
	})
}

// write takes a key while an editor is in focus.
func (t *ticket) write(msg tea.KeyPressMsg) {
	e := t.editor
	reply := e.what == writeReply
	switch key := msg.String(); {
	case key == "ctrl+s":
		t.send("")
	case key == "ctrl+e" && reply:
		t.sendNext()
	case key == "ctrl+t" && reply:
		e.after = (e.after + 1) % len(afterStates())
	case key == "ctrl+o" && reply, key == ";" && reply && e.area.LineStart():
		t.pickReady()
	default:
		e.error = ""
		if e.area.Key(msg) {
			t.keep()
		}
	}
}

// keep keeps what is written; while one text is on its way the next waits.
func (t *ticket) keep() {
	e := t.editor
	if e.saving {
		e.dirty = true
		return
	}
	e.saving, e.dirty = true, false
	s := t.stage.Session
	draft := domain.Draft{Subject: domain.DraftOf(t.id, e.what), Body: e.area.Value(), Facts: e.facts, Version: e.version}
	Call(t.stage, "keep "+e.what, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Desk.KeepDraft(context.WithoutCancel(ctx), s.Actor, draft) // also when the line is cut now
	}, func(_ struct{}, err error) {
		e.saving = false
		if err != nil {
			e.error = s.Say(err)
		}
		switch {
		case e.dirty && t.editor == e:
			t.keep()
		case e.then != nil:
			then := e.then
			e.then = nil
			then()
		}
	})
}

// settled does something once what was typed is kept, so that no late draft
// comes back after its text was sent.
func (t *ticket) settled(do func()) {
	if t.editor.saving {
		t.editor.then = do
		return
	}
	do()
}

// send sends the reply, or keeps the note.
func (t *ticket) send(state domain.TicketState) {
	if t.editor.what == writeNote {
		t.settled(t.addNote)
		return
	}
	t.settled(func() { t.reply(state, func() { t.Refresh() }) })
}

// sendNext sends, gives the ticket its state and opens the next.
func (t *ticket) sendNext() {
	state := afterStates()[t.editor.after]
	if state == t.card.Ticket.State {
		state = ""
	}
	t.settled(func() { t.reply(state, t.next) })
}

func (t *ticket) addNote() {
	s, text := t.stage.Session, t.editor.area.Value()
	Call(t.stage, "send", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Desk.AddNote(ctx, s.Actor, t.id, text)
	}, func(_ struct{}, err error) {
		if err != nil {
			t.editor.error = s.Say(err)
			return
		}
		t.close(writeNote)
		t.stage.Flash(t.stage.T("ticket.done.note"), kit.ToneGood)
		t.Refresh()
	})
}

func (t *ticket) close(what string) {
	t.editor, t.typing = nil, false
	t.drafts[what] = false
}

func (t *ticket) reply(state domain.TicketState, then func()) {
	st, s, e := t.stage, t.stage.Session, t.editor
	r := desk.Reply{Ticket: t.id, Version: e.version, Body: e.area.Value(), Facts: e.facts, State: state}
	Call(st, "send", func(ctx context.Context) (domain.TicketMessage, error) { return s.Desk.Reply(ctx, s.Actor, r) }, func(m domain.TicketMessage, err error) {
		if err != nil {
			t.notSent(err)
			return
		}
		t.close(writeReply)
		c := st.console
		st.DoneWithin(domain.RecallWindow, st.T("ticket.done.sent", "Email", m.Email), func() { recallReply(c, m) })
		then()
	})
}

// notSent says why a reply stays; what was written is kept. A ticket that has
// changed is shown anew, and the next try is about what was then read.
func (t *ticket) notSent(err error) {
	e, s := t.editor, t.stage.Session
	e.error = s.Say(err)
	switch {
	case domain.KindOf(err) == domain.Conflict:
		Call(t.stage, "version", func(ctx context.Context) (domain.Ticket, error) { return s.Desk.Ticket(ctx, s.Actor, t.id) }, func(now domain.Ticket, err error) {
			if err == nil {
				e.version = now.Version
			}
		})
		t.Refresh()
	case t.mayNotRead(err):
		st := t.stage
		st.Ask(kit.NewDialog(st.Words, st.T("ticket.identity.title"), s.Say(err)+"\n\n"+st.T("ticket.identity.text"),
			kit.Button{Label: st.Words.Cancel}, kit.Button{Label: st.T("ticket.identity.use"), Run: t.useIdentityCheck}).Unasked(s.Now()))
	}
}

// mayNotRead tells a reply that its reader may not read: for whoever is nobody
// there, a text whose blanks stayed empty is one too.
func (t *ticket) mayNotRead(err error) bool {
	var refusal *domain.Error
	if !errors.As(err, &refusal) {
		return false
	}
	switch refusal.Key {
	case "reply_stranger", "reply_not_theirs":
		return true
	case "reply_unfilled":
		return t.card.Addressee == "" || t.card.Addressee == "none"
	}
	return false
}

// useIdentityCheck puts the text for whoever may not be told in the place of
// the reply; z brings what was written back.
func (t *ticket) useIdentityCheck() {
	s := t.stage.Session
	Call(t.stage, "ready", func(ctx context.Context) ([]desk.FilledText, error) { return s.Desk.FilledTexts(ctx, s.Actor, t.id) }, func(texts []desk.FilledText, err error) {
		if err != nil {
			t.stage.Fail(err)
			return
		}
		for _, text := range texts {
			if text.Code == domain.IdentityCheck && t.editor != nil {
				was, facts := t.editor.area.Value(), t.editor.facts
				put := func(body string, facts bool) {
					if e := t.editor; e != nil {
						e.area.Set(body)
						e.facts, e.error = facts, ""
						t.keep()
					}
				}
				put(text.Filled, text.Facts)
				t.typing = false
				t.stage.Done(t.stage.T("ticket.done.identity"), func() { put(was, facts) }, nil)
			}
		}
	})
}

// recallReply takes a reply back and opens it again where the person is now.
func recallReply(c *Console, m domain.TicketMessage) {
	st := c.top()
	s := st.Session
	Call(st, "recall", func(ctx context.Context) (domain.Draft, error) { return s.Desk.Recall(ctx, s.Actor, m.ID) }, func(_ domain.Draft, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		st.Flash(st.T("ticket.done.recalled"), kit.ToneGood)
		if here, ok := st.screen.(*ticket); ok && here.id == m.TicketID {
			here.editor = nil
			here.Refresh()
			here.compose(writeReply, nil)
			return
		}
		st.Push(func(st *Stage) Screen {
			screen := ticketCard(m.TicketID)(st).(*ticket)
			screen.drafts[writeReply] = true
			return screen
		})
	})
}

// next opens the next ticket in the place of this one.
func (t *ticket) next() {
	s := t.stage.Session
	Call(t.stage, "next", func(ctx context.Context) (int64, error) { return s.Desk.NextTicket(ctx, s.Actor, t.id) }, func(number int64, err error) {
		switch {
		case err != nil:
			t.stage.Fail(err)
		case number == 0:
			t.stage.Flash(t.stage.T("ticket.done.last"), kit.ToneGood)
			t.Refresh()
		default:
			t.stage.console.instead(ticketCard(number))
		}
	})
}

// editorView draws the editor: what it is for stands in its first line.
func (t *ticket) editorView(theme *kit.Theme, width, height int) []kit.Line {
	e, st := t.editor, t.stage
	title, style := st.T("ticket.editor.reply", "Email", t.card.Ticket.Email), theme.Good
	help := st.T("ticket.editor.reply_keys", "State", st.word("ticket", string(afterStates()[e.after])))
	if e.what == writeNote {
		title, style, help = st.T("ticket.editor.note"), theme.Warn, st.T("ticket.editor.note_keys")
	}
	if !t.typing {
		help = st.T("ticket.editor.paused")
	}
	lines := []kit.Line{kit.Join(" ", style.Cut(title, width-2)), kit.Join(" ", theme.Dim.Cut(help, width-2))}
	if e.error != "" {
		for _, l := range theme.Bad.Block(e.error, width-2) {
			lines = append(lines, kit.Join(" ", l))
		}
	}
	body, x, y := e.area.View(theme.Normal, width-4, max(height-len(lines), 1))
	t.caretX, t.caretY = x+3, t.edge+len(lines)+y
	for _, l := range body {
		lines = append(lines, kit.Join("   ", l))
	}
	return lines
}
