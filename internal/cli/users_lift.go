package cli

import (
	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

// usersLift lets reminders go to a flagged address again.
func usersLift(env *Env) *cobra.Command {
	var reason string
	cmd := verb(env, "lift NUMBER", "bounce.lift.", domain.CorrectAddress, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		ids, err := numbers(args)
		if err != nil {
			return err
		}
		return env.Desk.LiftAddressFlag(cmd.Context(), env.Actor, ids[0], reason)
	})
	cmd.Flags().StringVar(&reason, "reason", "", env.T("bounce.lift.reason"))
	return cmd
}
