package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func ticketsVerb(env *Env) *cobra.Command {
	return group(env, "tickets", "cli.tickets.", ticketsList(env), ticketsShow(env))
}

func ticketsList(env *Env) *cobra.Command {
	var filter string
	var asJSON bool
	cmd := verb(env, "list", "cli.tickets.list.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		f, err := domain.ParseFilter(filter, desk.TicketFields())
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
			rows = append(rows, []string{"#" + strconv.FormatInt(t.ID, 10), env.moment(t.CreatedAt), env.T("domain.ticket_kind." + string(t.Kind)), env.T("domain.ticket." + string(t.State)), t.Email, t.Subject})
		}
		env.table([]string{env.T("cli.column.number"), env.T("cli.column.when"), env.T("cli.column.kind"), env.T("cli.column.state"), env.T("cli.column.address"), env.T("cli.column.subject")}, rows)
		return nil
	})
	cmd.Flags().StringVar(&filter, "filter", "", env.T("cli.flag.filter"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func ticketsShow(env *Env) *cobra.Command {
	return verb(env, "show NUMBER", "cli.tickets.show.", domain.ReadAll, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		q := domain.ParseQuery("#" + args[0])
		if q.Kind != domain.QueryTicket {
			return Usage(domain.Refuse(domain.Invalid, "bad_reference", "Value", args[0]))
		}
		t, err := env.Desk.Ticket(cmd.Context(), env.Actor, q.ID)
		if err != nil {
			return err
		}
		env.line("#%d  %s  %s  %s", t.ID, env.T("domain.ticket_kind."+string(t.Kind)), t.Email, env.moment(t.CreatedAt))
		env.line("%s", t.Subject)
		env.block(t.Body)
		return nil
	})
}

type ticketJSON struct {
	Number int64              `json:"number"`
	Kind   domain.TicketKind  `json:"kind"`
	State  domain.TicketState `json:"state"`
	Email  string             `json:"email"`
	At     string             `json:"at"`
}

func asTicketJSON(t domain.Ticket) ticketJSON {
	return ticketJSON{t.ID, t.Kind, t.State, t.Email, isoTime(t.CreatedAt)}
}
