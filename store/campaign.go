package store

import (
	"context"
	"encoding/json"

	"vigie/internal/domain"
)

const campaignColumns = `id, state, filter, chosen, reason, planned, resets, queued, skipped, after_id, last_id, unswept, actor, staff_id, created_at, finished_at`

// Campaign reads one campaign.
func (r reader) Campaign(ctx context.Context, id int64) (domain.Campaign, error) {
	var c domain.Campaign
	err := r.one(ctx, "campaign", &c, `SELECT `+campaignColumns+` FROM campaigns WHERE id = ?`, id)
	return c, err
}

// Campaigns reads the newest campaigns.
func (r reader) Campaigns(ctx context.Context, limit int) ([]domain.Campaign, error) {
	var cs []domain.Campaign
	err := r.all(ctx, &cs, `SELECT `+campaignColumns+` FROM campaigns ORDER BY id DESC LIMIT ?`, limit)
	return cs, err
}

// CampaignAtWork is the first campaign that has something to queue, or mails
// that do not follow its state yet; 0 for none.
func (r reader) CampaignAtWork(ctx context.Context, feature bool) (int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT id FROM campaigns WHERE (state = 'running' AND finished_at = 0 OR unswept) AND (unswept OR ?) ORDER BY id LIMIT 1`, feature)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0], nil
}

// CampaignStates counts the requests of a campaign by state, and those that
// left since a moment.
func (r reader) CampaignStates(ctx context.Context, id int64, since domain.Instant) (map[domain.RequestState]int64, int64, error) {
	var rows []struct {
		State  domain.RequestState
		N, Hot int64
	}
	if err := r.all(ctx, &rows, `SELECT state, COUNT(*) AS n, COALESCE(SUM(CASE WHEN sent_at >= ? THEN 1 ELSE 0 END), 0) AS hot FROM consent_requests
		WHERE campaign_id = ? AND campaign_id <> 0 GROUP BY state`, since, id); err != nil {
		return nil, 0, err
	}
	out, hot := map[domain.RequestState]int64{}, int64(0)
	for _, s := range rows {
		out[s.State] = s.N
		hot += s.Hot
	}
	return out, hot, nil
}

// CampaignSkips counts whom a campaign left out, by reason.
func (r reader) CampaignSkips(ctx context.Context, id int64) (map[string]int64, error) {
	var rows []struct {
		Reason string
		N      int64
	}
	err := r.all(ctx, &rows, `SELECT reason, COUNT(*) AS n FROM campaign_skips WHERE campaign_id = ? GROUP BY reason`, id)
	out := map[string]int64{}
	for _, s := range rows {
		out[s.Reason] = s.N
	}
	return out, err
}

// LastCustomer is the largest id, where a campaign ends.
func (r reader) LastCustomer(ctx context.Context) (int64, error) {
	return r.number(ctx, `SELECT COALESCE(MAX(id), 0) FROM customers`)
}

// Askable is a customer with what decides whether they may be asked.
type Askable struct {
	domain.Customer
	Current       domain.RequestState `db:"current_state"`
	CurrentEmail  string              `db:"current_email"`
	CurrentSentAt domain.Instant      `db:"current_sent_at"`
	Waiting       bool
	Pending       bool
}

// Facts are those of the rule; the rest of it is the caller's to know.
func (a Askable) Facts() domain.SendFacts {
	return domain.SendFacts{Customer: a.Customer, Waiting: a.Waiting, Pending: a.Pending,
		Current: domain.ConsentRequest{ID: a.RequestID, State: a.Current, Email: a.CurrentEmail, SentAt: a.CurrentSentAt}}
}

// ToAsk says whom to ask: what a filter finds, or those chosen, after an id.
type ToAsk struct {
	Filter      domain.Filter
	Chosen      []int64 // instead of the filter, when not nil
	After, Last int64
	Limit       int
}

// Askables reads a slice of those to ask, smallest id first.
func (r reader) Askables(ctx context.Context, q ToAsk) ([]Askable, error) {
	w := customerWhere(q.Filter)
	if q.Chosen != nil {
		w = &where{}
		w.and(r.dialect.in("customers.id"), r.list(q.Chosen))
	}
	if w.nothing {
		return nil, nil
	}
	if len(w.words) > 0 {
		condition, match := r.dialect.words("customer", "customers", w.words)
		w.and(condition, match)
	}
	w.and("customers.id > ?", q.After)
	w.and("customers.id <= ?", q.Last)
	var out []Askable
	err := r.all(ctx, &out, `SELECT `+customerColumns+`, COALESCE(q.state, '') AS current_state, COALESCE(q.email, '') AS current_email,
		COALESCE(q.sent_at, 0) AS current_sent_at,
		EXISTS (SELECT 1 FROM consent_requests waits WHERE waits.customer_id = customers.id AND waits.state = 'queued') AS waiting,
		EXISTS (SELECT 1 FROM rights_requests WHERE scope = 'customer' AND subject_id = customers.id AND `+pausingRights+`) AS pending
		FROM customers`+r.dialect.inOrder()+` LEFT JOIN consent_requests q ON q.id = customers.request_id`+w.text()+` ORDER BY customers.id LIMIT ?`, append(w.args, q.Limit)...)
	return out, err
}

// SuppressedAmong reads which of these keyed hashes are on the suppression list.
func (r reader) SuppressedAmong(ctx context.Context, hashes []string) (map[string]bool, error) {
	var found []string
	err := r.all(ctx, &found, `SELECT hash FROM suppressions WHERE `+r.dialect.in("hash"), r.list(hashes))
	out := make(map[string]bool, len(found))
	for _, h := range found {
		out[h] = true
	}
	return out, err
}

// ConsentWaits reports whether a request to a customer is on its way.
func (r reader) ConsentWaits(ctx context.Context, customer int64) (bool, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM consent_requests WHERE customer_id = ? AND state = 'queued'`, customer)
	return n > 0, err
}

