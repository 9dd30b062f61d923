package desk

import (
	"context"
	"time"

	"vigie/internal/domain"
)

// Campaigns reads the newest campaigns with how far they are.
func (d *Desk) Campaigns(ctx context.Context, by domain.Actor) ([]domain.CampaignProgress, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	cs, err := d.db.Campaigns(ctx, cardRows)
	if err != nil {
		return nil, err
	}
	out := make([]domain.CampaignProgress, len(cs))
	for i, c := range cs {
		if out[i], err = d.progress(ctx, c); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Campaign reads how far a campaign is, and whom it left out and why.
func (d *Desk) Campaign(ctx context.Context, by domain.Actor, id int64) (domain.CampaignProgress, map[string]int64, error) {
	if err := d.read(by); err != nil {
		return domain.CampaignProgress{}, nil, err
	}
	c, err := d.db.Campaign(ctx, id)
	if err != nil {
		return domain.CampaignProgress{}, nil, err
	}
	p, err := d.progress(ctx, c)
	if err != nil {
		return p, nil, err
	}
	skips, err := d.db.CampaignSkips(ctx, id)
	return p, skips, err
}

func (d *Desk) progress(ctx context.Context, c domain.Campaign) (domain.CampaignProgress, error) {
	p := domain.CampaignProgress{Campaign: c}
	var err error
	if p.States, p.Rate, err = d.db.CampaignStates(ctx, c.ID, domain.InstantOf(d.now().Add(-time.Minute))); err != nil {
		return p, err
	}
	feature, err := d.db.Setting(ctx, domain.SettingConsent, "on")
	if err != nil {
		return p, err
	}
	if p.Held, err = d.db.Setting(ctx, domain.SettingMailsHeld, ""); feature != "on" {
		p.Held = "consent_feature_off"
	}
	return p, err
}
