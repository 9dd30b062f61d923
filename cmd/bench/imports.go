package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

// The sizes of the files, in lines.
const (
	freshLines, manyLines, fullLines = 100_000, 1_000_000, 50_000
	importMemory                     = 128 << 10 // KiB
)

// supplierFile writes a supplier file: half of the lines name establishments
// that a base knows, by their name, when there is one.
func supplierFile(ctx context.Context, path string, lines int, known *base, seed uint64) error {
	n := 0
	if known != nil {
		n = known.n
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer out.Close()
	w := bufio.NewWriter(out)
	rng := rand.New(rand.NewPCG(seed, 3))
	now := domain.InstantOf(time.Unix(1_760_000_000, 0))
	names := newWorld(max(n, 10_000), now, domain.DateOf(now.Time()))
	buyers := world{n: max(n, 100_000)}
	fmt.Fprintln(w, "siret;raison_sociale;siret_donneur_ordre;nom_donneur_ordre;code_tiers;email;nom;prenom;telephone;reference_contrat;montant_ht;date_debut;duree_mois")
	for i := range lines {
		supplier, name := max(n, 100_000)+int(seed)*freshLines+i, names.companyName()
		buyer := buyers.buyerID(rng.IntN(buyers.buyers()))
		buyerName := fmt.Sprint("ACHETEUR ", buyer)
		if n > 0 {
			if i%2 == 0 {
				supplier = 1 + rng.IntN(n)
				if name, err = known.nameOf(ctx, int64(supplier)); err != nil {
					return err
				}
			}
			if buyerName, err = known.nameOf(ctx, buyer); err != nil {
				return err
			}
		}
		last := pick(rng, names.lasts)
		fmt.Fprintf(w, "%s;%s;%s;%s;F%06d;%s%d@fournisseur%d.example.org;%s;%s;06%08d;R-%d-%d;%d,%02d;%s;%d\n", siret(supplier), name, siret(int(buyer)), buyerName, i,
			strings.ToLower(last), supplier, supplier%997, last, pick(rng, names.firsts), rng.IntN(100_000_000), seed, i, 1000+rng.IntN(400_000), rng.IntN(100),
			fmt.Sprintf("2025-%02d-%02d", 1+rng.IntN(12), 1+rng.IntN(28)), 6+rng.IntN(42))
	}
	return w.Flush()
}

// nameOf is the name of an establishment, by which a file calls it too.
func (b *base) nameOf(ctx context.Context, id int64) (string, error) {
	e, err := b.db.Establishment(ctx, id)
	return e.Name, err
}

// measureImportFresh imports into an empty base, and the resulting rows with
// the sqlite3 shell.
func measureImportFresh(ctx context.Context, b *bench) error {
	dir, err := b.scratch("import")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "suppliers.csv")
	if err := supplierFile(ctx, file, freshLines, nil, 1); err != nil {
		return err
	}
	var ratios []float64
	var floors, ours sample
	for round := range b.rounds {
		into := filepath.Join(dir, fmt.Sprint("ours", round))
		took, err := b.importInto(ctx, into, file)
		if err != nil {
			return err
		}
		floor, err := shellImport(ctx, into, filepath.Join(dir, fmt.Sprint("shell", round)))
		if err != nil {
			return err
		}
		o := time.Duration(took.Seconds * float64(time.Second))
		floors, ours, ratios = append(floors, floor), append(ours, o), append(ratios, float64(floor)/float64(o))
	}
	ratio := median(ratios)
	b.add(Row{Name: "import: fresh base", Floor: short(floors.quantile(0.5)), Ours: fmt.Sprintf("%s, %.0f lines/s", short(ours.quantile(0.5)), freshLines/ours.quantile(0.5).Seconds()),
		Ratio: ratio, Promise: "≥ 0.3×", Kept: kept(ratio >= 0.3), Note: fmt.Sprintf("%d lines", freshLines)})
	lines := min(manyLines, b.full)
	if err := supplierFile(ctx, file, lines, nil, 2); err != nil {
		return err
	}
	took, err := b.importInto(ctx, filepath.Join(dir, "many"), file)
	if err != nil {
		return err
	}
	b.add(Row{Name: "import: memory", Ours: fmt.Sprintf("%d MiB, %.0f lines/s", took.Peak>>10, float64(lines)/took.Seconds), Promise: "≤ 128 MiB",
		Kept: kept(took.Peak <= importMemory), Note: fmt.Sprintf("%d lines", lines)})
	return nil
}

func (b *bench) importInto(ctx context.Context, dir, file string) (outcome, error) {
	empty, err := emptyBase(ctx, dir, time.Now)
	if err != nil {
		return outcome{}, err
	}
	if err := empty.close(); err != nil {
		return outcome{}, err
	}
	return b.inChild(ctx, "import", dir, file)
}

// importTables are what a supplier import writes.
func importTables() []string {
	return []string{"company_groups", "establishments", "collections", "follow_ups", "contracts", "users", "referents", "buyer_contacts", "provenances", "import_batches", "import_lines", "import_changes"}
}

