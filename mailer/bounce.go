package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/letter"
)

// contactFailed tells somebody at a buyer of the contacts, in the follow-ups
// that they answer for, whose address fails; it is dropped when the flag was
// lifted meanwhile.
func (m *Mailer) contactFailed(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	flag, err := m.db.FlagByID(ctx, mail.SubjectID)
	if domain.KindOf(err) == domain.NotFound || err == nil && !flag.Stands() {
		return domain.MailBody{}, "decided", nil
	}
	if err != nil {
		return domain.MailBody{}, "", err
	}
	all, err := m.db.FailedContacts(ctx, flag.EmailKey, domain.DateOf(m.now().In(m.calendar.Location)))
	if err != nil {
		return domain.MailBody{}, "", err
	}
	facts := letter.ContactFailedFacts{Language: mail.Language, Mail: mail.Reference(), Since: flag.At}
	for _, c := range all {
		for _, to := range c.Tell {
			if domain.EmailKey(to.Email) == mail.EmailKey {
				facts.Contacts = append(facts.Contacts, c)
				break
			}
		}
	}
	if len(facts.Contacts) == 0 {
		return domain.MailBody{}, "decided", nil
	}
	body, err := m.Letters.ContactFailed(facts)
	return body, "", err
}
