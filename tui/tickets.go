package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// tickets is the queue: a list under a line of views with their counts, which
// the keys 1 to 9 choose.
type tickets struct {
	*List
	counts []domain.Count
}

func newTickets(st *Stage) Screen {
	t := &tickets{}
	t.List = NewList(st, ticketList(st))
	return t
}

func ticketList(st *Stage, fixed ...domain.Term) ListSpec {
	s := st.Session
	names := desk.TicketFields()
	first := desk.TicketViews()[0].Filter
	if len(fixed) > 0 {
		first = ""
	}
	return ListSpec{
		Name: "tickets", Title: st.T("console.place.tickets"), Empty: st.T("ticket.empty"), Filter: first,
		Columns: []kit.Column{
			{Key: "number", Title: st.T("ticket.column.number"), Min: 6},
			{Key: "due", Title: st.T("ticket.column.due"), Min: 12, Priority: 1},
			{Key: "state", Title: st.T("console.column.state"), Min: 16},
			{Key: "subject", Title: st.T("ticket.column.subject"), Min: 16, Flex: 3},
			{Key: "kind", Title: st.T("console.column.kind"), Min: 14, Flex: 1, Priority: 2},
			{Key: "from", Title: st.T("ticket.column.from"), Min: 12, Flex: 1, Priority: 3},
			{Key: "assignee", Title: st.T("ticket.column.assignee"), Min: 10, Priority: 2},
			{Key: "at", Title: st.T("ticket.column.at"), Min: 18, Sort: "age", Priority: 4},
		},
		Fields: fields(names, map[string][]string{"state": codes(domain.TicketStates()...), "stage": codes(domain.TicketStages()...), "kind": codes(domain.TicketKinds()...),
			"assignee": {"me", "none"}, "due": {"<=7d", "today"}, "woken": {"yes"}}),
		Source: reading[domain.TicketRow]{session: s, fields: names, fixed: fixed, page: s.Desk.Tickets, count: s.Desk.CountTickets,
			row: func(t domain.TicketRow) kit.Row { return ticketLine(st, t) }}.source(),
		Exact: func(q domain.Query) string {
			if q.Kind == domain.QueryEmail {
				return "email:" + q.Value
			}
			return ""
		},
		Open: func(r kit.Row) { st.Push(ticketCard(r.Value.(domain.TicketRow).ID)) },
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			c, err := s.Desk.TicketCard(ctx, s.Actor, r.Value.(domain.TicketRow).ID)
			if err != nil {
				return nil, err
			}
			sections := factsOfTicket(st, c)
			for i := len(c.Messages) - 1; i >= 0; i-- {
				sections = append(sections, kit.Section{Title: messageHead(st, &c.Messages[i]), Text: c.Messages[i].Body})
			}
			return sections, nil
		},
		Actions: func(l *List) []kit.Action { return ticketListActions(st, l) },
	}
}

func ticketLine(st *Stage, t domain.TicketRow) kit.Row {
	subject := t.Subject
	if strings.TrimSpace(subject) == "" {
		subject = st.word("ticket_kind", string(t.Kind))
	}
	from := t.EstablishmentName
	if from == "" {
		from = t.Email
	}
	return kit.Row{ID: id(t.ID), Copy: ticketNumber(t.Ticket), Value: t, Cells: []kit.Cell{{Text: ticketNumber(t.Ticket)}, dueCell(st, t.Ticket), ticketState(st, t.Ticket), {Text: subject},
		{Text: st.word("ticket_kind", string(t.Kind)), Tone: kit.ToneDim}, {Text: or(from), Tone: kit.ToneDim}, {Text: or(t.AssigneeName)}, {Text: st.when(t.CreatedAt), Tone: kit.ToneDim}}}
}

func ticketListActions(st *Stage, l *List) []kit.Action {
	rows, off := chosen[domain.TicketRow](l)
	if off == "" && len(rows) == 0 {
		off = st.T("console.off.nothing_selected")
	}
	actions := append(claimAction(st), kit.Action{Name: "new", Keys: []string{"n"}, Label: st.T("ticket.action.new"), Permission: string(domain.AnswerTicket), Run: func() { askTicket(st) }})
	return append(actions, ticketActions(st, rows, off, l.done)...)
}

// Start counts the views and asks the first rows.
func (t *tickets) Start() {
	t.count()
	t.List.Start()
}

// Refresh counts the views and asks the rows again.
func (t *tickets) Refresh() {
	t.count()
	t.List.Refresh()
}

func (t *tickets) count() {
	s := t.stage.Session
	Call(t.stage, "views", func(ctx context.Context) ([]domain.Count, error) { return s.Desk.CountTicketViews(ctx, s.Actor) }, func(counts []domain.Count, err error) {
		if err != nil {
			t.stage.Fail(err)
			return
		}
		t.counts = counts
	})
}

// Key chooses a view by its number.
func (t *tickets) Key(msg tea.KeyPressMsg) bool {
	if key := msg.String(); !t.Typing() && len(key) == 1 && key[0] >= '1' && int(key[0]-'1') < len(desk.TicketViews()) {
		view := desk.TicketViews()[key[0]-'1']
		t.spec.Filter = view.Filter
		t.SetFilter(view.Filter)
		return true
	}
	return t.List.Key(msg)
}

// View draws the views above the list.
func (t *tickets) View(width, height int) []kit.Line {
	return append([]kit.Line{t.views(width)}, t.List.View(width, height-1)...)
}

// Cursor is the list's, a line lower.
func (t *tickets) Cursor() (x, y int, shown bool) {
	x, y, shown = t.List.Cursor()
	return x, y + 1, shown
}

// Click selects in the list.
func (t *tickets) Click(x, y int) { t.List.Click(x, y-1) }

// views is the line of views: those that hold something, and the one in force.
func (t *tickets) views(width int) kit.Line {
	theme := t.stage.Theme()
	line := kit.Line(" ")
	for i, v := range desk.TicketViews() {
		text := t.stage.T("ticket.view." + v.Name)
		here := v.Filter == t.Table.Filter()
		piece := kit.Join(theme.Key.Text(string(rune('1'+i))), " ", theme.Dim.Text(text))
		if here {
			piece = theme.Selected.Text(string(rune('1'+i)) + " " + text)
		}
		if i < len(t.counts) && t.counts[i].N > 0 && v.Name != "all" {
			piece = kit.Join(piece, " ", theme.Normal.Text(t.stage.count(t.counts[i])))
		} else if !here && width < 110 && v.Name != "all" {
			continue // an empty view takes no room on a narrow screen
		}
		if line.Width()+piece.Width()+2 > width {
			break
		}
		line = kit.Join(line, piece, "  ")
	}
	return line
}
