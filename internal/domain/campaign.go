package domain

import (
	"errors"
	"slices"
	"time"
)

// CampaignState is where a campaign stands.
type CampaignState string

// The states of a campaign.
const (
	CampaignRunning   CampaignState = "running"
	CampaignPaused    CampaignState = "paused"
	CampaignCancelled CampaignState = "cancelled"
)

// Campaign asks many customers for their preferences. It queues its requests
// in slices, from After to Last, and goes on where it was cut.
type Campaign struct {
	ID         int64
	State      CampaignState
	Filter     string // in the filter language; "" with Chosen
	Chosen     string // the ids of customers marked by hand, as a JSON list
	Reason     string // why those who were asked before are asked again
	Planned    int64  // how many it said it would ask
	Resets     int64  // how many present yes it said it would reset
	Queued     int64
	Skipped    int64
	After      int64 `db:"after_id"`
	Last       int64 `db:"last_id"`
	Unswept    bool  // its waiting mails do not follow its state yet
	Actor      string
	StaffID    int64   `db:"staff_id"`
	CreatedAt  Instant `db:"created_at"`
	FinishedAt Instant `db:"finished_at"` // everything is queued
}

// Pause stops a campaign and holds its mails that wait.
func (c *Campaign) Pause() error { return c.move(CampaignPaused, CampaignRunning) }

// Resume lets a paused campaign go on.
func (c *Campaign) Resume() error { return c.move(CampaignRunning, CampaignPaused) }

// Cancel ends a campaign: what has not left never will.
func (c *Campaign) Cancel() error {
	c.Filter = AuditFilter(c.Filter)
	return c.move(CampaignCancelled, CampaignRunning, CampaignPaused)
}

func (c *Campaign) move(to CampaignState, from ...CampaignState) error {
	if !slices.Contains(from, c.State) {
		return Refuse(Conflict, "campaign_state", "State", string(c.State))
	}
	c.State, c.Unswept = to, true
	return nil
}

// Asks reports whether a campaign has somebody to ask still.
func (c Campaign) Asks() bool { return c.State == CampaignRunning && c.FinishedAt.Never() }

// Took counts some customers of a campaign, who end at one.
func (c *Campaign) Took(queued, skipped int, to int64) {
	c.Queued, c.Skipped, c.After = c.Queued+int64(queued), c.Skipped+int64(skipped), to
}

// Finish ends the asking: nobody is left.
func (c *Campaign) Finish(now Instant) {
	c.After, c.FinishedAt, c.Filter = c.Last, now, AuditFilter(c.Filter) // it may name somebody
}

// CampaignPlan is what a campaign would do: shown before it is confirmed.
type CampaignPlan struct {
	Matching int64
	Ask      int64
	Again    int64 // of Ask, those who were asked before
	Resets   int64 // present yes, of every channel, that acceptance resets
	Losers   int64 // customers who have one to lose
	Skipped  map[string]int64
	Examples []string // three of those who would be asked, masked
}

// Add counts one customer and returns the key of why they are left out, ""
// when they would be asked.
func (p *CampaignPlan) Add(f SendFacts) string {
	p.Matching++
	if skip := SkipReason(f); skip != "" {
		if p.Skipped == nil {
			p.Skipped = map[string]int64{}
		}
		p.Skipped[skip]++
		return skip
	}
	p.Ask++
	if f.NeedsReason() {
		p.Again++
	}
	yes := int64(0)
	for _, ch := range ConsentChannels() {
		if f.Customer.Accepts(ch) {
			yes++
		}
	}
	p.Resets += yes
	if yes > 0 {
		p.Losers++
	}
	if len(p.Examples) < 3 {
		p.Examples = append(p.Examples, f.Customer.DisplayName()+" "+Mask(f.Customer.Email))
	}
	return ""
}

// SkipReason is the key of why a customer is left out of a campaign.
func SkipReason(f SendFacts) string {
	var refusal *Error
	if errors.As(MaySendConsent(f), &refusal) {
		return refusal.Key
	}
	return ""
}

// MayBegin refuses a campaign that would ask nobody, one that asks again
// without saying why, and one in the name of customers who did not ask.
func (p CampaignPlan) MayBegin(reason string) error {
	switch {
	case reason == ConsentOwnRequest:
		return Refuse(Invalid, "campaign_own_request")
	case reason != "" && !slices.Contains(ConsentReasons(), reason):
		return Refuse(Invalid, "consent_reason_unknown", "Value", reason)
	case p.Ask == 0:
		return Refuse(Conflict, "campaign_empty", "Matching", p.Matching)
	case p.Again > 0 && reason == "":
		return Refuse(Invalid, "consent_reason_missing")
	}
	return nil
}

// CampaignProgress is how far a campaign is.
type CampaignProgress struct {
	Campaign
	States map[RequestState]int64
	Rate   int64 // mails that left within the last minute
	Held   string
}

// Waiting counts the mails that are to leave still.
func (p CampaignProgress) Waiting() int64 { return p.States[RequestQueued] }

// Gone counts the mails that the server took.
func (p CampaignProgress) Gone() int64 {
	return p.States[RequestSent] + p.States[RequestAnswered] + p.States[RequestExpired] + p.States[RequestSuperseded]
}

// Remaining is how long the rest takes at the present rate, 0 when unknown.
func (p CampaignProgress) Remaining() time.Duration {
	left := max(p.Planned-p.Queued, 0)
	if !p.FinishedAt.Never() {
		left = 0
	}
	if p.Rate == 0 {
		return 0
	}
	return time.Duration(left+p.Waiting()) * time.Minute / time.Duration(p.Rate)
}
