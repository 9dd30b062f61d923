package cli

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func ticketsVerb(env *Env) *cobra.Command {
	return group(env, "tickets", "cli.tickets.", ticketsList(env), ticketsShow(env), ticketsOpen(env), ticketsReply(env), ticketsNote(env), ticketsAssign(env),
		ticketsClaim(env), ticketsStatus(env), ticketsSnooze(env), ticketsMerge(env), ticketsTag(env), ticketsLink(env), ticketsMacro(env))
}

func ticketsList(env *Env) *cobra.Command {
	var filter, view string
	var asJSON bool
	cmd := verb(env, "list", "cli.tickets.list.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		text := filter
		if view != "" {
			found, ok := viewFilter(view)
			if !ok {
				return Usage(domain.Refuse(domain.Invalid, "ticket_view_unknown", "View", view, "Views", viewNames()))
			}
			text = strings.TrimSpace(found + " " + filter)
		}
		f, err := domain.ParseFilter(text, desk.TicketFields())
		if err != nil {
			return usageError{err}
		}
		w, err := env.Desk.Tickets(cmd.Context(), env.Actor, f, domain.Page{Limit: listLimit})
		if err != nil {
			return err
		}
		if asJSON {
			out := make([]ticketJSON, 0, len(w.Rows))
			for _, t := range w.Rows {
				out = append(out, asTicketJSON(t))
			}
			return env.writeJSON(out)
		}
		rows := make([][]string, 0, len(w.Rows))
		for _, t := range w.Rows {
			rows = append(rows, []string{"#" + strconv.FormatInt(t.ID, 10), env.dueDay(t.LegalDueOn), env.moment(t.CreatedAt), env.T("domain.ticket_kind." + string(t.Kind)),
				env.T("domain.ticket." + string(t.State)), t.AssigneeName, t.Email, t.Subject})
		}
		env.table([]string{env.T("cli.column.number"), env.T("cli.column.due"), env.T("cli.column.when"), env.T("cli.column.kind"), env.T("cli.column.state"),
			env.T("cli.column.assignee"), env.T("cli.column.address"), env.T("cli.column.subject")}, rows)
		return nil
	})
	cmd.Flags().StringVar(&filter, "filter", "", env.T("cli.flag.filter"))
	cmd.Flags().StringVar(&view, "view", "", env.T("cli.flag.ticket_view", "Views", viewNames()))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func viewFilter(name string) (string, bool) {
	for _, v := range desk.TicketViews() {
		if v.Name == name {
			return v.Filter, true
		}
	}
	return "", false
}

func viewNames() string {
	var names []string
	for _, v := range desk.TicketViews() {
		names = append(names, v.Name)
	}
	return strings.Join(names, ", ")
}

// dueDay says a legal day, nothing where there is none.
func (e *Env) dueDay(d domain.Date) string {
	if d == domain.Forever || !d.Known() {
		return ""
	}
	return e.Texts.Date(string(d))
}

