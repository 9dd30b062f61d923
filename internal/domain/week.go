package domain

import (
	"fmt"
	"time"
)

// Week is an ISO 8601 week written 2026-W48.
type Week string

// WeekOf returns the ISO week of t in t's own location.
func WeekOf(t time.Time) Week {
	year, week := t.ISOWeek()
	return Week(fmt.Sprintf("%04d-W%02d", year, week))
}

// ParseWeek reads 2026-W48 and refuses weeks that do not exist.
func ParseWeek(s string) (Week, error) {
	var year, week int
	if n, err := fmt.Sscanf(s, "%4d-W%2d", &year, &week); err != nil || n != 2 || len(s) != 8 || week < 1 {
		return "", Refuse(Invalid, "bad_week", "Value", s)
	}
	w := Week(s)
	if WeekOf(w.monday(year, week)) != w {
		return "", Refuse(Invalid, "bad_week", "Value", s)
	}
	return w, nil
}

func (Week) monday(year, week int) time.Time {
	january4 := time.Date(year, 1, 4, 12, 0, 0, 0, time.UTC) // always in week 1
	offset := (int(january4.Weekday()) + 6) % 7
	return january4.AddDate(0, 0, (week-1)*7-offset)
}

// Monday is the first day of the week.
func (w Week) Monday() Date {
	var year, week int
	if n, err := fmt.Sscanf(string(w), "%4d-W%2d", &year, &week); err != nil || n != 2 {
		return ""
	}
	return DateOf(w.monday(year, week))
}

// Previous is the week before.
func (w Week) Previous() Week { return WeekOf(w.Monday().AddDays(-7).time()) }

// Next is the week after.
func (w Week) Next() Week { return WeekOf(w.Monday().AddDays(7).time()) }

// Calendar says when reminders may leave, in civil time. Holidays tells
// whether a day is a French public holiday.
type Calendar struct {
	Location *time.Location
	From, To time.Weekday // Monday to Thursday
	Opens    int          // hour, 8
	Closes   int          // hour, 18
	Holidays func(Date) bool
}

// Windows returns the opening and closing moments of every window of week.
func (c Calendar) Windows(week Week) [][2]time.Time {
	var out [][2]time.Time
	for i := range 7 {
		day := week.Monday().AddDays(i)
		t := day.time()
		if t.Weekday() < c.From || t.Weekday() > c.To || c.Holidays != nil && c.Holidays(day) {
			continue
		}
		at := func(hour int) time.Time {
			return time.Date(t.Year(), t.Month(), t.Day(), hour, 0, 0, 0, c.Location)
		}
		out = append(out, [2]time.Time{at(c.Opens), at(c.Closes)})
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

// Week is the ISO week of the day.
func (d Date) Week() Week { return WeekOf(d.time()) }
