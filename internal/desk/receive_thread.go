package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// sent finds the mail of ours that bears a Message-ID; none has no id.
func sent(ctx context.Context, tx *store.Tx, messageID string) (domain.Mail, error) {
	id, ok := domain.SentMail(messageID)
	if !ok {
		return domain.Mail{}, nil
	}
	m, err := tx.MailBySent(ctx, messageID, id)
	if domain.KindOf(err) == domain.NotFound {
		return domain.Mail{}, nil
	}
	return m, err
}

// place is where a mail belongs.
type place struct {
	ticket int64
	mail   domain.Mail // of ours, that it answers
}

// threadOf finds the ticket that a mail goes on with: by the mail of ours that
// it answers, by an earlier one of the thread, or by the number in its subject
// where the sender is part of that conversation already.
func (d *Desk) threadOf(ctx context.Context, tx *store.Tx, in Incoming) (place, error) {
	var p place
	var err error
	if p.mail, err = d.returned(ctx, tx, in.Returned); err != nil {
		return p, err
	}
	if ticket, err := ticketOfMail(ctx, tx, p.mail); err != nil || ticket != 0 {
		if err != nil {
			return p, err
		}
		return p.follow(ctx, tx, ticket)
	}
	for _, id := range in.Answers {
		m, err := sent(ctx, tx, id)
		if err != nil {
			return p, err
		}
		if m.ID != 0 && p.mail.ID == 0 {
			p.mail = m
		}
		ticket, err := ticketOfMail(ctx, tx, m)
		if err != nil {
			return p, err
		}
		if ticket == 0 {
			said, err := tx.MessageByMessageID(ctx, id)
			if err != nil && domain.KindOf(err) != domain.NotFound {
				return p, err
			}
			ticket = said.TicketID
		}
		if ticket != 0 {
			return p.follow(ctx, tx, ticket)
		}
	}
	number, ok := domain.ParseTicketReference(in.Subject)
	if !ok || in.From == "" {
		return p, nil
	}
	if part, err := takesPart(ctx, tx, number, domain.EmailKey(in.From)); err != nil || !part {
		return p, err
	}
	return p.follow(ctx, tx, number)
}

func ticketOfMail(ctx context.Context, tx *store.Tx, m domain.Mail) (int64, error) {
	switch m.Kind {
	case domain.MailSupport:
		return m.SubjectID, nil
	case domain.MailTicketReply:
		said, err := tx.Message(ctx, m.SubjectID)
		if domain.KindOf(err) == domain.NotFound {
			return 0, nil
		}
		return said.TicketID, err
	}
	return 0, nil
}

// follow goes on to the ticket into which a merged one went.
func (p place) follow(ctx context.Context, tx *store.Tx, ticket int64) (place, error) {
	for range 10 {
		t, err := tx.Ticket(ctx, ticket)
		if err != nil {
			return p, err
		}
		if p.ticket = ticket; t.MergedInto == 0 {
			return p, nil
		}
		ticket = t.MergedInto
	}
	return p, nil
}

// takesPart tells whether an address wrote a ticket or a message of it.
func takesPart(ctx context.Context, tx *store.Tx, ticket int64, key string) (bool, error) {
	t, err := tx.Ticket(ctx, ticket)
	if domain.KindOf(err) == domain.NotFound {
		return false, nil
	}
	if err != nil || domain.EmailKey(t.Email) == key {
		return err == nil, err
	}
	ms, err := tx.Messages(ctx, ticket)
	for _, m := range ms {
		if domain.EmailKey(m.Email) == key {
			return true, nil
		}
	}
	return false, err
}
