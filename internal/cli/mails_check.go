package cli

import (
	"context"

	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

// mailsCheck lists what the DNS must say for mails to arrive.
func mailsCheck(env *Env) *cobra.Command {
	var asJSON, resolve bool
	cmd := verb(env, "check", "post.check.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		check, err := env.checkMails(cmd.Context(), resolve)
		if err != nil {
			return err
		}
		if asJSON {
			if err := env.writeJSON(check); err != nil {
				return err
			}
		} else {
			env.printMailCheck(check)
		}
		if n := check.Faults(); n > 0 {
			return domain.Refuse(domain.Conflict, "mails_check", "Count", n)
		}
		return nil
	})
	cmd.Flags().BoolVar(&resolve, "resolve", false, env.T("post.check.resolve"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func (e *Env) checkMails(ctx context.Context, resolve bool) (domain.MailCheck, error) {
	check, err := e.Identity(ctx)
	if err != nil || !resolve {
		return check, err
	}
	return e.Resolve(ctx, check), nil
}

func (e *Env) printMailCheck(c domain.MailCheck) {
	for _, r := range c.Records {
		e.line("%s", e.T("post.record."+r.Purpose))
		e.line("  %s  %s", r.Name, r.Type)
		e.line("  %s", r.Value)
		if r.Found != nil {
			e.line("  → %s", e.T("post.found."+r.Found.State))
			for _, v := range r.Found.Values {
				if r.Found.State != "ok" {
					e.line("    %s", v)
				}
			}
		}
		e.line("")
	}
	for _, r := range c.Remarks {
		var args []any
		for name, value := range r.Args {
			args = append(args, name, value)
		}
		mark := "-"
		if r.Fault {
			mark = "!"
		}
		e.line("%s %s", mark, e.T("post.remark."+r.Code, args...))
	}
	if len(c.Remarks) == 0 {
		e.line("%s", e.T("post.check.fits"))
	}
}
