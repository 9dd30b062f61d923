package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// asked is a reminder whose words were read together with those of others.
type asked struct {
	kind     domain.MailKind
	emailKey string
}

// readRecaps asks for the reminders among some mails at once.
func (m *Mailer) readRecaps(ctx context.Context, mails []domain.Mail) error {
	var about []asked
	for _, mail := range mails {
		if mail.Kind.Reminder() && !domain.ErasedKey(mail.EmailKey) {
			about = append(about, asked{mail.Kind, mail.EmailKey})
		}
	}
	if len(about) < 2 {
		return nil // alone it is asked for when it is written
	}
	answers, err := m.recaps(ctx, about)
	if err != nil {
		return err
	}
	m.read = make(map[asked]store.RecapAnswer, len(about))
	for i, a := range about {
		m.read[a] = answers[i]
	}
	return nil
}

// recap asks again, for one address, whether and what a reminder says.
func (m *Mailer) recap(ctx context.Context, kind domain.MailKind, emailKey string) (domain.Recap, domain.Outcome, error) {
	about := asked{kind, emailKey}
	if known, ok := m.read[about]; ok {
		return known.Recap, known.Outcome, nil
	}
	answers, err := m.recaps(ctx, []asked{about})
	if err != nil {
		return domain.Recap{}, "", err
	}
	return answers[0].Recap, answers[0].Outcome, nil
}

func (m *Mailer) recaps(ctx context.Context, about []asked) ([]store.RecapAnswer, error) {
	hashes := make([]string, len(about))
	for i, a := range about {
		hashes[i] = m.keys.HashEmail(a.emailKey)
	}
	suppressed, err := m.db.SuppressedAmong(ctx, hashes)
	if err != nil {
		return nil, err
	}
	qs := make([]store.RecapQuery, len(about))
	day := domain.DateOf(m.now().In(m.calendar.Location))
	for i, a := range about {
		qs[i] = store.RecapQuery{Kind: a.kind, EmailKey: a.emailKey, Day: day, Suppressed: suppressed[hashes[i]]}
	}
	return m.db.Recaps(ctx, qs)
}
