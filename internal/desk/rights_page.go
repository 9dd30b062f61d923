package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// RightsAsked is what somebody asked for on the support page.
type RightsAsked struct {
	Kind       domain.RightsKind
	Scope      domain.RightsScope
	Identifier string // of the establishment, where the address has several
}

// AskRights opens a ticket and, in the same transaction, a request that waits
// for the word of its address. Whether the address is known shows in
// nothing but in a mail to it: one mail leaves either way.
func (d *Desk) AskRights(ctx context.Context, t domain.Ticket, asked RightsAsked) (int64, error) {
	if err := t.Check(); err != nil {
		return 0, err
	}
	var id int64
	err := d.act(ctx, domain.PageActor("support"), domain.PageSupport, func(tx *store.Tx) (err error) {
		if id, err = d.insertTicket(ctx, tx, t); err != nil {
			return err
		}
		q, err := d.askedBy(ctx, tx, t, asked)
		if err != nil {
			return err
		}
		q.TicketID = id
		err = d.openRights(ctx, tx, &q, false)
		if domain.KindOf(err) == domain.Conflict { // asked already: nothing new
			return d.acknowledge(ctx, tx, t, id)
		}
		return err
	})
	return id, err
}

// askedBy finds whom a request of the page is about, by its address alone; the
// stored spelling of the address is where answers go.
func (d *Desk) askedBy(ctx context.Context, tx *store.Tx, t domain.Ticket, asked RightsAsked) (domain.RightsRequest, error) {
	q := domain.RightsRequest{Kind: asked.Kind, Scope: domain.ScopeAddress, Channel: "page", Email: t.Email, EmailKey: domain.EmailKey(t.Email),
		Name: t.Name, Language: t.Language, Details: t.Body, ReceivedOn: d.Today()}
	var err error
	if asked.Scope == domain.ScopeCustomer {
		err = d.askedByCustomer(ctx, tx, &q)
	} else {
		err = d.askedByUser(ctx, tx, &q, asked)
	}
	if err != nil {
		return q, err
	}
	return q, q.Check(d.Today())
}

func (d *Desk) askedByCustomer(ctx context.Context, tx *store.Tx, q *domain.RightsRequest) error {
	customers, err := tx.CustomersByEmail(ctx, q.EmailKey)
	if err != nil || len(customers) == 0 {
		return err
	}
	q.Scope, q.SubjectID, q.Email = domain.ScopeCustomer, customers[0].ID, customers[0].Email
	return nil
}

func (d *Desk) askedByUser(ctx context.Context, tx *store.Tx, q *domain.RightsRequest, asked RightsAsked) error {
	users, err := tx.UsersByEmail(ctx, q.EmailKey)
	if err != nil {
		return err
	}
	value := ""
	if id, _, err := domain.ParseSIRET(asked.Identifier); err == nil {
		value = id
	}
	for _, u := range users {
		if u.State == domain.UserErased || value != "" && u.EstablishmentValue != value {
			continue
		}
		q.UserID, q.Email = u.ID, u.Email
		q.Scope, q.SubjectID = domain.ScopeUser, u.ID
		if asked.Scope == domain.ScopeEstablishment && asked.Kind == domain.RightsRemoval && u.EstablishmentState == domain.EstablishmentActive {
			q.Scope, q.SubjectID = domain.ScopeEstablishment, u.EstablishmentID
		}
		return nil
	}
	return nil
}

// RightsToConfirm is what the page of a link shows of a request.
type RightsToConfirm struct {
	Request    domain.RightsRequest
	Identifier string
	Adopting   bool // the reader is an administrator asked whether they want it too
	Language   domain.Language
}

