package cli

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// textLimit is how much of a text is read from the input, in bytes; the act
// refuses sooner.
const textLimit = 64 << 10

func ticketNumber(s string) (int64, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(s, "#"), 10, 64)
	if err != nil || id <= 0 {
		return 0, Usage(domain.Refuse(domain.Invalid, "bad_reference", "Value", s))
	}
	return id, nil
}

func ticketNumbers(args []string) ([]int64, error) {
	ids := make([]int64, len(args))
	for i, a := range args {
		var err error
		if ids[i], err = ticketNumber(a); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// text is what a person writes: the flag, or the input to its end.
func (e *Env) text(flag string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	data, err := io.ReadAll(io.LimitReader(e.In, textLimit))
	return strings.TrimSpace(string(data)), err
}

// ticketText makes a verb that takes the number of a ticket, and a text.
func ticketText(env *Env, use, key string, do func(ctx context.Context, id int64, text string) error) *cobra.Command {
	var text string
	cmd := verb(env, use, key, domain.AnswerTicket, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		id, err := ticketNumber(args[0])
		if err != nil {
			return err
		}
		body, err := env.text(text)
		if err != nil {
			return err
		}
		return do(cmd.Context(), id, body)
	})
	cmd.Flags().StringVar(&text, "text", "", env.T("cli.flag.text"))
	return cmd
}

func ticketsOpen(env *Env) *cobra.Command {
	var l desk.LoggedTicket
	var kind, medium, lang, text string
	cmd := verb(env, "open", "cli.tickets.open.", domain.AnswerTicket, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		body, err := env.text(text)
		if err != nil {
			return err
		}
		l.Kind, l.Medium, l.Direction, l.Body = domain.TicketKind(kind), domain.Medium(medium), domain.Inward, body
		l.Language = domain.LanguageOr(lang, domain.Language(env.Texts.Lang()))
		id, err := env.Desk.LogTicket(cmd.Context(), env.Actor, l)
		if err == nil {
			env.line("#%d", id)
		}
		return err
	})
	cmd.Flags().StringVar(&l.Email, "email", "", env.T("cli.flag.ticket_email"))
	cmd.Flags().StringVar(&l.Name, "name", "", env.T("cli.flag.ticket_name"))
	cmd.Flags().StringVar(&l.Subject, "subject", "", env.T("cli.flag.ticket_subject"))
	cmd.Flags().StringVar(&kind, "kind", string(domain.TicketOther), env.T("cli.flag.ticket_kind"))
	cmd.Flags().StringVar(&medium, "by", string(domain.MediumCall), env.T("cli.flag.ticket_medium"))
	cmd.Flags().StringVar(&lang, "language", "", env.T("cli.flag.language"))
	cmd.Flags().StringVar(&text, "text", "", env.T("cli.flag.text"))
	return cmd
}

func ticketsNote(env *Env) *cobra.Command {
	return ticketText(env, "note NUMBER", "cli.tickets.note.", func(ctx context.Context, id int64, text string) error {
		return env.Desk.AddNote(ctx, env.Actor, id, text)
	})
}

func ticketsAssign(env *Env) *cobra.Command {
	var to string
	cmd := verb(env, "assign NUMBER…", "cli.tickets.assign.", domain.AnswerTicket, cobra.MinimumNArgs(1), func(cmd *cobra.Command, args []string) error {
		ids, err := ticketNumbers(args)
		if err != nil {
			return err
		}
		switch to {
		case "", "me":
			return env.Desk.TakeTickets(cmd.Context(), env.Actor, ids)
		case "none":
			return env.Desk.AssignTickets(cmd.Context(), env.Actor, ids, 0)
		}
		s, err := env.Desk.StaffByName(cmd.Context(), to)
		if err != nil {
			return err
		}
		return env.Desk.AssignTickets(cmd.Context(), env.Actor, ids, s.ID)
	})
	cmd.Flags().StringVar(&to, "to", "", env.T("cli.flag.ticket_to"))
	return cmd
}

func ticketsClaim(env *Env) *cobra.Command {
	return verb(env, "claim", "cli.tickets.claim.", domain.AnswerTicket, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		id, err := env.Desk.ClaimTicket(cmd.Context(), env.Actor)
		if err == nil {
			env.line("#%d", id)
		}
		return err
	})
}

func ticketsStatus(env *Env) *cobra.Command {
	var version int64
	cmd := verb(env, "status STATE NUMBER…", "cli.tickets.status.", domain.AnswerTicket, cobra.MinimumNArgs(2), func(cmd *cobra.Command, args []string) error {
		ids, err := ticketNumbers(args[1:])
		if err != nil {
			return err
		}
		return env.Desk.MoveTickets(cmd.Context(), env.Actor, ids, domain.TicketState(args[0]), version)
	})
	cmd.Flags().Int64Var(&version, "version", 0, env.T("cli.flag.ticket_version"))
	return cmd
}

