package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/mailer"
)

// factStatements are the facts of a whole cycle.
func factStatements() []string {
	return []string{
		`SELECT users.id, users.establishment_id, users.email, users.email_key, users.language, users.role, users.state, users.added_for,
			users.held_contact, users.held, users.bounced, users.request_pending, establishments.state FROM users
			JOIN establishments ON establishments.id = users.establishment_id ORDER BY users.establishment_id, users.id`,
		`SELECT id, buyer_id, supplier_id, state, began_on, ends_on, forced, compliance, required, outstanding, computed_on, next_change_on,
			standby_pending FROM follow_ups ORDER BY supplier_id, buyer_id`,
	}
}

// measurePreview computes the next cycle's preview.
func measurePreview(ctx context.Context, b *bench) error {
	full, err := b.base(ctx, b.full)
	if err != nil {
		return err
	}
	bare, err := openBare(full.path())
	if err != nil {
		return err
	}
	defer bare.close()
	week := domain.WeekOf(full.at)
	var tally *domain.Tally
	d, err := inTurn(ctx, b.rounds, 1, func(ctx context.Context, _ int) error {
		for _, text := range factStatements() {
			if err := bare.query(ctx, text); err != nil {
				return err
			}
		}
		return nil
	}, func(ctx context.Context, _ int) (err error) {
		tally, err = full.desk.PreviewCycle(ctx, full.by, week, full.today(), nil, nil)
		return err
	})
	if err != nil {
		return err
	}
	b.add(Row{Name: "planning: preview", Floor: short(d.floor.quantile(0.5)), Ours: short(d.ours.quantile(0.5)), Ratio: d.ratio(), Promise: "≤ 2×",
		Kept: kept(d.ratio() <= 2), Note: fmt.Sprintf("%d persons mailed", domain.MailedPersons(tally.Counts()))})
	return nil
}

// measurePlanning stores a cycle while people work, and the same rows in bulk.
func measurePlanning(ctx context.Context, b *bench) error {
	dir, err := b.scratch("planning")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	copied, err := b.copyBase(ctx, dir)
	if err != nil {
		return err
	}
	defer copied.close()
	var ratios []float64
	var bulks, plans, waits sample
	locked, failed, written := 0, 0, 0
	for round := range b.rounds {
		computing, storing, during, l, f, err := onePlan(ctx, copied)
		if err != nil {
			return err
		}
		rows, took, err := bulkPlan(ctx, copied, filepath.Join(dir, fmt.Sprint("bulk", round)))
		if err != nil {
			return err
		}
		bulks, plans, waits = append(bulks, took), append(plans, storing), append(waits, during...)
		ratios = append(ratios, float64(took)/float64(max(1, storing-computing)))
		locked, failed, written = locked+l, failed+f, rows
	}
	ratio := median(ratios)
	b.add(Row{Name: "planning: store", Floor: short(bulks.quantile(0.5)), Ours: short(plans.quantile(0.5)) + " with computing", Ratio: ratio, Promise: "≥ 0.5×", Kept: kept(ratio >= 0.5),
		Note: fmt.Sprintf("%d rows; the share of computing, measured before, is taken off", written)})
	p99, worst := waits.quantile(0.99), waits.quantile(1)
	b.add(Row{Name: "planning: a write beside it", Ours: fmt.Sprintf("p99 %s, worst %s of %d", short(p99), short(worst), len(waits)), Promise: "≤ 25 ms, 0 locked",
		Kept: kept(p99 <= 25*time.Millisecond && failed == 0), Note: fmt.Sprintf("%d locked, %d failed", locked, failed)})
	return nil
}

// onePlan plans the week on an emptied outbox.
func onePlan(ctx context.Context, on *base) (computing, storing time.Duration, waits sample, locked, failed int, err error) {
	if err = emptyOutbox(ctx, on); err != nil {
		return
	}
	week := domain.WeekOf(on.at)
	if computing, err = timed(func() error {
		_, err := on.desk.PreviewCycle(ctx, on.by, week, on.today(), nil, nil)
		return err
	}); err != nil {
		return
	}
	m := mailer.New(mailer.Options{DB: on.db, Letters: letter.New("http://localhost", time.UTC), Keys: on.keys, Now: on.now,
		Calendar: domain.Calendar{Location: time.UTC, Hours: domain.Hours{Days: domain.DaysFrom(time.Monday, time.Sunday), Closes: 24 * 60}}, Holder: "bench", Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	people := writing(ctx, on, 1, 50*time.Millisecond)
	storing, err = timed(func() error {
		_, err := m.Plan(ctx, mailer.PlanOptions{Week: week, Day: on.today(), Asked: true, Actor: on.by})
		return err
	})
	waits, locked, failed = people.end()
	return
}

func emptyOutbox(ctx context.Context, on *base) error {
	db, err := raw(on.path())
	if err != nil {
		return err
	}
	for _, table := range []string{"mails", "reminder_outcomes", "cycles", "cycle_counts", "cycle_buyers"} {
		if _, failed := db.ExecContext(ctx, "DELETE FROM "+table); failed != nil {
			err = errors.Join(err, failed)
		}
	}
	return errors.Join(err, db.Close())
}

// bulkPlan inserts the rows that a plan made into an empty base.
func bulkPlan(ctx context.Context, planned *base, dir string) (int, time.Duration, error) {
	empty, err := emptyBase(ctx, dir, planned.now)
	if err != nil {
		return 0, 0, err
	}
	if err := empty.close(); err != nil {
		return 0, 0, err
	}
	from, err := openBare(planned.path())
	if err != nil {
		return 0, 0, err
	}
	defer from.close()
	to, err := raw(empty.path())
	if err != nil {
		return 0, 0, err
	}
	defer to.Close()
	return bulk(ctx, from, to, false, part{table: "mails", where: "TRUE"}, part{table: "reminder_outcomes", where: "TRUE"})
}
