package desk

import (
	"context"

	"vigie/internal/domain"
)

// Leaving is how far the present week's reminders are.
type Leaving struct {
	Week     domain.Week
	Total    int64 // planned so far
	Waiting  int64
	InFlight int64
	SetAside int64          // kept back by a hold on a buyer or person
	Open     bool           // a window is open now
	Ends     domain.Instant // of the week's last window; zero when it is over
}

// Leaving reads it.
func (d *Desk) Leaving(ctx context.Context, by domain.Actor) (Leaving, error) {
	l := Leaving{Week: d.ThisWeek()}
	if err := d.read(by); err != nil {
		return l, err
	}
	calendar, err := d.db.Calendar(ctx, d.calendar)
	if err != nil {
		return l, err
	}
	now := d.now()
	l.Open = calendar.Open(now)
	if windows := calendar.Windows(l.Week); !calendar.Over(l.Week, now) && len(windows) > 0 {
		l.Ends = domain.InstantOf(windows[len(windows)-1][1])
	}
	cycle, err := d.db.Cycle(ctx, l.Week)
	if err != nil {
		return l, err
	}
	l.Total = cycle.Mails
	l.Waiting, l.InFlight, l.SetAside, err = d.db.LeavingOfWeek(ctx, l.Week)
	return l, err
}
