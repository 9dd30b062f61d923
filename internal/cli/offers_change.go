package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/domain"
)

// offersEdit changes what is given and leaves the rest of an offer as it is.
func offersEdit(env *Env) *cobra.Command {
	var lines []string
	var until string
	cmd := verb(env, "edit NUMBER", "offer.verb.edit.", domain.EditOffer, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		if len(lines) == 0 && until == "" {
			return Usage(domain.Refuse(domain.Invalid, "verb_arguments", "Usage", cmd.UseLine()))
		}
		read, err := domain.ParseOfferLines(strings.Join(lines, "\n"))
		if err != nil {
			return Usage(err)
		}
		if until != "" {
			if _, err := domain.ParseDate(until); err != nil {
				return Usage(err)
			}
		}
		c, err := env.offer(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			read = c.Lines
		}
		if until == "" {
			until = string(c.Offer.ValidUntil)
		}
		if c, err = env.Desk.EditOffer(cmd.Context(), env.Actor, c.Offer.ID, c.Offer.Edition, read, domain.Date(until)); err != nil {
			return err
		}
		env.note(env.T("offer.done.edited", "Number", c.Offer.Number, "Edition", c.Offer.Edition))
		return nil
	})
	cmd.Flags().StringArrayVar(&lines, "line", nil, env.T("offer.flag.lines_edit"))
	cmd.Flags().StringVar(&until, "until", "", env.T("offer.flag.until_edit"))
	return cmd
}

func offersWithdraw(env *Env) *cobra.Command {
	var reason string
	var yes bool
	cmd := verb(env, "withdraw NUMBER", "offer.verb.withdraw.", domain.WithdrawOffer, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		c, err := env.offer(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		withdrawn := c.Offer.Offer
		if err := withdrawn.Withdraw(reason); err != nil {
			return err
		}
		question := env.T("offer.form.withdraw", "Number", c.Offer.Number, "Name", c.Offer.Customer(), "Gross", env.Texts.Amount(int64(c.Offer.Gross)))
		if err := env.confirm(yes, question); err != nil {
			return err
		}
		if err := env.Desk.WithdrawOffer(cmd.Context(), env.Actor, c.Offer.ID, reason); err != nil {
			return err
		}
		env.note(env.T("offer.done.withdrawn"))
		return nil
	})
	cmd.Flags().StringVar(&reason, "reason", "", env.T("offer.flag.reason"))
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}

// offerChange says who changed or withdrew an offer last, "" where nobody did.
func (e *Env) offerChange(o domain.Offer) string {
	switch {
	case o.ChangedAt.Never():
		return ""
	case o.State == domain.OfferWithdrawn:
		return e.T("offer.word.withdrawn", "By", o.ChangedBy, "At", e.moment(o.ChangedAt), "Reason", o.Reason)
	}
	return e.T("offer.word.edited", "By", o.ChangedBy, "At", e.moment(o.ChangedAt), "Edition", o.Edition)
}
