package domain

import "strings"

// HoldScope is what a hold keeps back.
type HoldScope string

// The scopes.
const (
	HoldEverything HoldScope = "all"
	HoldWeek       HoldScope = "cycle"
	HoldBuyer      HoldScope = "buyer"  // the reminders about one buyer
	HoldPerson     HoldScope = "person" // one person's reminders
)

// MailHold is one hold: who keeps which mails back since when, and why.
type MailHold struct {
	ID        int64
	Scope     HoldScope
	SubjectID int64 `db:"subject_id"` // the buyer or the person
	Week      Week  // of the cycle
	Reason    string
	Actor     string
	CreatedAt Instant `db:"created_at"`
	LiftedBy  string  `db:"lifted_by"`
	LiftedAt  Instant `db:"lifted_at"`

	LiftReason string `db:"lift_reason"`
}

// Why a hold was lifted where nobody was asked to say it.
const (
	LiftedByHand = "by_hand" // the week's cycle, without a word
	LiftedByRun  = "by_run"  // somebody asked for the cycle
	LiftedAtOnce = "undone"  // the hold was taken back by whoever had just put it
)

// WhyHeld refuses a hold that does not say why.
func WhyHeld(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return Refuse(Invalid, "field_missing", "Field", "reason")
	}
	return nil
}

// WhyReleased refuses a release that does not say why.
func WhyReleased(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return Refuse(Invalid, "release_reason")
	}
	return nil
}

// SetAside reports whether an outcome keeps a mail back until a hold is
// lifted, instead of ending it.
func (o Outcome) SetAside() bool {
	return o == NotHeldPerson || o == NotHeldBuyer || o == NotHeldCycle
}
