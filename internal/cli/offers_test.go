package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"vigie/internal/domain"
)

func (w *world) customer() {
	w.Helper()
	_, err := w.desk.SaveCustomer(w.Context(), w.staff[domain.Agent], domain.Customer{Code: "C1", Kind: domain.CustomerPerson, LastName: "Faure", FirstName: "Odile",
		Email: "odile@faure.example", City: "Bordeaux", Language: domain.French})
	w.check(err)
}

func TestAnOfferIsEditedOrderedAndPrintedByVerbs(t *testing.T) {
	w := newWorld(t)
	w.customer()
	agent := door{role: domain.Agent}
	w.want(w.run(agent, "offers", "create", "C1", "--line", "Tiles ; 120 u ; 1.85 ; 10", "--until", "2026-12-31"), ExitDone, "D2026-0001")
	edited := w.run(agent, "offers", "edit", "D2026-0001", "--line", "Tiles ; 100 u ; 1.80 ; 10", "--line", "Laying ; 2 h ; 45 ; 20")
	if w.want(edited, ExitDone); !strings.Contains(edited.err, "edition 2") || edited.out != "" {
		t.Errorf("%+v", edited)
	}
	w.want(w.run(agent, "offers", "edit", "d2026-0001", "--until", "2027-01-31"), ExitDone)
	w.want(w.run(agent, "offers", "show", "D2026-0001"), ExitDone, "Changed by Nadia", "(edition 3)", "€306.00", "31 January 2027", "Laying")
	var one struct {
		Edition   int    `json:"edition"`
		ChangedBy string `json:"changed_by"`
		Gross     int64  `json:"gross_cents"`
	}
	if got := w.run(agent, "offers", "show", "D2026-0001", "--json"); json.Unmarshal([]byte(got.out), &one) != nil || one.Edition != 3 || one.ChangedBy != "Nadia" || one.Gross != 30600 {
		t.Errorf("%+v of %s", one, got.out)
	}
	w.want(w.run(agent, "offers", "order", "D2026-0001"), ExitDone, "BC2026-0001")
	if got := w.run(agent, "offers", "print", "BC2026-0001"); got.code != ExitDone || !strings.HasPrefix(got.out, "%PDF-") {
		t.Errorf("exit %d, %d bytes", got.code, len(got.out))
	}
	w.want(w.run(agent, "offers", "edit", "D2026-0001", "--until", "2027-02-28"), ExitRefused, "neither changed nor withdrawn")
	w.want(w.run(agent, "offers", "withdraw", "D2026-0001", "--reason", "late", "--yes"), ExitRefused, "neither changed nor withdrawn")
}

func TestAnOfferIsWithdrawnOnceSomebodyConfirmedIt(t *testing.T) {
	w := newWorld(t)
	w.customer()
	agent := door{role: domain.Agent}
	w.want(w.run(agent, "offers", "create", "C1", "--line", "Tiles ; 1 ; 100 ; 20"), ExitDone)
	w.want(w.run(agent, "offers", "withdraw", "D2026-0001", "--yes"), ExitRefused, "Say why")
	w.want(w.run(agent, "offers", "withdraw", "D2026-0001", "--reason", "wrong price"), ExitRefused, "€120.00", "Odile Faure", "for good", "--yes")
	w.want(w.run(agent, "offers", "list", "--filter", "state:open"), ExitDone, "D2026-0001")
	w.want(w.run(agent, "offers", "withdraw", "D2026-0001", "--reason", "wrong price", "--yes"), ExitDone)
	w.want(w.run(agent, "offers", "list", "--filter", "state:withdrawn"), ExitDone, "D2026-0001", "withdrawn")
	w.want(w.run(agent, "offers", "show", "D2026-0001"), ExitDone, "Withdrawn by Nadia", "wrong price")
	for _, args := range [][]string{{"edit", "D2026-0001", "--until", "2027-01-01"}, {"order", "D2026-0001"}, {"print", "D2026-0001"}, {"withdraw", "D2026-0001", "--reason", "again", "--yes"}} {
		w.want(w.run(agent, append([]string{"offers"}, args...)...), ExitRefused, "was withdrawn")
	}
}

func TestOfferVerbsRefuseWhatIsNoOffer(t *testing.T) {
	w := newWorld(t)
	w.customer()
	agent := door{role: domain.Agent}
	w.want(w.run(agent, "offers", "create", "C1", "--line", "Tiles ; 1 ; 100 ; 20"), ExitDone)
	for name, c := range map[string]struct {
		door  door
		args  []string
		code  int
		words string
	}{
		"an edit of nothing":      {agent, []string{"edit", "D2026-0001"}, ExitUsage, "edit NUMBER"},
		"a line that is none":     {agent, []string{"edit", "D2026-0001", "--line", "Tiles"}, ExitUsage, "expected"},
		"a day that is none":      {agent, []string{"edit", "D2026-0001", "--until", "tomorrow"}, ExitUsage, "tomorrow"},
		"a day that is past":      {agent, []string{"edit", "D2026-0001", "--until", "2026-11-01"}, ExitRefused, "last day of validity is past"},
		"no such offer":           {agent, []string{"edit", "D2026-0009", "--until", "2027-01-01"}, ExitRefused, "vigie: "},
		"an auditor edits":        {door{role: domain.Auditor}, []string{"edit", "D2026-0001", "--until", "2027-01-01"}, ExitRefused, "vigie: "},
		"an auditor withdraws":    {door{role: domain.Auditor}, []string{"withdraw", "D2026-0001", "--reason", "x", "--yes"}, ExitRefused, "vigie: "},
		"an operator's seller":    {door{role: domain.Operator}, []string{"seller", "--city", "Lille"}, ExitRefused, "vigie: "},
		"a SIRET that is none":    {door{role: domain.Administrator}, []string{"seller", "--siret", "123"}, ExitRefused, "14 digits"},
		"the VAT number of other": {door{role: domain.Administrator}, []string{"seller", "--siret", "21330063500017", "--vat", "FR" + domain.FrenchVATKey("732829320") + "732829320"}, ExitRefused, "FR95213300635"},
	} {
		t.Run(name, func(t *testing.T) {
			w.TB = t
			w.want(w.run(c.door, append([]string{"offers"}, c.args...)...), c.code, c.words)
		})
	}
}

func TestTheSellerIsChangedFactByFact(t *testing.T) {
	w := newWorld(t)
	anne := door{role: domain.Administrator}
	bare := w.run(anne, "offers", "seller")
	if w.want(bare, ExitDone, "seller: Garage des Flandres"); !strings.Contains(bare.err, "R. 123-237") {
		t.Errorf("nobody is told what is missing: %q", bare.err)
	}
	w.want(w.run(anne, "offers", "seller", "--address", "3 quai Haut", "--city", "Bordeaux", "--vat", "FR95213300635"), ExitDone, "3 quai Haut", "FR95213300635")
	full := w.run(anne, "offers", "seller", "--siret", "213 300 635 00017", "--vat", "")
	if w.want(full, ExitDone, "3 quai Haut", "21330063500017"); strings.Contains(full.out, "FR95") || full.err != "" {
		t.Errorf("%+v", full)
	}
	var s domain.Seller
	got := w.run(door{role: domain.Auditor}, "offers", "seller", "--json")
	if err := json.Unmarshal([]byte(got.out), &s); err != nil || s.City != "Bordeaux" || s.SIRET != "21330063500017" || s.VAT != "" || !s.Complete() {
		t.Errorf("%+v of %s", s, got.out)
	}
}
