package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/exchange"
)

// CycleRunner plans and sends; cmd fills it in, since the mailer is another
// room. Run returns what it planned and what waits.
type CycleRunner struct {
	Run func(ctx context.Context, o RunCycle) (RanCycle, error)
}

// RunCycle is how a person asks for a cycle.
type RunCycle struct {
	Week     domain.Week
	Day      domain.Date
	Actor    domain.Actor
	PlanOnly bool // leave the sending to serve
	Progress func(sent, waiting int64)
}

// RanCycle is what a run did.
type RanCycle struct {
	Tally     *domain.Tally
	Sent      int64
	Retry     int64
	Uncertain int64
	Rejected  int64
	Dropped   int64
	Waiting   int64  // still in the outbox
	Following string // who sends, when another process does
}

func cycleVerb(env *Env) *cobra.Command {
	return group(env, "cycle", "cli.cycle.", cyclePreview(env), cycleRun(env), cycleHold(env), cycleRelease(env), cycleStatus(env), cycleHours(env), cycleClock(env))
}

func cyclePreview(env *Env) *cobra.Command {
	var week, asOf string
	var asJSON, asCSV bool
	cmd := verb(env, "preview", "cli.cycle.preview.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		w, day, err := env.when(week, asOf)
		if err != nil {
			return err
		}
		switch {
		case asJSON && asCSV:
			return Usage(domain.Refuse(domain.Invalid, "one_format"))
		case asJSON:
			return env.previewJSON(cmd.Context(), w, day)
		case asCSV:
			return env.previewCSV(cmd.Context(), w, day)
		}
		t, err := env.Desk.PreviewCycle(cmd.Context(), env.Actor, w, day, nil, nil)
		if err != nil {
			return err
		}
		env.printTally(t)
		env.line("")
		env.line("%s", env.T("cli.cycle.everybody"))
		return nil
	})
	cmd.Flags().StringVar(&week, "week", "", env.T("cli.flag.week"))
	cmd.Flags().StringVar(&asOf, "as-of", "", env.T("cli.flag.as_of"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	cmd.Flags().BoolVar(&asCSV, "csv", false, env.T("cli.flag.csv"))
	return cmd
}

// when reads --week and --as-of: a day names its week, a week is judged on
// its Monday, neither is today.
func (e *Env) when(week, asOf string) (domain.Week, domain.Date, error) {
	switch {
	case week != "" && asOf != "":
		return "", "", Usage(domain.Refuse(domain.Invalid, "week_or_day"))
	case asOf != "":
		day, err := domain.ParseDate(asOf)
		if err != nil {
			return "", "", usageError{err}
		}
		return day.Week(), day, nil
	case week != "":
		w, err := domain.ParseWeek(week)
		if err != nil {
			return "", "", usageError{err}
		}
		if w == e.Desk.ThisWeek() {
			return w, e.Desk.Today(), nil
		}
		return w, w.Monday(), nil
	}
	return e.Desk.ThisWeek(), e.Desk.Today(), nil
}

func (e *Env) printTally(t *domain.Tally) {
	e.line("%s", e.T("cli.cycle.title", "Week", string(t.Week), "Day", e.Texts.Date(string(t.Day))))
	e.line("%s", e.T("cli.cycle.in_force", "FollowUps", e.Texts.Number(int64(t.FollowUps)), "Alone", e.Texts.Number(int64(t.WithoutUser))))
	for _, kind := range domain.ReminderKinds() {
		e.line("")
		e.line("%s", e.T("cli.cycle.kind", "Kind", e.T("domain.mail_kind."+string(kind)), "Mails", e.Texts.Number(int64(t.Mails[kind])),
			"Persons", e.Texts.Number(int64(t.Persons[kind][domain.Mailed]))))
		for _, o := range domain.Outcomes() {
			if n := t.Persons[kind][o]; n > 0 && o != domain.Mailed {
				e.line("  %9s  %s", e.Texts.Number(int64(n)), e.T("domain.outcome."+string(o)))
			}
		}
	}
}

// tallyJSON are the stable keys of a preview and of a run.
type tallyJSON struct {
	Week        domain.Week                                `json:"week"`
	AsOf        domain.Date                                `json:"as_of"`
	FollowUps   int                                        `json:"followups_in_force"`
	WithoutUser int                                        `json:"suppliers_without_user"`
	Mails       map[domain.MailKind]int                    `json:"mails"`
	Persons     map[domain.MailKind]map[domain.Outcome]int `json:"persons"`
}

func asTallyJSON(t *domain.Tally) tallyJSON {
	return tallyJSON{t.Week, t.Day, t.FollowUps, t.WithoutUser, t.Mails, t.Persons}
}

type personJSON struct {
	User          int64          `json:"user"`
	Email         string         `json:"email"`
	Establishment int64          `json:"establishment"`
	Activation    domain.Outcome `json:"activation"`
	Compliance    domain.Outcome `json:"compliance"`
}

// previewJSON streams one object: everybody, then the counts.
func (e *Env) previewJSON(ctx context.Context, w domain.Week, day domain.Date) error {
	out := bufio.NewWriter(e.Out)
	fmt.Fprint(out, `{"people":[`)
	enc, first := json.NewEncoder(out), true
	enc.SetEscapeHTML(false)
	t, err := e.Desk.PreviewCycle(ctx, e.Actor, w, day, func(p desk.PersonOutcome) error {
		if !first {
			fmt.Fprint(out, ",")
		}
		first = false
		return enc.Encode(personJSON{p.UserID, p.Email, p.EstablishmentID, p.Activation, p.Compliance})
	}, nil)
	if err != nil {
		return err
	}
	text, err := json.Marshal(asTallyJSON(t))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "],%s\n", text[1:])
	return out.Flush()
}

