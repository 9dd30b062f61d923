package cli

import (
	"context"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// held is what a hold verb is about: a buyer, a person, the mails that a filter
// finds, or everything.
type held struct {
	buyer, person string
	mailsAsked
}

func (h *held) flags(cmd *cobra.Command, env *Env) {
	h.mailsAsked.flags(cmd, env)
	cmd.Flags().StringVar(&h.reason, "reason", "", env.T("cli.flag.reason"))
	cmd.Flags().StringVar(&h.buyer, "buyer", "", env.T("cli.flag.hold_buyer"))
	cmd.Flags().StringVar(&h.person, "person", "", env.T("cli.flag.hold_person"))
}

// each does something to every account that is named, and says so.
func (h *held) each(ctx context.Context, env *Env, done string, all func() error, buyer, person func(id int64) error) error {
	scope, name, do := domain.HoldBuyer, h.buyer, buyer
	switch {
	case h.buyer != "" && h.person != "", h.filter != "" && h.buyer+h.person != "", h.dryRun && h.filter == "":
		return Usage(domain.Refuse(domain.Invalid, "hold_one_of"))
	case h.person != "":
		scope, name, do = domain.HoldPerson, h.person, person
	case h.buyer == "":
		if err := all(); err != nil {
			return err
		}
		env.line("%s", env.T(done, "What", env.T("domain.hold_scope."+string(domain.HoldEverything))))
		return nil
	}
	ids, err := env.Desk.HoldTargets(ctx, env.Actor, scope, name)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := do(id); err != nil {
			return err
		}
	}
	env.line("%s", env.T(done, "What", name))
	return nil
}

// some holds or releases the waiting mails that the filter finds. Why is asked
// before whether.
func (h *held) some(ctx context.Context, env *Env, change desk.MailChange) error {
	if err := change.Why(h.reason); err != nil && !h.dryRun {
		return err
	}
	ids, err := h.found(ctx, env, change)
	if err != nil {
		return err
	}
	return h.change(ctx, env, change, ids)
}

// mailsHold holds mails before the next one leaves: all of them, the reminders
// about a buyer, those of a person, or what a filter finds.
func mailsHold(env *Env) *cobra.Command {
	var h held
	cmd := verb(env, "hold", "cli.mails.hold.", domain.HoldMail, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		ctx, reason := cmd.Context(), h.reason
		if h.filter != "" && h.buyer+h.person == "" {
			return h.some(ctx, env, desk.PutOnHold)
		}
		return h.each(ctx, env, "cli.mails.hold.done", func() error { return env.Desk.HoldMails(ctx, env.Actor, reason) },
			func(id int64) error { return env.Desk.HoldBuyer(ctx, env.Actor, id, true, reason) },
			func(id int64) error { return env.Desk.HoldUser(ctx, env.Actor, id, true, reason) })
	})
	h.flags(cmd, env)
	return cmd
}

// mailsRelease lifts such a hold, with its reason.
func mailsRelease(env *Env) *cobra.Command {
	var h held
	cmd := verb(env, "release", "cli.mails.release.", domain.HoldMail, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		ctx, reason := cmd.Context(), h.reason
		if h.filter != "" && h.buyer+h.person == "" {
			return h.some(ctx, env, desk.ReleaseMail)
		}
		return h.each(ctx, env, "cli.mails.release.done", func() error { return env.Desk.ReleaseMails(ctx, env.Actor, reason) },
			func(id int64) error { return env.Desk.HoldBuyer(ctx, env.Actor, id, false, reason) },
			func(id int64) error { return env.Desk.HoldUser(ctx, env.Actor, id, false, reason) })
	})
	h.flags(cmd, env)
	return cmd
}

// mailsHolds lists who holds what, and why.
func mailsHolds(env *Env) *cobra.Command {
	return verb(env, "holds", "cli.mails.holds.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		hs, err := env.Desk.MailHolds(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		var rows [][]string
		for _, h := range hs {
			if h.LiftedAt.Never() {
				rows = append(rows, []string{env.T("domain.hold_scope." + string(h.Scope)), h.Name + string(h.Week), env.moment(h.CreatedAt), h.Actor, h.Reason})
			}
		}
		env.table([]string{env.T("cli.column.what"), env.T("cli.column.who"), env.T("cli.column.when"), env.T("cli.column.by"), env.T("cli.column.hold")}, rows)
		return nil
	})
}
