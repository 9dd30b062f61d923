package domain

import "testing"

const thisDay Date = "2026-11-25"

// following is a follow-up in force that asks for something.
func following(change ...func(*FollowUp)) Relation {
	f := FollowUp{ID: 7, State: FollowUpActive, EndsOn: Forever, Compliance: Outstanding, Required: 3, Outstanding: 2}
	for _, c := range change {
		c(&f)
	}
	return Relation{FollowUp: f}
}

func invited(change ...func(*Person)) Person {
	p := Person{User: User{State: UserInvited, EmailKey: "zoe@example.org", Role: RoleAdministrator}, Establishment: EstablishmentActive}
	for _, c := range change {
		c(&p)
	}
	return p
}

func TestEverybodyNotMailedHasTheFirstReasonThatApplies(t *testing.T) {
	ended := func(f *FollowUp) { f.EndsOn = "2026-11-24" }
	lastDay := func(f *FollowUp) { f.EndsOn = thisDay }
	standby := func(f *FollowUp) { f.State = FollowUpStandby }
	closed := func(f *FollowUp) { f.State = FollowUpClosed }
	pending := func(f *FollowUp) { f.StandbyPending = true }
	other := func(f *FollowUp) { f.ID = 8 }
	worth := func(c ComplianceState) func(*FollowUp) {
		return func(f *FollowUp) { f.Compliance, f.Outstanding = c, 0 }
	}
	nothing := func(f *FollowUp) { f.Compliance, f.Required, f.Outstanding = NothingRequired, 0, 0 }
	active := func(p *Person) { p.User.State = UserActive }
	restricted := func(p *Person) { p.User.Role, p.User.AddedFor = RoleRestricted, 8 }
	held := following()
	held.BuyerHeld = true
	for _, c := range []struct {
		name       string
		person     Person
		relations  []Relation
		cycleHeld  bool
		activation Outcome
		compliance Outcome
	}{
		{"invited, documents missing", invited(), []Relation{following()}, false, Mailed, Mailed},
		{"active, documents missing", invited(active), []Relation{following()}, false, NotActive, Mailed},
		{"active, all valid", invited(active), []Relation{following(worth(Compliant))}, false, NotActive, NotCompliant},
		{"invited, all valid: the account is still asked for", invited(), []Relation{following(worth(Compliant))}, false, Mailed, NotCompliant},
		{"active, being checked", invited(active), []Relation{following(worth(BeingChecked))}, false, NotActive, NotBeingChecked},
		{"below the threshold", invited(), []Relation{following(nothing)}, false, NotRequired, NotRequired},
		{"contract ended yesterday", invited(), []Relation{following(ended)}, false, NotEnded, NotEnded},
		{"the last day still counts", invited(), []Relation{following(lastDay)}, false, Mailed, Mailed},
		{"only on stand-by", invited(), []Relation{following(standby)}, false, NotAllStandby, NotAllStandby},
		{"one on stand-by, one in force", invited(), []Relation{following(standby), following(other)}, false, Mailed, Mailed},
		{"one ended, one on stand-by", invited(), []Relation{following(ended), following(standby)}, false, NotAllStandby, NotAllStandby},
		{"closed is no follow-up", invited(), []Relation{following(closed)}, false, NotNoFollowUp, NotNoFollowUp},
		{"no follow-up", invited(), nil, false, NotNoFollowUp, NotNoFollowUp},
		{"a stand-by asked for already stops", invited(), []Relation{following(pending)}, false, NotPending, NotPending},
		{"asked for one of two", invited(), []Relation{following(pending), following(other)}, false, Mailed, Mailed},
		{"restricted: added for another", invited(restricted), []Relation{following()}, false, NotNoFollowUp, NotNoFollowUp},
		{"restricted: added for this one", invited(restricted), []Relation{following(), following(other)}, false, Mailed, Mailed},
		{"buyer held", invited(), []Relation{held}, false, NotHeldBuyer, NotHeldBuyer},
		{"one buyer held of two", invited(), []Relation{held, following(other)}, false, Mailed, Mailed},
		{"cycle held", invited(), []Relation{following()}, true, NotHeldCycle, NotHeldCycle},
		{"person held before cycle held", invited(func(p *Person) { p.User.Held = true }), []Relation{following()}, true, NotHeldPerson, NotHeldPerson},
		{"held contact", invited(func(p *Person) { p.User.HeldContact = true }), []Relation{following()}, false, NotHeldPerson, NotHeldPerson},
		{"bounced", invited(func(p *Person) { p.User.Bounced = true }), []Relation{following()}, false, NotBounced, NotBounced},
		{"no address", invited(func(p *Person) { p.User.EmailKey = "" }), []Relation{following()}, false, NotNoEmail, NotNoEmail},
		{"suppressed", invited(func(p *Person) { p.Suppressed = true }), []Relation{following()}, false, NotSuppressed, NotSuppressed},
		{"removal asked for", invited(func(p *Person) { p.Establishment = EstablishmentRemovalRequested }), []Relation{following()}, false, NotPending, NotPending},
		{"deregistered", invited(func(p *Person) { p.Establishment = EstablishmentDeregistered }), []Relation{following()}, false, NotDeregistered, NotDeregistered},
		{"disabled before deregistered", invited(func(p *Person) { p.User.State, p.Establishment = UserDisabled, EstablishmentDeregistered }), nil, false, NotDisabled, NotDisabled},
		{"erased before all", invited(func(p *Person) { p.User.State, p.User.Bounced = UserErased, true }), nil, true, NotErased, NotErased},
	} {
		for kind, want := range map[MailKind]Outcome{MailActivation: c.activation, MailCompliance: c.compliance} {
			if got := Remind(kind, c.person, c.relations, thisDay, c.cycleHeld); got != want {
				t.Errorf("%s: %s is %s, want %s", c.name, kind, got, want)
			}
		}
	}
}

func TestVolumeIsUnusualBeyondThirtyPercent(t *testing.T) {
	for _, c := range []struct {
		last, now int
		want      bool
	}{{100, 130, false}, {100, 131, true}, {100, 70, false}, {100, 69, true}, {0, 500, false}, {10, 0, true}} {
		if got := Unusual(c.last, c.now); got != c.want {
			t.Errorf("from %d to %d: %v", c.last, c.now, got)
		}
	}
}
