package domain

// EstablishmentState is where an establishment stands in its life.
type EstablishmentState string

// The states of an establishment.
const (
	EstablishmentActive           EstablishmentState = "active"
	EstablishmentRemovalRequested EstablishmentState = "removal_requested"
	EstablishmentDeregistered     EstablishmentState = "deregistered"
	EstablishmentPurged           EstablishmentState = "purged"
)

// Group is a parent company that signs contracts for several buyers.
type Group struct {
	ID      int64
	Name    string
	NameKey string `db:"name_key"`
}

// Establishment is one legal site with one identifier. Buyer and supplier
// are roles of it, never tables.
type Establishment struct {
	ID           int64
	IDType       IdentifierType `db:"id_type"`
	IDValue      string         `db:"id_value"`
	SIREN        string         `db:"siren"`
	Name         string
	NameKey      string `db:"name_key"`
	NameSource   Source `db:"name_source"`
	Country      string
	PostalCode   string `db:"postal_code"`
	City         string
	Activity     string // NAF code, with its nomenclature in ActivityNomenclature
	Nomenclature string
	GroupID      int64              `db:"group_id"`
	State        EstablishmentState `db:"state"`
	IsBuyer      bool               `db:"is_buyer"`
	IsSupplier   bool               `db:"is_supplier"`
	MailDomain   string             `db:"mail_domain"`
	StandbyEmail string             `db:"standby_email"`
	Held         bool
	HoldReason   string  `db:"hold_reason"`
	CreatedAt    Instant `db:"created_at"`
	UpdatedAt    Instant `db:"updated_at"`

	ReleaseReason string `db:"-"` // why, said once when Held ends
}

// Source says who a field was learnt from: a buyer's file never overwrites
// what the person or the staff said.
type Source string

// The sources of a field, weakest first.
const (
	SourceImport Source = "import"
	SourceStaff  Source = "staff"
	SourcePerson Source = "person"
)

// MayOverwrite reports whether a value from s may replace one from old.
func (s Source) MayOverwrite(old Source) bool {
	return s != SourceImport || old == SourceImport || old == ""
}

// Foreign reports whether the establishment has no French registration, so
// that D. 8222-7 applies instead of D. 8222-5.
func (e Establishment) Foreign() bool { return e.IDType.Foreign() }

// DisplayName is the name, or the identifier that stands in for an empty one.
func (e Establishment) DisplayName() string {
	if e.Name != "" {
		return e.Name
	}
	return e.IDValue
}

// AcceptsFollowUps refuses what would bring a removed establishment back.
func (e Establishment) AcceptsFollowUps() error {
	if e.State == EstablishmentDeregistered || e.State == EstablishmentPurged {
		return Refuse(Gone, "deregistered", "Identifier", e.IDValue)
	}
	return nil
}
