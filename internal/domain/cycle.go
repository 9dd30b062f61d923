package domain

import "hash/maphash"

// The states of a cycle. A held one is not planned until somebody lifts the
// hold.
const (
	CyclePlanning = "planning"
	CyclePlanned  = "planned"
	CycleHeld     = "held"
)

// Tally sums up a walk over the base: what a preview shows and a run did.
type Tally struct {
	Week        Week
	Day         Date
	Mails       map[MailKind]int             // distinct addresses
	Persons     map[MailKind]map[Outcome]int // every person, by kind and outcome
	Buyers      map[int64]int                // persons mailed about each buyer
	FollowUps   int                          // in force that day
	WithoutUser int                          // suppliers in force without any user
	seed        maphash.Seed
	seen        map[uint64]struct{} // hashes of kind and address: a million addresses in 40 MB
}

// NewTally begins a sum.
func NewTally(week Week, day Date) *Tally {
	t := &Tally{Week: week, Day: day, Mails: map[MailKind]int{}, Persons: map[MailKind]map[Outcome]int{}, Buyers: map[int64]int{}, seed: maphash.MakeSeed(), seen: map[uint64]struct{}{}}
	for _, kind := range ReminderKinds() {
		t.Mails[kind], t.Persons[kind] = 0, map[Outcome]int{}
	}
	return t
}

// Add counts one person's outcome. Persons who share an address share its
// one mail of a kind.
func (t *Tally) Add(kind MailKind, emailKey string, out Outcome) {
	t.Persons[kind][out]++
	if out != Mailed {
		return
	}
	key := maphash.String(t.seed, string(kind)+emailKey)
	if _, there := t.seen[key]; !there {
		t.seen[key] = struct{}{}
		t.Mails[kind]++
	}
}

// Counts lists the persons by kind and outcome, those that occurred.
func (t *Tally) Counts() []OutcomeCount {
	var out []OutcomeCount
	for _, kind := range ReminderKinds() {
		for _, o := range Outcomes() {
			if n := t.Persons[kind][o]; n > 0 {
				out = append(out, OutcomeCount{Kind: kind, Outcome: o, N: n})
			}
		}
	}
	return out
}

// MailedPersons is how many persons of any kind a set of counts mailed.
func MailedPersons(counts []OutcomeCount) int {
	n := 0
	for _, c := range counts {
		if c.Outcome == Mailed {
			n += c.N
		}
	}
	return n
}
