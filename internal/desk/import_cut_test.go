package desk_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// TestKilledImporter is the child that TestKilledImportKeepsWholeBatches
// kills in the middle.
func TestKilledImporter(t *testing.T) {
	path := os.Getenv("VIGIE_TEST_KILLED")
	if path == "" {
		t.Skip("a child of another test")
	}
	db, err := store.Open(context.Background(), store.Source{Dialect: "sqlite", Path: path}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	d, _ := importDesk(t, db, time.Now)
	_, err = d.ImportSuppliers(context.Background(), importer, strings.NewReader(realFile(t, "suppliers-2024h2.csv")), desk.ImportOptions{FileName: "test.csv",
		OnProgress: func(p desk.ImportProgress) {
			if p.Lines > 3000 {
				self, _ := os.FindProcess(os.Getpid())
				_ = self.Kill()
				select {}
			}
		}})
	t.Fatalf("the import ended: %v", err)
}

func TestKilledImportKeepsWholeBatches(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "vigie.db")
	db, err := store.Open(ctx, store.Source{Dialect: "sqlite", Path: path}, fixture.NewClock().Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestKilledImporter$")
	child.Env = append(os.Environ(), "VIGIE_TEST_KILLED="+path)
	if out, err := child.CombinedOutput(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the child was not killed: %v: %s", err, out)
	}
	cut, err := db.ImportBatch(ctx, 1)
	if err != nil || cut.State != domain.ImportRunning || cut.Lines < 3000 || cut.Lines > 9000 {
		t.Fatalf("after the kill: %+v, %v", cut, err)
	}
	d, _ := importDesk(t, db, fixture.NewClock().Now)
	text := realFile(t, "suppliers-2024h2.csv")
	s := importText(t, d, text, desk.ImportOptions{})
	if cut, _ = db.ImportBatch(ctx, 1); cut.State != domain.ImportCut {
		t.Errorf("the cut batch is %s", cut.State)
	}
	if s.FollowUps+cut.FollowUps != 5466 || s.Users+cut.Users != 4691 || s.Establishments+cut.Establishments != 5803 {
		t.Errorf("the next run completed it with %+v after %+v", s, cut)
	}
	whole := fixture.SQLite(t, fixture.NewClock().Now)
	other, _ := importDesk(t, whole, fixture.NewClock().Now)
	importText(t, other, text, desk.ImportOptions{})
	want, got := world{t, whole, other}.state(), world{t, db, d}.state()
	for noun := range want {
		if noun != "followups" && want[noun] != got[noun] { // the day a follow-up began is the day it was imported
			t.Errorf("cut and completed, %s differ from an import in one go", noun)
		}
	}
}

func TestCancelledImportIsCutAndSaysSo(t *testing.T) {
	clock := fixture.NewClock()
	db := fixture.SQLite(t, clock.Now)
	d, _ := importDesk(t, db, clock.Now)
	ctx, cancel := context.WithCancel(context.Background())
	s, err := d.ImportSuppliers(ctx, importer, strings.NewReader(realFile(t, "decp-2024h2-travaux.csv")), desk.ImportOptions{FileName: "x.csv",
		OnProgress: func(desk.ImportProgress) { cancel() }})
	if !errors.Is(err, domain.Refuse(domain.Conflict, "import_cut")) || s.Lines == 0 {
		t.Fatalf("cancelled: %+v, %v", s, err)
	}
	b, err := db.ImportBatch(context.Background(), s.Batch)
	if err != nil || b.State != domain.ImportCut || b.Lines != s.Lines {
		t.Errorf("the batch is %+v, %v", b, err)
	}
}

// endless is a file whose second line never ends.
type endless struct{ head, left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	if e.head == 0 {
		n = copy(p, head)
		e.head = n
	}
	for ; n < len(p); n++ {
		p[n] = 'x'
	}
	e.left -= n
	return n, nil
}

func TestWrongFilesAreRefusedWithASentence(t *testing.T) {
	clock := fixture.NewClock()
	db := fixture.SQLite(t, clock.Now)
	d, _ := importDesk(t, db, clock.Now)
	for name, test := range map[string]struct {
		file io.Reader
		key  string
	}{
		"empty":           {strings.NewReader(""), "import_empty"},
		"picture":         {strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00"), "import_not_a_table"},
		"wrong headings":  {strings.NewReader("a;b;c\n1;2;3\n"), "import_no_identifier"},
		"no buyer":        {strings.NewReader("siret;nom\n" + supplierSIRET + ";Alu\n"), "import_no_buyer"},
		"two headings":    {strings.NewReader("siret;n° siret;acheteur_siret\n1;2;3\n"), "import_two_headings"},
		"300 MB line":     {&endless{left: 300 << 20}, "import_line_too_long"},
		"open quote":      {strings.NewReader(head + "\"" + strings.Repeat("x;y\n", 400_000)), "import_open_quote"},
		"broken workbook": {strings.NewReader("PK\x03\x04 not really"), "import_not_a_table"},
	} {
		s, err := d.ImportSuppliers(context.Background(), importer, test.file, desk.ImportOptions{FileName: name, TempDir: t.TempDir()})
		if !errors.Is(err, domain.Refuse(domain.Invalid, test.key)) || s.Lines != 0 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	agent := importer
	agent.Role = domain.Agent
	if _, err := d.ImportSuppliers(context.Background(), agent, strings.NewReader(head), desk.ImportOptions{}); domain.KindOf(err) != domain.Forbidden {
		t.Errorf("an agent imports: %v", err)
	}
}

func TestFullListTellsWhoIsAbsent(t *testing.T) {
	eachWorld(t, func(w world) {
		line := func(siret string) string {
			return row(buyerSIRET, "Ville", siret, "Alu", "", "", "", "", "", "", "", "", "", "", "", "")
		}
		w.verdicts(head+line(supplierSIRET)+line(otherSIRET), desk.ImportOptions{})
		var absent []string
		importText(w, w.Desk, head+line(otherSIRET), desk.ImportOptions{FullList: true, OnAbsent: func(f domain.FollowUpRow) error {
			absent = append(absent, f.SupplierValue)
			return nil
		}})
		if len(absent) != 1 || absent[0] != supplierSIRET {
			w.Errorf("absent: %q", absent)
		}
	})
}

func TestStartingSaysWhichImportsWereCut(t *testing.T) {
	ctx := context.Background()
	eachWorld(t, func(w world) {
		if err := w.db.Write(ctx, importer, domain.ImportFile, func(tx *store.Tx) error {
			_, err := tx.BeginImport(ctx, domain.ImportBatch{Kind: "suppliers", FileName: "x.csv"})
			return err
		}); err != nil {
			w.Fatal(err)
		}
		if err := w.EndCutImports(ctx); err != nil {
			w.Fatal(err)
		}
		if b, err := w.db.ImportBatch(ctx, 1); err != nil || b.State != domain.ImportCut {
			w.Errorf("%+v, %v", b, err)
		}
	})
}
