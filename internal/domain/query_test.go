package domain

import "testing"

func TestOneBoxTellsWhatWasTyped(t *testing.T) {
	for text, want := range map[string]Query{
		"  Contact@Example.ORG ":    {Kind: QueryEmail, Value: "contact@example.org"},
		"356 000 000 00048":         {Kind: QueryIdentifier, Value: "35600000000048"},
		"35600000":                  {Kind: QueryIdentifier, Value: "35600000"},
		"356 000 000":               {Kind: QuerySIREN, Value: "356000000"},
		"01 99 00 95 14":            {Kind: QueryPhone, Value: "+33199009514"},
		"+33 6 39 98 22 71":         {Kind: QueryPhone, Value: "+33639982271"},
		"be 0400.000.097":           {Kind: QueryIdentifier, Value: "BE0400000097"},
		"#12":                       {Kind: QueryTicket, Value: "#12", ID: 12},
		"m-2f":                      {Kind: QueryReference, Value: "m-2f", ID: 79},
		"Société Électrique":        {Kind: QueryName, Value: "societe electrique"},
		"3M France":                 {Kind: QueryName, Value: "3m france"},
		"\x1b[31mROUGE\x1b[0m SARL": {Kind: QueryName, Value: "rouge sarl"},
	} {
		if got := ParseQuery(text); got != want {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
	}
}

func TestAMailsReferenceReadsBack(t *testing.T) {
	for _, id := range []int64{1, 31, 32, 79, 1_000_000, 1 << 50} {
		if got, ok := ParseReference(Mail{ID: id}.Reference()); !ok || got != id {
			t.Errorf("%d became %s became %d", id, Mail{ID: id}.Reference(), got)
		}
	}
}
