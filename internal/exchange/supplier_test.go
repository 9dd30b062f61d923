package exchange

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/internal/domain"
)

// realData finds a file of real data, in VIGIE_TEST_DATA or in the folder
// shared/data beside the repository. It is not part of the repository, and
// its absence is a failure: counts on it are what this package is for.
func realData(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("VIGIE_TEST_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the real data are missing: set VIGIE_TEST_DATA to their folder (%v)", err)
	}
	return path
}

func suppliersOf(t *testing.T, r io.Reader, o SupplierOptions) (*SupplierFile, []domain.SupplierLine) {
	t.Helper()
	o.TempDir = t.TempDir()
	f, err := OpenSuppliers(r, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	var lines []domain.SupplierLine
	for {
		var line domain.SupplierLine
		if err := f.Read(&line); err == io.EOF {
			return f, lines
		} else if err != nil {
			t.Fatal(err)
		}
		line.Warnings = slices.Clone(line.Warnings)
		lines = append(lines, line)
	}
}

type pair struct{ buyer, supplier domain.Identifier }

type counts struct {
	lines, good, pairs, selfPairs, buyers, suppliers, contacts, withoutContact, warned int
}

func countLines(lines []domain.SupplierLine) (counts, map[string]int) {
	c, reasons := counts{lines: len(lines)}, map[string]int{}
	pairs, buyers, suppliers := map[pair]bool{}, map[string]bool{}, map[string]bool{}
	contacts, reached := map[string]bool{}, map[string]bool{}
	for _, l := range lines {
		if len(l.Warnings) > 0 {
			c.warned++
		}
		for _, w := range l.Warnings {
			reasons[w]++
		}
		if l.Rejection != "" {
			reasons[l.Rejection]++
		}
		if l.Rejection != "" && l.Rejection != domain.SameEstablishment {
			continue
		}
		c.good++
		pairs[pair{l.Buyer, l.Supplier}], buyers[l.Buyer.Value], suppliers[l.Supplier.Value] = true, true, true
		if l.Rejection != "" {
			c.selfPairs++
		}
		if l.Email != "" {
			contacts[l.Supplier.Value+" "+strings.ToLower(l.Email)], reached[l.Supplier.Value] = true, true
		}
	}
	c.pairs, c.buyers, c.suppliers, c.contacts = len(pairs), len(buyers), len(suppliers), len(contacts)
	c.withoutContact = len(suppliers) - len(reached)
	return c, reasons
}

func TestPublishedContractsCountAsCountedIndependently(t *testing.T) {
	file, err := os.Open(realData(t, "decp-2024h2-travaux.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	f, lines := suppliersOf(t, file, SupplierOptions{})
	got, reasons := countLines(lines)
	t.Log(got, reasons, f.Unused())
	if got.lines != 8957 || got.good != 8928 || got.pairs != 5467 || got.buyers != 1336 || got.suppliers != 4471 {
		t.Errorf("counted %+v, reasons %v", got, reasons)
	}
	unused := []string{"uid", "type", "codeCPV", "procedure", "offresRecues", "acheteur_departement_code",
		"titulaire_departement_code", "acheteur_region_code", "titulaire_region_code"}
	if !slices.Equal(f.Unused(), unused) {
		t.Errorf("unused headings %q", f.Unused())
	}
	first := lines[0]
	want := domain.SupplierLine{
		Line: 2, Buyer: domain.Identifier{Type: domain.SIRET, Value: "20006258600157"}, BuyerName: "COMMUNE DE FILLIERE (MAIRIE)",
		Supplier: domain.Identifier{Type: domain.SIRET, Value: "42199758600035"}, Name: "ALU CONCEPT HABITAT",
		Reference: "20241300104", Amount: 6110000, StartOn: "2025-01-01", Months: 12,
	}
	if !sameLine(first, want) {
		t.Errorf("first line %+v, want %+v", first, want)
	}
}

func TestBuyersFileCountsAsCountedIndependently(t *testing.T) {
	file, err := os.Open(realData(t, "suppliers-2024h2.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	f, lines := suppliersOf(t, file, SupplierOptions{})
	got, reasons := countLines(lines)
	t.Log(got, reasons, f.SHA256(), f.BytesRead())
	// The one establishment that contracts with itself is a refused line whose
	// contact is not read; the independent counts include it.
	if got.lines != 9911 || got.good != 9877 || got.pairs != 5467 || got.selfPairs != 1 ||
		got.contacts+got.selfPairs != 4692 || got.withoutContact-got.selfPairs != 254 {
		t.Errorf("counted %+v, reasons %v", got, reasons)
	}
	if len(f.Unused()) != 0 {
		t.Errorf("unused headings %q", f.Unused())
	}
	want := domain.SupplierLine{
		Line: 2, Buyer: domain.Identifier{Type: domain.SIRET, Value: "20006258600157"}, BuyerName: "COMMUNE DE FILLIERE (MAIRIE)",
		Supplier: domain.Identifier{Type: domain.SIRET, Value: "42199758600035"}, Name: "ALU CONCEPT HABITAT", ThirdPartyCode: "F963978",
		Email: "contact1.421997586.00035@example.org", LastName: "Hamel", FirstName: "Aïcha", Job: "Comptable",
		Phone: "+33199009514", Mobile: "+33639982271", Referent: true,
		Reference: "20241300104", Amount: 6110000, StartOn: "2025-01-01", Months: 12,
	}
	if !sameLine(lines[0], want) {
		t.Errorf("first line %+v, want %+v", lines[0], want)
	}
	info, err := file.Stat()
	if err != nil || f.BytesRead() != info.Size() {
		t.Errorf("read %d bytes of %d (%v)", f.BytesRead(), info.Size(), err)
	}
}

func sameLine(a, b domain.SupplierLine) bool {
	same := slices.Equal(a.Warnings, b.Warnings) && slices.Equal(a.Documents, b.Documents)
	a.Warnings, b.Warnings, a.Documents, b.Documents = nil, nil, nil, nil
	return same && linesEqual(a, b)
}

func linesEqual(a, b domain.SupplierLine) bool {
	x, y := [...]any{a.Line, a.Rejection, a.Buyer, a.BuyerName, a.BuyerEmail, a.Group, a.Signer, a.Supplier, a.Name, a.Country, a.ThirdPartyCode,
		a.Email, a.LastName, a.FirstName, a.Job, a.Phone, a.Mobile, a.Language, a.Referent, a.Reference, a.Amount, a.StartOn, a.EndOn, a.Months},
		[...]any{b.Line, b.Rejection, b.Buyer, b.BuyerName, b.BuyerEmail, b.Group, b.Signer, b.Supplier, b.Name, b.Country, b.ThirdPartyCode,
			b.Email, b.LastName, b.FirstName, b.Job, b.Phone, b.Mobile, b.Language, b.Referent, b.Reference, b.Amount, b.StartOn, b.EndOn, b.Months}
	return x == y
}

func TestRefusalOfALineComesInItsOrder(t *testing.T) {
	const good, other = "42199758600035", "83380264800026"
	for line, want := range map[string]string{
		good + ";" + other + ";x":      "",
		good + ";" + other:             domain.RaggedLine,
		good + ";" + other + ";x;y":    domain.RaggedLine,
		good + ";" + other + ";x;;":    "",
		";;x":                          "buyer_missing_identifier",
		"421997586;421997586;x":        "buyer_siren_not_siret",
		good + ";421997586;x":          domain.SIRENNotSIRET,
		good + ";;x":                   domain.MissingIdentifier,
		good + ";3,80158E+13;x":        domain.ScientificNotation,
		good + ";42199758600036;x":     domain.BadChecksum,
		"42199758600036;4219;x":        "buyer_bad_checksum",
		good + ";4219;x":               domain.BadLength,
		good + ";421 997 586 00035 ;x": domain.SameEstablishment,
	} {
		_, lines := suppliersOf(t, strings.NewReader("acheteur_siret;siret;nom\n"+line+"\n"), SupplierOptions{})
		if len(lines) != 1 || lines[0].Rejection != want {
			t.Errorf("%s: %+v, want %q", line, lines, want)
		}
	}
}

func TestUnreadableFactsAreWarningsAndTheLineIsTaken(t *testing.T) {
	const file = "buyer_siret,siret,raison_sociale,nom,email,telephone,mobile,montant,début,date_fin,durée (mois),référent,langue,documents,pays\n" +
		"42199758600035,5542007300011,,D,a@b> SIZE=1,12,34,cher,31/31/2024,2024-02-30,un an,peut-être,de,ASV|KBIS|asv,FR\n"
	_, lines := suppliersOf(t, strings.NewReader(file), SupplierOptions{})
	want := []string{domain.WarnRepaired, domain.WarnEmptyName, domain.WarnEmail, domain.WarnPhone, domain.WarnMobile,
		domain.WarnLanguage, domain.WarnYesNo, domain.WarnAmount, domain.WarnDate, domain.WarnMonths, domain.WarnDocument}
	l := lines[0]
	if l.Rejection != "" || !slices.Equal(l.Warnings, want) {
		t.Errorf("warnings %q, want %q (%s)", l.Warnings, want, l.Rejection)
	}
	if l.Email != "" || l.Phone != "" || l.Amount.Known() || l.StartOn.Known() || l.EndOn.Known() || l.Months != 0 || !slices.Equal(l.Documents, []string{"ASV"}) {
		t.Errorf("something unreadable was kept: %+v", l)
	}
}

func TestHeadingsAreMatchedLoosely(t *testing.T) {
	buyer := domain.Identifier{Type: domain.SIRET, Value: "20006258600157"}
	for name, c := range map[string]struct {
		headings string
		mappings []string
		check    func(domain.SupplierLine) bool
		unused   []string
	}{
		"a name alone is the company's": {"SIRET;Nom;x", nil,
			func(l domain.SupplierLine) bool { return l.Name == "B" && l.LastName == "" }, []string{"x"}},
		"beside the company's it is the contact's": {"n°siret;Dénomination;NOM", nil,
			func(l domain.SupplierLine) bool { return l.Name == "B" && l.LastName == "C" }, nil},
		"id beside acheteur_siret says nothing": {"titulaire_id;id;fournisseur", nil,
			func(l domain.SupplierLine) bool { return l.Reference == "" && l.Name == "C" }, []string{"id"}},
		"a mapping wins": {"Mon titre;RAISON SOCIALE;Marché n°", []string{"mon TITRE=siret", "Marché n° = reference_contrat"},
			func(l domain.SupplierLine) bool { return l.Name == "B" && l.Reference == "C" }, nil},
		"a mapping leaves a column out": {"siret;fournisseur;raison sociale", []string{"fournisseur="},
			func(l domain.SupplierLine) bool { return l.Name == "C" }, []string{"fournisseur"}},
		"a mapped nom stays the contact's": {"siret;x;nom", []string{"nom=nom"},
			func(l domain.SupplierLine) bool { return l.LastName == "C" && l.Name == "" }, []string{"x"}},
	} {
		f, lines := suppliersOf(t, strings.NewReader(c.headings+"\n42199758600035;B;C\n"),
			SupplierOptions{Options: Options{Map: c.mappings}, Buyer: buyer, BuyerName: "Ville"})
		if !c.check(lines[0]) || lines[0].Buyer != buyer || lines[0].BuyerName != "Ville" {
			t.Errorf("%s: read %+v", name, lines[0])
		}
		if !slices.Equal(f.Unused(), c.unused) {
			t.Errorf("%s: unused %q, want %q", name, f.Unused(), c.unused)
		}
	}
}

func TestFileWhoseColumnsAreUnclearIsRefused(t *testing.T) {
	for headings, c := range map[string]struct {
		key      string
		mappings []string
	}{
		"acheteur_id;titre;montant":      {key: "import_no_identifier"},
		"siret;raison_sociale":           {key: "import_no_buyer"},
		"acheteur_id;siret;N° SIRET":     {key: "import_two_headings"},
		"acheteur_id;siret;mail;Email":   {key: "import_two_headings"},
		"acheteur_id;siret;a":            {key: "import_map_no_heading", mappings: []string{"b=nom"}},
		"acheteur_id;siret;b":            {key: "import_map_no_field", mappings: []string{"b=age"}},
		"acheteur_id;siret;c":            {key: "import_bad_map", mappings: []string{"c"}},
		"acheteur_id;siret;courriel;d":   {key: "import_two_headings", mappings: []string{"d=email"}},
		"<html>":                         {key: "import_no_identifier"},
		"donneur d'ordres;n° donneur;id": {key: "import_no_identifier"},
	} {
		_, err := OpenSuppliers(strings.NewReader(headings+"\n"), SupplierOptions{Options: Options{Map: c.mappings}})
		if refusedAs(err) != c.key {
			t.Errorf("%s: %v, want %s", headings, err, c.key)
		}
	}
}

func TestForeignSupplierIsReadByTypeAndValue(t *testing.T) {
	const file = "acheteur_id;identifiant;type_identifiant;raison_sociale;siret\n" +
		"42199758600035;BE 0403.170.701;TVA;Bouw NV;\n" +
		"42199758600035;;;Ici;83380264800026\n" +
		"42199758600035;123;DUNS;Là;\n"
	_, lines := suppliersOf(t, strings.NewReader(file), SupplierOptions{})
	if lines[0].Supplier != (domain.Identifier{Type: domain.TVA, Value: "BE0403170701"}) ||
		lines[1].Supplier != (domain.Identifier{Type: domain.SIRET, Value: "83380264800026"}) ||
		lines[2].Rejection != domain.UnknownType {
		t.Errorf("read %+v", lines)
	}
}
