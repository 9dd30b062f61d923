package tui

import (
	"context"
	"errors"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

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
