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
	StandbyOn        Date          `db:"standby_on"`   // since when
	StandbyTold      bool          `db:"standby_told"` // somebody at the buyer could be told
	ClosedOn         Date          `db:"closed_on"`
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

// Reopen begins a new episode of a closed follow-up.
func (f *FollowUp) Reopen(day Date) error {
	if f.State != FollowUpClosed {
		return Refuse(Conflict, "followup_not_closed")
	}
	f.State, f.BeganOn, f.ClosedOn = FollowUpActive, day, ""
	f.Episode++
	return nil
}

// Close ends a follow-up on day: its buyer no longer follows the supplier.
func (f *FollowUp) Close(day Date) error {
	if f.State == FollowUpClosed {
		return Refuse(Conflict, "followup_closed")
	}
	f.State, f.ClosedOn = FollowUpClosed, day
	f.endStandby()
	return nil
}
