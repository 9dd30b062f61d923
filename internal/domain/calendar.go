package domain

import "time"

// Calendar says when reminders may leave, in civil time: the clocks of the
// location change, an hour of the day stays what it is. Holidays tells whether
// a day is a French public holiday; nil where none is.
type Calendar struct {
	Location *time.Location
	Hours
	Holidays func(Date) bool
}

// Windows returns the opening and closing moments of every window of week, in
// their order; quiet hours cut a day's in two.
func (c Calendar) Windows(week Week) [][2]time.Time {
	var out [][2]time.Time
	for i := range 7 {
		day := week.Monday().AddDays(i)
		t := day.time()
		if !c.Days.Has(t.Weekday()) || !c.OnHolidays && c.Holidays != nil && c.Holidays(day) {
			continue
		}
		at := func(clock Clock) time.Time {
			return time.Date(t.Year(), t.Month(), t.Day(), 0, int(clock), 0, 0, c.Location)
		}
		if c.QuietTo <= c.QuietFrom {
			out = append(out, [2]time.Time{at(c.Opens), at(c.Closes)})
			continue
		}
		for _, piece := range [][2]Clock{{c.Opens, c.QuietFrom}, {c.QuietTo, c.Closes}} {
			if piece[0] < piece[1] {
				out = append(out, [2]time.Time{at(piece[0]), at(piece[1])})
			}
		}
	}
	return out
}

// Open reports whether reminders may leave at now.
func (c Calendar) Open(now time.Time) bool {
	for _, w := range c.Windows(WeekOf(now.In(c.Location))) {
		if !now.Before(w[0]) && now.Before(w[1]) {
			return true
		}
	}
	return false
}

// Over reports whether the last window of week is behind now: what remains
// is dropped, never sent late.
func (c Calendar) Over(week Week, now time.Time) bool {
	windows := c.Windows(week)
	return len(windows) == 0 && week < WeekOf(now.In(c.Location)) || len(windows) > 0 && !now.Before(windows[len(windows)-1][1])
}

// Spread returns the moment at which the i-th of n mails leaves, evenly over
// what is left of the week's windows after now; false when nothing is left.
func (c Calendar) Spread(week Week, now time.Time, i, n int) (time.Time, bool) {
	var left time.Duration
	windows := c.Windows(week)
	for _, w := range windows {
		left += remaining(w, now)
	}
	if left <= 0 || n <= 0 {
		return time.Time{}, false
	}
	at := time.Duration(float64(left) * float64(i) / float64(n))
	for _, w := range windows {
		r := remaining(w, now)
		if at < r {
			return w[1].Add(at - r), true
		}
		at -= r
	}
	return windows[len(windows)-1][1].Add(-time.Second), true
}

// NextOpening returns when the first window of a day after now's opens.
func (c Calendar) NextOpening(now time.Time) time.Time {
	now = now.In(c.Location)
	for week := WeekOf(now); ; week = week.Next() {
		for _, w := range c.Windows(week) {
			if w[0].After(now) && DateOf(w[0]) > DateOf(now) {
				return w[0]
			}
		}
		if DateOf(now).AddMonths(3) < week.Monday() {
			return now // a calendar that never opens
		}
	}
}

func remaining(w [2]time.Time, now time.Time) time.Duration {
	if now.After(w[0]) {
		return max(0, w[1].Sub(now))
	}
	return w[1].Sub(w[0])
}

// The greatest distances between two looks at the clock that nobody asks
// about: a day, were it the longest of the year, and what a clock that is set
// right goes back.
const (
	clockForward = 26 * time.Hour
	clockBack    = 5 * time.Minute
)

// ClockJumped reports whether the hour cannot follow the one that was seen
// last without somebody saying so: the machine stood still for more than a
// day, or its clock is wrong.
func ClockJumped(seen, now time.Time) bool {
	return now.Sub(seen) > clockForward || seen.Sub(now) > clockBack
}

// ClockDoubt is what the mailer saw when the clock jumped.
type ClockDoubt struct {
	Seen, Now Instant
}
