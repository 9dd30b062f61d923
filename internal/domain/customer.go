package domain

// CustomerKind is whom a customer is: it decides which law protects them.
type CustomerKind string

// The kinds of customer.
const (
	CustomerPerson       CustomerKind = "person"
	CustomerProfessional CustomerKind = "professional"
	CustomerCompany      CustomerKind = "company"
)

// Customer is somebody buying goods, whose contact preferences are recorded.
type Customer struct {
	ID           int64
	Code         string
	CustomerKey  string `db:"customer_key"`
	Kind         CustomerKind
	SIRET        string `db:"siret"`
	CompanyName  string `db:"company_name"`
	LastName     string `db:"last_name"`
	FirstName    string `db:"first_name"`
	NameKey      string `db:"name_key"`
	Email        string
	EmailKey     string `db:"email_key"`
	Phone        string
	Mobile       string
	Address      string
	PostalCode   string `db:"postal_code"`
	City         string
	Country      string
	Language     Language
	AcceptsEmail bool         `db:"accepts_email"`
	AcceptsSMS   bool         `db:"accepts_sms"`
	AcceptsPhone bool         `db:"accepts_phone"`
	AcceptsPost  bool         `db:"accepts_post"`
	RequestID    int64        `db:"request_id"`    // the current consent request, 0 = never asked
	RequestState RequestState `db:"request_state"` // its state, kept here for filters
	RefusedEmail bool         `db:"refused_email"` // said no to e-mail: asked again only at their own request
	CreatedAt    Instant      `db:"created_at"`
	UpdatedAt    Instant      `db:"updated_at"`
}

// DisplayName is the company's or the person's name.
func (c Customer) DisplayName() string {
	if c.CompanyName != "" {
		return c.CompanyName
	}
	if c.FirstName == "" {
		return c.LastName
	}
	return c.FirstName + " " + c.LastName
}

// CustomerKeyOf identifies a customer of a file: its code, else its SIRET,
// else its e-mail with the folded name. Empty when it has none of them.
func CustomerKeyOf(code, siret, email, nameKey string) string {
	switch {
	case code != "":
		return "code:" + Fold(code)
	case siret != "":
		return "siret:" + siret
	case email != "":
		return "email:" + EmailKey(email) + ":" + nameKey
	}
	return ""
}

// Accepts returns the effective preference of one channel.
func (c Customer) Accepts(ch ConsentChannel) bool {
	switch ch {
	case ByEmail:
		return c.AcceptsEmail
	case BySMS:
		return c.AcceptsSMS
	case ByPhone:
		return c.AcceptsPhone
	case ByPost:
		return c.AcceptsPost
	}
	return false
}

// SetAccepts records the effective preference of one channel.
func (c *Customer) SetAccepts(ch ConsentChannel, yes bool) {
	switch ch {
	case ByEmail:
		c.AcceptsEmail = yes
	case BySMS:
		c.AcceptsSMS = yes
	case ByPhone:
		c.AcceptsPhone = yes
	case ByPost:
		c.AcceptsPost = yes
	}
}

// Target is the address or number that an answer for a channel concerns.
func (c Customer) Target(ch ConsentChannel) string {
	switch ch {
	case ByEmail:
		return c.Email
	case BySMS:
		return c.Mobile
	case ByPhone:
		if c.Phone != "" {
			return c.Phone
		}
		return c.Mobile
	}
	return c.Address
}

// Check refuses a customer without a name, or with an address that no mail
// can reach.
func (c Customer) Check() error {
	switch {
	case c.CompanyName == "" && c.LastName == "":
		return Refuse(Invalid, "field_missing", "Field", "name")
	case c.Email != "" && !plausibleAddress(c.Email):
		return Refuse(Invalid, "bad_email_field", "Field", "email")
	}
	return nil
}

// Edited returns the customer with the facts of next; the answer for a
// channel whose address or number changed falls back to refused.
func (c Customer) Edited(next Customer) Customer {
	out := c
	out.Kind, out.SIRET, out.CompanyName, out.LastName, out.FirstName = next.Kind, next.SIRET, next.CompanyName, next.LastName, next.FirstName
	out.Email, out.Phone, out.Mobile, out.Language = next.Email, next.Phone, next.Mobile, next.Language
	out.Address, out.PostalCode, out.City, out.Country = next.Address, next.PostalCode, next.City, next.Country
	for _, ch := range ConsentChannels() {
		if c.Target(ch) != out.Target(ch) {
			out.SetAccepts(ch, false)
		}
	}
	return out
}
