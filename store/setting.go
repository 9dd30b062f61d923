package store

import (
	"context"

	"vigie/internal/domain"
)

// Setting reads a setting, or fallback when nobody set it.
func (r reader) Setting(ctx context.Context, name, fallback string) (string, error) {
	var values []string
	if err := r.all(ctx, &values, `SELECT value FROM settings WHERE name = ?`, name); err != nil || len(values) == 0 {
		return fallback, err
	}
	return values[0], nil
}

// SetSetting changes a setting.
func (tx *Tx) SetSetting(ctx context.Context, name, value string) error {
	if err := tx.putSetting(ctx, name, value); err != nil || name != domain.SettingMailsHeld {
		return err
	}
	return tx.holdEverything(ctx, value)
}

func (tx *Tx) putSetting(ctx context.Context, name, value string) error {
	before, err := tx.Setting(ctx, name, "")
	if err != nil {
		return err
	}
	if err := tx.exec(ctx, `INSERT INTO settings (name, value, updated_at, updated_by) VALUES (?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
		name, value, tx.now, tx.actor.Name); err != nil {
		return err
	}
	tx.Record("setting", 0, map[string]string{name: before}, map[string]string{name: value})
	return nil
}

// Meta reads a technical fact of the database, "" when it has none.
func (r reader) Meta(ctx context.Context, name string) (string, error) {
	var values []string
	if err := r.all(ctx, &values, `SELECT value FROM meta WHERE name = ?`, name); err != nil || len(values) == 0 {
		return "", err
	}
	return values[0], nil
}

// SetMeta keeps a technical fact of the database.
func (tx *Tx) SetMeta(ctx context.Context, name, value string) error {
	return tx.exec(ctx, `INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
}
