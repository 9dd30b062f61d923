package domain

// Access is everything known about an address (RGPD art. 15), for programs and
// people alike.
type Access struct {
	Email     string           `json:"email"`
	Accounts  []AccessAccount  `json:"accounts"`
	Customers []AccessCustomer `json:"customers"`
	Mails     []AccessMail     `json:"mails"`
	Tickets   []AccessTicket   `json:"conversations"`
	Requests  []AccessRequest  `json:"rights_requests"`
}

// AccessAccount is an account, with who gave the contact.
type AccessAccount struct {
	Establishment string         `json:"establishment"`
	Identifier    string         `json:"identifier"`
	FirstName     string         `json:"first_name"`
	LastName      string         `json:"last_name"`
	Job           string         `json:"job"`
	Phone         string         `json:"phone"`
	Mobile        string         `json:"mobile"`
	Language      string         `json:"language"`
	Role          Role           `json:"role"`
	State         UserState      `json:"state"`
	CreatedAt     string         `json:"created_at"`
	ActivatedAt   string         `json:"activated_at,omitempty"`
	Origins       []AccessOrigin `json:"origins"`
}

// AccessOrigin is who gave a contact, when and how (RGPD art. 14(2)(f)).
type AccessOrigin struct {
	Buyer   string  `json:"buyer"`
	Channel Channel `json:"channel"`
	File    string  `json:"file,omitempty"`
	Line    int     `json:"line,omitempty"`
	At      string  `json:"at"`
}

// AccessCustomer is a customer's record, with every answer of theirs.
type AccessCustomer struct {
	Code       string         `json:"code"`
	Company    string         `json:"company"`
	FirstName  string         `json:"first_name"`
	LastName   string         `json:"last_name"`
	Phone      string         `json:"phone"`
	Mobile     string         `json:"mobile"`
	Address    string         `json:"address"`
	PostalCode string         `json:"postal_code"`
	City       string         `json:"city"`
	Country    string         `json:"country"`
	Answers    []AccessAnswer `json:"answers"`
	Offers     []AccessOffer  `json:"offers"`
}

// AccessOffer is what a customer was offered, and the order form made of it.
type AccessOffer struct {
	Number     string      `json:"number"`
	State      OfferState  `json:"state"`
	At         string      `json:"at"`
	ValidUntil Date        `json:"valid_until"`
	Gross      Cents       `json:"gross_cents"`
	Lines      []OfferLine `json:"lines"`
	Withdrawn  string      `json:"withdrawn_because,omitempty"`
	Order      string      `json:"order_form,omitempty"`
	Printed    string      `json:"printed_at,omitempty"`
}

// AccessAnswer is one answer of the consent ledger.
type AccessAnswer struct {
	Channel ConsentChannel `json:"channel"`
	Value   bool           `json:"value"`
	Means   Means          `json:"means"`
	At      string         `json:"at"`
}

// AccessMail is one mail as it was sent.
type AccessMail struct {
	Kind    MailKind  `json:"kind"`
	State   MailState `json:"state"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	At      string    `json:"at"`
}

// AccessTicket is one conversation with support.
type AccessTicket struct {
	Number   int64           `json:"number"`
	Subject  string          `json:"subject"`
	Messages []AccessMessage `json:"messages"`
}

// AccessMessage is what was written in a conversation, either way.
type AccessMessage struct {
	Direction string `json:"direction"`
	Body      string `json:"body"`
	At        string `json:"at"`
}

// AccessRequest is one request of the register.
type AccessRequest struct {
	Number     int64       `json:"number"`
	Kind       RightsKind  `json:"kind"`
	State      RightsState `json:"state"`
	ReceivedOn Date        `json:"received_on"`
}
