package domain

// FollowUpRow is a follow-up with the names that a list shows.
type FollowUpRow struct {
	FollowUp
	BuyerName     string `db:"buyer_name"`
	BuyerValue    string `db:"buyer_value"`
	SupplierName  string `db:"supplier_name"`
	SupplierValue string `db:"supplier_value"`
}

// UserRow is a user with the establishment they belong to.
type UserRow struct {
	User
	EstablishmentName  string             `db:"establishment_name"`
	EstablishmentValue string             `db:"establishment_value"`
	EstablishmentState EstablishmentState `db:"establishment_state"`
}

// ProvenanceRow is a provenance with the buyer and the file it names.
type ProvenanceRow struct {
	Provenance
	BuyerName  string `db:"buyer_name"`
	BuyerValue string `db:"buyer_value"`
	FileName   string `db:"file_name"`
}

// Hit is one answer of the search box.
type Hit struct {
	Noun   string // establishment, user, customer, mail, ticket
	ID     int64
	Title  string
	Detail string
}

// Cycle is one ISO week's run over everybody.
type Cycle struct {
	Week          Week
	State         string  // planning, planned or held
	Hold          string  // why it holds itself, "" when it does not
	HoldDetail    string  `db:"hold_detail"`
	ReleasedBy    string  `db:"released_by"`
	ReleaseReason string  `db:"release_reason"` // said by whoever released it
	PlannedTo     int64   `db:"planned_to"`     // last establishment planned
	PlannedAt     Instant `db:"planned_at"`
	Mails         int64   // queued by its plans
	MailsAfter    int64   `db:"mails_after"` // the last mail before its own
	Hours         string  // of the calendar over which its mails are spread
	Actor         string
	CreatedAt     Instant `db:"created_at"`
}

// OutcomeCount is how many persons had an outcome in a cycle.
type OutcomeCount struct {
	Kind    MailKind
	Outcome Outcome
	N       int
}
