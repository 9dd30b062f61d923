package desk

import (
	"context"

	"vigie/internal/domain"
)

// Status is what runs, what waits and what is stuck.
type Status struct {
	Serve      string         `json:"serve"`  // who serves this database, "" when nobody
	Mailer     string         `json:"mailer"` // who sends
	MailsHeld  string         `json:"mails_held"`
	ClockDoubt bool           `json:"clock_doubt"` // the clock jumped: nothing is planned until an operator confirms it
	Week       domain.Week    `json:"week"`
	CycleState string         `json:"cycle"`
	Waiting    int64          `json:"mails_waiting"`
	NextDue    domain.Instant `json:"next_due_ms"`
	Uncertain  domain.Count   `json:"mails_uncertain"`
	Rejected   domain.Count   `json:"mails_rejected"`
	Tickets    domain.Count   `json:"tickets_new"`
	CutImports int            `json:"imports_cut"`

	Stuck     domain.StuckReason `json:"outbox_stuck"` // why mails do not leave, "" while they do
	OldestDue domain.Instant     `json:"oldest_due_ms"`
	Trouble   string             `json:"mail_server"` // what it says while it is left alone
}

// Status reads it.
func (d *Desk) Status(ctx context.Context, by domain.Actor) (Status, error) {
	s := Status{Week: d.ThisWeek()}
	err := domain.May(by, domain.ReadRegisters)
	if err != nil {
		return s, err
	}
	now := domain.InstantOf(d.now())
	for name, into := range map[string]*string{domain.LeaseServe: &s.Serve, domain.LeaseMailer: &s.Mailer} {
		lease, err := d.db.Lease(ctx, name)
		if err != nil {
			return s, err
		}
		if lease.ExpiresAt > now {
			*into = lease.Holder
		}
	}
	if s.MailsHeld, err = d.db.Setting(ctx, domain.SettingMailsHeld, ""); err != nil {
		return s, err
	}
	doubt, err := d.db.ClockDoubt(ctx)
	if err != nil {
		return s, err
	}
	s.ClockDoubt = doubt != (domain.ClockDoubt{})
	cycle, err := d.db.Cycle(ctx, s.Week)
	if err != nil {
		return s, err
	}
	s.CycleState = cycle.State
	if s.Waiting, s.NextDue, err = d.db.WaitingMails(ctx); err != nil {
		return s, err
	}
	states, err := d.db.MailStates(ctx)
	if err != nil {
		return s, err
	}
	s.Rejected = states[domain.MailRejected]
	if s.Uncertain, err = d.db.CountMails(ctx, domain.Filter{Terms: []domain.Term{{Field: "uncertain", Value: "yes"}}}); err != nil {
		return s, err
	}
	if s.Tickets, err = d.db.CountTickets(ctx, domain.Filter{Terms: []domain.Term{{Field: "state", Value: string(domain.TicketNew)}}}); err != nil {
		return s, err
	}
	if s.CutImports, err = d.db.CutImports(ctx); err != nil {
		return s, err
	}
	o, err := d.Outbox(ctx)
	s.Stuck, s.OldestDue, s.Trouble = o.Stuck(now), o.OldestDue, o.Trouble.Reply
	return s, err
}

// Problem is one thing that the checker found wrong.
type Problem struct {
	Check string `json:"check"`
	N     int64  `json:"count"`
	First int64  `json:"first_id"`
	Name  string `json:"first_file,omitempty"` // below the directory of files
}

// Check looks for what must never be, in the whole base.
func (d *Desk) Check(ctx context.Context, by domain.Actor) ([]Problem, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return nil, err
	}
	found, err := d.db.Check(ctx, d.Today())
	if err != nil {
		return nil, err
	}
	out := make([]Problem, 0, len(found))
	for _, f := range found {
		out = append(out, Problem{Check: f.Check, N: f.N, First: f.First})
	}
	if out, err = d.checkRights(ctx, by, out); err != nil {
		return nil, err
	}
	if out, err = d.checkLedger(ctx, out); err != nil {
		return nil, err
	}
	if out, err = d.checkFiles(ctx, out); err != nil {
		return nil, err
	}
	_, broken, err := d.db.VerifyAudit(ctx)
	if broken != 0 {
		out = append(out, Problem{Check: "audit_chain", N: 1, First: broken})
	}
	return out, err
}
