package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// silenceSlice is how many establishments one transaction of the escalation
// looks at, and silenceLooks how many weeks it looks back.
const (
	silenceSlice = 400
	silenceLooks = 105
)

// SilenceSteps are the silent weeks after which a step is taken.
func (d *Desk) SilenceSteps(ctx context.Context, by domain.Actor) (domain.SilenceSteps, error) {
	if err := d.read(by); err != nil {
		return domain.SilenceSteps{}, err
	}
	return d.silenceSteps(ctx)
}

func (d *Desk) silenceSteps(ctx context.Context) (domain.SilenceSteps, error) {
	text, err := d.db.Setting(ctx, domain.SettingSilence, "")
	if err != nil || text == "" {
		return domain.DefaultSilence(), err
	}
	return domain.ParseSilenceSteps(text)
}

// SetSilenceSteps changes them.
func (d *Desk) SetSilenceSteps(ctx context.Context, by domain.Actor, s domain.SilenceSteps) error {
	if err := s.Check(); err != nil {
		return err
	}
	return d.act(ctx, by, domain.ChangeSettings, func(tx *store.Tx) error { return tx.SetSetting(ctx, domain.SettingSilence, s.String()) })
}

// Escalate takes the steps of the last week that is over, one slice of
// establishments a call: who stayed silent is told of, once a step. It returns
// how many establishments it passed, 0 when the week is done.
func (d *Desk) Escalate(ctx context.Context) (int, error) {
	calendar, err := d.db.Calendar(ctx, d.calendar)
	if err != nil {
		return 0, err
	}
	week := d.ThisWeek()
	if !calendar.Over(week, d.now()) {
		week = week.Previous()
	}
	pass, err := d.db.SilencePass(ctx)
	if err != nil || pass.Week > week || pass.Week == week && pass.Done {
		return 0, err
	}
	if pass.Week < week {
		pass = store.SilencePass{Week: week}
	}
	last, err := d.db.LastEstablishment(ctx)
	if err != nil {
		return 0, err
	}
	e := escalation{desk: d, week: week, opening: domain.InstantOf(calendar.NextOpening(d.now()))}
	if e.steps, err = d.silenceSteps(ctx); err != nil {
		return 0, err
	}
	if e.cycles, err = d.db.PlannedWeeks(ctx, week, silenceLooks); err != nil {
		return 0, err
	}
	from := pass.After
	pass.After = min(from+silenceSlice, last)
	pass.Done = pass.After >= last
	return int(pass.After - from), e.slice(ctx, from, pass)
}

// escalation is one week's pass.
type escalation struct {
	desk    *Desk
	week    domain.Week
	steps   domain.SilenceSteps
	cycles  []domain.Week // that were planned, newest first
	opening domain.Instant
}

func (e escalation) slice(ctx context.Context, from int64, pass store.SilencePass) error {
	db := e.desk.db
	var candidates []int64
	if n := e.steps.Administrators; len(e.cycles) >= n {
		var err error
		if candidates, err = db.SilentCandidates(ctx, from, pass.After, e.cycles[n-1], e.week); err != nil {
			return err
		}
	}
	ended, err := db.EndedSilences(ctx, from, pass.After)
	if err != nil {
		return err
	}
	var changed []func(*store.Tx) error
	for _, id := range ended {
		changed = append(changed, func(tx *store.Tx) error { return tx.EndSilence(ctx, id) })
	}
	for _, id := range candidates {
		change, err := e.look(ctx, id)
		if err != nil {
			return err
		}
		if change != nil {
			changed = append(changed, change)
		}
	}
	if len(changed) == 0 {
		return db.Maintain(ctx, func(tx *store.Tx) error { return tx.SaveSilencePass(ctx, pass) })
	}
	return e.desk.act(ctx, domain.SystemActor("timed"), domain.TimedRefresh, func(tx *store.Tx) error {
		for _, change := range changed {
			if err := change(tx); err != nil {
				return err
			}
		}
		return tx.SaveSilencePass(ctx, pass)
	})
}

// look asks how long an establishment has been silent, and returns what
// follows from it, nil when nothing does.
func (e escalation) look(ctx context.Context, supplier int64) (func(*store.Tx) error, error) {
	db := e.desk.db
	before, err := db.Silence(ctx, supplier)
	if err != nil {
		return nil, err
	}
	reminded, err := db.RemindedWeeks(ctx, supplier, e.cycles[len(e.cycles)-1])
	if err != nil {
		return nil, err
	}
	at, err := db.LastSign(ctx, supplier)
	if err != nil {
		return nil, err
	}
	var sign domain.Week
	if !at.Never() {
		sign = domain.WeekOf(at.Time().In(e.desk.location))
	}
	weeks, since := domain.SilentWeeks(e.cycles, reminded, sign)
	step := e.steps.Step(weeks)
	switch {
	case before.SupplierID != 0 && (step == 0 || since > before.Since):
		return func(tx *store.Tx) error { return tx.EndSilence(ctx, supplier) }, nil // it began anew meanwhile
	case step == 0:
		return nil, nil
	}
	after := before
	after.SupplierID, after.NextWeek = supplier, e.next(step, weeks)
	if after.Since == "" {
		after.Since = since
	}
	if step > before.Step && !before.Stopped() {
		after.Step, after.StepWeek = step, e.week
	}
	return func(tx *store.Tx) error {
		if err := tx.SaveSilence(ctx, before, after); err != nil {
			return err
		}
		return e.tell(ctx, tx, before, after)
	}, nil
}

// next is the week before which no further step can be reached.
func (e escalation) next(step, weeks int) domain.Week {
	w := e.week
	for range e.steps.Until(step, weeks) {
		w = w.Next()
	}
	if step == domain.StepAtRisk {
		return "9999-W01"
	}
	return w
}

// tell queues the mails of the steps that were reached: one each, for this
// silence.
func (e escalation) tell(ctx context.Context, tx *store.Tx, before, after domain.Silence) error {
	if after.Step >= domain.StepAdministrators && before.Step < domain.StepAdministrators {
		administrators, err := tx.AdministratorsOf(ctx, after.SupplierID)
		if err != nil {
			return err
		}
		for _, a := range domain.Addressees(administrators) {
			if err := e.queue(ctx, tx, domain.MailSilentSupplier, a.UserID, after, a); err != nil {
				return err
			}
		}
	}
	if after.Step < domain.StepBuyers || before.Step >= domain.StepBuyers {
		return nil
	}
	follows, err := tx.AllSupplierFollowUps(ctx, after.SupplierID)
	if err != nil {
		return err
	}
	ids := make([]int64, len(follows))
	for i, f := range follows {
		ids[i] = f.ID
	}
	stops, err := tx.SilenceStops(ctx, ids)
	if err != nil {
		return err
	}
	for _, f := range follows {
		if _, stopped := stops[f.ID]; stopped || !f.InForce(e.desk.Today()) || f.Compliance != domain.Outstanding {
			continue
		}
		people, err := tx.BuyerPeople(ctx, f)
		if err != nil {
			return err
		}
		for _, a := range people.Reach() {
			if err := e.queue(ctx, tx, domain.MailSilentBuyer, f.ID, after, a); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e escalation) queue(ctx context.Context, tx *store.Tx, kind domain.MailKind, subject int64, s domain.Silence, to domain.Addressee) error {
	_, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: kind, Email: to.Email, Language: to.Language, SubjectID: subject, Asked: true, DueAt: e.opening,
		DedupKey: string(kind) + "|" + decimal(subject) + "|" + string(s.Since) + "|" + domain.EmailKey(to.Email), Actor: tx.Actor().Name})
	return err
}
