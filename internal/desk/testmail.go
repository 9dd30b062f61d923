package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// SendTest sends the reminder of a real person to the actor's own address,
// marked as a test and with dead links. Without a person it takes the first
// whom the coming cycle would mail.
func (d *Desk) SendTest(ctx context.Context, by domain.Actor, week domain.Week, day domain.Date, user int64) (string, error) {
	if err := domain.May(by, domain.HoldMail); err != nil {
		return "", err
	}
	staff, err := d.db.Staff(ctx, by.StaffID)
	if err != nil || staff.Email == "" {
		return "", domain.Refuse(domain.Conflict, "staff_no_email")
	}
	if user == 0 {
		for _, kind := range []domain.MailKind{domain.MailCompliance, domain.MailActivation} {
			w, err := d.db.PreviewPersons(ctx, store.Pass{Day: day, Week: week, Hash: d.keys.HashEmail}, PersonsOf(kind, domain.Mailed), domain.Page{Limit: 1})
			if err != nil {
				return "", err
			}
			if len(w.Rows) > 0 {
				user = w.Rows[0].ID
				break
			}
		}
	}
	if user == 0 {
		return "", domain.Refuse(domain.Conflict, "test_nobody")
	}
	err = d.act(ctx, by, domain.HoldMail, func(tx *store.Tx) error {
		id, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailTest, Email: staff.Email, Language: staff.Language, SubjectID: user, Asked: true, DueAt: tx.Now(),
			DedupKey: "test|" + decimal(staff.ID) + "|" + decimal(user) + "|" + decimal(int64(tx.Now())), Actor: by.Name})
		tx.Record("mail", id, nil, map[string]any{"kind": domain.MailTest, "user": user})
		return err
	})
	return staff.Email, err
}
