package desk

import (
	"context"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// PastDate is how much of a kind is past its date, and under which period.
type PastDate struct {
	Period domain.Period `json:"period"`
	Before domain.Date   `json:"before"`
	Rows   int64         `json:"rows"`
}

// PurgePlan says what the next purge will erase, before it does.
func (d *Desk) PurgePlan(ctx context.Context, by domain.Actor) ([]PastDate, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return nil, err
	}
	periods, err := periodsOf(ctx, d.db)
	if err != nil {
		return nil, err
	}
	found, err := d.db.PastDate(ctx, d.cutoff(periods))
	if err != nil {
		return nil, err
	}
	var out []PastDate
	for _, p := range periods {
		if n := found[p.Kind]; n > 0 {
			out = append(out, PastDate{p, periods.Before(p.Kind, d.Today()), n})
		}
	}
	return out, nil
}

// cutoff is the day before which data of a kind is past its date, and its
// first moment in the house's time zone.
func (d *Desk) cutoff(periods domain.PeriodTable) func(domain.PeriodKind) (domain.Date, domain.Instant) {
	return func(kind domain.PeriodKind) (domain.Date, domain.Instant) {
		day := periods.Before(kind, d.Today())
		t, err := time.ParseInLocation("2006-01-02", string(day), d.location)
		if err != nil {
			return day, 0
		}
		return day, domain.InstantOf(t)
	}
}

// purgedOn is where the day of the last purge stands.
const purgedOn = "purged_on"

// Purge erases what is past its date, once a day, a few rows at a time: it
// returns how many it did; call it until none is left.
func (d *Desk) Purge(ctx context.Context) (int, error) {
	today := string(d.Today())
	if last, err := d.db.Meta(ctx, purgedOn); err != nil || last == today {
		return 0, err
	}
	n, err := d.PurgeSome(ctx)
	if err != nil || n > 0 {
		return n, err
	}
	if err := d.db.Scrub(ctx); err != nil {
		return 0, err
	}
	return 0, d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.SetMeta(ctx, purgedOn, today) })
}

// PurgeSome erases some rows of the first kind that has any past its date.
func (d *Desk) PurgeSome(ctx context.Context) (int, error) {
	periods, err := periodsOf(ctx, d.db)
	if err != nil {
		return 0, err
	}
	cutoff := d.cutoff(periods)
	found, err := d.db.PastDate(ctx, cutoff)
	if err != nil {
		return 0, err
	}
	for _, p := range periods {
		if found[p.Kind] == 0 {
			continue
		}
		day, at := cutoff(p.Kind)
		var purged store.Purged
		err := d.act(ctx, domain.SystemActor("timed"), domain.TimedPurge, func(tx *store.Tx) (err error) {
			purged, err = tx.Purge(ctx, p.Kind, day, at, timedBatch, d.keys.HashEmail, d.hashIdentifier)
			return err
		})
		if err != nil {
			return 0, err
		}
		d.dropFiles(purged.Files)
		return purged.Rows, nil
	}
	return 0, nil
}

func (d *Desk) hashIdentifier(id domain.Identifier) string {
	t := domain.TraceOfIdentifier(id)
	return d.keys.Hash(t.Purpose, t.Value)
}

// ForgetLastMails masks the mails that told people of their own removal, once
// they have left, and returns how many.
func (d *Desk) ForgetLastMails(ctx context.Context) (int, error) {
	if left, err := d.db.LastMailsLeft(ctx); err != nil {
		return 0, err
	} else if !left && d.db.ScrubDue() {
		return 0, d.db.Scrub(ctx)
	} else if !left {
		return 0, nil
	}
	n := 0
	err := d.act(ctx, domain.SystemActor("timed"), domain.TimedPurge, func(tx *store.Tx) (err error) {
		n, err = tx.MaskLastMails(ctx, timedBatch, d.keys.HashEmail)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, d.db.Scrub(ctx)
}
