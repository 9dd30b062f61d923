package domain

// Outcome is what a cycle decided for one person and one kind: mailed, or
// the first reason that applies why not.
type Outcome string

// The outcomes, in the order in which they are tried (domain.md § 5).
const (
	Mailed          Outcome = "mailed"
	NotErased       Outcome = "erased"
	NotDisabled     Outcome = "disabled"
	NotDeregistered Outcome = "deregistered"
	NotPending      Outcome = "request_pending"
	NotSuppressed   Outcome = "suppressed"
	NotNoEmail      Outcome = "no_email"
	NotBounced      Outcome = "bounced"
	NotHeldPerson   Outcome = "held_person"
	NotHeldBuyer    Outcome = "held_buyer"
	NotHeldCycle    Outcome = "held_cycle"
	NotNoFollowUp   Outcome = "no_follow_up"
	NotEnded        Outcome = "contract_ended"
	NotAllStandby   Outcome = "all_standby"
	NotActive       Outcome = "already_active"
	NotRequired     Outcome = "nothing_required"
	NotBeingChecked Outcome = "being_checked"
	NotCompliant    Outcome = "compliant"
	NotAgain        Outcome = "already_this_week"
)

// Outcomes lists every outcome in its order.
func Outcomes() []Outcome {
	return []Outcome{Mailed, NotErased, NotDisabled, NotDeregistered, NotPending, NotSuppressed, NotNoEmail, NotBounced,
		NotHeldPerson, NotHeldBuyer, NotHeldCycle, NotNoFollowUp, NotEnded, NotAllStandby, NotActive, NotRequired,
		NotBeingChecked, NotCompliant, NotAgain}
}

// Person is what decides, of a user and their establishment, whether a
// reminder goes.
type Person struct {
	User          User
	Establishment EstablishmentState
	Suppressed    bool
}

// Relation is one follow-up of the person's establishment, as known on the
// day of the cycle.
type Relation struct {
	FollowUp  FollowUp // with its compliance on that day
	BuyerHeld bool
}

// Remind decides for one person and one kind on day, from the follow-ups of
// their establishment. It is the only place that knows: preview, run, the
// last check before a mail leaves and the card's Why all ask it.
func Remind(kind MailKind, p Person, relations []Relation, day Date, cycleHeld bool) Outcome {
	if out := p.personal(); out != "" {
		return out
	}
	t := tally(p, relations, day)
	switch {
	case t.inForce > 0 && t.inForce == t.pending:
		return NotPending
	case p.User.Held || p.User.HeldContact:
		return NotHeldPerson
	case t.inForce > 0 && t.inForce == t.held:
		return NotHeldBuyer
	case cycleHeld:
		return NotHeldCycle
	case t.open == 0:
		return NotNoFollowUp
	case t.running == 0:
		return NotEnded
	case t.inForce == 0:
		return NotAllStandby
	case kind == MailActivation && p.User.State != UserInvited:
		return NotActive
	case t.requiring == 0:
		return NotRequired
	case kind == MailActivation || t.outstanding > 0:
		return Mailed
	case t.checking > 0:
		return NotBeingChecked
	}
	return NotCompliant
}

// personal returns the reason that the person alone gives, or "".
func (p Person) personal() Outcome {
	switch {
	case p.User.State == UserErased:
		return NotErased
	case p.User.State == UserDisabled:
		return NotDisabled
	case p.Establishment == EstablishmentDeregistered || p.Establishment == EstablishmentPurged:
		return NotDeregistered
	case p.User.RequestPending || p.Establishment == EstablishmentRemovalRequested:
		return NotPending
	case p.Suppressed:
		return NotSuppressed
	case p.User.EmailKey == "":
		return NotNoEmail
	case p.User.Bounced:
		return NotBounced
	}
	return ""
}

type relationTally struct {
	open, running, inForce, pending, held int
	requiring, outstanding, checking      int
}

// tally counts the relations that concern the person: for a restricted user
// only the one they were added for.
func tally(p Person, relations []Relation, day Date) relationTally {
	var t relationTally
	for _, r := range relations {
		f := r.FollowUp
		if !Concerns(p.User, f) || f.State == FollowUpClosed {
			continue
		}
		t.open++
		if f.Ended(day) {
			continue
		}
		t.running++
		if f.State != FollowUpActive {
			continue
		}
		t.inForce++
		switch {
		case f.StandbyPending:
			t.pending++
			continue
		case r.BuyerHeld:
			t.held++
			continue
		}
		if f.Required > 0 {
			t.requiring++
		}
		if f.Compliance == Outstanding {
			t.outstanding++
		}
		if f.Compliance == BeingChecked {
			t.checking++
		}
	}
	return t
}

// Concerns reports whether a follow-up of the establishment shows in the
// user's mails: a restricted user sees only the one they were added for.
func Concerns(u User, f FollowUp) bool {
	return u.Role != RoleRestricted || u.AddedFor == 0 || u.AddedFor == f.ID
}

// Shown reports whether a follow-up stands in a recap on day.
func (r Relation) Shown(u User, day Date) bool {
	return Concerns(u, r.FollowUp) && r.FollowUp.InForce(day) && !r.FollowUp.StandbyPending && !r.BuyerHeld && r.FollowUp.Required > 0
}

// Unusual reports whether a week's volume differs from last week's by more
// than 30 %, so that the cycle holds itself.
func Unusual(last, now int) bool {
	difference := now - last
	if difference < 0 {
		difference = -difference
	}
	return last > 0 && difference*10 > last*3
}
