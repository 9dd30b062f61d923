package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/letter"
)

// threadLength is how many earlier mails a reply names.
const threadLength = 12

// ticketReply is what a person of the team wrote; a message that was taken
// back meanwhile is dropped.
func (m *Mailer) ticketReply(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	said, err := m.db.Message(ctx, mail.SubjectID)
	if domain.KindOf(err) == domain.NotFound {
		return domain.MailBody{}, "recalled", nil
	}
	if err != nil {
		return domain.MailBody{}, "", err
	}
	return letter.TicketReply(said), "", nil
}

// thread puts a mail about a ticket behind those that came before it, so that
// a mail reader shows one conversation.
func (m *Mailer) thread(ctx context.Context, mail domain.Mail, e *Envelope) error {
	var ticket int64
	switch mail.Kind {
	case domain.MailSupport:
		ticket = mail.SubjectID
	case domain.MailTicketReply:
		said, err := m.db.Message(ctx, mail.SubjectID)
		if err != nil {
			return err
		}
		ticket, e.Person, e.FeedbackID = said.TicketID, true, ""
	default:
		return nil
	}
	messages, err := m.db.Messages(ctx, ticket)
	if err != nil {
		return err
	}
	for _, said := range messages {
		id := said.MessageID
		if said.Direction == domain.Outward && said.MailID != 0 && said.MailID != mail.ID {
			before, err := m.db.Mail(ctx, said.MailID)
			if err != nil {
				return err
			}
			id = before.MessageID
		}
		if said.MailID == mail.ID && said.Direction == domain.Outward || id == "" {
			continue
		}
		e.References = append(e.References, id)
		if said.Direction == domain.Inward {
			e.InReplyTo = id
		}
	}
	e.References = e.References[max(len(e.References)-threadLength, 0):]
	return nil
}
