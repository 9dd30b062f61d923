package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

func followUpsVerb(env *Env) *cobra.Command {
	return group(env, "followups", "cli.followups.", followUpsStandby(env), followUpsReactivate(env), followUpsDecide(env), followUpsAdd(env), followUpsClose(env))
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

func followUpsDecide(env *Env) *cobra.Command {
	var decision, reason string
	cmd := numbered(env, "decide NUMBER", "cli.followups.decide.", domain.DecideStandby, func(cmd *cobra.Command, id int64) error {
		return env.Desk.DecideForBuyer(cmd.Context(), env.Actor, id, domain.StandbyDecision(decision), reason)
	})
	cmd.Flags().StringVar(&decision, "decision", "", env.T("cli.flag.decision"))
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.decision_reason"))
	return cmd
}

func followUpsAdd(env *Env) *cobra.Command {
	fields := map[string]*string{}
	cmd := verb(env, "add", "cli.followups.add.", domain.AddFollowUp, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		given := map[string]string{}
		for heading, value := range fields {
			if *value != "" {
				given[heading] = *value
			}
		}
		id, err := env.Desk.AddFollowUp(cmd.Context(), env.Actor, given)
		if err == nil {
			env.note(env.T("cli.followups.added", "Number", id))
		}
		return err
	})
	for flag, heading := range map[string]string{"supplier": "siret", "supplier-name": "raison_sociale", "buyer": "siret_donneur_ordre",
		"buyer-name": "nom_donneur_ordre", "signer": "signataire", "reference": "reference_contrat", "amount": "montant_ht", "start": "date_debut",
		"end": "date_fin", "months": "duree_mois", "email": "email", "last-name": "nom", "first-name": "prenom", "job": "fonction",
		"phone": "telephone", "mobile": "portable", "language": "langue", "referent": "referent", "buyer-email": "email_donneur_ordre", "code": "code_tiers"} {
		fields[heading] = cmd.Flags().String(flag, "", heading)
	}
	return cmd
}

func followUpsClose(env *Env) *cobra.Command {
	var yes bool
	cmd := numbered(env, "close NUMBER", "cli.followups.close.", domain.AddFollowUp, func(cmd *cobra.Command, id int64) error {
		if err := env.confirm(yes, env.T("cli.followups.ask", "Count", 1)); err != nil {
			return err
		}
		return env.Desk.CloseFollowUp(cmd.Context(), env.Actor, id)
	})
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}

// numbers reads arguments that are numbers of things.
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
