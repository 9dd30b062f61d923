package domain

// DocumentStatus is what one required document is worth on one day.
type DocumentStatus string

// The statuses of a required document.
const (
	StatusMissing      DocumentStatus = "missing"
	StatusToCheck      DocumentStatus = "to_check"
	StatusRejected     DocumentStatus = "rejected"
	StatusNotConcerned DocumentStatus = "not_concerned"
	StatusValid        DocumentStatus = "valid"
	StatusExpiring     DocumentStatus = "expiring"
	StatusExpired      DocumentStatus = "expired"
)

// ExpiringDays is how long before its end a document is asked for again.
const ExpiringDays = 30

// Outstanding reports whether a reminder asks for a document in this status.
func (s DocumentStatus) Outstanding() bool {
	return s == StatusMissing || s == StatusRejected || s == StatusExpired || s == StatusExpiring
}

// ComplianceState sums up a follow-up's required documents.
type ComplianceState string

// The compliance states.
const (
	NothingRequired ComplianceState = "nothing_required"
	Outstanding     ComplianceState = "outstanding"
	BeingChecked    ComplianceState = "being_checked"
	Compliant       ComplianceState = "compliant"
)

// Case is everything that decides what a follow-up asks for.
type Case struct {
	BeganOn   Date
	Forced    bool
	Foreign   bool
	Activity  string
	Collected []Collected
	Contracts []Contract
	Documents []Document // of the supplier; those of another follow-up are ignored
	FollowUp  int64
}

// Line is one required document on one day.
type Line struct {
	Type       Collected
	Status     DocumentStatus
	Reason     string // why it was rejected
	DueOn      Date   // since when, or by when, it is due
	ValidUntil Date
	Document   Document // the one that counts, zero when none
}

// Assessment is what a case is worth on one day, and the first later day on
// which that may change.
type Assessment struct {
	Lines        []Line
	State        ComplianceState
	Required     int
	Outstanding  int
	EndsOn       Date
	NextChangeOn Date
}

// Assess says what the follow-up asks for on day (domain.md § 3).
func (c Case) Assess(day Date) Assessment {
	a := Assessment{State: NothingRequired, EndsOn: c.endsOn(), NextChangeOn: Forever}
	reaches := c.reachesThreshold(day)
	for _, contract := range c.Contracts {
		a.change(contract.EndsOn.AddDays(1), day)
	}
	for _, d := range c.Documents {
		a.change(d.DepositedOn, day)
	}
	checking := 0
	for _, t := range c.Collected {
		if !t.AppliesTo(c.Foreign, c.Activity) || t.Basis == Vigilance && !reaches && !c.Forced && !t.Forced {
			continue
		}
		line := c.line(t, day)
		if line.ValidUntil.Known() && line.ValidUntil != Forever {
			a.change(line.ValidUntil.AddDays(1-ExpiringDays), day)
			a.change(line.ValidUntil.AddDays(1), day)
		}
		a.Lines = append(a.Lines, line)
		a.Required++
		if line.Status.Outstanding() {
			a.Outstanding++
		}
		if line.Status == StatusToCheck {
			checking++
		}
	}
	switch {
	case a.Outstanding > 0:
		a.State = Outstanding
	case checking > 0:
		a.State = BeingChecked
	case a.Required > 0:
		a.State = Compliant
	}
	return a
}

func (a *Assessment) change(on, day Date) {
	if on > day && on < a.NextChangeOn {
		a.NextChangeOn = on
	}
}

// endsOn is the end of the contract that ends last, Forever without contract.
func (c Case) endsOn() Date {
	if len(c.Contracts) == 0 {
		return Forever
	}
	var last Date
	for _, contract := range c.Contracts {
		last = max(last, contract.EndsOn)
	}
	return last
}

// reachesThreshold reports whether the contracts in force reach 5,000 €
// together, or an amount is unknown (R. 8222-1: instalments add up).
func (c Case) reachesThreshold(day Date) bool {
	if len(c.Contracts) == 0 {
		return true
	}
	var sum Cents
	for _, contract := range c.Contracts {
		if !contract.InForce(day) {
			continue
		}
		if !contract.Amount.Known() {
			return true
		}
		sum += contract.Amount
	}
	return sum >= VigilanceThreshold
}

// line finds the document that counts for type t: a valid one, else one
// being checked, else the one that ends last, else the rejected one.
func (c Case) line(t Collected, day Date) Line {
	best := Line{Type: t, Status: StatusMissing, DueOn: c.BeganOn}
	for _, d := range c.Documents {
		if d.TypeCode != t.Code || d.FollowUpID != 0 && d.FollowUpID != c.FollowUp || t.PerFollowUp && d.FollowUpID == 0 || d.DepositedOn > day || d.State == DocumentWithdrawn {
			continue
		}
		l := Line{Type: t, Document: d, Reason: d.RejectedReason, DueOn: c.BeganOn}
		l.Status, l.ValidUntil = c.status(d, t, day)
		if l.Status == StatusExpiring || l.Status == StatusExpired {
			l.DueOn = l.ValidUntil
		}
		if l.rank() > best.rank() || l.rank() == best.rank() && l.later(best) {
			best = l
		}
	}
	return best
}

func (c Case) status(d Document, t Collected, day Date) (DocumentStatus, Date) {
	switch d.State {
	case DocumentToCheck:
		return StatusToCheck, ""
	case DocumentRejected:
		return StatusRejected, ""
	case DocumentNotConcerned:
		return StatusNotConcerned, Forever
	}
	if d.TooOld(t, c.BeganOn) {
		return StatusExpired, d.IssuedOn.AddMonths(t.MaxAge)
	}
	end := d.ValidUntil(t, c.BeganOn)
	switch {
	case end < day:
		return StatusExpired, end
	case end != Forever && end < day.AddDays(ExpiringDays):
		return StatusExpiring, end
	}
	return StatusValid, end
}

func (l Line) rank() int {
	switch l.Status {
	case StatusNotConcerned:
		return 6
	case StatusValid:
		return 5
	case StatusToCheck:
		return 4
	case StatusExpiring:
		return 3
	case StatusRejected:
		return 2
	case StatusExpired:
		return 1
	}
	return 0
}

func (l Line) later(o Line) bool {
	if l.ValidUntil != o.ValidUntil {
		return l.ValidUntil > o.ValidUntil
	}
	return l.Document.ID > o.Document.ID
}
