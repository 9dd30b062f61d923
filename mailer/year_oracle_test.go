package mailer

import (
	"slices"
	"time"

	"vigie/internal/domain"
)

// The oracle says, from domain.md § 5 alone and without a line of the code
// under test, who must get what in a week of 2026: its days, its public
// holidays and its rules are written out again here.

// span is a stretch of days, from the first to the day before the last; a
// last day "" never comes.
type span [2]string

type spans []span

func (ss spans) has(day string) bool {
	return slices.ContainsFunc(ss, func(s span) bool { return s[0] <= day && (s[1] == "" || day < s[1]) })
}

// tie is a follow-up as the oracle knows it.
type tie struct {
	buyer          int
	there          span // from the first day whose window can know it
	standby, ended spans
	asking, owing  spans // requires something; something is missing, rejected or expiring; to be checked
}

// life is one person: what was true of them, when.
type life struct {
	name, email                                                     string
	invited, disabled, bounced, pending, suppressed, gone, heldBack spans
	ties                                                            []tie
}

// simulated is the year's outside: buyers held, cycles held, hours changed.
type simulated struct {
	buyerHeld map[int]spans
	noCycle   spans // days on which the cycle was held or nothing ran
	days      map[string][]time.Weekday
	holidays  spans // in which the team let reminders leave on public holidays
}

// The French public holidays of the ISO year 2026, as the almanac has them.
func almanac() []string {
	return []string{"2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25", "2027-01-01"}
}

const firstMonday = "2025-12-29"

func dayAfter(day string, n int) string {
	t, err := time.Parse("2006-01-02", day)
	if err != nil {
		panic(err)
	}
	return t.AddDate(0, 0, n).Format("2006-01-02")
}

// windowDays are the days of the n-th week on which reminders could leave.
func (s simulated) windowDays(n int) []string {
	var out []string
	for i := range 7 {
		day := dayAfter(firstMonday, (n-1)*7+i)
		days := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday}
		if other, changed := s.days[dayAfter(firstMonday, (n-1)*7)]; changed {
			days = other
		}
		closed := slices.Contains(almanac(), day) && !s.holidays.has(day)
		if slices.Contains(days, time.Weekday((i+1)%7)) && !closed && !s.noCycle.has(day) {
			out = append(out, day)
		}
	}
	return out
}

// due reports whether a person is reminded on a day.
func (s simulated) due(kind domain.MailKind, p life, day string) bool {
	for _, never := range []spans{p.disabled, p.bounced, p.pending, p.suppressed, p.gone, p.heldBack} {
		if never.has(day) {
			return false
		}
	}
	if p.email == "" {
		return false
	}
	for _, t := range p.ties {
		if !(spans{t.there}).has(day) || t.standby.has(day) || t.ended.has(day) || s.buyerHeld[t.buyer].has(day) || !t.asking.has(day) {
			continue
		}
		if kind == domain.MailActivation && p.invited.has(day) || kind == domain.MailCompliance && t.owing.has(day) {
			return true
		}
	}
	return false
}

// expected are the mails of a kind in the n-th week: one an address.
func (s simulated) expected(kind domain.MailKind, people []life, n int) map[string]bool {
	out := map[string]bool{}
	for _, day := range s.windowDays(n) {
		for _, p := range people {
			if s.due(kind, p, day) {
				out[p.email] = true
			}
		}
	}
	return out
}
