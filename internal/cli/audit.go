package cli

import (
	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func auditVerb(env *Env) *cobra.Command {
	return group(env, "audit", "cli.audit.", auditVerify(env), auditHead(env), auditList(env))
}

func auditVerify(env *Env) *cobra.Command {
	return verb(env, "verify", "cli.audit.verify.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		rows, broken, head, err := env.Desk.VerifyAudit(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		if broken != 0 {
			return domain.Refuse(domain.Conflict, "audit_broken", "ID", broken, "Rows", rows)
		}
		env.line("%s", env.T("cli.audit.verified", "Rows", env.Texts.Number(int64(rows)), "Head", head))
		return nil
	})
}

func auditHead(env *Env) *cobra.Command {
	return verb(env, "head", "cli.audit.head.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		head, err := env.Desk.AuditHead(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		env.line("%s", head)
		return nil
	})
}

func auditList(env *Env) *cobra.Command {
	var filter string
	var asJSON bool
	cmd := verb(env, "list", "cli.audit.list.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		f, err := domain.ParseFilter(filter, desk.AuditFields())
		if err != nil {
			return usageError{err}
		}
		w, err := env.Desk.Audit(cmd.Context(), env.Actor, f, domain.Page{Desc: true, Limit: listLimit})
		if err != nil {
			return err
		}
		if asJSON {
			out := make([]auditJSON, 0, len(w.Rows))
			for _, a := range w.Rows {
				out = append(out, auditJSON{a.ID, isoTime(a.At), a.Actor, a.Door, string(a.Action), a.Subject, a.SubjectID, a.Before, a.After, a.Hash})
			}
			return env.writeJSON(out)
		}
		rows := make([][]string, 0, len(w.Rows))
		for _, a := range w.Rows {
			rows = append(rows, []string{env.moment(a.At), a.Actor, env.T("domain.action." + string(a.Action)), env.T("domain.noun." + a.Subject), env.Texts.Number(a.SubjectID)})
		}
		env.table([]string{env.T("cli.column.when"), env.T("cli.column.who"), env.T("cli.column.what"), env.T("cli.column.subject"), env.T("cli.column.number")}, rows)
		return nil
	})
	cmd.Flags().StringVar(&filter, "filter", "", env.T("cli.flag.filter"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

type auditJSON struct {
	ID        int64  `json:"id"`
	At        string `json:"at"`
	Actor     string `json:"actor"`
	Door      string `json:"door"`
	Action    string `json:"action"`
	Subject   string `json:"subject"`
	SubjectID int64  `json:"subject_id"`
	Before    string `json:"before"`
	After     string `json:"after"`
	Hash      string `json:"hash"`
}
