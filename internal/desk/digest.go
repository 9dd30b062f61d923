package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// TellAdministrators queues, for the next opening of the calendar, one mail a
// day to each administrator of an establishment where a buyer added a
// colleague whose rights wait to be set. It returns how many colleagues it
// looked at.
func (d *Desk) TellAdministrators(ctx context.Context) (int, error) {
	waiting, err := d.db.ContactsToTell(ctx, timedBatch)
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	calendar, err := d.db.Calendar(ctx, d.calendar)
	if err != nil {
		return 0, err
	}
	opening := domain.InstantOf(calendar.NextOpening(d.now()))
	err = d.act(ctx, domain.SystemActor("timed"), domain.TimedRefresh, func(tx *store.Tx) error {
		told := map[int64]bool{}
		for _, u := range waiting {
			if err := tx.SetRightsTold(ctx, u.ID); err != nil {
				return err
			}
			if told[u.EstablishmentID] {
				continue
			}
			told[u.EstablishmentID] = true
			if err := d.askRights(ctx, tx, u.EstablishmentID, opening); err != nil {
				return err
			}
		}
		return nil
	})
	return len(waiting), err
}

func (d *Desk) askRights(ctx context.Context, tx *store.Tx, establishment int64, at domain.Instant) error {
	administrators, err := tx.AdministratorsOf(ctx, establishment)
	if err != nil {
		return err
	}
	tx.Record("establishment", establishment, nil, map[string]any{"rights_asked_of": len(administrators)})
	day := string(domain.DateOf(at.Time().In(d.location)))
	for _, a := range domain.Addressees(administrators) {
		if _, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailContacts, Email: a.Email, Language: a.Language, SubjectID: a.UserID, Asked: true,
			DedupKey: "contacts|" + decimal(a.UserID) + "|" + day, DueAt: at, Actor: tx.Actor().Name}); err != nil {
			return err
		}
	}
	return nil
}
