package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func rightsVerb(env *Env) *cobra.Command {
	return group(env, "rights", "rights.verb.", rightsList(env), rightsShow(env), rightsPlan(env), rightsRegister(env), rightsAccess(env),
		rightsStep(env, "explain", "rights.verb.explain.", "", env.explainRights), rightsStep(env, "approve", "rights.verb.approve.", "", env.approveRights),
		rightsStep(env, "doubt", "rights.verb.doubt.", "reason", env.doubtRights), rightsStep(env, "identify", "rights.verb.identify.", "evidence", env.identifyRights),
		rightsStep(env, "extend", "rights.verb.extend.", "reason", env.extendRights), rightsStep(env, "withdraw", "rights.verb.withdraw.", "", env.withdrawRights),
		rightsStep(env, "reopen", "rights.verb.reopen.", "", env.reopenRights), rightsRefuse(env), rightsExecute(env), rightsExport(env),
		rightsSuppressed(env), rightsHolds(env), rightsPeriods(env), rightsPurge(env))
}

type rightsJSON struct {
	Number     int64              `json:"number"`
	Kind       domain.RightsKind  `json:"kind"`
	Scope      domain.RightsScope `json:"scope"`
	SubjectID  int64              `json:"subject_id"`
	State      domain.RightsState `json:"state"`
	Email      string             `json:"email"`
	Channel    string             `json:"channel"`
	ReceivedOn domain.Date        `json:"received_on"`
	DueOn      domain.Date        `json:"due_on"`
	Overdue    bool               `json:"overdue"`
	Confirmed  bool               `json:"confirmed"`
	Effective  bool               `json:"effective"`
	ExtendedOn domain.Date        `json:"extended_on,omitempty"`
	Refusal    string             `json:"refusal,omitempty"`
	Ticket     int64              `json:"ticket,omitempty"`
	Version    int64              `json:"version"`
}

func (e *Env) asRightsJSON(q domain.RightsRequest) rightsJSON {
	return rightsJSON{q.ID, q.Kind, q.Scope, q.SubjectID, q.State, q.Email, q.Channel, q.ReceivedOn, q.DueOn, q.Overdue(e.Desk.Today()),
		!q.ConfirmedAt.Never(), q.Effective(), q.ExtendedOn, q.Refusal, q.TicketID, q.Version}
}

// dueText says the last day of a request, and in words when it has passed.
func (e *Env) dueText(q domain.RightsRequest) string {
	due := e.Texts.Date(string(q.DueOn))
	if q.Overdue(e.Desk.Today()) {
		return due + " " + e.T("rights.word.overdue")
	}
	return due
}

func rightsList(env *Env) *cobra.Command {
	var filter string
	var asJSON bool
	cmd := verb(env, "list", "rights.verb.list.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		f, err := domain.ParseFilter(filter, desk.RightsFields())
		if err != nil {
			return usageError{err}
		}
		w, err := env.Desk.RightsRequests(cmd.Context(), env.Actor, f, domain.Page{Limit: listLimit})
		if err != nil {
			return err
		}
		if asJSON {
			out := make([]rightsJSON, 0, len(w.Rows))
			for _, q := range w.Rows {
				out = append(out, env.asRightsJSON(q))
			}
			return env.writeJSON(out)
		}
		rows := make([][]string, 0, len(w.Rows))
		for _, q := range w.Rows {
			rows = append(rows, []string{strconv.FormatInt(q.ID, 10), env.dueText(q), env.T("rights.kind." + string(q.Kind)), env.T("rights.scope." + string(q.Scope)),
				env.T("rights.state." + string(q.State)), q.Email})
		}
		env.table([]string{env.T("cli.column.number"), env.T("cli.column.due"), env.T("cli.column.kind"), env.T("rights.column.scope"), env.T("cli.column.state"), env.T("cli.column.address")}, rows)
		return nil
	})
	cmd.Flags().StringVar(&filter, "filter", "", env.T("cli.flag.filter"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

// rightsRead makes a verb about one request and all that is known of it.
func rightsRead(env *Env, use, key string, action domain.Action, run func(*cobra.Command, desk.RightsCard) error) *cobra.Command {
	return numbered(env, use, key, action, func(cmd *cobra.Command, id int64) error {
		c, err := env.Desk.RightsCard(cmd.Context(), env.Actor, id)
		if err != nil {
			return err
		}
		return run(cmd, c)
	})
}

func rightsShow(env *Env) *cobra.Command {
	var asJSON bool
	cmd := rightsRead(env, "show NUMBER", "rights.verb.show.", domain.ReadAll, func(_ *cobra.Command, c desk.RightsCard) error {
		if asJSON {
			return env.writeJSON(env.asRightsJSON(c.Request))
		}
		q := c.Request
		env.line("%d  %s  %s  %s  %s", q.ID, env.T("rights.kind."+string(q.Kind)), env.T("rights.scope."+string(q.Scope)), c.Subject, q.Email)
		env.line("%s  %s  %s", env.T("rights.state."+string(q.State)), env.T("rights.word.received", "Day", env.Texts.Date(string(q.ReceivedOn))), env.T("rights.word.due", "Day", env.dueText(q)))
		for _, fact := range env.rightsFacts(c) {
			env.line("%s", fact)
		}
		if q.Details != "" {
			env.block(q.Details)
		}
		env.line("")
		env.block(c.Letters[domain.Language(env.Texts.Lang())])
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

// rightsFacts are what holds a request up, and what became of it.
func (e *Env) rightsFacts(c desk.RightsCard) []string {
	var out []string
	q := c.Request
	if q.State.Open() && q.ConfirmedAt.Never() {
		out = append(out, e.T("rights.word.unconfirmed"))
	}
	if q.State.Open() && !q.ConfirmedAt.Never() && !q.Effective() {
		out = append(out, e.T("rights.word.not_adopted"))
	}
	if q.ExtendedOn.Known() {
		out = append(out, e.T("rights.word.extended", "Day", e.Texts.Date(string(q.ExtendedOn))))
	}
	if c.Held {
		out = append(out, e.T("rights.word.held"))
	}
	return out
}

func rightsPlan(env *Env) *cobra.Command {
	var asJSON bool
	cmd := rightsRead(env, "plan NUMBER", "rights.verb.plan.", domain.ReadAll, func(_ *cobra.Command, c desk.RightsCard) error {
		if asJSON {
			return env.writeJSON(c.Plan)
		}
		env.line("%s", env.T("rights.list.will_erase"))
		for _, l := range c.Plan.Erased {
			env.line("  - %s", env.planLine("rights.erased.", l))
		}
		env.line("%s", env.T("rights.list.will_keep"))
		for _, l := range c.Plan.Kept {
			env.line("  - %s", env.planLine("rights.kept.", l))
		}
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func (e *Env) planLine(prefix string, l domain.PlanLine) string {
	said := e.Texts.N(prefix+l.What, int64(l.Count))
	if l.Article != "" {
		said += " (" + l.Article + ")"
	}
	if l.Until.Known() {
		said += ", " + e.T("rights.list.until", "Until", e.Texts.LongDate(string(l.Until)))
	}
	return said
}

func rightsAccess(env *Env) *cobra.Command {
	var asJSON bool
	cmd := numbered(env, "access NUMBER", "rights.verb.access.", domain.RegisterRights, func(cmd *cobra.Command, id int64) error {
		a, err := env.Desk.AccessFile(cmd.Context(), env.Actor, id)
		if err != nil {
			return err
		}
		if asJSON {
			return env.writeJSON(a)
		}
		env.block(env.Desk.AccessText(a, domain.Language(env.Texts.Lang())))
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}
