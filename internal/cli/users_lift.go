package cli

import (
	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

// usersLift lets reminders go to a flagged address again.
func usersLift(env *Env) *cobra.Command {
	var reason string
	cmd := numbered(env, "lift NUMBER", "bounce.lift.", domain.CorrectAddress, func(cmd *cobra.Command, id int64) error {
		return env.Desk.LiftAddressFlag(cmd.Context(), env.Actor, id, reason)
	})
	cmd.Flags().StringVar(&reason, "reason", "", env.T("bounce.lift.reason"))
	return cmd
}
