package store

import (
	"context"

	"vigie/internal/domain"
)

// Hasher is the keyed hash of a value for one purpose.
type Hasher func(purpose, value string) string

// Guard gives the database the key of the house: from then on no door brings
// back what stands on the suppression list.
func (db *DB) Guard(h Hasher) { db.guard = h }

// refuseTraces refuses to bring back what was removed at its own request.
func (tx *Tx) refuseTraces(ctx context.Context, traces ...domain.Trace) error {
	if tx.db.guard == nil {
		return nil
	}
	for _, t := range traces {
		if t.Value == "" {
			continue
		}
		found, err := tx.Suppressed(ctx, tx.db.guard(t.Purpose, t.Value))
		if err != nil {
			return err
		}
		if found && t.Kind == domain.SuppressedIdentifier {
			return domain.Refuse(domain.Gone, "deregistered", "Identifier", identifierOf(t))
		}
		if found {
			return domain.Refuse(domain.Conflict, "suppressed")
		}
	}
	return nil
}

func identifierOf(t domain.Trace) string {
	for i := range len(t.Value) {
		if t.Value[i] == '|' {
			return t.Value[i+1:]
		}
	}
	return t.Value
}

// refuseUser refuses a user whose address, or name where they have none, was
// removed.
func (tx *Tx) refuseUser(ctx context.Context, u domain.User) error {
	if u.EmailKey != "" || tx.db.guard == nil {
		return tx.refuseTraces(ctx, domain.TraceOfAddress(u.EmailKey))
	}
	e, err := tx.Establishment(ctx, u.EstablishmentID)
	if err != nil {
		return err
	}
	return tx.refuseTraces(ctx, domain.TraceOfContact(domain.Identifier{Type: e.IDType, Value: e.IDValue}, u.NameKey))
}

// anySuppressed reports whether the list holds anything of a kind, so that an
// import need not hash what it reads for nothing.
func (r reader) anySuppressed(ctx context.Context, kind domain.SuppressionKind) (bool, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM suppressions WHERE kind = ? LIMIT 1) AS found`, kind)
	return n > 0, err
}

// ImportSuppresses reports whether the list holds anything of a kind.
func (it *ImportTx) ImportSuppresses(ctx context.Context, kind domain.SuppressionKind) (bool, error) {
	if it.live != nil {
		return it.live.anySuppressed(ctx, kind)
	}
	return it.anySuppressed(ctx, kind)
}

// ImportPaused tells which of these e-mail keys have a pending request that
// stops their mails.
func (it *ImportTx) ImportPaused(ctx context.Context, keys []string) (map[string]bool, error) {
	r := &it.reader
	if it.live != nil {
		r = it.live
	}
	if n, err := r.number(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM rights_requests WHERE `+pausingRights+` LIMIT 1) AS found`); err != nil || n == 0 {
		return nil, err
	}
	return r.PausedAddresses(ctx, keys)
}
