package domain

import "time"

// Date is a civil day written yyyy-mm-dd; the empty Date is unknown. Text
// order is time order, in Go and in SQL alike.
type Date string

// Forever is the last day of what has no end; it sorts after every real day.
const Forever Date = "9999-12-31"

const dateLayout = "2006-01-02"

// DateOf returns the civil day of t in t's own location.
func DateOf(t time.Time) Date { return Date(t.Format(dateLayout)) }

// MakeDate returns the day, or an empty Date when there is no such day
// (31 February is not moved to March).
func MakeDate(year, month, day int) Date {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || int(t.Month()) != month || t.Day() != day || year < 1 || year > 9999 {
		return ""
	}
	return DateOf(t)
}

// ParseDate reads a strict yyyy-mm-dd.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(dateLayout, s); err != nil {
		return "", Refuse(Invalid, "bad_date", "Value", s)
	}
	return Date(s), nil
}

// Known reports whether the day is known.
func (d Date) Known() bool { return d != "" }

func (d Date) time() time.Time {
	t, _ := time.Parse(dateLayout, string(d))
	return t
}

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date {
	if !d.Known() || d == Forever {
		return d
	}
	return DateOf(d.time().AddDate(0, 0, n))
}

// AddMonths returns the same day n months later, clamped to the end of a
// shorter month: 31 August + 6 is 28 or 29 February.
func (d Date) AddMonths(n int) Date {
	if !d.Known() || d == Forever {
		return d
	}
	t := d.time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// Earliest returns the smallest known day among ds, or "" when none is known.
func Earliest(ds ...Date) Date {
	var first Date
	for _, d := range ds {
		if d.Known() && (!first.Known() || d < first) {
			first = d
		}
	}
	return first
}

// Instant is a moment in milliseconds since 1970-01-01 UTC; zero is never.
// Stored as an integer, it compares alike in both databases.
type Instant int64

// InstantOf converts a time.
func InstantOf(t time.Time) Instant { return Instant(t.UnixMilli()) }

// Time returns the moment in UTC.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).UTC() }

// Never reports whether the moment did not happen.
func (i Instant) Never() bool { return i == 0 }

// Add returns the moment d later.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// Midnight is the first moment of a day in UTC, zero when it is not known.
func (d Date) Midnight() time.Time {
	if !d.Known() {
		return time.Time{}
	}
	return d.time()
}
