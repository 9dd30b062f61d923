package domain

// StandbyReason is why the reminders of a follow-up are paused.
type StandbyReason string

// The reasons for a stand-by.
const (
	StandbyContractEnded  StandbyReason = "contract_ended"
	StandbyNeverSupplied  StandbyReason = "never_supplied"
	StandbyWrong          StandbyReason = "wrong_establishment"
	StandbyDuplicate      StandbyReason = "duplicate"
	StandbyBelowThreshold StandbyReason = "below_threshold"
	StandbyCompanyClosed  StandbyReason = "company_closed"
	StandbyDispute        StandbyReason = "dispute"
	StandbyOther          StandbyReason = "other"
)

// StandbyReasons lists the reasons in the order in which they are offered.
func StandbyReasons() []StandbyReason {
	return []StandbyReason{StandbyContractEnded, StandbyNeverSupplied, StandbyWrong, StandbyDuplicate,
		StandbyBelowThreshold, StandbyCompanyClosed, StandbyDispute, StandbyOther}
}

// StandbyRequest is a stand-by that a supplier asked for from a link: it
// stands as pending, stops the reminders of its pair, and takes effect when
// the address on file confirms it or the staff decide.
type StandbyRequest struct {
	ID         int64
	FollowUpID int64         `db:"follow_up_id"`
	Reason     StandbyReason `db:"reason"`
	Note       string        `db:"note"`
	Until      Date          `db:"until_on"`
	UserID     int64         `db:"user_id"`
	State      string        `db:"state"`
	AskedAt    Instant       `db:"asked_at"`
	DecidedAt  Instant       `db:"decided_at"`
}

// Check refuses a request whose reason is unknown, or which gives none in
// words where the list has none.
func (r StandbyRequest) Check() error {
	for _, known := range StandbyReasons() {
		if r.Reason == known {
			if r.Reason == StandbyOther && r.Note == "" {
				return Refuse(Invalid, "standby_note_missing")
			}
			return nil
		}
	}
	return Refuse(Invalid, "standby_reason_unknown")
}

// PutOnStandby pauses an active follow-up.
func (f *FollowUp) PutOnStandby(reason StandbyReason, note string, until, today Date) error {
	if f.State != FollowUpActive {
		return Refuse(Conflict, "followup_not_active")
	}
	f.State, f.StandbyReason, f.StandbyNote, f.StandbyUntil, f.StandbyOn = FollowUpStandby, reason, note, until, today
	f.StandbyConfirmed, f.StandbyPending, f.StandbyTold = false, false, false
	return nil
}

// Reactivate ends a stand-by.
func (f *FollowUp) Reactivate() error {
	if f.State != FollowUpStandby {
		return Refuse(Conflict, "followup_not_standby")
	}
	f.State = FollowUpActive
	f.endStandby()
	return nil
}

func (f *FollowUp) endStandby() {
	f.StandbyReason, f.StandbyNote, f.StandbyUntil, f.StandbyOn = "", "", "", ""
	f.StandbyConfirmed, f.StandbyPending, f.StandbyTold = false, false, false
}

// Decide applies what the buyer decides on a stand-by: keep it, delete the
// follow-up, or reactivate it, which needs a reason that the supplier reads.
func (f *FollowUp) Decide(d StandbyDecision, reason string, day Date) error {
	switch {
	case f.State != FollowUpStandby:
		return Refuse(Conflict, "followup_not_standby")
	case d == StandbyKept && f.StandbyConfirmed:
		return Refuse(Conflict, "standby_decided")
	case d == StandbyKept:
		f.StandbyConfirmed = true
		return nil
	case d == StandbyDeleted:
		return f.Close(day)
	case d == StandbyReactivated && reason == "":
		return Refuse(Invalid, "standby_reason_missing")
	case d == StandbyReactivated:
		return f.Reactivate()
	}
	return Refuse(Invalid, "field_unknown", "Field", "decision")
}

// StandbyDecision is what happened to a stand-by.
type StandbyDecision string

// What happens to a stand-by: it is put, the buyer keeps it, deletes the
// follow-up or reactivates it, the supplier or the staff reactivate it, or
// its last day passes.
const (
	StandbyPut         StandbyDecision = "put"
	StandbyKept        StandbyDecision = "keep"
	StandbyDeleted     StandbyDecision = "delete"
	StandbyReactivated StandbyDecision = "reactivate"
	StandbyEnded       StandbyDecision = "ended"
)

// Side is who an event of a stand-by comes from.
type Side string

// The sides; what the staff record on somebody's behalf is of that side.
const (
	SideSupplier Side = "supplier"
	SideBuyer    Side = "buyer"
	SideStaff    Side = "staff"
	SideClock    Side = "clock"
)

// StandbyEvent is one thing that happened to a stand-by.
type StandbyEvent struct {
	ID         int64
	FollowUpID int64 `db:"follow_up_id"`
	Decision   StandbyDecision
	Reason     string // code of the reason when put, words when reactivated
	Side       Side
	UserID     int64 `db:"user_id"` // of the supplier or the buyer, 0 when unknown
	Actor      string
	At         Instant
}

// Tells reports which sides learn of an event: the one that did not cause it.
// What the staff do on their own is told to the buyer when it is put, and to
// the buyer when it ends; the end of its time is told to both.
func (e StandbyEvent) Tells() (buyer, supplier bool) {
	switch {
	case e.Side == SideClock:
		return true, true
	case e.Side == SideBuyer:
		return false, true
	}
	return true, false
}

// BuyerPeople are those whom a buyer has for one follow-up.
type BuyerPeople struct {
	Contacts       []User // set the follow-up up, or answer for it
	Administrators []User
	StandbyEmail   string
	Language       Language // for the address, which has none of its own
}

// Addressee is an address that a notice goes to.
type Addressee struct {
	Email    string
	Language Language
	UserID   int64
}

// Reach is who is told at a buyer: those who set the follow-up up, else its
// administrators, else its address for stand-bys. Nobody, usual after an
// import: the decision waits in the queue of buyers to reach.
func (b BuyerPeople) Reach() []Addressee {
	for _, us := range [][]User{b.Contacts, b.Administrators} {
		if rs := Addressees(us); len(rs) > 0 {
			return rs
		}
	}
	if b.StandbyEmail != "" {
		return []Addressee{{b.StandbyEmail, b.Language, 0}}
	}
	return nil
}

// Addressees are the users whom a notice can reach, each address once.
func Addressees(us []User) []Addressee {
	var out []Addressee
	seen := map[string]bool{}
	for _, u := range us {
		if u.Reachable() && !seen[u.EmailKey] {
			seen[u.EmailKey] = true
			out = append(out, Addressee{u.Email, u.Language, u.ID})
		}
	}
	return out
}

// Reachable reports whether a notice may be sent to a user.
func (u User) Reachable() bool {
	return u.EmailKey != "" && !u.Bounced && !u.HeldContact && (u.State == UserInvited || u.State == UserActive)
}
