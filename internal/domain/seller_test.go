package domain

import (
	"strings"
	"testing"
)

func TestASellerIsKeptAsItsPapersMustNameIt(t *testing.T) {
	full := Seller{Name: "Garonne Bois", Address: "3 quai des Chartrons", PostalCode: "33000", City: "Bordeaux", SIRET: "21330063500017", VAT: "FR95213300635", Registry: "RCS Bordeaux"}
	if key := FrenchVATKey("213300635"); "FR"+key+"213300635" != full.VAT {
		t.Fatalf("the key of the table is %s", key)
	}
	with := func(change func(*Seller)) Seller {
		s := full
		change(&s)
		return s
	}
	for name, c := range map[string]struct {
		given, kept Seller
		complete    bool
		key         string
	}{
		"as it stands":                  {full, full, true, ""},
		"as people type it":             {with(func(s *Seller) { s.SIRET, s.VAT, s.Name = "213 300 635 00017", "fr 95 213300635", "  Garonne\tBois " }), full, true, ""},
		"a name alone":                  {Seller{Name: "Vigie"}, Seller{Name: "Vigie"}, false, ""},
		"no VAT number":                 {with(func(s *Seller) { s.VAT = "" }), with(func(s *Seller) { s.VAT = "" }), true, ""},
		"no name":                       {with(func(s *Seller) { s.Name = "  " }), Seller{}, false, "seller_name"},
		"a SIRET that is none":          {with(func(s *Seller) { s.SIRET = "21330063500018" }), Seller{}, false, "bad_checksum"},
		"the VAT number of another":     {with(func(s *Seller) { s.VAT = "FR" + FrenchVATKey("356000000") + "356000000" }), Seller{}, false, "seller_vat"},
		"a VAT number with another key": {with(func(s *Seller) { s.VAT = "FR96213300635" }), Seller{}, false, "bad_checksum"},
		"a foreign VAT number":          {with(func(s *Seller) { s.VAT = "BE0403170701" }), with(func(s *Seller) { s.VAT = "BE0403170701" }), true, ""},
		"a text of a page":              {with(func(s *Seller) { s.Address = strings.Repeat("é", 121) }), Seller{}, false, "seller_long"},
	} {
		got, err := c.given.Checked()
		if refusal(err) != c.key || err == nil && (got != c.kept || got.Complete() != c.complete) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if read, again := ParseSeller(got.String()); err == nil && (again != nil || read != got) {
			t.Errorf("%s is read again as %+v, %v", name, read, again)
		}
	}
}
