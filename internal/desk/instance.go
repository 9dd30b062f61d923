package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/store"
)

// KnowInstance compares the installation that the database belongs to with
// the one of the data directory. Where they differ, or only one is named, the
// database was copied or restored, and the mails that it believes to be
// waiting may have left: all are held with the reason until a person releases
// them, and both get a new name. A database and a directory that name none are
// new.
func (d *Desk) KnowInstance(ctx context.Context, here *files.Instance, fresh, reason string) (held bool, err error) {
	theirs, err := d.db.Meta(ctx, domain.MetaInstance)
	if err != nil {
		return false, err
	}
	ours, err := here.Read()
	if err != nil || theirs == ours && ours != "" {
		return false, err
	}
	if theirs == "" && ours == "" {
		err = d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.SetMeta(ctx, domain.MetaInstance, fresh) })
	} else {
		held = true
		err = d.db.Write(ctx, domain.SystemActor("instance"), domain.HoldMail, func(tx *store.Tx) error {
			if err := tx.SetSetting(ctx, domain.SettingMailsHeld, reason); err != nil {
				return err
			}
			return tx.SetMeta(ctx, domain.MetaInstance, fresh)
		})
	}
	if err != nil {
		return false, err
	}
	return held, here.Write(fresh) // stopped before this, the next start holds
}
