package domain

// FollowUpState is where a buyer × supplier pair stands.
type FollowUpState string

// The states of a follow-up. An active one is in force until its contract
// end has passed.
const (
	FollowUpActive  FollowUpState = "active"
	FollowUpStandby FollowUpState = "standby"
	FollowUpClosed  FollowUpState = "closed"
)

// FollowUp is one buyer following one supplier, with what is known of its
// compliance between ComputedOn and the eve of NextChangeOn.
type FollowUp struct {
	ID               int64
	BuyerID          int64         `db:"buyer_id"`
	SupplierID       int64         `db:"supplier_id"`
	State            FollowUpState `db:"state"`
	Episode          int
	ThirdPartyCode   string `db:"third_party_code"`
	BeganOn          Date   `db:"began_on"`
	EndsOn           Date   `db:"ends_on"`
	Forced           bool   // the buyer collects vigilance documents below the threshold too
	Compliance       ComplianceState
	Required         int
	Outstanding      int
	ComputedOn       Date          `db:"computed_on"`
	NextChangeOn     Date          `db:"next_change_on"`
	StandbyReason    StandbyReason `db:"standby_reason"`
	StandbyNote      string        `db:"standby_note"`
	StandbyUntil     Date          `db:"standby_until"`
	StandbyConfirmed bool          `db:"standby_confirmed"`
	StandbyPending   bool          `db:"standby_pending"`
	CreatedAt        Instant       `db:"created_at"`
	UpdatedAt        Instant       `db:"updated_at"`
}

// InForce reports whether the follow-up asks for something on day: active,
// and one of its contracts has not ended. The last day still counts.
func (f FollowUp) InForce(day Date) bool { return f.State == FollowUpActive && !f.Ended(day) }

// Ended reports whether every contract had ended before day.
func (f FollowUp) Ended(day Date) bool { return f.EndsOn < day }

// Apply writes an assessment made on day into the follow-up.
func (f *FollowUp) Apply(a Assessment, day Date) {
	f.EndsOn, f.Compliance, f.Required, f.Outstanding = a.EndsOn, a.State, a.Required, a.Outstanding
	f.ComputedOn, f.NextChangeOn = day, a.NextChangeOn
}

// Knows reports whether the stored compliance still holds on day; outside
// that interval it is assessed again from contracts and documents.
func (f FollowUp) Knows(day Date) bool {
	return f.ComputedOn <= day && day < f.NextChangeOn && f.ComputedOn.Known()
}

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
func (f *FollowUp) PutOnStandby(reason StandbyReason, note string, until Date) error {
	if f.State != FollowUpActive {
		return Refuse(Conflict, "followup_not_active")
	}
	f.State, f.StandbyReason, f.StandbyNote, f.StandbyUntil = FollowUpStandby, reason, note, until
	f.StandbyConfirmed, f.StandbyPending = false, false
	return nil
}

// Reactivate ends a stand-by.
func (f *FollowUp) Reactivate() error {
	if f.State != FollowUpStandby {
		return Refuse(Conflict, "followup_not_standby")
	}
	f.State, f.StandbyReason, f.StandbyNote, f.StandbyUntil = FollowUpActive, "", "", ""
	f.StandbyConfirmed, f.StandbyPending = false, false
	return nil
}

// Reopen begins a new episode of a closed follow-up.
func (f *FollowUp) Reopen(day Date) error {
	if f.State != FollowUpClosed {
		return Refuse(Conflict, "followup_not_closed")
	}
	f.State, f.BeganOn = FollowUpActive, day
	f.Episode++
	return nil
}
