package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/letter"
)

// correction says what a correction says, to one address that the faulty text
// reached.
func (m *Mailer) correction(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	if suppressed, err := m.db.Suppressed(ctx, m.keys.HashEmail(mail.EmailKey)); err != nil || suppressed {
		return domain.MailBody{}, domain.NotSuppressed, err
	}
	c, err := m.db.Correction(ctx, mail.SubjectID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	faulty, err := m.db.MailByKey(ctx, domain.ReminderKey(c.Kind, mail.EmailKey, c.Week))
	if err != nil && domain.KindOf(err) != domain.NotFound {
		return domain.MailBody{}, "", err
	}
	subject, text := c.Text(mail.Language)
	body, err := m.Letters.Correction(letter.CorrectionFacts{Language: mail.Language, Mail: mail.Reference(), Week: c.Week, Subject: subject, Body: text, Faulty: faulty.Reference()})
	return body, "", err
}

// test says what the reminder of a real person would say, to somebody of the
// team.
func (m *Mailer) test(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	u, err := m.db.User(ctx, mail.SubjectID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	for _, kind := range []domain.MailKind{domain.MailCompliance, domain.MailActivation} {
		recap, out, err := m.recap(ctx, kind, u.EmailKey)
		if err != nil {
			return domain.MailBody{}, "", err
		}
		if out != domain.Mailed {
			continue
		}
		text, err := m.db.MailText(ctx, kind, recap.Language)
		if err != nil {
			return domain.MailBody{}, "", err
		}
		recap.Kind, recap.Mail, recap.Week = kind, mail.Reference(), domain.WeekOf(m.now().In(m.calendar.Location))
		body, err := m.Letters.Test(recap, text)
		return body, "", err
	}
	return domain.MailBody{}, "test_nobody", nil
}