// RightsToConfirm reads a request by its link, without touching it.
func (d *Desk) RightsToConfirm(ctx context.Context, token string) (RightsToConfirm, error) {
	var c RightsToConfirm
	l, err := d.usableLink(ctx, d.db, domain.LinkRights, token)
	if err != nil {
		return c, err
	}
	if c.Request, err = d.db.RightsRequest(ctx, l.SubjectID); err != nil {
		return c, gone(err)
	}
	if !c.Request.State.Open() {
		return c, domain.Refuse(domain.Gone, "link_gone")
	}
	mail, err := d.db.Mail(ctx, l.MailID)
	if err != nil {
		return c, gone(err)
	}
	c.Adopting, c.Language = mail.Kind == domain.MailRightsAdopt, mail.Language
	if c.Request.Scope == domain.ScopeEstablishment {
		e, err := d.db.Establishment(ctx, c.Request.SubjectID)
		if err != nil {
			return c, gone(err)
		}
		c.Identifier = domain.Identifier{Type: e.IDType, Value: e.IDValue}.String()
	}
	c.Request.Email, c.Request.EmailKey, c.Request.Name, c.Request.Details = domain.Mask(c.Request.Email), "", "", ""
	return c, nil
}

// ConfirmRights is the word of whoever has the link: yes confirms, or adopts
// as an administrator; no takes the request back. An administrator's no leaves
// their colleague's request as it was.
func (d *Desk) ConfirmRights(ctx context.Context, token string, yes bool) error {
	return d.act(ctx, domain.PageActor("rights"), domain.PageRights, func(tx *store.Tx) error {
		l, err := d.usableLink(ctx, tx, domain.LinkRights, token)
		if err != nil {
			return err
		}
		before, err := tx.RightsRequest(ctx, l.SubjectID)
		if err != nil {
			return gone(err)
		}
		mail, err := tx.Mail(ctx, l.MailID)
		if err != nil {
			return gone(err)
		}
		after := before
		if err := d.word(ctx, tx, &after, mail, yes); err != nil {
			return err
		}
		if err := tx.UpdateRightsRequest(ctx, before, after); err != nil {
			return err
		}
		return d.pause(ctx, tx, after)
	})
}

func (d *Desk) word(ctx context.Context, tx *store.Tx, q *domain.RightsRequest, mail domain.Mail, yes bool) error {
	if mail.Kind == domain.MailRightsAdopt {
		administrators, err := tx.AdministratorsOf(ctx, q.SubjectID)
		if err != nil {
			return err
		}
		for _, u := range administrators {
			if u.EmailKey == mail.EmailKey && yes {
				return q.Adopt(u.ID, tx.Now())
			}
			if u.EmailKey == mail.EmailKey {
				return nil
			}
		}
		return domain.Refuse(domain.Gone, "link_gone")
	}
	if !yes {
		return q.Withdraw(tx.Now())
	}
	if err := q.Confirm(tx.Now()); err != nil {
		return err
	}
	adopted, err := d.ofAdministrator(ctx, tx, *q)
	if err == nil && adopted && q.Scope == domain.ScopeEstablishment {
		return q.Adopt(q.UserID, tx.Now())
	}
	return err
}

// WithdrawOwn takes back, from the supplier's space, the pending request of a
// user about their own account.
func (d *Desk) WithdrawOwn(ctx context.Context, user, request int64) error {
	_, err := d.step(ctx, domain.PageActor("rights"), domain.PageRights, request, 0, func(tx *store.Tx, q *domain.RightsRequest) error {
		if q.UserID != user {
			return domain.Refuse(domain.NotFound, "not_found", "Noun", "rights_request")
		}
		return q.Withdraw(tx.Now())
	})
	return err
}

// AskOwn opens, from the supplier's space, a request of a user who is logged
// in: they are known, so it counts at once.
func (d *Desk) AskOwn(ctx context.Context, user int64, kind domain.RightsKind, scope domain.RightsScope, details string) (domain.RightsRequest, error) {
	var q domain.RightsRequest
	err := d.act(ctx, domain.PageActor("rights"), domain.PageRights, func(tx *store.Tx) error {
		u, err := tx.User(ctx, user)
		if err != nil {
			return err
		}
		f := RightsForm{Kind: kind, Scope: domain.ScopeUser, SubjectID: user, Email: u.Email, Details: details, Channel: "page"}
		if scope == domain.ScopeEstablishment {
			f.Scope, f.SubjectID = domain.ScopeEstablishment, u.EstablishmentID
		}
		if q, err = d.requestOf(ctx, tx, f); err != nil {
			return err
		}
		return d.openRights(ctx, tx, &q, true)
	})
	return q, err
}
