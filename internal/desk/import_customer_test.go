package desk_test

import (
	"context"
	"strings"
	"testing"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func (w world) customers(text string, o desk.ImportOptions) []string {
	w.Helper()
	var out []string
	o.FileName, o.TempDir = "clients.csv", w.TempDir()
	o.OnLine = func(l desk.ImportedLine) error {
		out = append(out, strings.Join(strings.Fields(string(l.Verdict)+" "+l.Reason+" "+strings.Join(l.Warnings, " ")), " "))
		return nil
	}
	if _, err := w.ImportCustomers(context.Background(), importer, strings.NewReader(text), o); err != nil {
		w.Fatal(err)
	}
	return out
}

func TestCustomersComeWithTheirConsentsAndTheirProof(t *testing.T) {
	const head = "code_client;genre;raison_sociale;nom;prenom;email;portable;accord_email;accord_sms;preuve_reference;preuve_date\n"
	ctx := context.Background()
	eachWorld(t, func(w world) {
		file := head + row("C1", "particulier", "", "Ito", "Jun", "jun@example.org", "0639988222", "oui", "non", "Bon 12", "2026-10-01") +
			row("C2", "société", "Alu", "", "", "alu@example.org", "", "oui", "", "", "") +
			row("", "", "", "Sans", "", "", "", "", "", "", "")
		want := []string{"created", "created consent_without_proof", "rejected missing_identifier"}
		w.want(w.customers(file, desk.ImportOptions{DryRun: true}), want...)
		w.want(w.customers(file, desk.ImportOptions{}), want...)
		w.want(w.customers(file, desk.ImportOptions{}), "unchanged", "unchanged consent_without_proof", "rejected missing_identifier")
		jun, err := w.db.CustomerByKey(ctx, "code:c1")
		if err != nil || !jun.AcceptsEmail || jun.AcceptsSMS {
			w.Fatalf("%+v, %v", jun, err)
		}
		ledger, err := w.db.Ledger(ctx, jun.ID)
		if err != nil || len(ledger) != 2 || ledger[1].Means != domain.MeansImport || ledger[1].Evidence != "Bon 12 (2026-10-01)" || ledger[1].Target != "jun@example.org" {
			w.Errorf("ledger %+v, %v", ledger, err)
		}
		w.want(w.customers(head+row("C1", "", "", "Ito", "Jun", "autre@example.org", "", "", "", "", ""), desk.ImportOptions{}), "updated")
		if jun, _ = w.db.CustomerByKey(ctx, "code:c1"); jun.AcceptsEmail || jun.Email != "autre@example.org" {
			w.Errorf("after a change of address: %+v", jun)
		}
		w.want(w.customers(head+row("C1", "", "", "Ito", "Jun", "", "", "oui", "", "Vieux bon", "2026-01-01"), desk.ImportOptions{}), "unchanged kept_as_is")
	})
}
