package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/letter"
)

// notSilent drops the mail of a step whose silence ended, or was stopped,
// before it left.
const notSilent domain.Outcome = "no_longer_silent"

// silentSupplier tells an administrator of an establishment that nobody of it
// answers.
func (m *Mailer) silentSupplier(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	u, err := m.db.User(ctx, mail.SubjectID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	s, err := m.db.Silence(ctx, u.EstablishmentID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	if s.SupplierID == 0 || s.Stopped() || u.Role != domain.RoleAdministrator || !u.Reachable() || u.Held || u.EmailKey != mail.EmailKey {
		return domain.MailBody{}, notSilent, nil
	}
	body, err := m.Letters.SilentSupplier(letter.SilenceFacts{Language: mail.Language, Mail: mail.Reference(), Name: u.FullName(), UserID: u.ID,
		Supplier: displayName(u.EstablishmentName, u.EstablishmentValue), Identifier: u.EstablishmentValue, Since: s.Since.Monday()})
	return body, "", err
}

// silentBuyer tells the contacts at a buyer that a supplier of theirs does
// not answer.
func (m *Mailer) silentBuyer(ctx context.Context, mail domain.Mail) (domain.MailBody, domain.Outcome, error) {
	f, err := m.db.FollowUp(ctx, mail.SubjectID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	s, err := m.db.Silence(ctx, f.SupplierID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	stops, err := m.db.SilenceStops(ctx, []int64{f.ID})
	if err != nil {
		return domain.MailBody{}, "", err
	}
	day := domain.DateOf(m.now().In(m.calendar.Location))
	buyer, err := m.db.Establishment(ctx, f.BuyerID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	if _, stopped := stops[f.ID]; s.Step < domain.StepBuyers || s.Stopped() || stopped || !f.InForce(day) || buyer.Held {
		return domain.MailBody{}, notSilent, nil
	}
	supplier, err := m.db.Establishment(ctx, f.SupplierID)
	if err != nil {
		return domain.MailBody{}, "", err
	}
	body, err := m.Letters.SilentBuyer(letter.SilenceFacts{Language: mail.Language, Mail: mail.Reference(), Supplier: supplier.DisplayName(),
		Identifier: supplier.IDValue, Buyer: buyer.DisplayName(), Code: f.ThirdPartyCode, Since: s.Since.Monday(), Missing: f.Outstanding})
	return body, "", err
}
