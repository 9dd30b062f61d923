package store

import (
	"context"
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

// Suppressed reports whether a keyed hash of an address is on the
// suppression list.
func (r reader) Suppressed(ctx context.Context, hash string) (bool, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM suppressions WHERE hash = ?`, hash)
	return n > 0, err
}

// Suppressions reads the whole suppression list: hashes only.
func (r reader) Suppressions(ctx context.Context) (map[string]bool, error) {
	var hashes []string
	if err := r.all(ctx, &hashes, `SELECT hash FROM suppressions`); err != nil {
		return nil, err
	}
	set := make(map[string]bool, len(hashes))
	for _, h := range hashes {
		set[h] = true
	}
	return set, nil
}

// Suppress puts a keyed hash on the suppression list.
func (tx *Tx) Suppress(ctx context.Context, hash, reason string) error {
	if err := tx.exec(ctx, `INSERT INTO suppressions (hash, reason, created_at) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING`, hash, reason, tx.now); err != nil {
		return err
	}
	tx.Record("suppression", 0, nil, map[string]string{"hash": hash, "reason": reason})
	return nil
}
