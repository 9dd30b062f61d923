package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

// cycleHours prints when reminders may leave, or changes it.
func cycleHours(env *Env) *cobra.Command {
	var days, hours, quiet, holidays, reason string
	cmd := verb(env, "hours", "cli.cycle.hours.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		c, err := env.Desk.Calendar(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		if days+hours+quiet+holidays == "" {
			env.printCalendar(c)
			return nil
		}
		h, err := changedHours(c.Hours, days, hours, quiet, holidays)
		if err != nil {
			return usageError{err}
		}
		if err := env.Desk.SetHours(cmd.Context(), env.Actor, h, reason); err != nil {
			return err
		}
		c.Hours = h
		env.printCalendar(c)
		return nil
	})
	cmd.Flags().StringVar(&days, "days", "", env.T("cli.flag.days"))
	cmd.Flags().StringVar(&hours, "hours", "", env.T("cli.flag.hours"))
	cmd.Flags().StringVar(&quiet, "quiet", "", env.T("cli.flag.quiet"))
	cmd.Flags().StringVar(&holidays, "holidays", "", env.T("cli.flag.holidays"))
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.reason"))
	return cmd
}

// changedHours are the present hours with what the flags say.
func changedHours(h domain.Hours, days, hours, quiet, holidays string) (domain.Hours, error) {
	var err error
	if days != "" {
		if h.Days, err = domain.ParseWeekdays(days); err != nil {
			return h, err
		}
	}
	if hours != "" {
		if h.Opens, h.Closes, err = domain.ParseSpan(hours); err != nil {
			return h, err
		}
	}
	switch quiet {
	case "":
	case "none", "non", "no":
		h.QuietFrom, h.QuietTo = 0, 0
	default:
		if h.QuietFrom, h.QuietTo, err = domain.ParseSpan(quiet); err != nil {
			return h, err
		}
	}
	switch strings.ToLower(holidays) {
	case "":
	case "yes", "oui", "on":
		h.OnHolidays = true
	case "no", "non", "off":
		h.OnHolidays = false
	default:
		return h, domain.Refuse(domain.Invalid, "yes_or_no", "Value", holidays)
	}
	return h, h.Check()
}

func (e *Env) printCalendar(c domain.Calendar) {
	e.line("%s", c.Hours.String())
	e.line("")
	for week, n := e.Desk.ThisWeek(), 0; n < 3; week, n = week.Next(), n+1 {
		e.line("%s", string(week))
		for _, w := range c.Windows(week) {
			e.line("  %s  %s-%s", e.Texts.Date(string(domain.DateOf(w[0]))), w[0].Format("15:04"), w[1].Format("15:04"))
		}
	}
}

// cycleClock says whether the clock jumped; with --yes a person confirms it.
func cycleClock(env *Env) *cobra.Command {
	var yes bool
	cmd := verb(env, "clock", "cli.cycle.clock.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		doubt, err := env.Desk.ClockDoubt(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		if doubt == (domain.ClockDoubt{}) {
			env.line("%s", env.T("cli.cycle.clock.right", "Now", env.moment(domain.InstantOf(env.Desk.Now()))))
			return nil
		}
		env.line("%s", env.T("cli.cycle.clock.jumped", "Seen", env.moment(doubt.Seen), "Then", env.moment(doubt.Now), "Now", env.moment(domain.InstantOf(env.Desk.Now()))))
		if err := env.confirm(yes, env.T("cli.cycle.clock.ask")); err != nil {
			return err
		}
		return env.Desk.ConfirmClock(cmd.Context(), env.Actor)
	})
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}
