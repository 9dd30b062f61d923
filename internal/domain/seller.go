package domain

import (
	"encoding/json"
	"strings"
)

// Seller is who makes offers, as its papers name it: a company writes its
// SIREN and its registry on every order form (Code de commerce R. 123-237).
type Seller struct {
	Name       string `json:"name"`
	Address    string `json:"address,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	City       string `json:"city,omitempty"` // where papers are made
	SIRET      string `json:"siret,omitempty"`
	VAT        string `json:"vat,omitempty"`      // VAT number; none where no VAT is charged
	Registry   string `json:"registry,omitempty"` // RCS Bordeaux
}

// sellerText is how long each fact of a seller may be, in characters.
const sellerText = 120

// ParseSeller reads what String wrote.
func ParseSeller(text string) (Seller, error) {
	var s Seller
	err := json.Unmarshal([]byte(text), &s)
	return s, err
}

// String writes the seller for the setting.
func (s Seller) String() string {
	text, err := json.Marshal(s)
	if err != nil {
		return ""
	}
	return string(text)
}

// Complete reports whether papers say all that an order form must.
func (s Seller) Complete() bool {
	return s.Name != "" && s.Address != "" && s.City != "" && s.SIRET != ""
}

// Checked is the seller as it is kept, or why it cannot be: a name is needed,
// and a French VAT number is the SIRET's own.
func (s Seller) Checked() (Seller, error) {
	for _, field := range []*string{&s.Name, &s.Address, &s.PostalCode, &s.City, &s.SIRET, &s.VAT, &s.Registry} {
		if *field = strings.Join(strings.Fields(*field), " "); len([]rune(*field)) > sellerText {
			return s, Refuse(Invalid, "seller_long", "Value", *field, "Most", sellerText)
		}
	}
	if s.Name == "" {
		return s, Refuse(Invalid, "seller_name")
	}
	var err error
	if s.SIRET != "" {
		if s.SIRET, _, err = ParseSIRET(s.SIRET); err != nil {
			return s, err
		}
	}
	if s.VAT == "" {
		return s, nil
	}
	id, _, err := ParseIdentifier(string(TVA), s.VAT)
	if err != nil {
		return s, err
	}
	if s.VAT = id.Value; s.SIRET != "" && strings.HasPrefix(s.VAT, "FR") && s.VAT[4:] != s.SIRET[:9] {
		return s, Refuse(Invalid, "seller_vat", "Value", s.VAT, "Expected", "FR"+FrenchVATKey(s.SIRET[:9])+s.SIRET[:9])
	}
	return s, nil
}
