package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// respread gives the week's waiting reminders new moments, over what is left
// of the windows since the team changed the hours: otherwise those that were
// due in a window that is no more would be dropped. It works in slices, by
// the order of the rows.
func (m *Mailer) respread(ctx context.Context, cycle domain.Cycle, calendar domain.Calendar) error {
	if cycle.Hours == "" { // planned before hours were kept
		return nil
	}
	now := m.now()
	for after := int64(0); ; {
		waiting, err := m.db.WaitingOfWeek(ctx, cycle.Week, after, healBatch)
		if err != nil {
			return err
		}
		err = m.db.Maintain(ctx, func(tx *store.Tx) error {
			for _, mail := range waiting {
				after = mail.ID
				at, ok := calendar.Spread(cycle.Week, now, place(mail.DedupKey), spreadSteps)
				if mail.Asked || !ok || mail.Attempts > 0 {
					continue
				}
				if err := tx.MoveMail(ctx, mail.ID, domain.InstantOf(at)); err != nil {
					return err
				}
			}
			if len(waiting) < healBatch {
				cycle.Hours = calendar.Hours.String()
				return tx.SaveCycle(ctx, cycle)
			}
			return nil
		})
		if err != nil || len(waiting) < healBatch {
			return err
		}
	}
}
