package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/letter"
)

// standbyNews says what happened to a stand-by. A buyer is not asked to
// decide on one that is over by the time its mail leaves.
func (m *Mailer) standbyNews(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	event, err := m.db.StandbyEvent(ctx, mail.SubjectID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	row, err := m.db.FollowUpRow(ctx, event.FollowUpID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	news := letter.StandbyNews{Language: mail.Language, Mail: mail.Reference(), FollowUp: row, Event: event}
	if mail.Kind == domain.MailStandbySupplier {
		body, err := m.Letters.StandbyForSupplier(news)
		return body, "", err
	}
	if event.Decision == domain.StandbyPut && row.State != domain.FollowUpStandby {
		return domain.MailBody{}, "decided", nil
	}
	body, err := m.Letters.StandbyForBuyer(news)
	return body, "", err
}
