package desk

import (
	"context"
	"strconv"

	"vigie/internal/domain"
	"vigie/store"
)

type settingReader interface {
	Setting(context.Context, string, string) (string, error)
}

// periodsOf is the table of periods as the settings of this house change it.
func periodsOf(ctx context.Context, r settingReader) (domain.PeriodTable, error) {
	table := domain.PeriodTable(domain.Periods())
	for i, p := range table {
		value, err := r.Setting(ctx, domain.PeriodSetting(p.Kind), "")
		if err != nil {
			return nil, err
		}
		if months, err := strconv.Atoi(value); err == nil && domain.CheckPeriod(p.Kind, months) == nil {
			table[i].Months = months
		}
	}
	return table, nil
}

// Periods is how long each kind of data is kept, with its article.
func (d *Desk) Periods(ctx context.Context, by domain.Actor) (domain.PeriodTable, error) {
	if err := domain.May(by, domain.ReadRegisters); err != nil {
		return nil, err
	}
	return periodsOf(ctx, d.db)
}

// SetPeriod changes how long a kind of data is kept.
func (d *Desk) SetPeriod(ctx context.Context, by domain.Actor, kind domain.PeriodKind, months int) error {
	if err := domain.CheckPeriod(kind, months); err != nil {
		return err
	}
	return d.act(ctx, by, domain.ChangeSettings, func(tx *store.Tx) error {
		return tx.SetSetting(ctx, domain.PeriodSetting(kind), strconv.Itoa(months))
	})
}
