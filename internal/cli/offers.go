package cli

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func offersVerb(env *Env) *cobra.Command {
	return group(env, "offers", "offer.verb.", offersList(env), offersShow(env), offersCreate(env), offersEdit(env), offersWithdraw(env), offersOrder(env), offersConsent(env), offersPrint(env), offersSeller(env))
}

func offersList(env *Env) *cobra.Command {
	var filter string
	var asJSON bool
	cmd := verb(env, "list", "offer.verb.list.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		f, err := domain.ParseFilter(filter, desk.OfferFields())
		if err != nil {
			return err
		}
		w, err := env.Desk.Offers(cmd.Context(), env.Actor, f, domain.Page{Desc: true, Limit: 500})
		if err != nil {
			return err
		}
		today := env.Desk.Today()
		if asJSON {
			out := make([]offerJSON, 0, len(w.Rows))
			for _, o := range w.Rows {
				out = append(out, asOfferJSON(o, today))
			}
			return env.writeJSON(out)
		}
		rows := make([][]string, 0, len(w.Rows))
		for _, o := range w.Rows {
			rows = append(rows, []string{o.Number, o.Customer(), env.Texts.Amount(int64(o.Net)), env.Texts.Amount(int64(o.Gross)), env.Texts.Date(string(o.ValidUntil)),
				env.T("domain.offer." + string(o.On(today))), o.OrderNumber, env.offerMail(o)})
		}
		env.table([]string{env.T("offer.column.number"), env.T("offer.column.customer"), env.T("offer.column.net"), env.T("offer.column.gross"), env.T("offer.column.until"),
			env.T("offer.column.state"), env.T("offer.column.order"), env.T("offer.column.consent")}, rows)
		return nil
	})
	cmd.Flags().StringVar(&filter, "filter", "", env.T("offer.flag.filter"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

// offerMail says whether an offer was made without a consent mail.
func (e *Env) offerMail(o domain.OfferRow) string {
	if o.RequestID == 0 {
		return e.T("offer.word.without")
	}
	return e.T("domain.request." + requestWord(o.RequestState))
}

type offerJSON struct {
	Number     string             `json:"number"`
	Customer   string             `json:"customer"`
	CustomerID int64              `json:"customer_id"`
	State      domain.OfferState  `json:"state"`
	ValidUntil domain.Date        `json:"valid_until"`
	Net        domain.Cents       `json:"net_cents"`
	Gross      domain.Cents       `json:"gross_cents"`
	Order      string             `json:"order,omitempty"`
	Printed    string             `json:"printed_at,omitempty"`
	Without    bool               `json:"made_without_consent_mail"`
	By         string             `json:"by"`
	At         string             `json:"at"`
	Edition    int                `json:"edition"`
	ChangedBy  string             `json:"changed_by,omitempty"`
	ChangedAt  string             `json:"changed_at,omitempty"`
	Reason     string             `json:"withdrawn_because,omitempty"`
	Lines      []domain.OfferLine `json:"lines,omitempty"`
	VAT        []domain.VATTotal  `json:"vat,omitempty"`
}

func asOfferJSON(o domain.OfferRow, today domain.Date) offerJSON {
	return offerJSON{Number: o.Number, Customer: o.Customer(), CustomerID: o.CustomerID, State: o.On(today), ValidUntil: o.ValidUntil, Net: o.Net, Gross: o.Gross,
		Order: o.OrderNumber, Printed: isoTime(o.PrintedAt), Without: o.RequestID == 0, By: o.Actor, At: isoTime(o.CreatedAt),
		Edition: o.Edition, ChangedBy: o.ChangedBy, ChangedAt: isoTime(o.ChangedAt), Reason: o.Reason}
}

func offersShow(env *Env) *cobra.Command {
	var asJSON bool
	cmd := verb(env, "show NUMBER", "offer.verb.show.", domain.ReadAll, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		c, err := env.offer(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		if asJSON {
			out := asOfferJSON(c.Offer, env.Desk.Today())
			out.Lines, out.VAT = c.Lines, c.Totals.ByRate
			return env.writeJSON(out)
		}
		env.printOffer(c)
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

// offer finds an offer by its number or by its order form's.
func (e *Env) offer(ctx context.Context, number string) (desk.OfferCard, error) {
	return e.Desk.OfferByNumber(ctx, e.Actor, strings.ToUpper(strings.TrimSpace(number)))
}

func (e *Env) printOffer(c desk.OfferCard) {
	o := c.Offer
	e.line("%s  %s  %s  %s", o.Number, o.Customer(), e.T("domain.offer."+string(c.State)), o.OrderNumber)
	e.line("%s", e.T("offer.paper.until", "Day", e.Texts.LongDate(string(o.ValidUntil))))
	if change := e.offerChange(o.Offer); change != "" {
		e.line("%s", change)
	}
	for _, l := range c.Lines {
		e.line("  %s  %s %s × %s  %s  %s", l.Label, e.Texts.Quantity(l.Quantity), l.Unit, e.Texts.Amount(int64(l.UnitPrice)), e.Texts.Rate(l.VAT), e.Texts.Amount(int64(l.Amount())))
	}
	e.line("%s %s", e.T("offer.paper.total_net"), e.Texts.Amount(int64(c.Totals.Net)))
	for _, v := range c.Totals.ByRate {
		e.line("%s %s", e.T("offer.paper.total_vat", "Rate", e.Texts.Rate(v.Rate), "Base", e.Texts.Amount(int64(v.Base))), e.Texts.Amount(int64(v.Tax)))
	}
	e.line("%s %s", e.T("offer.paper.total_gross"), e.Texts.Amount(int64(c.Totals.Gross)))
	if c.NotSent {
		e.note(e.offerUnasked(c))
	}
}

// offerUnasked says that no consent mail was ever sent, and how to send one or
// why none can go.
func (e *Env) offerUnasked(c desk.OfferCard) string {
	if c.WhyNot != nil {
		return e.T("offer.word.unasked_why", "Reason", e.sentence(c.WhyNot))
	}
	return e.T("offer.word.unasked", "Number", c.Offer.Number)
}

func offersCreate(env *Env) *cobra.Command {
	var lines []string
	var until string
	var consent bool
	cmd := verb(env, "create EMAIL|CODE", "offer.verb.create.", domain.MakeOffer, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		read, err := domain.ParseOfferLines(strings.Join(lines, "\n"))
		if err != nil {
			return Usage(err)
		}
		if until != "" {
			if _, err := domain.ParseDate(until); err != nil {
				return Usage(err)
			}
		}
		customer, err := env.customer(cmd, args[0])
		if err != nil {
			return err
		}
		c, err := env.Desk.MakeOffer(cmd.Context(), env.Actor, customer.ID, read, domain.Date(until))
		if err != nil {
			return err
		}
		env.line("%s", c.Offer.Number)
		return env.offerConsent(cmd.Context(), c, consent)
	})
	cmd.Flags().StringArrayVar(&lines, "line", nil, env.T("offer.flag.line"))
	cmd.Flags().StringVar(&until, "until", "", env.T("offer.flag.until"))
	cmd.Flags().BoolVar(&consent, "consent", false, env.T("offer.flag.consent"))
	return cmd
}

// offerConsent sends the consent mail that goes with an offer when it was asked
// for, or asks a person; where nobody can be asked it says how.
func (e *Env) offerConsent(ctx context.Context, c desk.OfferCard, send bool) error {
	if !c.NotSent {
		return nil
	}
	if !e.asksConsent(c, send) {
		e.note(e.offerUnasked(c))
		return nil
	}
	answer := e.confirm(send, e.T("offer.ask.consent", "Name", c.Offer.Customer()))
	switch {
	case domain.KindOf(answer) == domain.Conflict: // without, then: the offer is made
		return nil
	case answer != nil:
		return answer
	}
	if err := e.Desk.SendOfferConsent(ctx, e.Actor, c.Offer.ID); err != nil {
		return err
	}
	e.note(e.T("offer.done.consent"))
	return nil
}

// asksConsent reports whether the mail can go: somebody asked for it, or can be
// asked.
func (e *Env) asksConsent(c desk.OfferCard, send bool) bool {
	return c.WhyNot == nil && (send || e.Terminal)
}

func offersConsent(env *Env) *cobra.Command {
	return verb(env, "consent NUMBER", "offer.verb.consent.", domain.SendConsent, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		c, err := env.offer(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		if err := env.Desk.SendOfferConsent(cmd.Context(), env.Actor, c.Offer.ID); err != nil {
			return err
		}
		env.note(env.T("offer.done.consent"))
		return nil
	})
}

func offersOrder(env *Env) *cobra.Command {
	return verb(env, "order NUMBER", "offer.verb.order.", domain.MakeOffer, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		c, err := env.offer(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		form, err := env.Desk.OrderOffer(cmd.Context(), env.Actor, c.Offer.ID, c.Offer.Edition)
		if err != nil {
			return err
		}
		env.line("%s", form.Number)
		return nil
	})
}

// offersPrint writes the order form, or the offer where there is none yet or
// its own number is given. It is made whole before its file is.
func offersPrint(env *Env) *cobra.Command {
	var out, language string
	cmd := verb(env, "print NUMBER", "offer.verb.print.", domain.PrintOffer, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		c, err := env.offer(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		var file bytes.Buffer
		lang := domain.LanguageOr(language, domain.Language(env.Texts.Lang()))
		if strings.EqualFold(c.Offer.OrderNumber, strings.TrimSpace(args[0])) {
			err = env.Desk.PrintOrder(cmd.Context(), env.Actor, c.Offer.ID, lang, &file)
		} else {
			err = env.Desk.PrintOffer(cmd.Context(), env.Actor, c.Offer.ID, lang, &file)
		}
		if err != nil {
			return err
		}
		if err := env.deliver(out, file.Bytes()); err != nil || out == "" || out == "-" {
			return err
		}
		env.note(env.T("offer.done.printed", "File", out, "Size", strconv.Itoa((file.Len()+1023)/1024)))
		return nil
	})
	cmd.Flags().StringVarP(&out, "output", "o", "", env.T("export.flag.output"))
	cmd.Flags().StringVar(&language, "language", "", env.T("document.flag.language"))
	return cmd
}
