package desk_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/exchange"
	"vigie/store"
)

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

// generated is a supplier file of n lines as a buyers' office sends it.
func generated(tb testing.TB, n int) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "suppliers.csv")
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	b.WriteString("SIRET donneur d'ordres;Donneur d'ordres;N° SIRET;Raison sociale;Code tiers;Courriel du contact;Nom;Prénom;Fonction;Téléphone;Portable;Référent;Référence contrat;Montant HT;Date début;Durée (mois)\n")
	for i := range n {
		supplier := i * 2 / 3
		fmt.Fprintf(&b, "%s;Commune n° %d;%s;ENTREPRISE %d TRAVAUX;F%06d;contact.%d@example.org;Nom%d;Prénom;Comptable;01 99 00 %02d %02d;06 39 98 %02d %02d;oui;M%d;%d;01/%02d/2026;24\n",
			siret(5_000_000+i%2000), i%2000, siret(supplier), supplier, supplier%1_000_000, supplier, supplier%5000, i%100, i/100%100, i%100, i/100%100, i, 4000+i%90000, 1+i%12)
		if b.Len() > 1<<20 || i == n-1 {
			if _, err := f.WriteString(b.String()); err != nil {
				tb.Fatal(err)
			}
			b.Reset()
		}
	}
	return path
}

// TestMeasureImportAndExport compares an import and an export with the
// sqlite3 shell in the same run. VIGIE_BENCH_LINES says how many lines.
func TestMeasureImportAndExport(t *testing.T) {
	lines, _ := strconv.Atoi(os.Getenv("VIGIE_BENCH_LINES"))
	if lines == 0 {
		t.Skip("a measure: set VIGIE_BENCH_LINES")
	}
	ctx, dir := context.Background(), t.TempDir()
	path := filepath.Join(dir, "vigie.db")
	db, err := store.Open(ctx, store.Source{Dialect: "sqlite", Path: path}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	d, _ := importDesk(t, db, time.Now)
	file := generated(t, lines)
	for _, pass := range []string{"fresh", "again"} {
		in, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		var peak uint64
		commits, began, last, longest := 0, time.Now(), time.Now(), time.Duration(0)
		s, err := d.ImportSuppliers(ctx, importer, in, desk.ImportOptions{FileName: "g.csv", OnProgress: func(desk.ImportProgress) {
			commits++
			longest = max(longest, time.Since(last))
			last = time.Now()
			if commits%50 == 0 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.Sys)
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		spent := time.Since(began)
		t.Logf("%s: %s, %.0f lines/s, %d commits, longest %s, Go memory %d MiB, %s", pass, spent, float64(lines)/spent.Seconds(), commits, longest, peak>>20, asJSON(t, s))
		in.Close()
		if pass == "fresh" {
			floorImport(t, db, path, dir, spent)
		}
	}
	measureExport(t, d, path, dir)
}

// floorImport loads the resulting rows with the shell into the same empty
// tables and indexes.
func floorImport(t *testing.T, db *store.DB, path, dir string, ours time.Duration) {
	t.Helper()
	tables := []string{"establishments", "follow_ups", "contracts", "users", "referents", "provenances", "import_lines"}
	dump := ""
	for _, table := range tables {
		dump += fmt.Sprintf(".once %s/%s.csv\nSELECT * FROM %s;\n", dir, table, table)
	}
	shell(t, path, ".mode csv\n"+dump)
	empty := filepath.Join(dir, "floor.db")
	floor, err := store.Open(context.Background(), store.Source{Dialect: "sqlite", Path: empty}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := floor.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	floor.Close()
	load := "PRAGMA journal_mode=WAL;\nPRAGMA synchronous=FULL;\n.mode csv\n"
	for _, table := range tables {
		load += fmt.Sprintf(".import %s/%s.csv %s\n", dir, table, table)
	}
	began := time.Now()
	shell(t, empty, load)
	spent := time.Since(began)
	rows, _ := strconv.Atoi(strings.TrimSpace(shell(t, empty, "SELECT (SELECT COUNT(*) FROM establishments)+(SELECT COUNT(*) FROM follow_ups)+(SELECT COUNT(*) FROM contracts)+(SELECT COUNT(*) FROM users)+(SELECT COUNT(*) FROM referents)+(SELECT COUNT(*) FROM provenances)+(SELECT COUNT(*) FROM import_lines);")))
	t.Logf("floor: %d rows in %s, %.0f rows/s; ours %.0f rows/s, ratio %.2f", rows, spent, float64(rows)/spent.Seconds(), float64(rows)/ours.Seconds(), spent.Seconds()/ours.Seconds())
}

func shell(t *testing.T, path, script string) string {
	t.Helper()
	cmd := exec.Command("sqlite3", path)
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("sqlite3: %v: %.300s", err, out)
	}
	return string(out)
}

func measureExport(t *testing.T, d *desk.Desk, path, dir string) {
	t.Helper()
	by := importer
	by.Role = domain.Administrator
	for _, format := range []exchange.Format{exchange.CSV, exchange.XLSX} {
		out, err := os.Create(filepath.Join(dir, "users."+string(format)))
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		rows, _, err := d.Export(context.Background(), by, desk.ExportOptions{What: "users", Format: format, Reason: "measure", To: out, TempDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		spent := time.Since(began)
		out.Close()
		began = time.Now()
		shell(t, path, ".mode csv\n.once "+dir+"/floor.csv\nSELECT e.id_value,e.name,u.last_name,u.first_name,u.job,u.email,u.phone,u.mobile,u.language,u.role,u.state,u.held_contact,u.created_at,u.activated_at FROM users u JOIN establishments e ON e.id=u.establishment_id ORDER BY u.id;")
		floor := time.Since(began)
		t.Logf("export users %s: %d rows in %s; sqlite3 -csv %s, ratio %.2f", format, rows, spent, floor, floor.Seconds()/spent.Seconds())
	}
}
