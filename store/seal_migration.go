package store

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
)

// sealingVersion is the number of the migration that seals.
const sealingVersion = 32

// sealing is the migration that seals the rows written before there were
// seals: SQL alone cannot hash.
func (db *DB) sealing() *goose.Migration {
	return goose.NewGoMigration(sealingVersion, &goose.GoFunc{RunTx: db.sealAll}, nil)
}

func (db *DB) sealAll(ctx context.Context, raw *sql.Tx) error {
	tx := &sqlx.Tx{Tx: raw, Mapper: db.write.Mapper}
	insert := sqlx.Rebind(sqlx.BindType(db.write.DriverName()), `INSERT INTO consent_seals (ledger_id, prev_hash, target_hash, subject_hash, hash) VALUES (?, ?, ?, ?, ?)`)
	page := sqlx.Rebind(sqlx.BindType(db.write.DriverName()), sealedSelect+` WHERE ledger.id > ? ORDER BY ledger.id LIMIT 1000`)
	head, after := "", int64(0)
	for {
		var rows []chainRow
		if err := tx.SelectContext(ctx, &rows, page, after); err != nil || len(rows) == 0 {
			return err
		}
		for _, c := range rows {
			subject := subjectHash(c.LedgerRow)
			hash := sealHash(head, subject, c.LedgerRow)
			if _, err := tx.ExecContext(ctx, insert, c.ID, head, c.TargetHash, subject, hash); err != nil {
				return err
			}
			head, after = hash, c.ID
		}
	}
}