func ticketsSnooze(env *Env) *cobra.Command {
	var until string
	cmd := verb(env, "snooze NUMBER…", "cli.tickets.snooze.", domain.AnswerTicket, cobra.MinimumNArgs(1), func(cmd *cobra.Command, args []string) error {
		ids, err := ticketNumbers(args)
		if err != nil {
			return err
		}
		at, err := env.hour(until)
		if err != nil {
			return err
		}
		return env.Desk.SnoozeTickets(cmd.Context(), env.Actor, ids, at)
	})
	cmd.Flags().StringVar(&until, "until", "", env.T("cli.flag.snooze_until"))
	return cmd
}

// hour reads 2026-11-30, 2026-11-30T14:00 or 90m, 4h, 3d from now, in the
// person's zone; a day begins at eight.
func (e *Env) hour(s string) (domain.Instant, error) {
	now := e.Now()
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil {
			return domain.InstantOf(now.AddDate(0, 0, n)), nil
		}
	}
	if d, err := time.ParseDuration(s); err == nil {
		return domain.InstantOf(now.Add(d)), nil
	}
	if at, err := time.ParseInLocation("2006-01-02T15:04", s, e.Zone); err == nil {
		return domain.InstantOf(at), nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, s, e.Zone); err == nil {
		return domain.InstantOf(day.Add(8 * time.Hour)), nil
	}
	return 0, Usage(domain.Refuse(domain.Invalid, "bad_hour", "Value", s))
}

func ticketsMerge(env *Env) *cobra.Command {
	var into string
	var yes bool
	cmd := verb(env, "merge NUMBER… --into NUMBER", "cli.tickets.merge.", domain.AssignTicket, cobra.MinimumNArgs(1), func(cmd *cobra.Command, args []string) error {
		ids, err := ticketNumbers(args)
		if err != nil {
			return err
		}
		target, err := ticketNumber(into)
		if err != nil {
			return err
		}
		if err := env.confirm(yes, env.T("cli.tickets.ask_merge", "Count", len(ids), "Into", target)); err != nil {
			return err
		}
		return env.Desk.MergeTickets(cmd.Context(), env.Actor, ids, target)
	})
	cmd.Flags().StringVar(&into, "into", "", env.T("cli.flag.merge_into"))
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}

func ticketsTag(env *Env) *cobra.Command {
	return verb(env, "tag NUMBER TAG… -- -TAG…", "cli.tickets.tag.", domain.AnswerTicket, cobra.MinimumNArgs(2), func(cmd *cobra.Command, args []string) error {
		id, err := ticketNumber(args[0])
		if err != nil {
			return err
		}
		var on, off []string
		for _, a := range args[1:] {
			if tag, without := strings.CutPrefix(a, "-"); without {
				off = append(off, tag)
			} else {
				on = append(on, a)
			}
		}
		return env.Desk.TagTickets(cmd.Context(), env.Actor, []int64{id}, on, off)
	})
}

func ticketsLink(env *Env) *cobra.Command {
	var l desk.TicketLink
	cmd := verb(env, "link NUMBER", "cli.tickets.link.", domain.AnswerTicket, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		id, err := ticketNumber(args[0])
		if err != nil {
			return err
		}
		return env.Desk.LinkTicket(cmd.Context(), env.Actor, id, 0, l)
	})
	cmd.Flags().Int64Var(&l.EstablishmentID, "establishment", 0, env.T("cli.flag.link_establishment"))
	cmd.Flags().Int64Var(&l.UserID, "user", 0, env.T("cli.flag.link_user"))
	cmd.Flags().Int64Var(&l.FollowUpID, "followup", 0, env.T("cli.flag.link_followup"))
	cmd.Flags().Int64Var(&l.CustomerID, "customer", 0, env.T("cli.flag.link_customer"))
	return cmd
}

func ticketsMacro(env *Env) *cobra.Command {
	var yes bool
	cmd := verb(env, "macro CODE NUMBER…", "cli.tickets.macro.", domain.AnswerTicket, cobra.MinimumNArgs(2), func(cmd *cobra.Command, args []string) error {
		ids, err := ticketNumbers(args[1:])
		if err != nil {
			return err
		}
		if err := env.confirm(yes, env.T("cli.tickets.ask_macro", "Count", len(ids), "Macro", args[0])); err != nil {
			return err
		}
		applied, err := env.Desk.ApplyMacro(cmd.Context(), env.Actor, ids, args[0])
		if err != nil {
			return err
		}
		var refused error
		for _, a := range applied {
			if a.Err != nil {
				refused = a.Err
				env.note("#" + strconv.FormatInt(a.Ticket, 10) + ": " + env.Texts.Err(a.Err))
			}
		}
		return refused
	})
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}
