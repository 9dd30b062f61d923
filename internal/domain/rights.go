package domain

import (
	"slices"
	"time"
)

// RightsKind is which right a request exercises.
type RightsKind string

// The rights of articles 15 to 21 of the RGPD.
const (
	RightsAccess        RightsKind = "access"        // art. 15
	RightsRectification RightsKind = "rectification" // art. 16
	RightsRemoval       RightsKind = "removal"       // art. 17
	RightsRestriction   RightsKind = "restriction"   // art. 18
	RightsObjection     RightsKind = "objection"     // art. 21
)

// RightsKinds lists the kinds in the order in which they are offered.
func RightsKinds() []RightsKind {
	return []RightsKind{RightsRemoval, RightsAccess, RightsRectification, RightsObjection, RightsRestriction}
}

// Article is the article of the RGPD that gives the right.
func (k RightsKind) Article() string {
	return map[RightsKind]string{RightsAccess: "15", RightsRectification: "16", RightsRemoval: "17", RightsRestriction: "18", RightsObjection: "21"}[k]
}

// Pauses reports whether a pending request of the kind already stops the mails
// it is about.
func (k RightsKind) Pauses() bool {
	return k == RightsRemoval || k == RightsObjection || k == RightsRestriction
}

// RightsScope is what a request is about.
type RightsScope string

// The scopes. An address is somebody of whom we have no record of another
// kind: their tickets and mails are found by it.
const (
	ScopeUser          RightsScope = "user"
	ScopeEstablishment RightsScope = "establishment"
	ScopeCustomer      RightsScope = "customer"
	ScopeAddress       RightsScope = "address"
)

// RightsScopes lists the scopes in the order in which they are offered.
func RightsScopes() []RightsScope {
	return []RightsScope{ScopeUser, ScopeEstablishment, ScopeCustomer, ScopeAddress}
}

// RightsState is where a request stands.
type RightsState string

// The states of a request.
const (
	RightsReceived      RightsState = "received"
	RightsIdentityCheck RightsState = "identity_check"
	RightsExplained     RightsState = "explained"
	RightsApproved      RightsState = "approved"
	RightsExecuted      RightsState = "executed"
	RightsWithdrawn     RightsState = "withdrawn"
	RightsRefused       RightsState = "refused"
)

// RightsStates lists the states in the order of a request's life.
func RightsStates() []RightsState {
	return []RightsState{RightsReceived, RightsIdentityCheck, RightsExplained, RightsApproved, RightsExecuted, RightsWithdrawn, RightsRefused}
}

// Open reports whether something is still to be done.
func (s RightsState) Open() bool {
	return s != RightsExecuted && s != RightsWithdrawn && s != RightsRefused
}

// RightsChannels lists how a request may have come.
func RightsChannels() []string { return []string{"mail", "letter", "phone", "page", "ticket"} }

// RightsRefusals lists the grounds on which a request may be refused, each
// with its article: identity not proved (12(6)), manifestly unfounded or
// excessive (12(5)), kept for a legal obligation (17(3)(b)) or for claims
// (17(3)(e)), no administrator of the establishment wants it, nothing held.
func RightsRefusals() []string {
	return []string{"identity", "unfounded", "legal_obligation", "claims", "no_administrator", "nothing_held"}
}

