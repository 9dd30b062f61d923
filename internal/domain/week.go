package domain

import (
	"fmt"
	"strconv"
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
	w := Week(s)
	year, week, ok := w.parts()
	if !ok || week < 1 || WeekOf(w.monday(year, week)) != w {
		return "", Refuse(Invalid, "bad_week", "Value", s)
	}
	return w, nil
}

// parts are the numbers of a week; ok when it is written like one.
func (w Week) parts() (year, week int, ok bool) {
	if len(w) != len("2026-W48") || w[4:6] != "-W" {
		return 0, 0, false
	}
	year, err := strconv.Atoi(string(w[:4]))
	if err != nil {
		return 0, 0, false
	}
	week, err = strconv.Atoi(string(w[6:]))
	return year, week, err == nil
}

func (Week) monday(year, week int) time.Time {
	january4 := time.Date(year, 1, 4, 12, 0, 0, 0, time.UTC) // always in week 1
	offset := (int(january4.Weekday()) + 6) % 7
	return january4.AddDate(0, 0, (week-1)*7-offset)
}

// Monday is the first day of the week.
func (w Week) Monday() Date {
	year, week, ok := w.parts()
	if !ok {
		return ""
	}
	return DateOf(w.monday(year, week))
}

// Previous is the week before.
func (w Week) Previous() Week { return WeekOf(w.Monday().AddDays(-7).time()) }

// Next is the week after.
func (w Week) Next() Week { return WeekOf(w.Monday().AddDays(7).time()) }

// Week is the ISO week of the day.
func (d Date) Week() Week { return WeekOf(d.time()) }
