package domain

// Basis says why a document is asked for: law, usage, or the buyer's own
// rule. A mail never calls the last two the law.
type Basis string

// The bases of a document type.
const (
	Vigilance Basis = "VIGILANCE"
	Usage     Basis = "USAGE"
	BuyerRule Basis = "BUYER_RULE"
)

// DocumentType is a kind of document with its legal basis and its clocks.
type DocumentType struct {
	Code        string
	Basis       Basis
	Article     string // of the Code du travail, when Basis is Vigilance
	Applies     string // french, foreign, building or buyer (everybody it is collected from)
	MaxAge      int    `db:"max_age_months"` // months between issue and hand-over, 0 = any
	Renew       int    `db:"renew_months"`   // months after hand-over, 0 = never
	PrintedEnd  bool   `db:"printed_end"`    // valid until the date printed on it
	PerFollowUp bool   `db:"per_follow_up"`  // belongs to the follow-up, not to the supplier
	StrictAge   bool   `db:"strict_age"`     // refused at deposit when too old
}

// DocumentTypes is the seed of the table of the same name (domain.md § 3).
func DocumentTypes() []DocumentType {
	return []DocumentType{
		{Code: "ASV", Basis: Vigilance, Article: "D. 8222-5 1°", Applies: "french", MaxAge: 6, Renew: 6, StrictAge: true},
		{Code: "IMM", Basis: Vigilance, Article: "D. 8222-5 2°", Applies: "french", Renew: 6},
		{Code: "LNTE", Basis: Vigilance, Article: "D. 8254-2", Applies: "french", Renew: 6},
		{Code: "TVA-E", Basis: Vigilance, Article: "D. 8222-7 1°a", Applies: "foreign", Renew: 6},
		{Code: "SOC-E", Basis: Vigilance, Article: "D. 8222-7 1°b", Applies: "foreign", Renew: 6},
		{Code: "REG-E", Basis: Vigilance, Article: "D. 8222-7 2°", Applies: "foreign", MaxAge: 6, Renew: 6},
		{Code: "FISC", Basis: Usage, Applies: "buyer", Renew: 12},
		{Code: "RCP", Basis: BuyerRule, Applies: "buyer", PrintedEnd: true},
		{Code: "DEC", Basis: BuyerRule, Applies: "building", PrintedEnd: true},
		{Code: "CHART", Basis: BuyerRule, Applies: "buyer", PerFollowUp: true},
	}
}

// DefaultCollection lists what a buyer collects until it says otherwise.
func DefaultCollection() []string { return []string{"ASV", "IMM", "LNTE", "TVA-E", "SOC-E", "REG-E"} }

// Collected is a type as one buyer collects it.
type Collected struct {
	DocumentType
	UsageMonths int  `db:"usage_months"` // months after issue, set by the buyer, 0 = none
	Forced      bool // collected below the threshold too
}

// AppliesTo reports whether the type concerns a supplier: by country, and
// for building types by activity (NAF 41 to 43; an unknown activity counts,
// since the buyer asked).
func (t DocumentType) AppliesTo(foreign bool, activity string) bool {
	switch t.Applies {
	case "french":
		return !foreign
	case "foreign":
		return foreign
	case "building":
		return activity == "" || activity >= "41" && activity < "44"
	}
	return true
}

// DocumentState is what the staff said of a deposited document.
type DocumentState string

// The states of a document.
const (
	DocumentToCheck      DocumentState = "to_check"
	DocumentAccepted     DocumentState = "accepted"
	DocumentRejected     DocumentState = "rejected"
	DocumentNotConcerned DocumentState = "not_concerned" // the buyer said that this supplier need not
	DocumentWithdrawn    DocumentState = "withdrawn"     // filed by mistake, or concerned again: counts for nothing
)

// DocumentStates lists the states in the order of a document's life.
func DocumentStates() []DocumentState {
	return []DocumentState{DocumentToCheck, DocumentAccepted, DocumentRejected, DocumentNotConcerned, DocumentWithdrawn}
}

// Document is what a supplier deposited, with its four dates kept apart:
// IssuedOn, HandedOverOn (per follow-up, see HandOver), CheckedOn and the
// valid-until that follows from them.
type Document struct {
	ID             int64
	SupplierID     int64         `db:"supplier_id"`
	FollowUpID     int64         `db:"follow_up_id"` // only where the type is per follow-up, or not concerned
	TypeCode       string        `db:"type_code"`
	State          DocumentState `db:"state"`
	RejectedReason string        `db:"rejected_reason"`
	IssuedOn       Date          `db:"issued_on"`
	DepositedOn    Date          `db:"deposited_on"`
	PrintedEndOn   Date          `db:"printed_end_on"`
	CheckedOn      Date          `db:"checked_on"`
	CheckedBy      string        `db:"checked_by"`
	FileHash       string        `db:"file_hash"` // "" when there is no file
	FileName       string        `db:"file_name"`
	MediaType      string        `db:"media_type"`
	FileSize       int64         `db:"file_size"`
	Channel        DepositChannel
	UserID         int64  `db:"user_id"` // whose link or space it came by
	AttachmentID   int64  `db:"attachment_id"`
	SecurityCode   string `db:"security_code"`
	CodeCheckedOn  Date   `db:"code_checked_on"`
	CodeCheckedBy  string `db:"code_checked_by"`
	CodeGenuine    bool   `db:"code_genuine"`
	Note           string // of whoever checked it, or what the buyer said
	Version        int64
	CreatedAt      Instant `db:"created_at"`
}

// HandOver is when the document reached a buyer: the later of its deposit
// and the beginning of the follow-up.
func (d Document) HandOver(beganOn Date) Date { return max(d.DepositedOn, beganOn) }

// ValidUntil is the last day on which the document counts for a follow-up
// begun on beganOn: the smallest of hand-over + renewal, issue + the buyer's
// usage, and the printed end. Forever when nothing ends it.
func (d Document) ValidUntil(c Collected, beganOn Date) Date {
	var renew, usage, printed Date
	if c.Renew > 0 {
		renew = d.HandOver(beganOn).AddMonths(c.Renew)
	}
	if c.UsageMonths > 0 {
		usage = d.IssuedOn.AddMonths(c.UsageMonths)
	}
	if c.PrintedEnd {
		printed = d.PrintedEndOn
	}
	if end := Earliest(renew, usage, printed); end.Known() {
		return end
	}
	return Forever
}

// TooOld reports whether the document was issued too long before it reached
// the buyer (D. 8222-5 1°: less than six months).
func (d Document) TooOld(c Collected, beganOn Date) bool {
	return c.StrictAge && c.MaxAge > 0 && d.IssuedOn.Known() && d.IssuedOn.AddMonths(c.MaxAge) <= d.HandOver(beganOn)
}
