package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/letter"
)

// answerReader is what both a database and a transaction can read of a card.
type answerReader interface {
	UsersByEmail(ctx context.Context, emailKey string) ([]domain.UserRow, error)
	UsersOf(ctx context.Context, establishment int64, limit int) ([]domain.User, error)
	SupplierFollowUps(ctx context.Context, supplier int64, limit int) ([]domain.FollowUpRow, error)
	BuyerGroups(ctx context.Context, buyers []int64) (map[int64]string, error)
	Messages(ctx context.Context, ticket int64) ([]domain.TicketMessage, error)
}

// audience is whom the address of a ticket is in the establishment that it is
// about: nobody, unless it is a user's who may open their account.
func (d *Desk) audience(ctx context.Context, r answerReader, t domain.Ticket) ([]domain.UserRow, error) {
	key := domain.EmailKey(t.Email)
	if key == "" || t.EstablishmentID == 0 {
		return nil, nil
	}
	users, err := r.UsersByEmail(ctx, key)
	var out []domain.UserRow
	for _, u := range users {
		if u.EstablishmentID == t.EstablishmentID && u.MayOpen() == nil {
			out = append(out, u)
		}
	}
	return out, err
}

// mayTell judges a reply by who reads it.
func (d *Desk) mayTell(ctx context.Context, r answerReader, t domain.Ticket, reply Reply) error {
	if left := domain.Unfilled(reply.Body); left != "" {
		return domain.Refuse(domain.Invalid, "reply_unfilled", "Blank", left)
	}
	users, err := d.audience(ctx, r, t)
	if err != nil {
		return err
	}
	to := make([]domain.Audience, len(users))
	for i, u := range users {
		to[i] = domain.Audience{Role: u.Role, Rights: u.Rights}
	}
	if t.EstablishmentID == 0 {
		return domain.MayTell(reply.Body, reply.Facts, nil, nil, "")
	}
	facts, err := d.cardFacts(ctx, r, t, users)
	if err != nil {
		return err
	}
	messages, err := r.Messages(ctx, t.ID)
	if err != nil {
		return err
	}
	known := t.Name + " " + t.Email
	for _, m := range messages {
		if m.Direction == domain.Inward {
			known += " " + m.Subject + " " + m.Body
		}
	}
	return domain.MayTell(reply.Body, reply.Facts, to, facts, known)
}

// cardFacts are the names and addresses of a card that a reply could give
// away.
func (d *Desk) cardFacts(ctx context.Context, r answerReader, t domain.Ticket, to []domain.UserRow) ([]domain.Fact, error) {
	rows, err := r.SupplierFollowUps(ctx, t.EstablishmentID, cardRows)
	if err != nil {
		return nil, err
	}
	groups, err := r.BuyerGroups(ctx, buyersOf(rows))
	if err != nil {
		return nil, err
	}
	var facts []domain.Fact
	for _, row := range rows {
		own := false
		for _, u := range to {
			own = own || u.AddedFor == row.ID
		}
		for _, value := range []string{row.BuyerName, row.BuyerValue, groups[row.BuyerID]} {
			facts = append(facts, domain.Fact{Aspect: domain.AspectBuyers, Value: value, Own: own})
		}
		facts = append(facts, domain.Fact{Aspect: domain.AspectStandby, Value: row.StandbyNote, Own: own})
	}
	people, err := r.UsersOf(ctx, t.EstablishmentID, cardRows)
	for _, u := range people {
		own := u.EmailKey == domain.EmailKey(t.Email)
		for _, value := range []string{u.FullName(), u.Email, u.Phone, u.Mobile} {
			facts = append(facts, domain.Fact{Aspect: domain.AspectPeople, Value: value, Own: own})
		}
	}
	return facts, err
}

// quotedAudits is how many security audits an answer quotes.
const quotedAudits = 3

// answer gathers what the card behind a ticket says to whoever wrote it. To
// somebody who is no user there it says nothing.
func (d *Desk) answer(ctx context.Context, by domain.Actor, t domain.Ticket, lang domain.Language) (letter.Answer, error) {
	a := letter.Answer{Language: lang, Name: t.Name, Number: t.ID, Agent: by.Name, Due: t.LegalDueOn, Today: d.Today(), Zone: d.location}
	var err error
	if a.Audits, err = d.db.SecurityAudits(ctx, quotedAudits); err != nil {
		return a, err
	}
	users, err := d.audience(ctx, d.db, t)
	if err != nil || len(users) == 0 {
		return a, err
	}
	u := users[0]
	if a.TwoFactor, err = d.db.TwoFactor(ctx, u.EstablishmentID); err != nil {
		return a, err
	}
	who := domain.Audience{Role: u.Role, Rights: u.Rights}
	may := func(aspect domain.Aspect, own bool) bool { return who.MayRead(domain.Fact{Aspect: aspect, Own: own}) }
	why, err := d.whyUser(ctx, u)
	if err != nil {
		return a, err
	}
	if a.User = u.User; u.FullName() != "" {
		a.Name = u.FullName()
	}
	if a.Establishment, err = d.db.Establishment(ctx, u.EstablishmentID); err != nil {
		return a, err
	}
	for _, f := range why.FollowUps {
		if f.Row.State == domain.FollowUpClosed || !may(domain.AspectBuyers, f.Row.ID == u.AddedFor) {
			continue
		}
		b := letter.AnswerBuyer{Row: f.Row, Group: f.Group, Signers: f.Signers, References: f.References}
		if may(domain.AspectDocuments, false) {
			b.Lines = f.Lines
		}
		a.Buyers = append(a.Buyers, b)
	}
	a.Origins = why.Origins
	for _, m := range why.Mails {
		if m.State == domain.MailSent {
			a.LastMail = m
			break
		}
	}
	return a, d.answerPeople(ctx, &a, may)
}

func (d *Desk) answerPeople(ctx context.Context, a *letter.Answer, may func(domain.Aspect, bool) bool) error {
	people, err := d.db.UsersOf(ctx, a.Establishment.ID, cardRows)
	if err != nil {
		return err
	}
	for _, u := range people {
		if u.State != domain.UserErased && may(domain.AspectPeople, u.ID == a.User.ID) {
			a.Users = append(a.Users, u)
		}
	}
	siblings, err := d.db.Siblings(ctx, a.Establishment.SIREN, cardRows)
	for _, s := range siblings {
		if s.ID != a.Establishment.ID && a.Establishment.SIREN != "" {
			a.Siblings = append(a.Siblings, s)
		}
	}
	return err
}
