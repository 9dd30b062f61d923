package desk

import (
	"context"
	"errors"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

const (
	// campaignSlice is how many customers are looked up at once, ahead of the
	// transaction that asks them.
	campaignSlice = 60
	// campaignStep is how many of them are asked between two looks at the clock.
	campaignStep = 6
	// campaignTime is after how long a transaction stops asking and commits:
	// nobody else's write waits longer than 25 ms.
	campaignTime = 6 * time.Millisecond
)

// errSliceTaken is that somebody else did the slice that was about to be done.
var errSliceTaken = errors.New("desk: another process did this slice")

// ContinueCampaign does one slice of a campaign's work: it queues requests, or
// makes its waiting mails follow its state. It reports whether there is more;
// whoever asks next, the person at the console or the clock, goes on from there.
func (d *Desk) ContinueCampaign(ctx context.Context, by domain.Actor, id int64) (more bool, err error) {
	feature, err := d.db.Setting(ctx, domain.SettingConsent, "on")
	if err != nil {
		return false, err
	}
	work, err := d.db.Campaign(ctx, id)
	if err != nil {
		return false, err
	}
	action := domain.SendConsent
	if by.StaffID == 0 && domain.May(by, action) != nil {
		action = domain.TimedRefresh
	}
	if !work.Unswept && (!work.Asks() || feature != "on") {
		return false, nil
	}
	var next []int64
	if !work.Unswept {
		if next, err = d.nextToAsk(ctx, work); err != nil {
			return false, err
		}
	}
	err = d.act(ctx, by, action, func(tx *store.Tx) error {
		before, err := tx.Campaign(ctx, id)
		if err != nil {
			return err
		}
		after := before
		switch {
		case before.Unswept:
			n, err := tx.SweepCampaign(ctx, before, timedBatch)
			if err != nil {
				return err
			}
			after.Unswept = n > 0
		case before.After != work.After || work.Unswept:
			return errSliceTaken
		case before.Asks():
			if err := d.askSlice(ctx, tx, &after, next); err != nil {
				return err
			}
		}
		more = after.Unswept || after.Asks()
		return tx.UpdateCampaign(ctx, before, after)
	})
	if errors.Is(err, errSliceTaken) {
		return true, nil
	}
	return more, err
}

// nextToAsk are the next customers of a campaign, read ahead of the transaction
// that asks them: a filter may search long, while nobody waits.
func (d *Desk) nextToAsk(ctx context.Context, c domain.Campaign) ([]int64, error) {
	chosen, err := store.ChosenIDs(c)
	if err != nil {
		return nil, err
	}
	q, err := Asking{Filter: c.Filter, Chosen: chosen}.toAsk()
	if err != nil {
		return nil, err
	}
	q.After, q.Last, q.Limit = c.After, c.Last, campaignSlice
	rows, err := d.db.Askables(ctx, q)
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids, err
}

// askSlice asks the next customers for as long as a transaction may take; who
// is left is found again by the next slice.
func (d *Desk) askSlice(ctx context.Context, tx *store.Tx, c *domain.Campaign, next []int64) error {
	last, began := len(next) < campaignSlice, d.now()
	for len(next) > 0 && d.now().Sub(began) < campaignTime {
		step := next[:min(campaignStep, len(next))]
		if err := d.askStep(ctx, tx, c, step); err != nil {
			return err
		}
		next = next[len(step):]
	}
	if last && len(next) == 0 {
		c.Finish(tx.Now())
	}
	return nil
}

// askStep asks a few customers, each by the rule as it stands now.
func (d *Desk) askStep(ctx context.Context, tx *store.Tx, c *domain.Campaign, ids []int64) error {
	rows, err := tx.Askables(ctx, store.ToAsk{Chosen: ids, Last: c.Last, Limit: len(ids)})
	if err != nil {
		return err
	}
	facts, err := d.askFacts(ctx, tx, rows, c.Reason)
	if err != nil {
		return err
	}
	queued, skipped := 0, 0
	for _, f := range facts {
		if why := domain.SkipReason(f); why != "" {
			skipped++
			if err := tx.SkipCustomer(ctx, c.ID, f.Customer.ID, why); err != nil {
				return err
			}
			continue
		}
		reason := ""
		if f.NeedsReason() {
			reason = c.Reason
		}
		queued++
		if err := d.queueRequest(ctx, tx, f.Customer, domain.ConsentRequest{CustomerID: f.Customer.ID, Reason: reason, Email: f.Customer.Email, CampaignID: c.ID}); err != nil {
			return err
		}
	}
	c.Took(queued, skipped, ids[len(ids)-1])
	return nil
}
