package domain

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Clock is a civil time of day, in minutes after midnight; 24:00 ends a day.
type Clock int

// ParseClock reads 8:00, 08:00 or 24:00.
func ParseClock(s string) (Clock, error) {
	var hour, minute int
	if n, err := fmt.Sscanf(s, "%d:%d", &hour, &minute); err != nil || n != 2 || hour < 0 || minute < 0 || minute > 59 || len(s) > 5 {
		return 0, Refuse(Invalid, "bad_clock", "Value", s)
	}
	c := Clock(hour*60 + minute)
	if c > 24*60 {
		return 0, Refuse(Invalid, "bad_clock", "Value", s)
	}
	return c, nil
}

// String writes 08:00.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// Weekdays is a set of days of the week.
type Weekdays uint8

// DaysFrom is the set from one day of the week to another, both included.
func DaysFrom(from, to time.Weekday) Weekdays {
	var w Weekdays
	for d := from; ; d = (d + 1) % 7 {
		w |= 1 << d
		if d == to {
			return w
		}
	}
}

// Has reports whether a day is in the set.
func (w Weekdays) Has(d time.Weekday) bool { return w&(1<<d) != 0 }

// weekdayCodes begin on Monday, as the ISO week does; people may also write
// the French ones.
func weekdayCodes() [7]string { return [7]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} }

func frenchWeekdays() [7]string { return [7]string{"lun", "mar", "mer", "jeu", "ven", "sam", "dim"} }

// Codes lists the days as mon, tue, …, Monday first.
func (w Weekdays) Codes() []string {
	var out []string
	for i, code := range weekdayCodes() {
		if w.Has(time.Weekday((i + 1) % 7)) {
			out = append(out, code)
		}
	}
	return out
}

// ParseWeekdays reads "mon tue wed thu", "mon-thu" or "lun,mar".
func ParseWeekdays(s string) (Weekdays, error) {
	var w Weekdays
	for _, part := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == ',' }) {
		from, to, span := strings.Cut(part, "-")
		first, ok := weekday(from)
		last, good := first, true
		if span {
			last, good = weekday(to)
		}
		if !ok || !good {
			return 0, Refuse(Invalid, "bad_weekday", "Value", part)
		}
		w |= DaysFrom(first, last)
	}
	return w, nil
}

func weekday(s string) (time.Weekday, bool) {
	for _, codes := range [][7]string{weekdayCodes(), frenchWeekdays()} {
		if i := slices.IndexFunc(codes[:], func(code string) bool { return strings.HasPrefix(s, code) }); i >= 0 {
			return time.Weekday((i + 1) % 7), true
		}
	}
	return 0, false
}

// Hours are the days and hours at which what the calendar governs may leave:
// reminders, escalations, digests. Between the quiet hours, where they are
// set, nothing of it leaves either.
type Hours struct {
	Days          Weekdays
	Opens, Closes Clock
	QuietFrom     Clock
	QuietTo       Clock // as QuietFrom: no quiet hours
	OnHolidays    bool  // French public holidays are days like others
}

// DefaultHours are Monday to Thursday, 08:00 to 18:00, on no public holiday.
func DefaultHours() Hours {
	return Hours{Days: DaysFrom(time.Monday, time.Thursday), Opens: 8 * 60, Closes: 18 * 60}
}

// Check refuses hours in which a day has less than one hour to send in.
func (h Hours) Check() error {
	switch {
	case h.Days == 0:
		return Refuse(Invalid, "hours_no_day")
	case h.Closes > 24*60 || h.Closes-h.Opens < 60:
		return Refuse(Invalid, "hours_too_short")
	case h.QuietFrom > h.QuietTo || h.QuietFrom != h.QuietTo && (h.QuietFrom < h.Opens || h.QuietTo > h.Closes):
		return Refuse(Invalid, "hours_quiet")
	case h.Closes-h.Opens-(h.QuietTo-h.QuietFrom) < 60:
		return Refuse(Invalid, "hours_too_short")
	}
	return nil
}

// String writes the hours as one line, as the setting keeps them:
// "mon,tue,wed,thu 08:00-18:00 12:00-14:00 holidays".
func (h Hours) String() string {
	s := strings.Join(h.Days.Codes(), ",") + " " + h.Opens.String() + "-" + h.Closes.String()
	if h.QuietTo > h.QuietFrom {
		s += " " + h.QuietFrom.String() + "-" + h.QuietTo.String()
	}
	if h.OnHolidays {
		s += " holidays"
	}
	return s
}

// ParseHours reads what String wrote.
func ParseHours(s string) (Hours, error) {
	var h Hours
	parts := strings.Fields(s)
	if len(parts) < 2 {
		return h, Refuse(Invalid, "bad_clock", "Value", s)
	}
	var err error
	if h.Days, err = ParseWeekdays(parts[0]); err != nil {
		return h, err
	}
	if h.Opens, h.Closes, err = ParseSpan(parts[1]); err != nil {
		return h, err
	}
	for _, part := range parts[2:] {
		if part == "holidays" {
			h.OnHolidays = true
		} else if h.QuietFrom, h.QuietTo, err = ParseSpan(part); err != nil {
			return h, err
		}
	}
	return h, h.Check()
}

// ParseSpan reads two times of day: 08:00-18:00.
func ParseSpan(s string) (from, to Clock, err error) {
	a, b, _ := strings.Cut(s, "-")
	if from, err = ParseClock(strings.TrimSpace(a)); err == nil {
		to, err = ParseClock(strings.TrimSpace(b))
	}
	return from, to, err
}
