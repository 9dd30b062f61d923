package cli

import (
	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

// moveVerb takes users, follow-ups and documents to the new SIRET of the same
// company.
func moveVerb(env *Env) *cobra.Command {
	var yes bool
	cmd := verb(env, "move SIRET NEW-SIRET", "cli.move.", domain.MoveEstablishment, cobra.ExactArgs(2), func(cmd *cobra.Command, args []string) error {
		id, err := env.establishment(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		value, _, err := domain.ParseSIRET(args[1])
		if err != nil {
			return err
		}
		if err := env.confirm(yes, env.T("cli.move.ask", "From", args[0], "To", value)); err != nil {
			return err
		}
		m, err := env.Desk.MoveEstablishment(cmd.Context(), env.Actor, id, domain.Identifier{Type: domain.SIRET, Value: value})
		if err != nil {
			return err
		}
		env.note(env.T("cli.move.done", "Users", m.Users, "FollowUps", m.FollowUps, "Documents", m.Documents, "UsersThere", m.UsersThere, "FollowUpsThere", m.FollowUpsThere))
		return nil
	})
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}
