package mailer

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// spreadSteps is how finely mails are spread over what is left of a week.
const spreadSteps = 1 << 20

// PlanOptions say how a week is planned.
type PlanOptions struct {
	Week  domain.Week
	Day   domain.Date // on which the facts are judged
	Asked bool        // by a person: due now, at any hour
	Actor domain.Actor
	// Progress is told after every slice, nil where nobody looks.
	Progress func(establishment int64, t *domain.Tally)

	calendar domain.Calendar // over whose windows the mails are spread
}

// Plan walks over the whole base once and queues the week's reminders, in
// slices that commit within some 20 ms. Killed in the middle, the next call
// goes on behind the last committed slice; the unique key of each mail keeps
// everybody at one.
func (m *Mailer) Plan(ctx context.Context, o PlanOptions) (*domain.Tally, error) {
	var err error
	if o.calendar, err = m.calendarNow(ctx); err != nil {
		return domain.NewTally(o.Week, o.Day), err
	}
	cycle, err := m.beginCycle(ctx, o)
	if err != nil {
		return domain.NewTally(o.Week, o.Day), err
	}
	pass := store.Pass{Day: o.Day, Week: o.Week, Hash: m.keys.HashEmail, After: cycle.PlannedTo}
	tally, err := m.db.Walk(ctx, pass, func(s store.Slice, t *domain.Tally) error {
		cycle.PlannedTo = s.To
		if o.Progress != nil {
			o.Progress(s.To, t)
		}
		return m.storeSlice(ctx, o, cycle, s)
	})
	if err != nil {
		return tally, err
	}
	if pass.After > 0 { // resumed: the counts of the week are those of a whole walk
		if tally, err = m.db.Walk(ctx, store.Pass{Day: o.Day, Week: o.Week, Hash: m.keys.HashEmail}, nil); err != nil {
			return tally, err
		}
	}
	return tally, m.endCycle(ctx, o, cycle, tally)
}

// beginCycle opens the week's cycle. A cycle that was planned before begins
// anew, for what was added since; one that was cut goes on.
func (m *Mailer) beginCycle(ctx context.Context, o PlanOptions) (domain.Cycle, error) {
	var cycle domain.Cycle
	err := m.db.Write(ctx, o.Actor, domain.PlanCycle, func(tx *store.Tx) error {
		before, err := tx.Cycle(ctx, o.Week)
		if err != nil {
			return err
		}
		cycle = before
		if cycle.PlannedAt.Never() && cycle.PlannedTo == 0 && cycle.MailsAfter == 0 {
			if cycle.MailsAfter, err = tx.LastMail(ctx); err != nil {
				return err
			}
		}
		if cycle.Week == "" {
			cycle = domain.Cycle{Week: o.Week, State: domain.CyclePlanning, CreatedAt: tx.Now(), MailsAfter: cycle.MailsAfter}
		}
		if cycle.Hold != "" && cycle.ReleasedBy == "" {
			if !o.Asked {
				return domain.Refuse(domain.Conflict, "cycle_held", "Week", string(o.Week))
			}
			cycle.ReleasedBy, cycle.ReleaseReason = o.Actor.Name, domain.LiftedByRun
			if err := tx.EndHold(ctx, domain.MailHold{Scope: domain.HoldWeek, Week: o.Week, LiftReason: domain.LiftedByRun}); err != nil {
				return err
			}
		}
		if cycle.State != domain.CyclePlanning {
			cycle.PlannedTo = 0
		}
		if cycle.State == domain.CycleHeld {
			cycle.State = domain.CyclePlanning
		}
		cycle.Actor, cycle.Hours = o.Actor.Name, o.calendar.Hours.String()
		tx.RecordCycle(before, cycle)
		return tx.SaveCycle(ctx, cycle)
	})
	return cycle, err
}

// endCycle closes the planning; the first one of a week keeps its counts.
func (m *Mailer) endCycle(ctx context.Context, o PlanOptions, cycle domain.Cycle, t *domain.Tally) error {
	return m.db.Write(ctx, o.Actor, domain.PlanCycle, func(tx *store.Tx) error {
		before, first := cycle, cycle.PlannedAt.Never()
		cycle.State, cycle.PlannedTo, cycle.PlannedAt = domain.CyclePlanned, 0, tx.Now()
		for _, n := range t.Mails {
			cycle.Mails += int64(n)
		}
		tx.RecordCycle(before, cycle)
		if first {
			if err := tx.SaveCycleCounts(ctx, t); err != nil {
				return err
			}
		}
		return tx.SaveCycle(ctx, cycle)
	})
}

const (
	// partTime is how long one part of a slice gathers rows before it commits:
	// the console waits no longer.
	partTime = 5 * time.Millisecond
	// partStep is how many persons are stored between two looks at the clock.
	partStep = 25
	// partRest is the longest that the writer is left to others between two.
	partRest = 2 * time.Millisecond
)

// storeSlice queues one slice's mails and keeps its persons' outcomes, in
// parts that commit quickly. The cycle moves on with the last part; what was
// stored before a stop is found again by its keys.
func (m *Mailer) storeSlice(ctx context.Context, o PlanOptions, cycle domain.Cycle, s store.Slice) error {
	for rest := s.Decisions; ; {
		began, stored := m.now(), 0
		err := m.db.Maintain(ctx, func(tx *store.Tx) error {
			for stored = 0; stored < len(rest) && m.now().Sub(began) < partTime; {
				step := rest[stored:min(stored+partStep, len(rest))]
				if err := m.storeDecisions(ctx, tx, o, step); err != nil {
					return err
				}
				stored += len(step)
			}
			if stored < len(rest) {
				return nil
			}
			return tx.SaveCycle(ctx, cycle)
		})
		if err != nil || stored == len(rest) {
			return err
		}
		rest = rest[stored:]
		if err := pause(ctx, min(partRest, m.now().Sub(began)/10)); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (m *Mailer) storeDecisions(ctx context.Context, tx *store.Tx, o PlanOptions, ds []store.Decision) error {
	for _, d := range ds {
		for i, kind := range domain.ReminderKinds() {
			if d.Outcomes[i] != domain.Mailed {
				continue
			}
			if err := m.queueReminder(ctx, tx, o, kind, d.User.User); err != nil {
				return err
			}
		}
	}
	return tx.KeepOutcomes(ctx, o.Week, ds)
}

func (m *Mailer) queueReminder(ctx context.Context, tx *store.Tx, o PlanOptions, kind domain.MailKind, u domain.User) error {
	due := tx.Now()
	key := domain.ReminderKey(kind, u.EmailKey, o.Week)
	if !o.Asked {
		at, ok := o.calendar.Spread(o.Week, m.now(), place(key), spreadSteps)
		if !ok {
			return domain.Refuse(domain.Conflict, "week_over", "Week", string(o.Week))
		}
		due = domain.InstantOf(at)
	}
	return tx.QueueReminder(ctx, domain.Mail{Kind: kind, Email: u.Email, EmailKey: u.EmailKey, DedupKey: key, Week: o.Week, Language: u.Language,
		DueAt: due, Actor: o.Actor.Name, Asked: o.Asked})
}

// place puts a mail at a place of its own among all the steps of a week:
// evenly, and the same in every run.
func place(key string) int {
	h := fnv.New32a()
	fmt.Fprint(h, key)
	return int(h.Sum32() % spreadSteps)
}
