package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// PersonOutcome is what a cycle decides for one person: one line of a preview.
type PersonOutcome struct {
	UserID          int64
	Email           string // masked unless the actor may export people
	EstablishmentID int64
	Activation      domain.Outcome
	Compliance      domain.Outcome
}

// PreviewCycle computes what the cycle of a week would do, judged on a day:
// the same walk as the run, writing nothing. each, when not nil, is told
// every person; progress the share of the base walked, 0 to 1.
func (d *Desk) PreviewCycle(ctx context.Context, by domain.Actor, week domain.Week, day domain.Date,
	each func(PersonOutcome) error, progress func(share float64)) (*domain.Tally, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	last, err := d.db.LastEstablishment(ctx)
	if err != nil {
		return nil, err
	}
	held, err := d.cycleHeld(ctx, week)
	if err != nil {
		return nil, err
	}
	clear := domain.May(by, domain.ExportPersonal) == nil
	pass := store.Pass{Day: day, Week: week, Hash: d.keys.HashEmail, CycleHeld: held}
	return d.db.Walk(ctx, pass, func(s store.Slice, _ *domain.Tally) error {
		if progress != nil && last > 0 {
			progress(float64(s.To) / float64(last))
		}
		for _, decision := range s.Decisions {
			if each == nil {
				break
			}
			if err := each(personOutcome(decision, clear)); err != nil {
				return err
			}
		}
		return nil
	})
}

func personOutcome(d store.Decision, clear bool) PersonOutcome {
	p := PersonOutcome{UserID: d.User.ID, Email: d.User.Email, EstablishmentID: d.User.EstablishmentID, Activation: d.Outcomes[0], Compliance: d.Outcomes[1]}
	if !clear {
		p.Email = domain.Mask(p.Email)
	}
	return p
}

// cycleHeld reports whether a week's cycle is held and nobody released it.
func (d *Desk) cycleHeld(ctx context.Context, week domain.Week) (bool, error) {
	c, err := d.db.Cycle(ctx, week)
	return c.Hold != "" && c.ReleasedBy == "", err
}

// ThisWeek is the ISO week of now in the desk's time zone.
func (d *Desk) ThisWeek() domain.Week { return domain.WeekOf(d.now().In(d.location)) }

// Cycles reads the last cycles, newest first.
func (d *Desk) Cycles(ctx context.Context, by domain.Actor) ([]domain.Cycle, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	return d.db.Cycles(ctx, 60)
}

// CycleCounts reads how many persons a week's cycle mailed or not, and why.
func (d *Desk) CycleCounts(ctx context.Context, by domain.Actor, week domain.Week) ([]domain.OutcomeCount, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	return d.db.CycleCounts(ctx, week)
}

// Cycle reads one week's cycle; zero when it was never begun.
func (d *Desk) Cycle(ctx context.Context, by domain.Actor, week domain.Week) (domain.Cycle, error) {
	if err := d.read(by); err != nil {
		return domain.Cycle{}, err
	}
	return d.db.Cycle(ctx, week)
}

// HoldCycle holds a week's cycle: it is not planned until it is released.
func (d *Desk) HoldCycle(ctx context.Context, by domain.Actor, week domain.Week, reason string) error {
	return d.changeCycle(ctx, by, week, func(c *domain.Cycle) error {
		if c.Hold != "" && c.ReleasedBy == "" {
			return domain.Refuse(domain.Conflict, "cycle_held", "Week", string(week))
		}
		if reason == "" {
			reason = "by_hand"
		}
		c.Hold, c.HoldDetail, c.ReleasedBy, c.ReleaseReason = reason, "{}", "", ""
		return nil
	}, func(tx *store.Tx) error {
		return tx.PutHold(ctx, domain.MailHold{Scope: domain.HoldWeek, Week: week, Reason: reason})
	})
}

// ReleaseCycle lifts the hold of a week's cycle; by hand is why where nothing
// else is said, as for the hold.
func (d *Desk) ReleaseCycle(ctx context.Context, by domain.Actor, week domain.Week, reason string) error {
	if domain.WhyReleased(reason) != nil {
		reason = domain.LiftedByHand
	}
	return d.changeCycle(ctx, by, week, func(c *domain.Cycle) error {
		if c.Hold == "" || c.ReleasedBy != "" {
			return domain.Refuse(domain.Conflict, "cycle_not_held", "Week", string(week))
		}
		c.ReleasedBy, c.ReleaseReason = by.Name, reason
		if c.State == domain.CycleHeld {
			c.State = domain.CyclePlanning
		}
		return nil
	}, func(tx *store.Tx) error {
		return tx.EndHold(ctx, domain.MailHold{Scope: domain.HoldWeek, Week: week, LiftReason: reason})
	})
}

func (d *Desk) changeCycle(ctx context.Context, by domain.Actor, week domain.Week, change func(*domain.Cycle) error, then func(*store.Tx) error) error {
	return d.act(ctx, by, domain.HoldMail, func(tx *store.Tx) error {
		before, err := tx.Cycle(ctx, week)
		if err != nil {
			return err
		}
		after := before
		if after.Week == "" {
			after = domain.Cycle{Week: week, State: domain.CycleHeld, CreatedAt: tx.Now(), Actor: by.Name}
		}
		if err := change(&after); err != nil {
			return err
		}
		tx.RecordCycle(before, after)
		if err := tx.SaveCycle(ctx, after); err != nil {
			return err
		}
		return then(tx)
	})
}

// HoldMails holds every mail, before the next one leaves.
func (d *Desk) HoldMails(ctx context.Context, by domain.Actor, reason string) error {
	if err := domain.WhyHeld(reason); err != nil {
		return err
	}
	return d.act(ctx, by, domain.HoldMail, func(tx *store.Tx) error { return tx.SetSetting(ctx, domain.SettingMailsHeld, reason) })
}

// ReleaseMails lets mails leave again when everything was held.
func (d *Desk) ReleaseMails(ctx context.Context, by domain.Actor, reason string) error {
	if err := domain.WhyReleased(reason); err != nil {
		return err
	}
	return d.act(ctx, by, domain.HoldMail, func(tx *store.Tx) error {
		held, err := tx.Setting(ctx, domain.SettingMailsHeld, "")
		if err == nil && held == "" {
			err = domain.Refuse(domain.Conflict, "hold_as_it_is")
		}
		if err != nil {
			return err
		}
		return tx.ReleaseEverything(ctx, reason)
	})
}

// MailsHeld says why every mail is held, "" when none is.
func (d *Desk) MailsHeld(ctx context.Context, by domain.Actor) (string, error) {
	if err := d.read(by); err != nil {
		return "", err
	}
	return d.db.Setting(ctx, domain.SettingMailsHeld, "")
}
