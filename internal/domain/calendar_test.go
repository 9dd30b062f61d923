package domain

import (
	"testing"
	"time"
)

func paris(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestHoursAreReadAsTheyAreWritten(t *testing.T) {
	for _, text := range []string{"mon,tue,wed,thu 08:00-18:00", "mon,fri 08:30-17:45 12:00-14:00", "sat,sun 00:00-24:00 holidays", "tue 07:00-12:00 11:00-12:00 holidays"} {
		h, err := ParseHours(text)
		if err != nil || h.String() != text {
			t.Errorf("%s: read as %q, %v", text, h, err)
		}
	}
	for text, key := range map[string]string{
		"mon 08:00-08:30": "hours_too_short", "mon 18:00-08:00": "hours_too_short", "mon 08:00-25:00": "bad_clock", "mon 8h-18h": "bad_clock",
		"lundi-payday 08:00-18:00": "bad_weekday", "mon 08:00-18:00 07:00-09:00": "hours_quiet", "mon 08:00-10:00 08:10-09:50": "hours_too_short", "mon": "bad_clock",
	} {
		if _, err := ParseHours(text); !isRefusal(err, key) {
			t.Errorf("%s: %v, want %s", text, err, key)
		}
	}
}

func isRefusal(err error, key string) bool {
	refusal, ok := err.(*Error)
	return ok && refusal.Key == key
}

func TestDaysOfTheWeekAreReadInBothLanguages(t *testing.T) {
	for _, text := range []string{"mon-thu", "lun-jeu", "mon,tue,wed,thu", "Lundi mardi mercredi jeudi"} {
		if got, err := ParseWeekdays(text); err != nil || got != DaysFrom(time.Monday, time.Thursday) {
			t.Errorf("%s: %v, %v", text, got.Codes(), err)
		}
	}
	if got, err := ParseWeekdays("sat-mon"); err != nil || len(got.Codes()) != 3 || got.Has(time.Tuesday) {
		t.Errorf("over the week's end: %v, %v", got.Codes(), err)
	}
}

func TestWindowsAreCivilTimeOnBothClockChanges(t *testing.T) {
	sunday := Calendar{Location: paris(t), Hours: Hours{Days: DaysFrom(time.Sunday, time.Monday), Closes: 24 * 60}}
	for week, lengths := range map[Week][2]time.Duration{
		"2026-W13": {24 * time.Hour, 23 * time.Hour}, // 29 March: an hour is missing
		"2026-W43": {24 * time.Hour, 25 * time.Hour}, // 25 October: an hour comes twice
		"2026-W20": {24 * time.Hour, 24 * time.Hour},
	} {
		windows := sunday.Windows(week)
		if len(windows) != 2 || windows[0][1].Sub(windows[0][0]) != lengths[0] || windows[1][1].Sub(windows[1][0]) != lengths[1] {
			t.Errorf("%s: %v", week, windows)
		}
	}
	office := Calendar{Location: paris(t), Hours: DefaultHours()}
	for week, utc := range map[Week]int{"2026-W13": 7, "2026-W14": 6, "2026-W43": 6, "2026-W44": 7} {
		if at := office.Windows(week)[0][0]; at.Hour() != 8 || at.UTC().Hour() != utc {
			t.Errorf("%s opens at %s, %s", week, at, at.UTC())
		}
	}
}

func TestWeekFiftyThreeIsAWeekLikeOthers(t *testing.T) {
	c := Calendar{Location: paris(t), Hours: DefaultHours(), Holidays: func(d Date) bool { return d == "2027-01-01" }}
	windows := c.Windows("2026-W53")
	if len(windows) != 4 || DateOf(windows[0][0]) != "2026-12-28" || DateOf(windows[3][0]) != "2026-12-31" {
		t.Fatalf("%v", windows)
	}
	if w := Week("2026-W53"); w.Next() != "2027-W01" || w.Previous() != "2026-W52" {
		t.Errorf("between %s and %s", w.Previous(), w.Next())
	}
	if !c.Over("2026-W53", time.Date(2026, 12, 31, 18, 0, 0, 0, c.Location)) || c.Over("2026-W53", time.Date(2026, 12, 31, 17, 59, 0, 0, c.Location)) {
		t.Error("the week is over at another hour than six on Thursday")
	}
}

func TestQuietHoursCutTheDayInTwo(t *testing.T) {
	h, err := ParseHours("mon,tue,wed,thu 08:00-18:00 12:00-14:00")
	if err != nil {
		t.Fatal(err)
	}
	c := Calendar{Location: paris(t), Hours: h}
	for clock, open := range map[string]bool{"07:59": false, "08:00": true, "11:59": true, "12:00": false, "13:59": false, "14:00": true, "17:59": true, "18:00": false} {
		at, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-24 "+clock, c.Location)
		if err != nil {
			t.Fatal(err)
		}
		if c.Open(at) != open {
			t.Errorf("%s: open %v", clock, !open)
		}
	}
	for i := range 100 {
		if at, ok := c.Spread("2026-W48", time.Date(2026, 11, 24, 9, 0, 0, 0, c.Location), i, 100); !ok || !c.Open(at) {
			t.Errorf("mail %d would leave at %s", i, at)
		}
	}
}

func TestAClockJumpsBeyondADayForwardOrFiveMinutesBack(t *testing.T) {
	seen := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		by     time.Duration
		jumped bool
	}{{time.Second, false}, {25 * time.Hour, false}, {26 * time.Hour, false}, {26*time.Hour + time.Second, true}, {400 * 24 * time.Hour, true},
		{-time.Second, false}, {-5 * time.Minute, false}, {-5*time.Minute - time.Second, true}, {-24 * time.Hour, true}} {
		if got := ClockJumped(seen, seen.Add(c.by)); got != c.jumped {
			t.Errorf("by %s: jumped %v", c.by, got)
		}
	}
}