// shellImport loads the rows of an imported base into an empty one by the
// shell's .import, into the same tables and indexes. Taking them out is not
// counted.
func shellImport(ctx context.Context, from, dir string) (time.Duration, error) {
	empty, err := emptyBase(ctx, dir, time.Now)
	if err != nil {
		return 0, err
	}
	if err := empty.close(); err != nil {
		return 0, err
	}
	script := "PRAGMA synchronous=FULL;\n.mode csv\n"
	for _, table := range importTables() {
		csv := filepath.Join(dir, table+".csv")
		dump := exec.CommandContext(ctx, "sqlite3", "-readonly", "-cmd", ".mode csv", "-cmd", ".output "+csv, filepath.Join(from, "vigie.db"), "SELECT * FROM "+table)
		if text, err := dump.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("sqlite3: %w: %s", err, text)
		}
		script += ".import " + csv + " " + table + "\n"
	}
	load := exec.CommandContext(ctx, "sqlite3", "-bail", empty.path())
	load.Stdin = strings.NewReader(script)
	return timed(func() error {
		if text, err := load.CombinedOutput(); err != nil || len(text) > 0 {
			return fmt.Errorf("sqlite3: %w: %.300s", errors.Join(err, errors.New("messages")), text)
		}
		return nil
	})
}

// measureImportFull imports into a copy of the full base, and writes the
// resulting rows into another copy by prepared upserts; then people write
// while it imports.
func measureImportFull(ctx context.Context, b *bench) error {
	dir, err := b.scratch("full")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ours, err := b.copyBase(ctx, filepath.Join(dir, "ours"))
	if err != nil {
		return err
	}
	defer ours.close()
	if err := b.idleImports(ctx, dir, ours); err != nil {
		return err
	}
	return b.busyImports(ctx, dir, ours)
}

func (b *bench) idleImports(ctx context.Context, dir string, ours *base) error {
	other, err := b.copyBase(ctx, filepath.Join(dir, "floor"))
	if err != nil {
		return err
	}
	if err := other.close(); err != nil {
		return err
	}
	to, err := raw(other.path())
	if err != nil {
		return err
	}
	defer to.Close()
	from, err := openBare(ours.path())
	if err != nil {
		return err
	}
	defer from.close()
	var ratios []float64
	var floors, times sample
	for round := range b.rounds {
		file := filepath.Join(dir, "suppliers.csv")
		if err := supplierFile(ctx, file, fullLines, ours, uint64(10+round)); err != nil {
			return err
		}
		sum, took, err := importHere(ctx, ours, file)
		if err != nil {
			return err
		}
		_, floor, err := bulk(ctx, from, to, true, batchRows(sum.Batch)...)
		if err != nil {
			return err
		}
		floors, times, ratios = append(floors, floor), append(times, took), append(ratios, float64(floor)/float64(took))
	}
	b.add(Row{Name: "import: full base", Floor: short(floors.quantile(0.5)), Ours: fmt.Sprintf("%s, %.0f lines/s", short(times.quantile(0.5)), fullLines/times.quantile(0.5).Seconds()),
		Ratio: median(ratios), Promise: "≥ 0.5×", Kept: kept(median(ratios) >= 0.5), Note: fmt.Sprintf("%d lines", fullLines)})
	return nil
}

func importHere(ctx context.Context, on *base, file string) (sum desk.ImportSummary, took time.Duration, err error) {
	in, err := os.Open(file)
	if err != nil {
		return sum, 0, err
	}
	defer in.Close()
	took, err = timed(func() (err error) {
		sum, err = on.desk.ImportSuppliers(ctx, on.by, in, desk.ImportOptions{FileName: "bench.csv"})
		return err
	})
	return sum, took, err
}

// batchRows are the rows that a batch made or touched.
func batchRows(batch int64) []part {
	of := func(table, column string) part {
		return part{table, "id IN (SELECT " + column + " FROM import_lines WHERE batch_id = ?)", []any{batch}}
	}
	return []part{of("establishments", "supplier_id"), of("follow_ups", "follow_up_id"), of("contracts", "contract_id"), of("users", "user_id"),
		{"provenances", "batch_id = ?", []any{batch}}, {"import_batches", "id = ?", []any{batch}}, {"import_lines", "batch_id = ?", []any{batch}}, {"import_changes", "batch_id = ?", []any{batch}}}
}

// busyImports lets people write while a file is imported by this process, and
// by another one beside it.
func (b *bench) busyImports(ctx context.Context, dir string, ours *base) error {
	file := filepath.Join(dir, "suppliers.csv")
	for i, where := range []string{"in the same process", "by another process"} {
		if err := supplierFile(ctx, file, fullLines, ours, uint64(50+i)); err != nil {
			return err
		}
		people := writing(ctx, ours, 3, 30*time.Millisecond)
		var err error
		if i == 0 {
			_, _, err = importHere(ctx, ours, file)
		} else {
			_, err = b.inChild(ctx, "import", ours.dir, file)
		}
		waits, locked, failed := people.end()
		if err != nil {
			return err
		}
		p99 := waits.quantile(0.99)
		b.add(Row{Name: "writes beside an import " + where, Ours: fmt.Sprintf("p50 %s, p99 %s, worst %s of %d", short(waits.quantile(0.5)), short(p99), short(waits.quantile(1)), len(waits)),
			Promise: "0 locked, p99 ≤ 25 ms", Kept: kept(failed == 0 && p99 <= 25*time.Millisecond), Note: fmt.Sprintf("%d locked, %d failed", locked, failed)})
	}
	return nil
}
