package desk

import (
	"context"
	"maps"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

// MailRates are how many mails a second leave to each receiving domain.
func (d *Desk) MailRates(ctx context.Context, by domain.Actor) (domain.MailRates, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	text, err := d.db.Setting(ctx, domain.SettingMailRates, "")
	if err != nil {
		return nil, err
	}
	return domain.ParseMailRates(text)
}

// SetMailRate changes the rate of a receiving domain, from the next mails on;
// 0 lets it follow "*" again.
func (d *Desk) SetMailRate(ctx context.Context, by domain.Actor, receiver string, rate float64, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return domain.Refuse(domain.Invalid, "field_missing", "Field", "reason")
	}
	return d.act(ctx, by, domain.ChangeSettings, func(tx *store.Tx) error {
		text, err := tx.Setting(ctx, domain.SettingMailRates, "")
		if err != nil {
			return err
		}
		before, err := domain.ParseMailRates(text)
		if err != nil {
			return err
		}
		after, err := before.With(receiver, rate)
		if err != nil {
			return err
		}
		if maps.Equal(before, after) {
			return domain.Refuse(domain.Conflict, "hold_as_it_is")
		}
		tx.Record("setting", 0, nil, map[string]string{"reason": reason})
		return tx.SetSetting(ctx, domain.SettingMailRates, after.String())
	})
}
