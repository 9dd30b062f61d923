package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

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
