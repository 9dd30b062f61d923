package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// listLimit is how many rows a list verb prints for people.
const listLimit = 50

func mailsVerb(env *Env) *cobra.Command {
	return group(env, "mails", "cli.mails.", mailsList(env), mailsShow(env), mailsHold(env), mailsRelease(env), mailsHolds(env), mailsCheck(env), mailsRate(env),
		mailsChange(env, desk.RetryNow, "cli.mails.retry."), mailsChange(env, desk.CancelMail, "cli.mails.cancel."))
}

func mailsList(env *Env) *cobra.Command {
	var filter string
	var asJSON bool
	cmd := verb(env, "list", "cli.mails.list.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		f, err := domain.ParseFilter(filter, desk.MailFields())
		if err != nil {
			return usageError{err}
		}
		w, err := env.Desk.Mails(cmd.Context(), env.Actor, f, domain.Page{Desc: true, Limit: listLimit})
		if err != nil {
			return err
		}
		if asJSON {
			out := make([]mailJSON, 0, len(w.Rows))
			for _, m := range w.Rows {
				out = append(out, asMailJSON(m))
			}
			return env.writeJSON(out)
		}
		rows := make([][]string, 0, len(w.Rows))
		for _, m := range w.Rows {
			rows = append(rows, []string{m.Reference(), env.T("domain.mail_kind." + string(m.Kind)), m.Email, string(m.Week), env.T("domain.mail." + string(m.State)), env.moment(latest(m)), m.Reply})
		}
		env.table([]string{env.T("cli.column.reference"), env.T("cli.column.kind"), env.T("cli.column.address"), env.T("cli.column.week"),
			env.T("cli.column.state"), env.T("cli.column.when"), env.T("cli.column.reply")}, rows)
		return nil
	})
	cmd.Flags().StringVar(&filter, "filter", "", env.T("cli.flag.filter"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

type mailJSON struct {
	Reference string           `json:"reference"`
	Kind      domain.MailKind  `json:"kind"`
	Email     string           `json:"email"`
	Week      domain.Week      `json:"week,omitempty"`
	State     domain.MailState `json:"state"`
	Uncertain int              `json:"uncertain"`
	Attempts  int              `json:"attempts"`
	Reason    string           `json:"reason,omitempty"`
	Reply     string           `json:"reply,omitempty"`
	DueAt     string           `json:"due_at"`
	SentAt    string           `json:"sent_at,omitempty"`
}

func asMailJSON(m domain.Mail) mailJSON {
	return mailJSON{m.Reference(), m.Kind, m.Email, m.Week, m.State, m.Uncertain, m.Attempts, m.Reason, m.Reply, isoTime(m.DueAt), isoTime(m.SentAt)}
}

func mailsShow(env *Env) *cobra.Command {
	return verb(env, "show REFERENCE", "cli.mails.show.", domain.ReadAll, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		id, err := mailID(args[0])
		if err != nil {
			return err
		}
		m, body, err := env.Desk.Mail(cmd.Context(), env.Actor, id)
		if err != nil {
			return err
		}
		env.line("%s  %s  %s  %s", m.Reference(), env.T("domain.mail_kind."+string(m.Kind)), m.Email, env.T("domain.mail."+string(m.State)))
		env.line("%s", body.Subject)
		env.block(body.Text)
		return nil
	})
}

func mailID(s string) (int64, error) {
	if id, ok := domain.ParseReference(s); ok {
		return id, nil
	}
	if id, err := strconv.ParseInt(s, 10, 64); err == nil && id > 0 {
		return id, nil
	}
	return 0, Usage(domain.Refuse(domain.Invalid, "bad_reference", "Value", s))
}