// RightsRequest is one request under articles 15 to 21 of the RGPD.
type RightsRequest struct {
	ID              int64
	Kind            RightsKind
	Scope           RightsScope
	SubjectID       int64 `db:"subject_id"` // user, establishment or customer; 0 for an address
	State           RightsState
	Channel         string // mail, letter, phone, page, ticket
	Email           string // where the answers go
	EmailKey        string `db:"email_key"`
	EmailHash       string `db:"email_hash"` // keyed, once the person is erased
	Name            string
	Language        Language
	UserID          int64   `db:"user_id"` // who asks, when they are a user
	Details         string  // in the person's words, or as heard on the phone
	ReceivedOn      Date    `db:"received_on"`
	DueOn           Date    `db:"due_on"`
	Doubt           string  // why the identity is doubted
	ExtendedOn      Date    `db:"extended_on"`
	ExtensionReason string  `db:"extension_reason"`
	Refusal         string  // ground, of RightsRefusals
	RefusalReason   string  `db:"refusal_reason"`
	TicketID        int64   `db:"ticket_id"`
	RegisteredBy    int64   `db:"registered_by"` // staff, 0 for the page
	ApprovedBy      int64   `db:"approved_by"`
	ExecutedBy      int64   `db:"executed_by"`
	ConfirmedAt     Instant `db:"confirmed_at"` // proved to be who they say
	AdoptedAt       Instant `db:"adopted_at"`   // wanted by an administrator of the establishment
	AdoptedBy       int64   `db:"adopted_by"`   // that user
	ExplainedAt     Instant `db:"explained_at"`
	ApprovedAt      Instant `db:"approved_at"`
	ClosedAt        Instant `db:"closed_at"`
	Outcome         string  // what was done, in words, for what is no removal
	Letter          string  // the last letter, as JSON of a RightsLetter
	Plan            string  // what was erased and kept, as JSON of a RemovalPlan
	Version         int64
	CreatedAt       Instant `db:"created_at"`
	UpdatedAt       Instant `db:"updated_at"`
}

// Check refuses a request that cannot be registered.
func (r RightsRequest) Check(today Date) error {
	switch {
	case !slices.Contains(RightsKinds(), r.Kind):
		return Refuse(Invalid, "field_unknown", "Field", "kind")
	case !slices.Contains(RightsScopes(), r.Scope):
		return Refuse(Invalid, "field_unknown", "Field", "scope")
	case !slices.Contains(RightsChannels(), r.Channel):
		return Refuse(Invalid, "field_unknown", "Field", "channel")
	case !plausibleAddress(r.Email):
		return Refuse(Invalid, "bad_email_field", "Field", "email")
	case r.Scope != ScopeAddress && r.SubjectID == 0:
		return Refuse(Invalid, "rights_subject_missing")
	case !r.ReceivedOn.Known() || r.ReceivedOn > today:
		return Refuse(Invalid, "rights_received_on")
	case len(r.Details) > 20_000:
		return Refuse(Invalid, "field_too_long", "Field", "details", "Max", 20_000)
	}
	return nil
}

// Effective reports whether the request already counts: its person proved to
// be who they say and, for an establishment, one of its administrators wants
// it. Until then it stops nothing and nobody may execute it.
func (r RightsRequest) Effective() bool {
	return r.State.Open() && !r.ConfirmedAt.Never() && (r.Scope != ScopeEstablishment || r.Kind != RightsRemoval || !r.AdoptedAt.Never())
}

// Pausing reports whether the request stops mails while it is pending.
func (r RightsRequest) Pausing() bool { return r.Kind.Pauses() && r.Effective() }

// Overdue reports whether the last day to answer has passed.
func (r RightsRequest) Overdue(today Date) bool { return r.State.Open() && today > r.DueOn }

// ApprovalAction is the act that approves and executes the request: removals
// of users by operators, of establishments and customers by administrators;
// what is no removal by whoever registers.
func (r RightsRequest) ApprovalAction() Action {
	switch {
	case r.Kind != RightsRemoval:
		return RegisterRights
	case r.Scope == ScopeEstablishment || r.Scope == ScopeCustomer:
		return ApproveRemoval
	}
	return ApproveUser
}

// alone is how long the only administrator of a team waits before approving
// what they registered themselves.
const alone = 24 * time.Hour

// ReplyDue is the last day to answer a request received on a day: months
// later, the same day or the last one of a shorter month, and the next working
// day when that is a Saturday, a Sunday or a public holiday (RGPD art. 12(3);
// Regulation 1182/71 art. 3(1), (2)(c) and (4)).
func ReplyDue(received Date, months int, holiday func(Date) bool) Date {
	due := received.AddMonths(months)
	for due.Known() && (weekend(due) || holiday != nil && holiday(due)) {
		due = due.AddDays(1)
	}
	return due
}

func weekend(d Date) bool {
	day := d.time().Weekday()
	return day == time.Saturday || day == time.Sunday
}
