package main

import (
	"testing"
	"time"

	"vigie/internal/config"
	"vigie/internal/domain"
)

// easter is Easter Sunday by the algorithm of Meeus, Jones and Butcher.
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

func TestTheCalendarKnowsEveryFrenchPublicHoliday(t *testing.T) {
	calendar := (&app{cfg: config.Config{Timezone: time.UTC}}).calendar()
	for year := 2024; year <= 2040; year++ {
		free := map[domain.Date]bool{}
		for _, day := range [][2]int{{1, 1}, {5, 1}, {5, 8}, {7, 14}, {8, 15}, {11, 1}, {11, 11}, {12, 25}} {
			free[domain.MakeDate(year, day[0], day[1])] = true
		}
		for _, after := range []int{1, 39, 50} {
			free[domain.DateOf(easter(year).AddDate(0, 0, after))] = true
		}
		for day := domain.MakeDate(year, 1, 1); day <= domain.MakeDate(year, 12, 31); day = day.AddDays(1) {
			if calendar.Holidays(day) != free[day] {
				t.Errorf("%s: a holiday is %v", day, !free[day])
			}
		}
	}
}
