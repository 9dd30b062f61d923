package exchange

import (
	"io"
	"slices"
	"strings"
	"testing"

	"vigie/internal/domain"
)

func customersOf(t *testing.T, file string) []domain.CustomerLine {
	t.Helper()
	f, err := OpenCustomers(strings.NewReader(file), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []domain.CustomerLine
	for {
		var line domain.CustomerLine
		if err := f.Read(&line); err == io.EOF {
			return lines
		} else if err != nil {
			t.Fatal(err)
		}
		line.Warnings = slices.Clone(line.Warnings)
		lines = append(lines, line)
	}
}

func TestCustomerLineIsRead(t *testing.T) {
	lines := customersOf(t, "Code client;Genre;Raison sociale;Nom;Prénom;E-mail;Téléphone;Portable;Adresse;CP;Ville;Pays;Langue;accord email;accord courrier;preuve référence;preuve date\n"+
		"C1;Particulier;;Hamel;Aïcha;aicha@example.org;0199009514;0639981234;1 rue;01000;Bourg;FR;fr;oui;non;BC-12;01/02/2025\n")
	l := lines[0]
	if l.Code != "C1" || l.Kind != domain.CustomerPerson || l.LastName != "Hamel" || l.FirstName != "Aïcha" || l.Email != "aicha@example.org" ||
		l.Phone != "+33199009514" || l.Mobile != "+33639981234" || l.Address != "1 rue" || l.PostalCode != "01000" || l.City != "Bourg" ||
		l.Country != "FR" || l.Language != domain.French || l.ProofReference != "BC-12" || l.ProofOn != "2025-02-01" || len(l.Warnings) != 0 {
		t.Errorf("read %+v", l)
	}
	want := []domain.ConsentGiven{{Channel: domain.ByEmail, Value: true}, {Channel: domain.ByPost, Value: false}}
	if !slices.Equal(l.Consents, want) {
		t.Errorf("consents %+v, want %+v", l.Consents, want)
	}
}

func TestConsentWithoutEvidenceIsNotTaken(t *testing.T) {
	for proof, taken := range map[string]bool{"BC-12;2025-02-01": true, ";2025-02-01": false, "BC-12;": false, "BC-12;demain": false} {
		l := customersOf(t, "code;email;accord_sms;preuve_reference;preuve_date\nC1;a@example.org;oui;"+proof+"\n")[0]
		if (len(l.Consents) == 1) != taken || slices.Contains(l.Warnings, domain.WarnNoProof) == taken {
			t.Errorf("%s: consents %+v, warnings %q", proof, l.Consents, l.Warnings)
		}
	}
	if _, err := OpenCustomers(strings.NewReader("code;accord_sms\n"), Options{}); refusedAs(err) != "import_no_proof" {
		t.Errorf("columns of consent without those of evidence: %v", err)
	}
}

func TestCustomerIsKnownByCodeElseSIRETElseAddress(t *testing.T) {
	for line, want := range map[string]struct {
		rejection string
		warning   string
		kind      domain.CustomerKind
	}{
		"C1;;;A":                 {"", "", domain.CustomerPerson},
		"C1;42199758600036;;A":   {"", domain.WarnSIRET, domain.CustomerPerson},
		";42199758600036;;A":     {domain.BadChecksum, "", ""},
		";42199758600035;;A":     {"", "", domain.CustomerCompany},
		";;a@example.org;A":      {"", "", domain.CustomerPerson},
		";;a example.org;A":      {domain.MissingIdentifier, domain.WarnEmail, ""},
		";;;A":                   {domain.MissingIdentifier, "", ""},
		"C1;;":                   {domain.RaggedLine, "", ""},
		"C1;;a@example.org;":     {"", domain.WarnEmptyName, domain.CustomerPerson},
		"C1;;a@example.org;\x01": {"", domain.WarnEmptyName, domain.CustomerPerson},
	} {
		l := customersOf(t, "code_client;siret;email;nom\n"+line+"\n")[0]
		if l.Rejection != want.rejection || strings.Join(l.Warnings, " ") != want.warning || l.Kind != want.kind {
			t.Errorf("%q: %q %q %q, want %+v", line, l.Rejection, l.Warnings, l.Kind, want)
		}
	}
	if _, err := OpenCustomers(strings.NewReader("nom;ville\n"), Options{}); refusedAs(err) != "import_no_customer" {
		t.Errorf("a file that names nobody: %v", err)
	}
}