// InsertCampaign stores a campaign and returns its number.
func (tx *Tx) InsertCampaign(ctx context.Context, c domain.Campaign) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO campaigns (state, filter, chosen, reason, planned, resets, last_id, actor, staff_id, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, c.State, c.Filter, c.Chosen, c.Reason, c.Planned, c.Resets, c.Last, c.Actor, c.StaffID, tx.now)
	if err == nil {
		tx.Record("campaign", id, nil, map[string]any{"filter": domain.AuditFilter(c.Filter), "reason": c.Reason, "planned": c.Planned, "resets": c.Resets})
	}
	return id, err
}

// UpdateCampaign saves how far a campaign is.
func (tx *Tx) UpdateCampaign(ctx context.Context, before, after domain.Campaign) error {
	if err := tx.exec(ctx, `UPDATE campaigns SET state = ?, filter = ?, queued = ?, skipped = ?, after_id = ?, unswept = ?, finished_at = ? WHERE id = ?`,
		after.State, after.Filter, after.Queued, after.Skipped, after.After, after.Unswept, after.FinishedAt, after.ID); err != nil {
		return err
	}
	tx.Record("campaign", after.ID, map[string]any{"state": before.State, "queued": before.Queued}, map[string]any{"state": after.State, "queued": after.Queued, "skipped": after.Skipped})
	return nil
}

// SkipCustomer notes whom a campaign leaves out, and why.
func (tx *Tx) SkipCustomer(ctx context.Context, campaign, customer int64, reason string) error {
	return tx.put(ctx, `INSERT INTO campaign_skips (campaign_id, customer_id, reason) VALUES (?, ?, ?) ON CONFLICT (campaign_id, customer_id) DO NOTHING`,
		campaign, customer, reason)
}

// SetRequestMail ties a request that was just made to its mail.
func (tx *Tx) SetRequestMail(ctx context.Context, request, mail int64) error {
	return tx.exec(ctx, `UPDATE consent_requests SET mail_id = ? WHERE id = ? AND mail_id = 0`, mail, request)
}

// BeginAsking is the first request of a customer: never asked before, so no
// answer is at stake.
func (tx *Tx) BeginAsking(ctx context.Context, customer, request int64) error {
	return tx.exec(ctx, `UPDATE customers SET request_id = ?, request_state = 'queued', updated_at = ? WHERE id = ? AND request_id = 0`, request, tx.now, customer)
}

// heldByCampaign is the hold of mails whose campaign is paused.
const heldByCampaign = "campaign"

// SweepCampaign makes some waiting mails of a campaign follow its state: held,
// released or cancelled, with their requests. It returns how many; 0 is the end.
func (tx *Tx) SweepCampaign(ctx context.Context, c domain.Campaign, limit int) (int, error) {
	condition := map[domain.CampaignState]string{
		domain.CampaignPaused:    `mails.hold = '' AND mails.state IN ('queued', 'retry', 'claimed')`,
		domain.CampaignRunning:   `mails.hold = '` + heldByCampaign + `'`,
		domain.CampaignCancelled: `mails.state IN ('queued', 'retry')`,
	}[c.State]
	var ids []int64
	if err := tx.all(ctx, &ids, `SELECT mails.id FROM consent_requests JOIN mails ON mails.id = consent_requests.mail_id
		WHERE consent_requests.campaign_id = ? AND consent_requests.campaign_id <> 0 AND consent_requests.state = 'queued' AND `+condition+`
		ORDER BY mails.id LIMIT ?`, c.ID, limit); err != nil || len(ids) == 0 {
		return 0, err
	}
	list := tx.list(ids)
	switch c.State {
	case domain.CampaignPaused:
		return len(ids), tx.exec(ctx, `UPDATE mails SET hold = '`+heldByCampaign+`' WHERE `+tx.dialect.in("id"), list)
	case domain.CampaignRunning:
		return len(ids), tx.exec(ctx, `UPDATE mails SET hold = '' WHERE `+tx.dialect.in("id"), list)
	}
	for _, q := range []string{
		`UPDATE customers SET request_state = 'cancelled' WHERE request_state = 'queued' AND request_id IN (SELECT subject_id FROM mails WHERE ` + tx.dialect.in("id") + `)`,
		`UPDATE consent_requests SET state = 'cancelled' WHERE state = 'queued' AND id IN (SELECT subject_id FROM mails WHERE ` + tx.dialect.in("id") + `)`,
		`UPDATE mails SET state = 'cancelled', reason = 'campaign_cancelled', hold = '' WHERE ` + tx.dialect.in("id"),
	} {
		if err := tx.exec(ctx, q, list); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// ChosenIDs reads the customers that a campaign names one by one, nil when it
// has a filter.
func ChosenIDs(c domain.Campaign) ([]int64, error) {
	if c.Chosen == "" {
		return nil, nil
	}
	ids := []int64{}
	return ids, json.Unmarshal([]byte(c.Chosen), &ids)
}
