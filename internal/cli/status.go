package cli

import (
	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func statusVerb(env *Env) *cobra.Command {
	var asJSON bool
	cmd := verb(env, "status", "cli.status.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		s, err := env.Desk.Status(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		if asJSON {
			return env.writeJSON(s)
		}
		for _, l := range []struct{ key, value string }{
			{"serve", orDash(s.Serve)}, {"mailer", orDash(s.Mailer)}, {"held", orDash(env.heldText(s))},
			{"cycle", string(s.Week) + "  " + env.T("domain.cycle."+orNone(s.CycleState))},
			{"waiting", env.Texts.Number(s.Waiting)}, {"next", env.moment(s.NextDue)},
			{"uncertain", env.countText(s.Uncertain)}, {"rejected", env.countText(s.Rejected)},
			{"outbox", env.outboxText(s)},
			{"tickets", env.countText(s.Tickets)}, {"imports", env.Texts.Number(int64(s.CutImports))},
		} {
			env.line("%-28s %s", env.T("cli.status."+l.key), l.value)
		}
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

// heldText says why nothing leaves: every mail held, or a clock that jumped.
func (e *Env) heldText(s desk.Status) string {
	if s.ClockDoubt && s.MailsHeld == "" {
		return e.T("cli.status.clock")
	}
	return s.MailsHeld
}

// outboxText says whether mails leave, as readyz does.
func (e *Env) outboxText(s desk.Status) string {
	if s.Stuck == "" {
		return e.T("post.stuck.not")
	}
	return e.T("post.stuck."+string(s.Stuck), "Since", e.moment(s.OldestDue), "Said", s.Trouble)
}

func (e *Env) countText(c domain.Count) string {
	if c.More {
		return e.Texts.Number(c.N) + "+"
	}
	return e.Texts.Number(c.N)
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
