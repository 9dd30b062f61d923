package tui

import (
	"strings"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// thread draws a conversation, wrapped to a width once, and scrolls in it.
type thread struct {
	stage   *Stage
	entries []desk.ThreadEntry
	drawn   []kit.Line
	width   int
	theme   *kit.Theme
	top     int
	height  int
	last    int  // line of the last message
	end     bool // show the last message when next drawn
}

// set takes the entries of a card; first goes to the end of the thread.
func (h *thread) set(st *Stage, c *desk.TicketCard, first bool) {
	atEnd := h.top+h.height >= len(h.drawn)
	h.stage, h.entries, h.width = st, c.Thread(), 0
	h.end = first || atEnd
}

func (h *thread) view(theme *kit.Theme, width, height int) []kit.Line {
	if h.width != width || h.theme != theme {
		h.drawn, h.width, h.theme = h.draw(theme, width), width, theme
	}
	h.height = height
	if h.end {
		h.top, h.end = h.last, false
	}
	h.clamp()
	return h.drawn[h.top:min(h.top+height, len(h.drawn))]
}

func (h *thread) clamp() { h.top = max(min(h.top, len(h.drawn)-h.height), 0) }

func (h *thread) key(key string) bool {
	switch key {
	case "j", "down":
		h.top++
	case "k", "up":
		h.top--
	case "ctrl+d":
		h.top += h.height / 2
	case "ctrl+u":
		h.top -= h.height / 2
	case "pgdown", "space":
		h.top += h.height
	case "pgup":
		h.top -= h.height
	case "home":
		h.top = 0
	case "G", "end":
		h.top = len(h.drawn)
	default:
		return false
	}
	h.clamp()
	return true
}

func (h *thread) draw(theme *kit.Theme, width int) []kit.Line {
	var out []kit.Line
	for i, e := range h.entries {
		if i > 0 && (e.Event == nil || h.entries[i-1].Event == nil) {
			out = append(out, "")
		}
		switch {
		case e.Message != nil:
			h.last = len(out)
			out = append(out, h.message(theme, e.Message, width)...)
		case e.Note != nil:
			head := joined("  ", h.stage.T("ticket.word.note"), e.Note.StaffName, h.stage.when(e.Note.At))
			out = append(out, kit.Join(" ", theme.Warn.Cut(head, width-2)))
			for _, l := range theme.Normal.Block(e.Note.Body, width-5) {
				out = append(out, kit.Join(" ", theme.Warn.Text("|"), "  ", l))
			}
		case e.Event != nil:
			out = append(out, kit.Join(" ", theme.Dim.Cut("· "+joined("  ", eventText(h.stage, *e.Event), h.stage.when(e.Event.At)), width-2)))
		}
	}
	return out
}

func (h *thread) message(theme *kit.Theme, m *domain.TicketMessage, width int) []kit.Line {
	style := theme.Accent
	if m.Direction == domain.Outward {
		style = theme.Good
	}
	if m.Automatic {
		style = theme.Dim
	}
	out := []kit.Line{kit.Join(" ", style.Cut(messageHead(h.stage, m), width-2))}
	for line := range strings.SplitSeq(m.Body, "\n") {
		ink := theme.Normal
		if strings.HasPrefix(line, ">") {
			ink = theme.Dim
		}
		for _, l := range ink.Block(line, width-4) {
			out = append(out, kit.Join("   ", l))
		}
	}
	for _, a := range m.Attachments {
		tone := kit.ToneDim
		if a.Refused != "" {
			tone = kit.ToneWarn
		}
		out = append(out, kit.Join("   ", theme.Tone(tone).Cut(attachmentText(h.stage, a), width-4)))
	}
	return out
}

// text is the thread as text, to copy.
func (h *thread) text() string {
	var b strings.Builder
	for _, e := range h.entries {
		switch {
		case e.Message != nil:
			b.WriteString(messageHead(h.stage, e.Message) + "\n" + e.Message.Body + "\n\n")
		case e.Note != nil:
			b.WriteString(h.stage.T("ticket.word.note") + "  " + e.Note.StaffName + "\n" + e.Note.Body + "\n\n")
		}
	}
	return b.String()
}