func ticketsShow(env *Env) *cobra.Command {
	var asJSON bool
	cmd := verb(env, "show NUMBER", "cli.tickets.show.", domain.ReadAll, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		id, err := ticketNumber(args[0])
		if err != nil {
			return err
		}
		c, err := env.Desk.TicketCard(cmd.Context(), env.Actor, id)
		if err != nil {
			return err
		}
		if asJSON {
			return env.writeJSON(asThreadJSON(c))
		}
		env.ticket(c)
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

// ticket prints a ticket and its thread.
func (e *Env) ticket(c desk.TicketCard) {
	t := c.Ticket
	e.line("#%d  %s  %s  %s  %s", t.ID, e.T("domain.ticket_kind."+string(t.Kind)), e.T("domain.ticket."+string(t.State)), t.Email, e.moment(t.CreatedAt))
	e.line("%s", t.Subject)
	for _, fact := range [][2]string{{"cli.column.assignee", t.AssigneeName}, {"cli.column.due", e.dueDay(t.LegalDueOn)}, {"cli.column.tags", strings.Join(c.Tags, ", ")},
		{"cli.column.establishment", strings.TrimSpace(t.EstablishmentName + " " + t.EstablishmentValue)}} {
		if fact[1] != "" {
			e.line("%s: %s", e.T(fact[0]), fact[1])
		}
	}
	for _, entry := range c.Thread() {
		switch {
		case entry.Message != nil:
			m := entry.Message
			who := m.Email
			if m.Direction == domain.Outward {
				who = m.StaffName + " → " + m.Email
			}
			e.line("")
			e.line("— %s  %s  %s", e.moment(m.At), who, e.T("domain.medium."+string(m.Medium)))
			e.block(m.Body)
			for _, a := range m.Attachments {
				e.line("  [%s  %s]", a.Name, a.MediaType+a.Refused)
			}
		case entry.Note != nil:
			e.line("")
			e.line("— %s  %s  (%s)", e.moment(entry.Note.At), entry.Note.StaffName, e.T("cli.tickets.note_word"))
			e.block(entry.Note.Body)
		case entry.Event != nil:
			e.line("· %s  %s  %s  %s", e.moment(entry.Event.At), entry.Event.StaffName, e.T("domain.event."+string(entry.Event.Act)), entry.Event.Detail)
		}
	}
}

type ticketJSON struct {
	Number        int64              `json:"number"`
	Kind          domain.TicketKind  `json:"kind"`
	State         domain.TicketState `json:"state"`
	Email         string             `json:"email"`
	Subject       string             `json:"subject"`
	Assignee      string             `json:"assignee,omitempty"`
	Due           domain.Date        `json:"due,omitempty"`
	Establishment string             `json:"establishment,omitempty"`
	Version       int64              `json:"version"`
	At            string             `json:"at"`
}

func asTicketJSON(t domain.TicketRow) ticketJSON {
	due := t.LegalDueOn
	if due == domain.Forever {
		due = ""
	}
	return ticketJSON{t.ID, t.Kind, t.State, t.Email, t.Subject, t.AssigneeName, due, t.EstablishmentValue, t.Version, isoTime(t.CreatedAt)}
}

type entryJSON struct {
	At          string           `json:"at"`
	What        string           `json:"what"` // message, note, act
	Direction   domain.Direction `json:"direction,omitempty"`
	Medium      domain.Medium    `json:"medium,omitempty"`
	Who         string           `json:"who,omitempty"`
	Act         domain.TicketAct `json:"act,omitempty"`
	Detail      string           `json:"detail,omitempty"`
	Text        string           `json:"text,omitempty"`
	Attachments []string         `json:"attachments,omitempty"`
}

type threadJSON struct {
	ticketJSON
	Tags   []string    `json:"tags"`
	Thread []entryJSON `json:"thread"`
}

func asThreadJSON(c desk.TicketCard) threadJSON {
	out := threadJSON{ticketJSON: asTicketJSON(c.Ticket), Tags: append([]string{}, c.Tags...)}
	for _, e := range c.Thread() {
		switch {
		case e.Message != nil:
			m := e.Message
			entry := entryJSON{At: isoTime(m.At), What: "message", Direction: m.Direction, Medium: m.Medium, Who: m.Email, Text: m.Body}
			for _, a := range m.Attachments {
				entry.Attachments = append(entry.Attachments, a.Name)
			}
			out.Thread = append(out.Thread, entry)
		case e.Note != nil:
			out.Thread = append(out.Thread, entryJSON{At: isoTime(e.Note.At), What: "note", Who: e.Note.StaffName, Text: e.Note.Body})
		case e.Event != nil:
			out.Thread = append(out.Thread, entryJSON{At: isoTime(e.Event.At), What: "act", Who: e.Event.StaffName, Act: e.Event.Act, Detail: e.Event.Detail})
		}
	}
	return out
}
