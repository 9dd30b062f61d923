package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/letter"
)

// loginCode sends six digits. The stored body holds a placeholder: the digits
// are put in as the mail leaves, like the tokens of links.
func (m *Mailer) loginCode(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	c, err := m.db.Login(ctx, mail.SubjectID)
	if domain.KindOf(err) == domain.NotFound {
		return domain.MailBody{}, "decided", nil
	}
	if err != nil {
		return domain.MailBody{}, "", err
	}
	if !c.Open(domain.InstantOf(m.now())) {
		return domain.MailBody{}, "decided", nil
	}
	u, err := m.db.User(ctx, c.UserID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	body, err := m.Letters.LoginCode(letter.LoginFacts{Language: mail.Language, Mail: mail.Reference(), Name: u.FullName(), LoginID: c.ID,
		Establishment: u.EstablishmentName, Identifier: u.EstablishmentValue})
	return body, "", err
}

// code is the six digits of a log-in.
func (m *Mailer) code(ctx context.Context, login int64) (string, error) {
	c, err := m.db.Login(ctx, login)
	if err != nil {
		return "", err
	}
	return m.keys.Code(c), nil
}
