package desk

import (
	"context"
	"time"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// alertsShown is how long an alert stands on the home screen.
const alertsShown = 7 * 24 * time.Hour

// watchLooks alerts the administrators when somebody looks into more masked
// people and documents within an hour than the work of a desk explains. The
// look itself goes on: an agent with a hard day must not stand still.
func (d *Desk) watchLooks(ctx context.Context, tx *store.Tx, by domain.Actor) error {
	since := tx.Now().Add(-time.Hour)
	looks, alerts, err := tx.Looks(ctx, by.Name, since)
	if err != nil || !domain.AlertOfLooks(looks, alerts) {
		return err
	}
	tx.Record("alert", by.StaffID, nil, map[string]any{"looks": looks + 1, "minutes": 60})
	team, err := tx.AllStaff(ctx)
	if err != nil {
		return err
	}
	for _, s := range team {
		if s.Disabled || s.Email == "" || s.Role != domain.Administrator {
			continue
		}
		m := domain.Mail{Kind: domain.MailAlert, Email: s.Email, Language: s.Language, SubjectID: by.StaffID, DueAt: tx.Now(), Actor: by.Name,
			DedupKey: string(domain.MailAlert) + "|" + domain.EmailKey(s.Email) + "|" + by.Name + "|" + decimal(int64(tx.Now()))}
		if err := queueWritten(ctx, tx, m, func(reference string) (domain.MailBody, error) {
			return d.letters.LookAlert(letter.LookFacts{Language: s.Language, Mail: reference, Name: s.Name, Who: by.Name, Looks: looks + 1, From: since, To: tx.Now()})
		}); err != nil {
			return err
		}
	}
	return nil
}
