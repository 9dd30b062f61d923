package domain

import (
	"fmt"
	"strings"
)

// SilenceSteps are the silent weeks after which a step is taken.
type SilenceSteps struct{ Administrators, Buyers, AtRisk int }

// The steps of an escalation.
const (
	StepAdministrators = 1 // the establishment's administrators were told
	StepBuyers         = 2 // the contacts at its buyers were
	StepAtRisk         = 3 // it stands on the list "at risk"
)

// DefaultSilence are 4, 8 and 12 weeks.
func DefaultSilence() SilenceSteps { return SilenceSteps{4, 8, 12} }

// Check refuses steps that do not follow one another.
func (s SilenceSteps) Check() error {
	if s.Administrators < 1 || s.Buyers <= s.Administrators || s.AtRisk <= s.Buyers || s.AtRisk > 104 {
		return Refuse(Invalid, "silence_steps")
	}
	return nil
}

// String writes them as their setting keeps them.
func (s SilenceSteps) String() string {
	return fmt.Sprintf("%d %d %d", s.Administrators, s.Buyers, s.AtRisk)
}

// ParseSilenceSteps reads what String wrote.
func ParseSilenceSteps(text string) (SilenceSteps, error) {
	var s SilenceSteps
	if n, err := fmt.Sscanf(strings.ReplaceAll(text, ",", " "), "%d %d %d", &s.Administrators, &s.Buyers, &s.AtRisk); err != nil || n != 3 {
		return s, Refuse(Invalid, "silence_steps")
	}
	return s, s.Check()
}

// Step is the step that so many silent weeks have reached, 0 for none.
func (s SilenceSteps) Step(weeks int) int {
	switch {
	case weeks >= s.AtRisk:
		return StepAtRisk
	case weeks >= s.Buyers:
		return StepBuyers
	case weeks >= s.Administrators:
		return StepAdministrators
	}
	return 0
}

// Until is how many silent weeks are missing to the step after this one, 0
// when there is none.
func (s SilenceSteps) Until(step, weeks int) int {
	switch step {
	case 0:
		return max(1, s.Administrators-weeks)
	case StepAdministrators:
		return max(1, s.Buyers-weeks)
	case StepBuyers:
		return max(1, s.AtRisk-weeks)
	}
	return 0
}

// SilentWeeks counts the weeks, from the last one back, in which an
// establishment was reminded and gave no sign of life: no activation, deposit,
// answer or ticket. Weeks without a cycle neither count nor break the row; a
// week without a reminder does. sign is the week of its last sign, "" for none.
func SilentWeeks(cycles []Week, reminded map[Week]bool, sign Week) (weeks int, since Week) {
	for _, w := range cycles {
		if !reminded[w] || w <= sign {
			break
		}
		weeks, since = weeks+1, w
	}
	return weeks, since
}

// Silence is a supplier that stayed silent until a step was taken.
type Silence struct {
	SupplierID    int64 `db:"id"`
	Since         Week  // the first silent week
	Step          int
	StepWeek      Week    `db:"step_week"` // in which the step was taken
	NextWeek      Week    `db:"next_week"` // before which nothing more can happen
	StoppedBy     string  `db:"stopped_by"`
	StoppedReason string  `db:"stopped_reason"`
	StoppedAt     Instant `db:"stopped_at"`
	UpdatedAt     Instant `db:"updated_at"`
}

// Stopped reports whether somebody ended the escalation by hand.
func (s Silence) Stopped() bool { return !s.StoppedAt.Never() }

// SilenceRow is a silence with the supplier's name.
type SilenceRow struct {
	Silence
	Name  string
	Value string
	State EstablishmentState
}

// SilenceStop is a follow-up whose buyer is told nothing.
type SilenceStop struct {
	FollowUpID int64 `db:"follow_up_id"`
	Reason     string
	Actor      string
	CreatedAt  Instant `db:"created_at"`
}