func (e *Env) previewCSV(ctx context.Context, w domain.Week, day domain.Date) error {
	out, err := exchange.NewWriter(e.Out, exchange.CSV, "cycle", e.TempDir)
	if err != nil {
		return err
	}
	if err := out.Row("user", "email", "establishment", "activation", "compliance"); err != nil {
		return err
	}
	_, err = e.Desk.PreviewCycle(ctx, e.Actor, w, day, func(p desk.PersonOutcome) error {
		return out.Row(strconv.FormatInt(p.UserID, 10), p.Email, strconv.FormatInt(p.EstablishmentID, 10), string(p.Activation), string(p.Compliance))
	}, nil)
	if err != nil {
		return err
	}
	return out.Close()
}

func cycleRun(env *Env) *cobra.Command {
	var yes, planOnly, asJSON bool
	cmd := verb(env, "run", "cli.cycle.run.", domain.RunCycle, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		if err := domain.May(env.Actor, domain.RunCycle); err != nil {
			return err
		}
		week, day := env.Desk.ThisWeek(), env.Desk.Today()
		coming, err := env.Desk.PreviewCycle(cmd.Context(), env.Actor, week, day, nil, nil)
		if err != nil {
			return err
		}
		if !yes {
			if err := env.confirm(false, env.T("cli.cycle.ask", "Activation", coming.Mails[domain.MailActivation],
				"Compliance", coming.Mails[domain.MailCompliance], "Week", string(week))); err != nil {
				return err
			}
		}
		progress := func(sent, waiting int64) {
			env.note(env.T("cli.cycle.progress", "Sent", sent, "Waiting", waiting))
		}
		ran, err := env.Cycle.Run(cmd.Context(), RunCycle{Week: week, Day: day, Actor: env.Actor, PlanOnly: planOnly, Progress: progress})
		if err != nil {
			return err
		}
		return env.printRan(ran, asJSON)
	})
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	cmd.Flags().BoolVar(&planOnly, "plan-only", false, env.T("cli.flag.plan_only"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func (e *Env) printRan(ran RanCycle, asJSON bool) error {
	if asJSON {
		return e.writeJSON(struct {
			tallyJSON
			Sent      int64  `json:"sent"`
			Retry     int64  `json:"retry"`
			Uncertain int64  `json:"uncertain"`
			Rejected  int64  `json:"rejected"`
			Dropped   int64  `json:"dropped"`
			Waiting   int64  `json:"waiting"`
			Following string `json:"sent_by,omitempty"`
		}{asTallyJSON(ran.Tally), ran.Sent, ran.Retry, ran.Uncertain, ran.Rejected, ran.Dropped, ran.Waiting, ran.Following})
	}
	e.printTally(ran.Tally)
	e.line("")
	if ran.Following != "" {
		e.line("%s", e.T("cli.cycle.following", "Holder", ran.Following))
	}
	e.line("%s", e.T("cli.cycle.ran", "Sent", ran.Sent, "Retry", ran.Retry, "Uncertain", ran.Uncertain, "Rejected", ran.Rejected,
		"Dropped", ran.Dropped, "Waiting", ran.Waiting))
	return nil
}

func cycleHold(env *Env) *cobra.Command {
	var reason, week string
	cmd := verb(env, "hold", "cli.cycle.hold.", domain.HoldMail, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		w, _, err := env.when(week, "")
		if err != nil {
			return err
		}
		return env.Desk.HoldCycle(cmd.Context(), env.Actor, w, reason)
	})
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.reason"))
	cmd.Flags().StringVar(&week, "week", "", env.T("cli.flag.week"))
	return cmd
}

func cycleRelease(env *Env) *cobra.Command {
	var reason, week string
	cmd := verb(env, "release", "cli.cycle.release.", domain.HoldMail, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		w, _, err := env.when(week, "")
		if err != nil {
			return err
		}
		return env.Desk.ReleaseCycle(cmd.Context(), env.Actor, w, reason)
	})
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.reason"))
	cmd.Flags().StringVar(&week, "week", "", env.T("cli.flag.week"))
	return cmd
}

func cycleStatus(env *Env) *cobra.Command {
	return verb(env, "status", "cli.cycle.status.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		cycles, err := env.Desk.Cycles(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		rows := make([][]string, 0, len(cycles))
		for _, c := range cycles {
			counts, err := env.Desk.CycleCounts(cmd.Context(), env.Actor, c.Week)
			if err != nil {
				return err
			}
			hold := c.Hold
			if c.ReleasedBy != "" {
				hold = env.T("cli.cycle.released", "Hold", c.Hold, "By", c.ReleasedBy)
			}
			if c.ReleaseReason != "" {
				hold = env.T("cli.cycle.released_why", "Hold", c.Hold, "By", c.ReleasedBy, "Reason", c.ReleaseReason)
			}
			rows = append(rows, []string{string(c.Week), env.T("domain.cycle." + c.State), env.Texts.Number(int64(domain.MailedPersons(counts))), env.moment(c.PlannedAt), hold})
		}
		env.table([]string{env.T("cli.column.week"), env.T("cli.column.state"), env.T("cli.column.mailed"), env.T("cli.column.planned"), env.T("cli.column.hold")}, rows)
		return nil
	})
}
