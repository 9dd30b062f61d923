package store

import (
	"context"

	"vigie/internal/domain"
)

// Group reads one group.
func (r reader) Group(ctx context.Context, id int64) (domain.Group, error) {
	var g domain.Group
	err := r.one(ctx, "group", &g, `SELECT id, name, name_key FROM company_groups WHERE id = ?`, id)
	return g, err
}

// EnsureGroup returns the group with this name, accents and case apart,
// creating it when it is new.
func (tx *Tx) EnsureGroup(ctx context.Context, name string) (int64, error) {
	key := domain.Fold(name)
	if id, err := tx.number(ctx, `SELECT id FROM company_groups WHERE name_key = ?`, key); err != nil || id != 0 {
		return id, err
	}
	id, err := tx.insert(ctx, `INSERT INTO company_groups (name, name_key) VALUES (?, ?) RETURNING id`, name, key)
	if err == nil {
		tx.Record("group", id, nil, map[string]string{"name": name})
	}
	return id, err
}
