package mailer

import (
	"context"
	"slices"

	"vigie/internal/domain"
	"vigie/internal/letter"
)

// people says what happens to somebody's access. A mail whose reason is gone
// by the time it leaves is dropped.
func (m *Mailer) people(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	if mail.Kind == domain.MailNomination {
		return m.nomination(ctx, mail)
	}
	u, err := m.db.User(ctx, mail.SubjectID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	if mail.Kind == domain.MailContacts {
		return m.contactsAdded(ctx, mail, u)
	}
	if over := u.MayReset() != nil || u.EmailKey != mail.EmailKey; over && mail.Kind == domain.MailReset {
		return domain.MailBody{}, "nothing_to_open", nil
	}
	var body domain.MailBody
	if mail.Kind == domain.MailAddressChanged {
		body, err = m.Letters.AddressChanged(letter.AddressFacts{Language: mail.Language, Mail: mail.Reference(), Name: u.FullName(),
			New: domain.Mask(u.Email), Establishment: u.EstablishmentName, Identifier: u.EstablishmentValue, At: mail.CreatedAt})
	} else {
		body, err = m.Letters.Reset(letter.ResetFacts{Language: mail.Language, Mail: mail.Reference(), Name: u.FullName(), UserID: u.ID,
			Establishment: u.EstablishmentName, Identifier: u.EstablishmentValue})
	}
	return body, "", err
}

func (m *Mailer) nomination(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	n, err := m.db.Nomination(ctx, mail.SubjectID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	if n.State != domain.NominationPending {
		return domain.MailBody{}, "decided", nil
	}
	u, err := m.db.User(ctx, n.UserID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	body, err := m.Letters.Nomination(letter.NominationFacts{Language: mail.Language, Mail: mail.Reference(), Nomination: n, Name: u.FullName(),
		Email: u.Email, Establishment: u.EstablishmentName, Identifier: u.EstablishmentValue})
	return body, "", err
}

// contactsAdded names the colleagues whose rights still wait to be set.
func (m *Mailer) contactsAdded(ctx context.Context, mail domain.Mail, administrator domain.UserRow) (domain.MailBody, domain.Outcome, error) {
	users, err := m.db.AllUsersOf(ctx, administrator.EstablishmentID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	facts := letter.ContactsFacts{Language: mail.Language, Mail: mail.Reference(), Name: administrator.FullName(),
		Establishment: administrator.EstablishmentName, Identifier: administrator.EstablishmentValue}
	users = slices.DeleteFunc(users, func(u domain.User) bool { return !u.RightsToSet || !u.Acts() })
	givers := make([]int64, len(users))
	for i, u := range users {
		givers[i] = u.AddedBy
	}
	buyers, err := m.db.EstablishmentsByID(ctx, givers)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	names := make(map[int64]string, len(buyers))
	for _, b := range buyers {
		names[b.ID] = b.DisplayName()
	}
	for _, u := range users {
		facts.Contacts = append(facts.Contacts, letter.AddedContact{Name: u.FullName(), Email: u.Email, Buyer: names[u.AddedBy]})
	}
	if len(facts.Contacts) == 0 || administrator.Role != domain.RoleAdministrator || !administrator.Reachable() {
		return domain.MailBody{}, "decided", nil
	}
	body, err := m.Letters.ContactsAdded(facts)
	return body, "", err
}
