package desk

import (
	"context"
	"time"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// AccessFile reads everything known about the address of a request for access;
// the reading is audited.
func (d *Desk) AccessFile(ctx context.Context, by domain.Actor, id int64) (domain.Access, error) {
	var a domain.Access
	err := d.act(ctx, by, domain.RegisterRights, func(tx *store.Tx) error {
		q, err := tx.RightsRequest(ctx, id)
		if err != nil {
			return err
		}
		if q.Kind != domain.RightsAccess {
			return domain.Refuse(domain.Conflict, "rights_state")
		}
		if !q.Effective() && q.State != domain.RightsExecuted {
			return domain.Refuse(domain.Conflict, "rights_not_confirmed")
		}
		tx.Record("rights_request", id, nil, map[string]bool{"revealed": true})
		a, err = d.accessOf(ctx, tx, q)
		return err
	})
	return a, err
}

// accessOf gathers it, in the order of the records.
func (d *Desk) accessOf(ctx context.Context, tx *store.Tx, q domain.RightsRequest) (domain.Access, error) {
	key := q.EmailKey
	if q.Scope == domain.ScopeUser {
		u, err := tx.User(ctx, q.SubjectID)
		if err != nil {
			return domain.Access{}, err
		}
		key = u.EmailKey
	}
	a := domain.Access{Email: key, Accounts: []domain.AccessAccount{}, Customers: []domain.AccessCustomer{}, Mails: []domain.AccessMail{}, Tickets: []domain.AccessTicket{}, Requests: []domain.AccessRequest{}}
	for _, gather := range []func(context.Context, *store.Tx, *domain.Access) error{d.accessAccounts, d.accessCustomers, d.accessMails, d.accessTickets} {
		if err := gather(ctx, tx, &a); err != nil {
			return a, err
		}
	}
	requests, err := tx.RightsOf(ctx, key, "")
	for _, r := range requests {
		a.Requests = append(a.Requests, domain.AccessRequest{Number: r.ID, Kind: r.Kind, State: r.State, ReceivedOn: r.ReceivedOn})
	}
	return a, err
}

func (d *Desk) accessAccounts(ctx context.Context, tx *store.Tx, a *domain.Access) error {
	users, err := tx.UsersByEmail(ctx, a.Email)
	if err != nil {
		return err
	}
	for _, u := range users {
		account := domain.AccessAccount{Establishment: u.EstablishmentName, Identifier: u.EstablishmentValue, FirstName: u.FirstName, LastName: u.LastName,
			Job: u.Job, Phone: u.Phone, Mobile: u.Mobile, Language: string(u.Language), Role: u.Role, State: u.State, CreatedAt: d.iso(u.CreatedAt),
			ActivatedAt: d.iso(u.ActivatedAt), Origins: []domain.AccessOrigin{}}
		origins, err := tx.UserProvenance(ctx, u.ID, cardRows)
		if err != nil {
			return err
		}
		for _, o := range origins {
			account.Origins = append(account.Origins, domain.AccessOrigin{Buyer: orText(o.BuyerName, o.BuyerValue), Channel: o.Channel, File: o.FileName, Line: o.Line, At: d.iso(o.At)})
		}
		a.Accounts = append(a.Accounts, account)
	}
	return nil
}

func (d *Desk) accessCustomers(ctx context.Context, tx *store.Tx, a *domain.Access) error {
	customers, err := tx.CustomersByEmail(ctx, a.Email)
	if err != nil {
		return err
	}
	for _, c := range customers {
		one := domain.AccessCustomer{Code: c.Code, Company: c.CompanyName, FirstName: c.FirstName, LastName: c.LastName, Phone: c.Phone, Mobile: c.Mobile,
			Address: c.Address, PostalCode: c.PostalCode, City: c.City, Country: c.Country, Answers: []domain.AccessAnswer{}, Offers: []domain.AccessOffer{}}
		rows, err := tx.Ledger(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, l := range rows {
			one.Answers = append(one.Answers, domain.AccessAnswer{Channel: l.Channel, Value: l.Value, Means: l.Means, At: d.iso(l.At)})
		}
		if err := d.accessOffers(ctx, tx, c.ID, &one); err != nil {
			return err
		}
		a.Customers = append(a.Customers, one)
	}
	return nil
}

func (d *Desk) accessOffers(ctx context.Context, tx *store.Tx, customer int64, one *domain.AccessCustomer) error {
	today := d.Today()
	f := domain.Filter{Terms: []domain.Term{{Field: "customer", Value: decimal(customer)}}}
	w, err := tx.Offers(ctx, f, domain.Page{Limit: accessMost}, today)
	if err != nil {
		return err
	}
	for _, o := range w.Rows {
		lines, err := tx.OfferLines(ctx, o.ID)
		if err != nil {
			return err
		}
		one.Offers = append(one.Offers, domain.AccessOffer{Number: o.Number, State: o.On(today), At: d.iso(o.CreatedAt), ValidUntil: o.ValidUntil, Gross: o.Gross,
			Lines: lines, Withdrawn: o.Reason, Order: o.OrderNumber, Printed: d.iso(o.PrintedAt)})
	}
	return nil
}

// accessMost bounds what one file tells of a kind: a person with more is
// answered by hand.
const accessMost = 2000

func (d *Desk) accessMails(ctx context.Context, tx *store.Tx, a *domain.Access) error {
	mails, err := tx.MailsTo(ctx, a.Email, accessMost)
	if err != nil {
		return err
	}
	for _, m := range mails {
		body, err := tx.MailBody(ctx, m.ID)
		if err != nil && domain.KindOf(err) != domain.NotFound {
			return err
		}
		body = d.shown(body)
		at := m.SentAt
		if at.Never() {
			at = m.CreatedAt
		}
		a.Mails = append(a.Mails, domain.AccessMail{Kind: m.Kind, State: m.State, Subject: body.Subject, Text: body.Text, At: d.iso(at)})
	}
	return nil
}

func (d *Desk) accessTickets(ctx context.Context, tx *store.Tx, a *domain.Access) error {
	tickets, err := tx.TicketsByEmail(ctx, a.Email, accessMost)
	if err != nil {
		return err
	}
	for _, t := range tickets {
		messages, err := tx.Messages(ctx, t.ID)
		if err != nil {
			return err
		}
		one := domain.AccessTicket{Number: t.ID, Subject: t.Subject, Messages: []domain.AccessMessage{}}
		for _, m := range messages {
			one.Messages = append(one.Messages, domain.AccessMessage{Direction: string(m.Direction), Body: m.Body, At: d.iso(m.At)})
		}
		a.Tickets = append(a.Tickets, one)
	}
	return nil
}

func (d *Desk) iso(i domain.Instant) string {
	if i.Never() {
		return ""
	}
	return i.Time().In(d.location).Format(time.RFC3339)
}

// AccessText is the file as people read it.
func (d *Desk) AccessText(a domain.Access, lang domain.Language) string {
	return letter.RightsText(domain.RightsLetter{Title: a.Email, Lists: letter.AccessLists(a, lang)})
}
