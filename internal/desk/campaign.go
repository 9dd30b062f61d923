package desk

import (
	"context"
	"encoding/json"

	"vigie/internal/domain"
	"vigie/store"
)

// Asking says whom to ask: what a filter finds, or the customers chosen, and
// why those who were asked before are asked again.
type Asking struct {
	Filter string
	Chosen []int64 // instead of the filter, when not nil
	Reason string
}

func (a Asking) toAsk() (store.ToAsk, error) {
	f, err := domain.ParseFilter(a.Filter, CustomerFields())
	return store.ToAsk{Filter: f, Chosen: a.Chosen}, err
}

// PlanCampaign counts what a campaign would do: whom it would ask, whom it
// would leave out and why, and the present answers it would reset.
func (d *Desk) PlanCampaign(ctx context.Context, by domain.Actor, a Asking) (domain.CampaignPlan, error) {
	var p domain.CampaignPlan
	if err := domain.May(by, domain.SendConsent); err != nil {
		return p, err
	}
	q, err := a.toAsk()
	if err != nil {
		return p, err
	}
	if q.Last, err = d.db.LastCustomer(ctx); err != nil {
		return p, err
	}
	q.Limit = 1000
	for {
		rows, err := d.db.Askables(ctx, q)
		if err != nil {
			return p, err
		}
		facts, err := d.askFacts(ctx, d.db, rows, a.Reason)
		if err != nil {
			return p, err
		}
		for _, f := range facts {
			p.Add(f)
			q.After = f.Customer.ID
		}
		if len(facts) < q.Limit {
			return p, nil
		}
	}
}

type askReader interface {
	SuppressedAmong(context.Context, []string) (map[string]bool, error)
	Setting(context.Context, string, string) (string, error)
}

// askFacts are customers with all that the rule wants to know.
func (d *Desk) askFacts(ctx context.Context, r askReader, rows []store.Askable, reason string) ([]domain.SendFacts, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	feature, err := r.Setting(ctx, domain.SettingConsent, "on")
	if err != nil {
		return nil, err
	}
	hashes := make([]string, len(rows))
	for i, c := range rows {
		hashes[i] = d.keys.HashEmail(c.EmailKey)
	}
	suppressed, err := r.SuppressedAmong(ctx, hashes)
	if err != nil {
		return nil, err
	}
	facts := make([]domain.SendFacts, len(rows))
	for i, c := range rows {
		f := c.Facts()
		f.FeatureOn, f.Suppressed, f.Reason, f.Now = feature == "on", suppressed[hashes[i]], reason, domain.InstantOf(d.now())
		facts[i] = f
	}
	return facts, nil
}

// BeginCampaign stores a campaign once its plan is confirmed: expect is how
// many it was said to ask, and it is refused when that is another number now.
func (d *Desk) BeginCampaign(ctx context.Context, by domain.Actor, a Asking, expect int64) (domain.Campaign, error) {
	p, err := d.PlanCampaign(ctx, by, a)
	if err != nil {
		return domain.Campaign{}, err
	}
	if err := p.MayBegin(a.Reason); err != nil {
		return domain.Campaign{}, err
	}
	if expect != p.Ask {
		return domain.Campaign{}, domain.Refuse(domain.Conflict, "campaign_expected", "Expected", expect, "Now", p.Ask)
	}
	c := domain.Campaign{State: domain.CampaignRunning, Filter: a.Filter, Reason: a.Reason, Planned: p.Ask, Resets: p.Resets, Actor: by.Name, StaffID: by.StaffID}
	if a.Chosen != nil {
		text, err := json.Marshal(a.Chosen)
		if err != nil {
			return c, err
		}
		c.Chosen, c.Filter = string(text), ""
	}
	err = d.act(ctx, by, domain.SendConsent, func(tx *store.Tx) error {
		if c.Last, err = tx.LastCustomer(ctx); err != nil {
			return err
		}
		id, err := tx.InsertCampaign(ctx, c)
		if err != nil {
			return err
		}
		c, err = tx.Campaign(ctx, id)
		return err
	})
	return c, err
}

// ContinueCampaigns does one slice of whatever campaign has work: what a
// console that went away, or a process that died, left. It returns 0 when
// there is nothing.
func (d *Desk) ContinueCampaigns(ctx context.Context) (int, error) {
	feature, err := d.db.Setting(ctx, domain.SettingConsent, "on")
	if err != nil {
		return 0, err
	}
	id, err := d.db.CampaignAtWork(ctx, feature == "on")
	if err != nil || id == 0 {
		return 0, err
	}
	if _, err := d.ContinueCampaign(ctx, domain.SystemActor("timed"), id); err != nil {
		return 0, err
	}
	return 1, nil
}

// PauseCampaign stops a campaign and holds its mails that have not left.
func (d *Desk) PauseCampaign(ctx context.Context, by domain.Actor, id int64) error {
	return d.turnCampaign(ctx, by, id, (*domain.Campaign).Pause)
}

// ResumeCampaign lets a paused campaign go on.
func (d *Desk) ResumeCampaign(ctx context.Context, by domain.Actor, id int64) error {
	return d.turnCampaign(ctx, by, id, (*domain.Campaign).Resume)
}

// CancelCampaign ends a campaign: requests that wait are cancelled, those that
// left stay.
func (d *Desk) CancelCampaign(ctx context.Context, by domain.Actor, id int64) error {
	return d.turnCampaign(ctx, by, id, (*domain.Campaign).Cancel)
}

func (d *Desk) turnCampaign(ctx context.Context, by domain.Actor, id int64, turn func(*domain.Campaign) error) error {
	err := d.act(ctx, by, domain.SendConsent, func(tx *store.Tx) error {
		before, err := tx.Campaign(ctx, id)
		if err != nil {
			return err
		}
		after := before
		if err := turn(&after); err != nil {
			return err
		}
		return tx.UpdateCampaign(ctx, before, after)
	})
	if err != nil {
		return err
	}
	return d.sweep(ctx, by, id)
}

// sweep makes the mails of a campaign follow its state now, slice by slice.
func (d *Desk) sweep(ctx context.Context, by domain.Actor, id int64) error {
	for {
		c, err := d.db.Campaign(ctx, id)
		if err != nil || !c.Unswept {
			return err
		}
		if _, err := d.ContinueCampaign(ctx, by, id); err != nil {
			return err
		}
	}
}
