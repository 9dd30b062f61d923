package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// changeAtOnce is how many mails one act changes, so that no other waits long.
const changeAtOnce = 100

// mailsChange does the same to mails that are named, or that a filter finds.
func mailsChange(env *Env, change desk.MailChange, key string) *cobra.Command {
	var o mailsAsked
	cmd := verb(env, string(change)+" [REFERENCE…]", key, domain.RetryMail, cobra.ArbitraryArgs, func(cmd *cobra.Command, args []string) error {
		ids, err := o.ids(cmd.Context(), env, change, args)
		if err != nil {
			return err
		}
		return o.change(cmd.Context(), env, change, ids)
	})
	o.flags(cmd, env)
	cmd.Flags().StringVar(&o.reason, "reason", "", env.T("cli.flag.reason"))
	return cmd
}

// mailsAsked is which mails a verb is about, and how.
type mailsAsked struct {
	filter, reason string
	dryRun, yes    bool
}

func (o *mailsAsked) flags(cmd *cobra.Command, env *Env) {
	cmd.Flags().StringVar(&o.filter, "filter", "", env.T("cli.flag.filter"))
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, env.T("cli.flag.mails_dry_run"))
	cmd.Flags().BoolVar(&o.yes, "yes", false, env.T("cli.flag.yes"))
}

// ids are the mails: either named or found, never both.
func (o *mailsAsked) ids(ctx context.Context, env *Env, change desk.MailChange, args []string) ([]int64, error) {
	if (o.filter == "") == (len(args) == 0) {
		return nil, Usage(domain.Refuse(domain.Invalid, "mails_named_or_found"))
	}
	if o.filter != "" {
		return o.found(ctx, env, change)
	}
	ids := make([]int64, len(args))
	for i, a := range args {
		id, err := mailID(a)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

func (o *mailsAsked) found(ctx context.Context, env *Env, change desk.MailChange) ([]int64, error) {
	f, err := domain.ParseFilter(o.filter, desk.MailFields())
	if err != nil {
		return nil, usageError{err}
	}
	return env.Desk.MailsToChange(ctx, env.Actor, f, change)
}

// change asks, and changes mails a few at a time; what somebody else changed
// meanwhile is left alone.
func (o *mailsAsked) change(ctx context.Context, env *Env, change desk.MailChange, ids []int64) error {
	if o.dryRun {
		env.note(env.T("cli.mails.would", "Count", len(ids)))
		return nil
	}
	if len(ids) == 0 {
		return domain.Refuse(domain.Conflict, "mail_nothing_to_do")
	}
	if err := env.confirm(o.yes, env.T("cli.mails.ask", "Count", len(ids))); err != nil {
		return err
	}
	changed := 0
	for part := range slices.Chunk(ids, changeAtOnce) {
		n, err := env.Desk.ChangeMails(ctx, env.Actor, part, change, o.reason)
		if err != nil && (domain.KindOf(err) != domain.Conflict || len(part) == len(ids)) {
			return err
		}
		changed += n
	}
	env.note(env.T("cli.mails.changed", "Count", changed))
	return nil
}
