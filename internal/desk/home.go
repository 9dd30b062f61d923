package desk

import (
	"context"

	"vigie/internal/domain"
)

// Home is what waits.
type Home struct {
	Tickets         domain.Count // new
	PendingStandbys int
	Undecided       domain.Count // stand-bys that their buyer has not decided on
	ToReach         domain.Count // of these, those whose buyer nobody could tell
	HeldContacts    domain.Count
	RightsToSet     domain.Count
	Leaderless      int          // establishments without administrator
	RightsLate      domain.Count // requests whose last day has passed
	RightsSoon      domain.Count // requests due within a week
	RightsOpen      domain.Count
	ToCheck         domain.Count // documents
	AtRisk          domain.Count // suppliers silent for so long that they are at risk
	TwoFactors      domain.Count // establishments that asked for it and wait
	Bounced         domain.Count
	Uncertain       domain.Count
	Rejected        domain.Count
	ConsentsFailed  domain.Count
	Alerts          domain.Count // of looks, of the last days; for administrators and auditors
	Cycle           domain.Cycle // of this week
	CycleCounts     []domain.OutcomeCount
	Batches         []domain.ImportBatch
	MailStates      map[domain.MailState]domain.Count
	Compliance      map[domain.ComplianceState]domain.Count
}

// Home reads what waits; every count is bounded.
func (d *Desk) Home(ctx context.Context, by domain.Actor) (Home, error) {
	var h Home
	if err := d.read(by); err != nil {
		return h, err
	}
	pending, err := d.db.PendingStandbys(ctx, cardRows)
	if err != nil {
		return h, err
	}
	h.PendingStandbys = len(pending)
	if err := d.homeRights(ctx, &h); err != nil {
		return h, err
	}
	leaderless, err := d.db.WithoutAdministrator(ctx, cardRows)
	if err != nil {
		return h, err
	}
	h.Leaderless = len(leaderless)
	for _, c := range []struct {
		into *domain.Count
		read func(context.Context, domain.Filter) (domain.Count, error)
		term domain.Term
	}{
		{&h.ToCheck, d.db.CountDocuments, domain.Term{Field: "state", Value: string(domain.DocumentToCheck)}},
		{&h.Tickets, d.db.CountTickets, domain.Term{Field: "state", Value: "new"}},
		{&h.HeldContacts, d.db.CountUsers, domain.Term{Field: "heldcontact", Value: "yes"}},
		{&h.RightsToSet, d.db.CountUsers, domain.Term{Field: "rightstoset", Value: "yes"}},
		{&h.Bounced, d.db.CountUsers, domain.Term{Field: "bounced", Value: "yes"}},
		{&h.Undecided, d.db.CountFollowUps, domain.Term{Field: "undecided", Value: "yes"}},
		{&h.ToReach, d.db.CountFollowUps, domain.Term{Field: "told", Value: "no"}},
		{&h.Uncertain, d.db.CountMails, domain.Term{Field: "state", Value: string(domain.MailUncertain)}},
		{&h.Rejected, d.db.CountMails, domain.Term{Field: "state", Value: string(domain.MailRejected)}},
		{&h.ConsentsFailed, d.db.CountCustomers, domain.Term{Field: "state", Value: string(domain.RequestFailed)}},
	} {
		if *c.into, err = c.read(ctx, domain.Filter{Terms: []domain.Term{c.term}}); err != nil {
			return h, err
		}
	}
	atRisk := domain.Filter{Terms: []domain.Term{{Field: "step", Value: "3"}, {Field: "stopped", Value: "no"}}}
	if h.AtRisk, err = d.db.CountSilences(ctx, atRisk); err != nil {
		return h, err
	}
	if h.TwoFactors.N, err = d.db.WaitingTwoFactors(ctx); err != nil {
		return h, err
	}
	if by.Role == domain.Administrator || by.Role == domain.Auditor {
		if h.Alerts.N, err = d.db.AlertsSince(ctx, domain.InstantOf(d.now().Add(-alertsShown))); err != nil {
			return h, err
		}
	}
	return h, d.homeWeek(ctx, &h)
}

func (d *Desk) homeWeek(ctx context.Context, h *Home) (err error) {
	week := domain.WeekOf(d.now().In(d.location))
	if h.Cycle, err = d.db.Cycle(ctx, week); err != nil {
		return err
	}
	if h.CycleCounts, err = d.db.CycleCounts(ctx, week); err != nil {
		return err
	}
	batches, err := d.db.ImportBatches(ctx, domain.Page{Desc: true, Limit: 3})
	if err != nil {
		return err
	}
	h.Batches = batches.Rows
	if h.MailStates, err = d.db.MailStates(ctx); err != nil {
		return err
	}
	h.Compliance = map[domain.ComplianceState]domain.Count{}
	for _, state := range []domain.ComplianceState{domain.Outstanding, domain.BeingChecked, domain.Compliant, domain.NothingRequired} {
		n, err := d.db.CountFollowUps(ctx, domain.Filter{Terms: []domain.Term{{Field: "docs", Value: string(state)}}})
		if err != nil {
			return err
		}
		h.Compliance[state] = n
	}
	return nil
}
