package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// setAside keeps a mail back that a hold on its person, its buyer or its cycle
// reaches, until the hold is lifted.
func (d *dispatch) setAside(ctx context.Context, mail domain.Mail, why domain.Outcome) error {
	mail.Hold, mail.State = string(why), domain.MailRetry
	if mail.Attempts--; mail.Attempts <= 0 {
		mail.State, mail.Attempts = domain.MailQueued, 0
	}
	ctx = context.WithoutCancel(ctx)
	return d.db.Dispatch(ctx, func(tx *store.Tx) error { return tx.SetAside(ctx, mail) })
}

// freeSetAside looks again at what holds keep back once one of them changed,
// in slices: what is still held is set aside again when its turn comes.
func (m *Mailer) freeSetAside(ctx context.Context) error {
	turn, err := m.db.HoldTurn(ctx)
	if err != nil || m.freed != nil && *m.freed == turn {
		return err
	}
	for n := healBatch; n == healBatch; {
		err := m.db.Dispatch(ctx, func(tx *store.Tx) (err error) {
			n, err = tx.FreeSetAside(ctx, healBatch)
			return err
		})
		if err != nil {
			return err
		}
	}
	m.freed = &turn
	return nil
}

// cycleHeld reports whether a week's cycle is held and nobody released it.
func (m *Mailer) cycleHeld(ctx context.Context, week domain.Week) (bool, error) {
	c, err := m.db.Cycle(ctx, week)
	return c.Hold != "" && c.ReleasedBy == "", err
}
