package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

func followUpsVerb(env *Env) *cobra.Command {
	return group(env, "followups", "cli.followups.", followUpsStandby(env), followUpsReactivate(env))
}

func followUpsStandby(env *Env) *cobra.Command {
	var reason, note, until string
	var yes bool
	cmd := verb(env, "standby NUMBER…", "cli.followups.standby.", domain.SetStandby, cobra.MinimumNArgs(1), func(cmd *cobra.Command, args []string) error {
		ids, err := numbers(args)
		if err != nil {
			return err
		}
		end := domain.Date("")
		if until != "" {
			if end, err = domain.ParseDate(until); err != nil {
				return usageError{err}
			}
		}
		if err := env.confirm(yes, env.T("cli.followups.ask", "Count", len(ids))); err != nil {
			return err
		}
		return env.Desk.PutOnStandby(cmd.Context(), env.Actor, ids, domain.StandbyReason(reason), note, end)
	})
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.standby_reason"))
	cmd.Flags().StringVar(&note, "note", "", env.T("cli.flag.note"))
	cmd.Flags().StringVar(&until, "until", "", env.T("cli.flag.until"))
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}

func followUpsReactivate(env *Env) *cobra.Command {
	var yes bool
	cmd := verb(env, "reactivate NUMBER…", "cli.followups.reactivate.", domain.SetStandby, cobra.MinimumNArgs(1), func(cmd *cobra.Command, args []string) error {
		ids, err := numbers(args)
		if err != nil {
			return err
		}
		if err := env.confirm(yes, env.T("cli.followups.ask", "Count", len(ids))); err != nil {
			return err
		}
		return env.Desk.Reactivate(cmd.Context(), env.Actor, ids)
	})
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}

func numbers(args []string) ([]int64, error) {
	ids := make([]int64, len(args))
	for i, a := range args {
		id, err := strconv.ParseInt(a, 10, 64)
		if err != nil || id <= 0 {
			return nil, Usage(domain.Refuse(domain.Invalid, "bad_reference", "Value", a))
		}
		ids[i] = id
	}
	return ids, nil
}
