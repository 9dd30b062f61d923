package desk_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/exchange"
	"vigie/store"
)

var director = domain.Actor{Name: "shell:director", Role: domain.Administrator, Door: "shell"}

// table exports a noun and reads the file back.
func (w world) table(by domain.Actor, o desk.ExportOptions) [][]string {
	w.Helper()
	var b bytes.Buffer
	o.ExportTo = desk.ExportTo{To: &b, TempDir: w.TempDir()}
	if o.Format == "" {
		o.Format = exchange.CSV
	}
	if _, _, err := w.Export(context.Background(), by, o); err != nil {
		w.Fatalf("export %s: %v", o.What, err)
	}
	if o.Format == exchange.XLSX {
		book, err := excelize.OpenReader(&b)
		if err != nil {
			w.Fatal(err)
		}
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil {
			w.Fatal(err)
		}
		return rows
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	if !marked {
		w.Errorf("export %s has no byte order mark", o.What)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		w.Fatalf("export %s: %v", o.What, err)
	}
	return rows
}

func TestEveryNounIsExportedOnBothDatabases(t *testing.T) {
	eachWorld(t, func(w world) {
		w.verdicts(head+row(buyerSIRET, "Ville", supplierSIRET, "Alu", "a@example.org", "Hamel", "Aïcha", "0199009514", "oui", "M1", "6000,5", "2026-01-01", "24", "", "", ""), desk.ImportOptions{})
		for _, what := range desk.Exports() {
			rows := w.table(director, desk.ExportOptions{What: what})
			if len(rows) == 0 || len(rows[0]) != len(store.ExportColumns(what)) {
				w.Errorf("%s: %q", what, rows)
			}
		}
		users := w.table(director, desk.ExportOptions{What: "users", Filter: "email:a@example.org"})
		if len(users) != 2 || users[1][5] != "a@example.org" || users[1][6] != "'+33199009514" || users[1][12] != "2026-11-25T12:00:00+01:00" {
			w.Errorf("users %q", users)
		}
		if masked := w.table(importer, desk.ExportOptions{What: "users"}); masked[1][5] != "a…@example.org" || masked[1][6] != "…14" {
			w.Errorf("an operator's export of users %q", masked)
		}
		if book := w.table(director, desk.ExportOptions{What: "users", Format: exchange.XLSX}); len(book) != 2 || book[1][6] != "+33199009514" {
			w.Errorf("workbook of users %q", book)
		}
		if contracts := w.table(importer, desk.ExportOptions{What: "contracts"}); contracts[1][6] != "6000.50" || contracts[1][8] != "2027-12-31" {
			w.Errorf("contracts %q", contracts)
		}
		audit, err := w.Audit(context.Background(), director, domain.Filter{Terms: []domain.Term{{Field: "subject", Value: "export"}}}, domain.Page{Limit: 100})
		if err != nil || !strings.Contains(audit.Rows[len(audit.Rows)-1].After, `"rows":1`) || !strings.Contains(audit.Rows[len(audit.Rows)-1].After, `"sha256":"`) {
			w.Errorf("audit of exports: %+v, %v", audit.Rows, err)
		}
	})
}

func TestExportsAskForPermissionAndReason(t *testing.T) {
	eachWorld(t, func(w world) {
		export := func(by domain.Actor, o desk.ExportOptions) error {
			o.ExportTo, o.Format = desk.ExportTo{To: &bytes.Buffer{}}, exchange.CSV
			_, _, err := w.Export(context.Background(), by, o)
			return err
		}
		if err := export(importer, desk.ExportOptions{What: "consents"}); domain.KindOf(err) != domain.Forbidden {
			w.Errorf("an operator exports consents: %v", err)
		}
		if err := export(director, desk.ExportOptions{What: "secrets"}); !errors.Is(err, domain.Refuse(domain.Invalid, "export_unknown")) {
			w.Errorf("an unknown noun: %v", err)
		}
		var b strings.Builder
		b.WriteString(head)
		for i := range 1001 {
			b.WriteString(row(buyerSIRET, "Ville", siret(i), "Alu", "", "", "", "", "", "", "", "", "", "", "", ""))
		}
		importText(w, w.Desk, b.String(), desk.ImportOptions{})
		if err := export(importer, desk.ExportOptions{What: "suppliers"}); !errors.Is(err, domain.Refuse(domain.Invalid, "export_reason")) {
			w.Errorf("1,001 rows without a reason: %v", err)
		}
		if rows := w.table(importer, desk.ExportOptions{What: "suppliers", Reason: "audit"}); len(rows) != 1002 {
			w.Errorf("exported %d rows", len(rows))
		}
	})
}

func TestHostileNamesLeaveHarmless(t *testing.T) {
	eachWorld(t, func(w world) {
		evil := `=HYPERLINK(""http://evil.example"";""clic"")`
		w.verdicts(head+
			row(buyerSIRET, "Ville", supplierSIRET, `"`+evil+`"`, "", "", "", "", "", "", "", "", "", "", "", "")+
			row(buyerSIRET, "Ville", otherSIRET, "\"\x1b]0;pwned\x07Elec\x1b[31m\"", "", "", "", "", "", "", "", "", "", "", "", "")+
			row(buyerSIRET, "Ville", thirdSIRET, "@COM.GASCOGNE", "", "", "", "", "", "", "", "", "", "", "", ""), desk.ImportOptions{})
		got := map[string]string{}
		for _, r := range w.table(importer, desk.ExportOptions{What: "suppliers"})[1:] {
			got[r[0]] = r[3]
		}
		if n := got[supplierSIRET]; n != `'=HYPERLINK("http://evil.example";"clic")` {
			w.Errorf("formula left as %q", n)
		}
		if n := got[otherSIRET]; strings.ContainsAny(n, "\x1b\x07") || !strings.Contains(n, "Elec") {
			w.Errorf("escape left as %q", n)
		}
		for _, r := range w.table(importer, desk.ExportOptions{What: "suppliers", Format: exchange.XLSX})[1:] {
			if r[0] == thirdSIRET && r[3] != "@COM.GASCOGNE" {
				w.Errorf("a real company's name left as %q", r[3])
			}
		}
	})
}

func TestListsOfForeignEmployeesNeverLeave(t *testing.T) {
	ctx := context.Background()
	eachWorld(t, func(w world) {
		w.verdicts(head+row(buyerSIRET, "Ville", supplierSIRET, "Alu", "", "", "", "", "", "", "", "", "", "", "", ""), desk.ImportOptions{})
		if err := w.db.Write(ctx, importer, domain.ImportFile, func(tx *store.Tx) error {
			e, err := tx.EstablishmentByIdentifier(ctx, domain.Identifier{Type: domain.SIRET, Value: supplierSIRET})
			for _, code := range []string{"LNTE", "ASV"} {
				if err == nil {
					_, err = tx.InsertDocument(ctx, domain.Document{SupplierID: e.ID, TypeCode: code, State: domain.DocumentToCheck, DepositedOn: "2026-11-01"})
				}
			}
			return err
		}); err != nil {
			w.Fatal(err)
		}
		if rows := w.table(importer, desk.ExportOptions{What: "documents"}); len(rows) != 2 || rows[1][2] != "ASV" {
			w.Errorf("documents %q", rows)
		}
	})
}

func TestASeparatorInAValueMakesNoCell(t *testing.T) {
	ctx := context.Background()
	eachWorld(t, func(w world) {
		for _, name := range []string{"a\x1fb", "c\x1ed", "plain"} {
			if err := w.db.Write(ctx, importer, domain.ImportFile, func(tx *store.Tx) error {
				_, err := tx.InsertEstablishment(ctx, domain.Establishment{IDType: domain.SIRET, IDValue: siret(len(name) + int(name[0])), Name: name,
					State: domain.EstablishmentActive, IsSupplier: true})
				return err
			}); err != nil {
				w.Fatal(err)
			}
		}
		rows := w.table(importer, desk.ExportOptions{What: "suppliers"})
		if len(rows) != 4 || rows[1][3] != "a b" || rows[2][3] != "c d" || rows[3][3] != "plain" {
			w.Errorf("exported %q", rows)
		}
	})
}

// siret makes the n-th valid SIRET.
func siret(n int) string {
	siren := fmt.Sprintf("%08d", 10_000_000+n)
	for c := range 10 {
		if s := siren + strconv.Itoa(c); domain.ValidSIREN(s) {
			siren = s
			break
		}
	}
	for c := range 10 {
		if s := siren + "0001" + strconv.Itoa(c); domain.ValidSIRET(s) {
			return s
		}
	}
	return ""
}
