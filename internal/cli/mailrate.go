package cli

import (
	"maps"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

// mailsRate prints how many mails a second leave to a receiving domain, or
// changes it.
func mailsRate(env *Env) *cobra.Command {
	var reason string
	cmd := verb(env, "rate [DOMAIN RATE]", "cli.mails.rate.", domain.ReadAll, cobra.MatchAll(cobra.MaximumNArgs(2), evenArgs), func(cmd *cobra.Command, args []string) error {
		if len(args) == 2 {
			rate, err := domain.ParseMailRate(args[1])
			if err != nil {
				return usageError{err}
			}
			if err := env.Desk.SetMailRate(cmd.Context(), env.Actor, args[0], rate, reason); err != nil {
				return err
			}
		}
		rates, err := env.Desk.MailRates(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		for _, receiver := range slices.Sorted(maps.Keys(rates)) {
			env.line("%-28s %s", receiver, strconv.FormatFloat(rates[receiver], 'f', -1, 64))
		}
		if len(rates) == 0 {
			env.line("%s", env.T("cli.mails.rate.none"))
		}
		return nil
	})
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.reason"))
	return cmd
}

func evenArgs(_ *cobra.Command, args []string) error {
	if len(args) == 1 {
		return Usage(domain.Refuse(domain.Invalid, "domain_rate", "Value", args[0]))
	}
	return nil
}
