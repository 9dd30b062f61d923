package domain

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
}

// SetAside reports whether an outcome keeps a mail back until a hold is
// lifted, instead of ending it.
func (o Outcome) SetAside() bool {
	return o == NotHeldPerson || o == NotHeldBuyer || o == NotHeldCycle
}
