package domain

// TicketState is where a support conversation stands.
type TicketState string

// The states of a ticket used so far.
const (
	TicketNew    TicketState = "new"
	TicketOpen   TicketState = "open"
	TicketSolved TicketState = "solved"
	TicketClosed TicketState = "closed"
)

// TicketKind is what a ticket is about.
type TicketKind string

// The kinds a supplier can choose on the support page.
func TicketKinds() []TicketKind {
	return []TicketKind{"unknown_buyer", "email_origin", "no_access", "rights", "standby", "removal", "two_factor",
		"wrong_establishment", "import", "consent", "alert", "other"}
}

// Ticket is a support conversation.
type Ticket struct {
	ID        int64
	Kind      TicketKind
	State     TicketState
	Email     string
	Name      string
	Subject   string
	Body      string
	Language  Language
	Remote    string  // truncated remote address
	CreatedAt Instant `db:"created_at"`
}

// Check refuses what the support form cannot take.
func (t Ticket) Check() error {
	switch {
	case !plausibleAddress(t.Email):
		return Refuse(Invalid, "bad_email_field", "Field", "email")
	case t.Body == "":
		return Refuse(Invalid, "field_missing", "Field", "body")
	case len(t.Body) > 20_000:
		return Refuse(Invalid, "field_too_long", "Field", "body", "Max", 20_000)
	}
	for _, k := range TicketKinds() {
		if k == t.Kind {
			return nil
		}
	}
	return Refuse(Invalid, "field_unknown", "Field", "kind")
}
