package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// rightsStepper takes a request one step on; text is what the step needs to
// be told, "" where it needs nothing.
type rightsStepper func(ctx context.Context, id, version int64, text string) (domain.RightsRequest, error)

func (e *Env) explainRights(ctx context.Context, id, version int64, _ string) (domain.RightsRequest, error) {
	return e.Desk.ExplainRights(ctx, e.Actor, id, version)
}

func (e *Env) approveRights(ctx context.Context, id, version int64, _ string) (domain.RightsRequest, error) {
	return e.Desk.ApproveRights(ctx, e.Actor, id, version)
}

func (e *Env) doubtRights(ctx context.Context, id, version int64, text string) (domain.RightsRequest, error) {
	return e.Desk.DoubtRights(ctx, e.Actor, id, version, text)
}

func (e *Env) identifyRights(ctx context.Context, id, version int64, text string) (domain.RightsRequest, error) {
	return e.Desk.IdentifyRights(ctx, e.Actor, id, version, text)
}

func (e *Env) extendRights(ctx context.Context, id, version int64, text string) (domain.RightsRequest, error) {
	return e.Desk.ExtendRights(ctx, e.Actor, id, version, text)
}

func (e *Env) withdrawRights(ctx context.Context, id, version int64, _ string) (domain.RightsRequest, error) {
	return e.Desk.WithdrawRights(ctx, e.Actor, id, version)
}

func (e *Env) reopenRights(ctx context.Context, id, version int64, _ string) (domain.RightsRequest, error) {
	return e.Desk.ReopenRights(ctx, e.Actor, id, version)
}

// rightsStep makes the verb of one step.
func rightsStep(env *Env, name, key, flag string, step rightsStepper) *cobra.Command {
	var yes bool
	var text string
	var version int64
	cmd := numbered(env, name+" NUMBER", key, domain.RegisterRights, func(cmd *cobra.Command, id int64) error {
		if err := env.confirm(yes, env.T("rights.word.ask", "Number", id)); err != nil {
			return err
		}
		q, err := step(cmd.Context(), id, version, text)
		if err != nil {
			return err
		}
		env.noteRights(q)
		return nil
	})
	if flag != "" {
		cmd.Flags().StringVar(&text, flag, "", env.T("cli.flag."+flag))
	}
	cmd.Flags().Int64Var(&version, "version", 0, env.T("cli.flag.ticket_version"))
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}

func (e *Env) noteRights(q domain.RightsRequest) {
	e.note(e.T("rights.word.now", "Number", q.ID, "State", e.T("rights.state."+string(q.State)), "Day", e.dueText(q)))
}

func rightsRegister(env *Env) *cobra.Command {
	var f desk.RightsForm
	var scope, received string
	cmd := verb(env, "register KIND WHO", "rights.verb.register.", domain.RegisterRights, cobra.ExactArgs(2), func(cmd *cobra.Command, args []string) error {
		found, err := env.Desk.FindRightsSubject(cmd.Context(), env.Actor, domain.RightsScope(scope), args[1])
		if err != nil {
			return err
		}
		f.Kind, f.Scope, f.SubjectID = domain.RightsKind(args[0]), found.Scope, found.SubjectID
		if f.Email == "" {
			f.Email = found.Email
		}
		if received != "" {
			if f.ReceivedOn, err = domain.ParseDate(received); err != nil {
				return Usage(err)
			}
		}
		q, err := env.Desk.RegisterRights(cmd.Context(), env.Actor, f)
		if err != nil {
			return err
		}
		env.line("%d", q.ID)
		env.noteRights(q)
		return nil
	})
	cmd.Flags().StringVar(&scope, "scope", "", env.T("rights.flag.scope"))
	cmd.Flags().StringVar(&f.Email, "email", "", env.T("rights.flag.email"))
	cmd.Flags().StringVar(&f.Name, "name", "", env.T("cli.flag.ticket_name"))
	cmd.Flags().StringVar((*string)(&f.Language), "language", "", env.T("cli.flag.language"))
	cmd.Flags().StringVar(&f.Details, "text", "", env.T("cli.flag.text"))
	cmd.Flags().StringVar(&f.Channel, "channel", "mail", env.T("rights.flag.channel"))
	cmd.Flags().StringVar(&received, "received", "", env.T("rights.flag.received"))
	cmd.Flags().BoolVar(&f.Identified, "identified", false, env.T("rights.flag.identified"))
	cmd.Flags().Int64Var(&f.TicketID, "ticket", 0, env.T("rights.flag.ticket"))
	return cmd
}

func rightsRefuse(env *Env) *cobra.Command {
	var ground, reason string
	var version int64
	var yes bool
	cmd := numbered(env, "refuse NUMBER", "rights.verb.refuse.", domain.RegisterRights, func(cmd *cobra.Command, id int64) error {
		if err := env.confirm(yes, env.T("rights.word.ask", "Number", id)); err != nil {
			return err
		}
		q, err := env.Desk.RefuseRights(cmd.Context(), env.Actor, id, version, ground, reason)
		if err != nil {
			return err
		}
		env.noteRights(q)
		return nil
	})
	cmd.Flags().StringVar(&ground, "ground", "", env.T("rights.flag.ground", "Grounds", strings.Join(domain.RightsRefusals(), ", ")))
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.reason"))
	cmd.Flags().Int64Var(&version, "version", 0, env.T("cli.flag.ticket_version"))
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}

// rightsExecute carries a request out; a removal wants its identifier typed,
// as an argument where nobody can be asked.
func rightsExecute(env *Env) *cobra.Command {
	var typed, outcome string
	var version int64
	cmd := rightsRead(env, "execute NUMBER", "rights.verb.execute.", domain.RegisterRights, func(cmd *cobra.Command, c desk.RightsCard) (err error) {
		if c.Request.Kind == domain.RightsRemoval && typed == "" {
			for _, l := range c.Plan.Erased {
				env.note(env.planLine("rights.erased.", l))
			}
			if typed, err = env.typed(env.T("rights.word.type", "Identifier", c.Typed)); err != nil {
				return err
			}
		}
		q, err := env.Desk.ExecuteRights(cmd.Context(), env.Actor, c.Request.ID, version, typed, outcome)
		if err != nil {
			return err
		}
		env.noteRights(q)
		return nil
	})
	cmd.Flags().StringVar(&typed, "yes", "", env.T("rights.flag.yes"))
	cmd.Flags().StringVar(&outcome, "outcome", "", env.T("rights.flag.outcome"))
	cmd.Flags().Int64Var(&version, "version", 0, env.T("cli.flag.ticket_version"))
	return cmd
}

func rightsExport(env *Env) *cobra.Command {
	cmd := exportVerb(env)
	run := cmd.RunE
	cmd.Use, cmd.Short, cmd.Example, cmd.Args = "export", env.T("rights.verb.export.short"), env.T("rights.verb.export.example"), env.usageArgs(cobra.NoArgs)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return run(cmd, []string{"rights"}) }
	return cmd
}
