package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// Seller is who makes offers, as papers name it; the name alone until an
// administrator said more.
func (d *Desk) Seller(ctx context.Context, by domain.Actor) (domain.Seller, error) {
	if err := d.read(by); err != nil {
		return domain.Seller{}, err
	}
	return d.sellerOf(ctx, d.db)
}

func (d *Desk) sellerOf(ctx context.Context, r settingReader) (domain.Seller, error) {
	text, err := r.Setting(ctx, domain.SettingSeller, "")
	if err != nil || text == "" {
		return domain.Seller{Name: d.controller}, err
	}
	return domain.ParseSeller(text)
}

// SetSeller changes who papers name from now on. An order form that is made
// keeps what it says.
func (d *Desk) SetSeller(ctx context.Context, by domain.Actor, s domain.Seller) (domain.Seller, error) {
	s, err := s.Checked()
	if err != nil {
		return s, err
	}
	return s, d.act(ctx, by, domain.ChangeSettings, func(tx *store.Tx) error { return tx.SetSetting(ctx, domain.SettingSeller, s.String()) })
}
