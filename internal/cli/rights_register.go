package cli

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

func rightsSuppressed(env *Env) *cobra.Command {
	var lift, evidence string
	var yes bool
	cmd := verb(env, "suppressed [WHO]", "rights.verb.suppressed.", domain.ReadRegisters, cobra.MaximumNArgs(1), func(cmd *cobra.Command, args []string) error {
		if lift != "" {
			if err := env.confirm(yes, env.T("rights.word.ask_lift", "Hash", lift)); err != nil {
				return err
			}
			return env.Desk.LiftSuppression(cmd.Context(), env.Actor, lift, evidence)
		}
		list, err := env.Desk.Suppressions(cmd.Context(), env.Actor)
		if len(args) == 1 {
			list, err = env.Desk.FindSuppressions(cmd.Context(), env.Actor, args[0])
		}
		if err != nil {
			return err
		}
		rows := make([][]string, 0, len(list))
		for _, s := range list {
			rows = append(rows, []string{s.Hash, env.T("rights.suppression." + string(s.Kind)), strconv.FormatInt(s.RequestID, 10), env.moment(s.CreatedAt)})
		}
		env.table([]string{env.T("rights.column.hash"), env.T("cli.column.kind"), env.T("rights.column.request"), env.T("cli.column.when")}, rows)
		return nil
	})
	cmd.Flags().StringVar(&lift, "lift", "", env.T("rights.flag.lift"))
	cmd.Flags().StringVar(&evidence, "evidence", "", env.T("cli.flag.evidence"))
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}

// rightsHolds lists the legal holds, puts one or lifts one.
func rightsHolds(env *Env) *cobra.Command {
	var scope, who, reason string
	var lift int64
	cmd := verb(env, "holds", "rights.verb.holds.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		switch {
		case lift != 0:
			return env.Desk.LiftLegalHold(cmd.Context(), env.Actor, lift)
		case who != "":
			f, err := env.Desk.FindRightsSubject(cmd.Context(), env.Actor, domain.RightsScope(scope), who)
			if err != nil {
				return err
			}
			return env.Desk.HoldLegally(cmd.Context(), env.Actor, f.Scope, f.SubjectID, reason)
		}
		holds, err := env.Desk.LegalHolds(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		rows := make([][]string, 0, len(holds))
		for _, h := range holds {
			rows = append(rows, []string{strconv.FormatInt(h.ID, 10), env.T("rights.scope." + string(h.Scope)), strconv.FormatInt(h.SubjectID, 10), h.Reason, env.moment(h.CreatedAt), env.moment(h.LiftedAt)})
		}
		env.table([]string{env.T("cli.column.number"), env.T("rights.column.scope"), env.T("rights.column.subject"), env.T("rights.column.reason"), env.T("cli.column.when"), env.T("rights.column.lifted")}, rows)
		return nil
	})
	cmd.Flags().StringVar(&who, "put", "", env.T("rights.flag.hold"))
	cmd.Flags().StringVar(&scope, "scope", "", env.T("rights.flag.scope"))
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.reason"))
	cmd.Flags().Int64Var(&lift, "lift", 0, env.T("rights.flag.lift_hold"))
	return cmd
}

// rightsPeriods prints the table of periods, or changes one.
func rightsPeriods(env *Env) *cobra.Command {
	var set string
	var asJSON bool
	cmd := verb(env, "periods", "rights.verb.periods.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		if set != "" {
			kind, value, _ := strings.Cut(set, "=")
			months, err := strconv.Atoi(value)
			if err != nil {
				return Usage(domain.Refuse(domain.Invalid, "period_range"))
			}
			return env.Desk.SetPeriod(cmd.Context(), env.Actor, domain.PeriodKind(kind), months)
		}
		table, err := env.Desk.Periods(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		if asJSON {
			return env.writeJSON(table)
		}
		rows := make([][]string, 0, len(table))
		for _, p := range table {
			rows = append(rows, []string{string(p.Kind), env.T("rights.period." + string(p.Kind)), strconv.Itoa(p.Months), p.Article})
		}
		env.table([]string{env.T("cli.column.what"), env.T("rights.column.meaning"), env.T("rights.column.months"), env.T("rights.column.article")}, rows)
		return nil
	})
	cmd.Flags().StringVar(&set, "set", "", env.T("rights.flag.set"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

// rightsPurge says what the daily purge will erase, and why.
func rightsPurge(env *Env) *cobra.Command {
	var asJSON, dry bool
	cmd := verb(env, "purge", "rights.verb.purge.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		if !dry {
			return domain.Refuse(domain.Conflict, "purge_by_clock")
		}
		past, err := env.Desk.PurgePlan(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		if asJSON {
			return env.writeJSON(past)
		}
		rows := make([][]string, 0, len(past))
		for _, p := range past {
			rows = append(rows, []string{env.T("rights.period." + string(p.Period.Kind)), env.Texts.Number(p.Rows), env.Texts.Date(string(p.Before)), p.Period.Article})
		}
		if len(rows) == 0 {
			env.note(env.T("rights.word.nothing_past"))
			return nil
		}
		env.table([]string{env.T("cli.column.what"), env.T("rights.column.rows"), env.T("rights.column.before"), env.T("rights.column.article")}, rows)
		return nil
	})
	cmd.Flags().BoolVar(&dry, "dry-run", false, env.T("rights.flag.dry_run"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}
