package cli

import (
	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

func registersVerb(env *Env) *cobra.Command {
	return group(env, "registers", "document.verb_registers.",
		group(env, "audits", "document.verb_audits.", auditsList(env), auditsAdd(env)),
		group(env, "two-factor", "document.verb_two_factor.", twoFactorList(env), twoFactorSwitch(env, "on", "document.verb_two_factor_on.", true), twoFactorSwitch(env, "off", "document.verb_two_factor_off.", false)))
}

type securityAuditJSON struct {
	ID         int64       `json:"id"`
	DoneOn     domain.Date `json:"done_on"`
	Auditor    string      `json:"auditor"`
	Scope      string      `json:"scope"`
	Conclusion string      `json:"conclusion"`
	Reference  string      `json:"reference,omitempty"`
}

func auditsList(env *Env) *cobra.Command {
	var asJSON bool
	cmd := verb(env, "list", "document.verb_audits_list.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		all, err := env.Desk.SecurityAudits(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		out, rows := make([]securityAuditJSON, 0, len(all)), make([][]string, 0, len(all))
		for _, a := range all {
			out = append(out, securityAuditJSON{a.ID, a.DoneOn, a.Auditor, a.Scope, a.Conclusion, a.Reference})
			rows = append(rows, []string{env.Texts.Date(string(a.DoneOn)), a.Auditor, a.Scope, a.Conclusion, a.Reference})
		}
		if asJSON {
			return env.writeJSON(out)
		}
		env.table([]string{env.T("cli.column.when"), env.T("document.register.auditor"), env.T("document.register.scope"), env.T("document.register.conclusion"), env.T("document.register.reference")}, rows)
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func auditsAdd(env *Env) *cobra.Command {
	var a domain.SecurityAudit
	var day string
	cmd := verb(env, "add", "document.verb_audits_add.", domain.ChangeRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) (err error) {
		if a.DoneOn, err = domain.ParseDate(day); err != nil {
			return usageError{err}
		}
		_, err = env.Desk.AddSecurityAudit(cmd.Context(), env.Actor, a)
		return err
	})
	cmd.Flags().StringVar(&day, "date", "", env.T("document.flag.done_on"))
	cmd.Flags().StringVar(&a.Auditor, "auditor", "", env.T("document.register.auditor"))
	cmd.Flags().StringVar(&a.Scope, "scope", "", env.T("document.register.scope"))
	cmd.Flags().StringVar(&a.Conclusion, "conclusion", "", env.T("document.register.conclusion"))
	cmd.Flags().StringVar(&a.Reference, "reference", "", env.T("document.register.reference"))
	return cmd
}

func twoFactorList(env *Env) *cobra.Command {
	return verb(env, "list", "document.verb_two_factor_list.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		all, err := env.Desk.TwoFactors(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		rows := make([][]string, 0, len(all))
		for _, t := range all {
			rows = append(rows, []string{t.EstablishmentValue, t.EstablishmentName, env.Texts.Date(string(t.RequestedOn)), t.RequestedBy, env.Texts.Date(string(t.OnSince))})
		}
		env.table([]string{env.T("document.proof.identifier"), env.T("document.proof.supplier"), env.T("document.register.requested"), env.T("document.register.by"), env.T("document.register.on_since")}, rows)
		return nil
	})
}

func twoFactorSwitch(env *Env, use, key string, on bool) *cobra.Command {
	var by string
	cmd := verb(env, use+" SIRET", key, domain.SetTwoFactor, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		e, err := env.Desk.EstablishmentBySIRET(cmd.Context(), env.Actor, args[0])
		if err != nil {
			return err
		}
		return env.Desk.SwitchTwoFactor(cmd.Context(), env.Actor, e.ID, on, by)
	})
	if on {
		cmd.Flags().StringVar(&by, "requested-by", "", env.T("document.register.by"))
	}
	return cmd
}
