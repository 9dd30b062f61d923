package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

type campaignFlags struct {
	yes, dry, json bool
	expect         int64
}

type planJSON struct {
	Campaign int64            `json:"campaign,omitempty"`
	Matching int64            `json:"matching"`
	Ask      int64            `json:"ask"`
	Again    int64            `json:"asked_before"`
	Resets   int64            `json:"resets"`
	Losers   int64            `json:"customers_who_lose_a_yes"`
	Skipped  map[string]int64 `json:"skipped"`
	Examples []string         `json:"examples"`
}

// campaign says what it would do, asks, and queues the requests slice by
// slice; what is cut short goes on by itself where the server runs.
func (e *Env) campaign(cmd *cobra.Command, a desk.Asking, f campaignFlags) error {
	ctx := cmd.Context()
	p, err := e.Desk.PlanCampaign(ctx, e.Actor, a)
	if err != nil {
		return err
	}
	out := planJSON{0, p.Matching, p.Ask, p.Again, p.Resets, p.Losers, p.Skipped, p.Examples}
	if f.dry {
		if f.json {
			return e.writeJSON(out)
		}
		e.printPlan(p, e.line)
		return nil
	}
	if err := p.MayBegin(a.Reason); err != nil {
		return err
	}
	if !f.json {
		e.printPlan(p, func(format string, args ...any) { e.note(fmt.Sprintf(format, args...)) })
	}
	if f.expect < 0 {
		f.expect = p.Ask
		if err := e.confirm(f.yes, e.Texts.N("consent.campaign.ask", p.Ask)); err != nil {
			return err
		}
	}
	c, err := e.Desk.BeginCampaign(ctx, e.Actor, a, f.expect)
	if err != nil {
		return err
	}
	if err := e.follow(ctx, c.ID); err != nil {
		return err
	}
	if f.json {
		out.Campaign = c.ID
		return e.writeJSON(out)
	}
	e.line("%s", e.T("consent.campaign.queued", "Number", c.ID))
	return nil
}

func (e *Env) printPlan(p domain.CampaignPlan, line func(string, ...any)) {
	line("%s", e.T("consent.campaign.plan", "Matching", e.Texts.Number(p.Matching), "Ask", e.Texts.Number(p.Ask)))
	line("%s", e.T("consent.campaign.resets", "Resets", e.Texts.Number(p.Resets), "Losers", e.Texts.Number(p.Losers), "Again", e.Texts.Number(p.Again)))
	for _, why := range slices.Sorted(maps.Keys(p.Skipped)) {
		line("  %s  %s", e.Texts.Number(p.Skipped[why]), e.T("error."+why))
	}
	for _, x := range p.Examples {
		line("  · %s", x)
	}
}

// follow does the slices of a campaign until it has no more to queue.
func (e *Env) follow(ctx context.Context, id int64) error {
	began, said := e.Now(), e.Now()
	for more := true; more; {
		var err error
		if more, err = e.Desk.ContinueCampaign(ctx, e.Actor, id); err != nil {
			return err
		}
		if now := e.Now(); now.Sub(said).Seconds() >= 1 {
			said = now
			p, _, err := e.Desk.Campaign(ctx, e.Actor, id)
			if err != nil {
				return err
			}
			e.note(e.T("consent.campaign.progress", "Queued", e.Texts.Number(p.Queued), "Planned", e.Texts.Number(p.Planned),
				"Rate", e.Texts.Number(int64(float64(p.Queued)/now.Sub(began).Seconds()))))
		}
	}
	return nil
}

func consentsCampaigns(env *Env) *cobra.Command {
	turn := func(use, key string, do func(*desk.Desk, context.Context, domain.Actor, int64) error) *cobra.Command {
		return verb(env, use+" NUMBER", key, domain.SendConsent, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
			id, err := ticketNumber(args[0])
			if err != nil {
				return err
			}
			if err := do(env.Desk, cmd.Context(), env.Actor, id); err != nil {
				return err
			}
			return env.printCampaign(cmd.Context(), id)
		})
	}
	list := verb(env, "list", "consent.verb_list.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		cs, err := env.Desk.Campaigns(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		rows := make([][]string, 0, len(cs))
		for _, c := range cs {
			rows = append(rows, env.campaignRow(c))
		}
		env.table(env.campaignHead(), rows)
		return nil
	})
	return group(env, "campaigns", "consent.verb_campaigns.", list, turn("pause", "consent.verb_pause.", (*desk.Desk).PauseCampaign),
		turn("resume", "consent.verb_resume.", (*desk.Desk).ResumeCampaign), turn("cancel", "consent.verb_cancel.", (*desk.Desk).CancelCampaign))
}

func (e *Env) campaignHead() []string {
	return []string{e.T("consent.column.number"), e.T("cli.column.state"), e.T("consent.column.planned"), e.T("consent.column.queued"), e.T("consent.column.gone"),
		e.T("consent.column.waiting"), e.T("consent.column.answered"), e.T("consent.column.failed"), e.T("consent.column.rate")}
}

func (e *Env) campaignRow(c domain.CampaignProgress) []string {
	n := e.Texts.Number
	return []string{strconv.FormatInt(c.ID, 10), e.T("consent.campaign_state." + string(c.State)), n(c.Planned), n(c.Queued), n(c.Gone()), n(c.Waiting()),
		n(c.States[domain.RequestAnswered]), n(c.States[domain.RequestFailed]), n(c.Rate)}
}

func (e *Env) printCampaign(ctx context.Context, id int64) error {
	p, _, err := e.Desk.Campaign(ctx, e.Actor, id)
	if err == nil {
		e.table(e.campaignHead(), [][]string{e.campaignRow(p)})
	}
	return err
}
