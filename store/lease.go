package store

import (
	"context"
	"time"

	"vigie/internal/domain"
)

// Lease is who alone may do a thing, until when.
type Lease struct {
	Name      string
	Holder    string
	ExpiresAt domain.Instant `db:"expires_at"`
}

// Lease reads who holds a lease; zero when nobody ever did.
func (r reader) Lease(ctx context.Context, name string) (Lease, error) {
	var leases []Lease
	if err := r.all(ctx, &leases, `SELECT name, holder, expires_at FROM leases WHERE name = ?`, name); err != nil || len(leases) == 0 {
		return Lease{}, err
	}
	return leases[0], nil
}

// TakeLease takes or renews a lease; it is refused while somebody else's
// still runs, naming them.
func (tx *Tx) TakeLease(ctx context.Context, name, holder string, life time.Duration) error {
	tx.quiet = true
	n, err := tx.affect(ctx, `INSERT INTO leases (name, holder, expires_at) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
		WHERE leases.holder = excluded.holder OR leases.expires_at <= ?`, name, holder, tx.now.Add(life), tx.now)
	if err != nil || n > 0 {
		return err
	}
	held, err := tx.Lease(ctx, name)
	if err != nil {
		return err
	}
	return domain.Refuse(domain.Conflict, "lease_held", "Name", name, "Holder", held.Holder)
}

// ReleaseLease gives a lease back.
func (tx *Tx) ReleaseLease(ctx context.Context, name, holder string) error {
	tx.quiet = true
	return tx.exec(ctx, `DELETE FROM leases WHERE name = ? AND holder = ?`, name, holder)
}

// ReleaseHolder gives back whatever a process that is known to be dead holds:
// every lease of a holder that begins so, but for one's own.
func (tx *Tx) ReleaseHolder(ctx context.Context, prefix, me string) error {
	tx.quiet = true
	return tx.exec(ctx, `DELETE FROM leases WHERE substr(holder, 1, ?) = ? AND holder <> ?`, len(prefix), prefix, me)
}

// Senders counts the processes that send now.
func (r reader) Senders(ctx context.Context, now domain.Instant) (int64, error) {
	return r.number(ctx, `SELECT COUNT(*) FROM leases WHERE substr(name, 1, 7) = 'sender:' AND expires_at > ?`, now)
}

// ForgetSenders forgets the processes that ended before a moment; what they
// left was healed by then.
func (tx *Tx) ForgetSenders(ctx context.Context, before domain.Instant) error {
	tx.quiet = true
	return tx.exec(ctx, `DELETE FROM leases WHERE substr(name, 1, 7) = 'sender:' AND expires_at < ?`, before)
}
