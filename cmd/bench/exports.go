package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// measureExport exports every supplier, as CSV and as a workbook.
func measureExport(ctx context.Context, b *bench) error {
	full, err := b.base(ctx, b.full)
	if err != nil {
		return err
	}
	dir, err := b.scratch("export")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	csv := filepath.Join(dir, "suppliers.csv")
	shell := func() (time.Duration, error) {
		cmd := exec.CommandContext(ctx, "sqlite3", "-readonly", "-cmd", ".mode csv", "-cmd", ".output "+filepath.Join(dir, "floor.csv"), full.path(),
			`SELECT id_type, id_value, siren, name, country, postal_code, city, activity, state, created_at FROM establishments WHERE is_supplier ORDER BY id`)
		return timed(cmd.Run)
	}
	if err := b.export(ctx, full, "csv", csv, shell, 0.7, 64); err != nil {
		return err
	}
	sheet := func() (time.Duration, error) {
		out, err := b.inChild(ctx, "sheet", csv, filepath.Join(dir, "floor.xlsx"))
		return time.Duration(out.Seconds * float64(time.Second)), err
	}
	return b.export(ctx, full, "xlsx", filepath.Join(dir, "suppliers.xlsx"), sheet, 0.9, 350)
}

func (b *bench) export(ctx context.Context, full *base, format, to string, floor func() (time.Duration, error), least float64, most int64) error {
	var ratios []float64
	var floors, ours sample
	var memory int64
	rows := 0
	for range b.rounds {
		out, err := b.inChild(ctx, "export", full.dir, format, to)
		if err != nil {
			return err
		}
		f, err := floor()
		if err != nil {
			return err
		}
		o := time.Duration(out.Seconds * float64(time.Second))
		floors, ours, ratios = append(floors, f), append(ours, o), append(ratios, float64(f)/float64(o))
		memory, rows = max(memory, out.Peak>>10), out.Rows
	}
	b.add(Row{Name: "export: " + format, Floor: short(floors.quantile(0.5)), Ours: fmt.Sprintf("%s, %d MiB", short(ours.quantile(0.5)), memory), Ratio: median(ratios),
		Promise: fmt.Sprintf("≥ %.1f×, ≤ %d MiB", least, most), Kept: kept(median(ratios) >= least && memory <= most), Note: fmt.Sprintf("%d rows", rows)})
	return nil
}
