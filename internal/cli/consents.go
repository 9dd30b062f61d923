package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func consentsVerb(env *Env) *cobra.Command {
	return group(env, "consents", "cli.consents.", consentsSend(env), consentsResend(env), consentsShow(env), consentsEnter(env), consentsWithdraw(env),
		consentsCampaigns(env), consentsProof(env), consentsReview(env), consentsSwitch(env))
}

// consentsSend asks one customer, several, or all that a filter finds.
func consentsSend(env *Env) *cobra.Command {
	var yes, asJSON, dry bool
	var filter, reason string
	var expect int64
	cmd := verb(env, "send [EMAIL|CODE…]", "cli.consents.send.", domain.SendConsent, cobra.ArbitraryArgs, func(cmd *cobra.Command, args []string) error {
		a := desk.Asking{Filter: filter, Reason: reason}
		switch {
		case (len(args) > 0) == (filter != ""):
			return Usage(domain.Refuse(domain.Invalid, "consent_send_whom"))
		case len(args) == 1 && !dry:
			return env.sendOne(cmd, args[0], reason, yes)
		}
		for _, text := range args {
			c, err := env.customer(cmd, text)
			if err != nil {
				return err
			}
			a.Chosen = append(a.Chosen, c.ID)
		}
		return env.campaign(cmd, a, campaignFlags{yes: yes, dry: dry, json: asJSON, expect: expect})
	})
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	cmd.Flags().BoolVar(&dry, "dry-run", false, env.T("consent.flag.dry"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	cmd.Flags().StringVar(&filter, "filter", "", env.T("consent.flag.filter"))
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.consent_reason"))
	cmd.Flags().Int64Var(&expect, "expect", -1, env.T("consent.flag.expect"))
	return cmd
}

func consentsResend(env *Env) *cobra.Command {
	var yes bool
	var reason string
	cmd := verb(env, "resend EMAIL|CODE", "cli.consents.resend.", domain.SendConsent, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		return env.sendOne(cmd, args[0], reason, yes)
	})
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	cmd.Flags().StringVar(&reason, "reason", "", env.T("cli.flag.consent_reason"))
	return cmd
}

func (e *Env) sendOne(cmd *cobra.Command, whom, reason string, yes bool) error {
	c, err := e.customer(cmd, whom)
	if err != nil {
		return err
	}
	if err := e.confirm(yes, e.T("cli.consents.ask", "Name", c.DisplayName())); err != nil {
		return err
	}
	return e.Desk.SendConsent(cmd.Context(), e.Actor, c.ID, reason)
}

// customer finds the one customer with an address or a code.
func (e *Env) customer(cmd *cobra.Command, text string) (domain.Customer, error) {
	term := domain.Term{Field: "code", Value: text}
	if domain.ParseQuery(text).Kind == domain.QueryEmail {
		term.Field = "email"
	}
	w, err := e.Desk.Customers(cmd.Context(), e.Actor, domain.Filter{Terms: []domain.Term{term}}, domain.Page{Limit: 2})
	if err != nil {
		return domain.Customer{}, err
	}
	switch len(w.Rows) {
	case 0:
		return domain.Customer{}, domain.Refuse(domain.NotFound, "not_found", "Noun", "customer")
	case 1:
		return w.Rows[0], nil
	}
	return domain.Customer{}, domain.Refuse(domain.Conflict, "customer_several", "Value", text)
}

func consentsShow(env *Env) *cobra.Command {
	var asJSON bool
	cmd := verb(env, "show EMAIL|CODE", "cli.consents.show.", domain.ReadAll, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		found, err := env.customer(cmd, args[0])
		if err != nil {
			return err
		}
		card, err := env.Desk.Customer(cmd.Context(), env.Actor, found.ID)
		if err != nil {
			return err
		}
		if asJSON {
			return env.writeJSON(asConsentJSON(card))
		}
		env.line("%s  %s  %s", card.Customer.DisplayName(), card.Customer.Email, env.T("domain.request."+requestWord(card.Customer.RequestState)))
		for _, ch := range domain.ConsentChannels() {
			env.line("  %-12s %s", env.T("domain.consent_channel."+string(ch)), env.yesNo(card.Customer.Accepts(ch)))
		}
		for _, l := range card.Ledger {
			env.line("  %s  %s  %s  %s", env.moment(l.At), env.T("domain.consent_channel."+string(l.Channel)), env.yesNo(l.Value), env.T("domain.means."+string(l.Means)))
		}
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func requestWord(s domain.RequestState) string {
	if s == domain.RequestNever {
		return "never"
	}
	return string(s)
}

func (e *Env) yesNo(yes bool) string {
	if yes {
		return e.T("cli.word.accepted")
	}
	return e.T("cli.word.refused")
}

type consentJSON struct {
	Customer string                         `json:"customer"`
	Code     string                         `json:"code,omitempty"`
	State    string                         `json:"state"`
	Accepts  map[domain.ConsentChannel]bool `json:"accepts"`
	Ledger   []ledgerJSON                   `json:"ledger"`
}

type ledgerJSON struct {
	At      string                `json:"at"`
	Channel domain.ConsentChannel `json:"channel"`
	Value   bool                  `json:"value"`
	Means   domain.Means          `json:"means"`
	Request string                `json:"request,omitempty"`
}

func asConsentJSON(c desk.CustomerCard) consentJSON {
	out := consentJSON{c.Customer.DisplayName(), c.Customer.Code, requestWord(c.Customer.RequestState), map[domain.ConsentChannel]bool{}, []ledgerJSON{}}
	for _, ch := range domain.ConsentChannels() {
		out.Accepts[ch] = c.Customer.Accepts(ch)
	}
	for _, l := range c.Ledger {
		j := ledgerJSON{At: isoTime(l.At), Channel: l.Channel, Value: l.Value, Means: l.Means}
		if l.RequestID != 0 {
			j.Request = strconv.FormatInt(l.RequestID, 10)
		}
		out.Ledger = append(out.Ledger, j)
	}
	return out
}
