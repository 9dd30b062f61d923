package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/letter"
)

// content returns what a mail says, or the reason for which it is dropped.
// What was stored at the first attempt is said again to the letter; whether
// the mail's reason still holds is asked at every attempt.
func (m *Mailer) content(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	if domain.ErasedKey(mail.EmailKey) {
		return domain.MailBody{}, domain.NotErased, nil
	}
	stored, err := m.said(ctx, mail)
	first := domain.KindOf(err) == domain.NotFound
	if err != nil && !first {
		return stored, "", err
	}
	switch {
	case mail.Kind.Reminder():
		return m.reminder(ctx, mail, stored, first)
	case !first:
		return stored, "", nil
	}
	if write := m.writer(mail.Kind); write != nil {
		return write(ctx, mail)
	}
	return stored, "unknown_kind", nil
}

// writer is who writes the mails of a kind, nil for one that nobody writes
// here: its text was made by the act that queued it.
func (m *Mailer) writer(kind domain.MailKind) func(context.Context, domain.Mail) (domain.MailBody, domain.Outcome, error) {
	switch kind {
	case domain.MailConsent:
		return m.consent
	case domain.MailNewLink:
		return m.newLink
	case domain.MailStandbyConfirm:
		return m.standbyConfirm
	case domain.MailNomination, domain.MailContacts, domain.MailAddressChanged, domain.MailReset:
		return m.people
	case domain.MailTest:
		return m.test
	case domain.MailCorrection:
		return m.correction
	case domain.MailSilentSupplier:
		return m.silentSupplier
	case domain.MailSilentBuyer:
		return m.silentBuyer
	case domain.MailLoginCode:
		return m.loginCode
	case domain.MailStandbyBuyer, domain.MailStandbySupplier:
		return m.standbyNews
	case domain.MailTicketReply:
		return m.ticketReply
	case domain.MailSupport:
		return m.supportReceived
	case domain.MailContactFailed:
		return m.contactFailed
	case domain.MailOperators:
		return m.operators
	}
	return nil
}

func (m *Mailer) supportReceived(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	ticket, err := m.db.Ticket(ctx, mail.SubjectID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	body, err := m.Letters.SupportReceived(ticket, mail.Reference())
	return body, "", err
}

// said is what a mail said at its first attempt; a reminder without a
// Message-ID had none.
func (m *Mailer) said(ctx context.Context, mail domain.Mail) (domain.MailBody, error) {
	if mail.Kind.Reminder() && mail.MessageID == "" {
		return domain.MailBody{}, domain.Refuse(domain.NotFound, "not_found", "Noun", "mail_body")
	}
	return m.db.MailBody(ctx, mail.ID)
}

func (m *Mailer) reminder(ctx context.Context, mail domain.Mail, stored domain.MailBody, first bool) (domain.MailBody, domain.Outcome, error) {
	recap, out, err := m.recap(ctx, mail.Kind, mail.EmailKey)
	if err != nil || out != domain.Mailed {
		return stored, out, err
	}
	if !first && recap.HeldPart {
		return stored, domain.NotHeldBuyer, nil // its text may name what is held now
	}
	if !first {
		return stored, "", nil
	}
	recap.Week, recap.Mail, recap.Email = mail.Week, mail.Reference(), mail.Email
	text, err := m.db.MailText(ctx, mail.Kind, recap.Language)
	if err != nil {
		return stored, "", err
	}
	body, err := m.Letters.Reminder(recap, text)
	return body, "", err
}

func (m *Mailer) consent(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	request, err := m.db.ConsentRequest(ctx, mail.SubjectID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	if request.State != domain.RequestQueued {
		return domain.MailBody{}, domain.Outcome(request.State), nil
	}
	customer, err := m.db.Customer(ctx, request.CustomerID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	if suppressed, err := m.db.Suppressed(ctx, m.keys.HashEmail(mail.Email)); err != nil || suppressed {
		return domain.MailBody{}, domain.NotSuppressed, err
	}
	body, err := m.Letters.Consent(letter.ConsentFacts{Language: customer.Language, Mail: mail.Reference(), Name: customer.DisplayName(), Email: mail.Email,
		Controller: m.Controller, RequestID: request.ID, Again: customer.RequestID != request.ID})
	return body, "", err
}

// newLink gathers everything that one address may open.
func (m *Mailer) newLink(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	facts := letter.NewLinkFacts{Language: mail.Language, Mail: mail.Reference()}
	users, err := m.db.UsersByEmail(ctx, mail.EmailKey)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	for _, u := range users {
		if u.MayOpen() != nil {
			continue
		}
		name := u.EstablishmentName
		if name == "" {
			name = u.EstablishmentValue
		}
		facts.Name = u.FullName()
		facts.Accounts = append(facts.Accounts, letter.LinkAccount{UserID: u.ID, Establishment: name, Activate: u.State == domain.UserInvited})
	}
	customers, err := m.db.CustomersByEmail(ctx, mail.EmailKey)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	for _, c := range customers {
		if c.RequestState == domain.RequestSent || c.RequestState == domain.RequestAnswered || c.RequestState == domain.RequestExpired {
			facts.Requests = append(facts.Requests, letter.LinkRequest{RequestID: c.RequestID, Controller: m.Controller})
		}
	}
	if len(facts.Accounts) == 0 && len(facts.Requests) == 0 {
		return domain.MailBody{}, "nothing_to_open", nil
	}
	body, err := m.Letters.NewLink(facts)
	return body, "", err
}

func (m *Mailer) standbyConfirm(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	request, err := m.db.StandbyRequest(ctx, mail.SubjectID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	if request.State != "pending" {
		return domain.MailBody{}, "decided", nil
	}
	row, err := m.db.FollowUpRow(ctx, request.FollowUpID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	user, err := m.db.User(ctx, request.UserID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	body, err := m.Letters.StandbyConfirm(letter.StandbyFacts{Language: mail.Language, Mail: mail.Reference(), Name: user.FullName(),
		Supplier: displayName(row.SupplierName, row.SupplierValue), Buyer: displayName(row.BuyerName, row.BuyerValue), Request: request})
	return body, "", err
}

func (m *Mailer) operators(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	if mail.Week == "" {
		return m.clockMail(ctx, mail)
	}
	cycle, err := m.db.Cycle(ctx, mail.Week)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	hold, err := parseHold(cycle.HoldDetail)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	body, err := m.Letters.Operators(letter.HoldFacts{Language: mail.Language, Mail: mail.Reference(), Week: mail.Week,
		Reason: letter.HoldReason(cycle.Hold), Buyer: hold.Buyer, Last: hold.Last, Now: hold.Now})
	return body, "", err
}
