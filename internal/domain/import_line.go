package domain

// ImportKind is what a file holds.
type ImportKind string

// The kinds of file.
const (
	ImportSuppliers ImportKind = "suppliers"
	ImportCustomers ImportKind = "customers"
)

// Codes of refusal of a line, beside those of its identifiers.
const (
	SameEstablishment = "same_establishment"
	Deregistered      = "deregistered"
	RaggedLine        = "ragged_line"
	// OfBuyer precedes the code when the buyer's identifier is refused.
	OfBuyer = "buyer_"
)

// Codes of warning: the line is taken, without what could not be read.
const (
	WarnRepaired     = "repaired_identifier"
	WarnEmptyName    = "empty_name"
	WarnBuyerName    = "empty_buyer_name"
	WarnEmail        = "bad_email"
	WarnBuyerEmail   = "bad_buyer_email"
	WarnPhone        = "bad_phone"
	WarnMobile       = "bad_mobile"
	WarnDate         = "bad_date"
	WarnAmount       = "bad_amount"
	WarnMonths       = "bad_months"
	WarnYesNo        = "bad_yes_no"
	WarnLanguage     = "bad_language"
	WarnDocument     = "bad_document"
	WarnKind         = "bad_kind"
	WarnSIRET        = "bad_siret"
	WarnShortened    = "shortened"
	WarnNoProof      = "consent_without_proof"
	WarnSuppressed   = "suppressed"
	WarnDisabled     = "disabled_contact"
	WarnHeldContact  = "held_contact"
	WarnKeptAsIs     = "kept_as_is"
	WarnUnknownGroup = "unknown_group"
)

// SupplierLine is one line of a supplier file after reading: clean values, and
// either a rejection or the warnings of what was left out. A rejected line has
// no other facts than those read before the refusal.
type SupplierLine struct {
	Line      int    // the physical line it starts on
	Rejection string // a code of refusal, empty when the line is good
	Warnings  []string

	Buyer      Identifier
	BuyerName  string
	BuyerEmail string
	Group      string
	Signer     string

	Supplier       Identifier
	Name           string
	Country        string
	ThirdPartyCode string

	Email     string
	LastName  string
	FirstName string
	Job       string
	Phone     string // E.164
	Mobile    string // E.164
	Language  Language
	Referent  bool

	Reference string
	Amount    Cents // UnknownAmount when not given
	StartOn   Date
	EndOn     Date
	Months    int
	Documents []string // codes of document types
}

// HasContact reports whether the line names a person.
func (l *SupplierLine) HasContact() bool {
	return l.Email != "" || l.LastName != "" || l.FirstName != ""
}

// HasContract reports whether the line says something of a contract.
func (l *SupplierLine) HasContract() bool {
	return l.Reference != "" || l.Amount.Known() || l.StartOn.Known() || l.EndOn.Known() || l.Months > 0
}

// CustomerLine is one line of a customer file after reading.
type CustomerLine struct {
	Line      int
	Rejection string
	Warnings  []string

	Code        string
	Kind        CustomerKind
	SIRET       string
	CompanyName string
	LastName    string
	FirstName   string
	Email       string
	Phone       string // E.164
	Mobile      string // E.164
	Address     string
	PostalCode  string
	City        string
	Country     string
	Language    Language

	// Consents are the answers given with the evidence of ProofReference and
	// ProofOn; none without it.
	Consents       []ConsentGiven
	ProofReference string
	ProofOn        Date
}

// ConsentGiven is a customer's answer for one channel, as a file gives it.
type ConsentGiven struct {
	Channel ConsentChannel
	Value   bool
}
