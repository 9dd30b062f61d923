package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// CustomerFields are the fields of the filter of customers.
func CustomerFields() []string { return store.CustomerFields() }

// Customers lists customers, masked.
func (d *Desk) Customers(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.Customer], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.Customer]{}, err
	}
	w, err := d.db.Customers(ctx, f, p)
	for i := range w.Rows {
		w.Rows[i] = w.Rows[i].Masked(by.Role)
	}
	return w, err
}

// CountCustomers counts what a filter finds, up to a cap.
func (d *Desk) CountCustomers(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
	if err := d.read(by); err != nil {
		return domain.Count{}, err
	}
	return d.db.CountCustomers(ctx, f)
}

// CustomerCard is a customer with their requests, their ledger, and why a
// consent mail cannot go now.
type CustomerCard struct {
	Customer domain.Customer
	Requests []domain.ConsentRequest
	Ledger   []domain.LedgerRow
	WhyNot   error // nil when a consent mail may be sent
	Resend   bool  // sending is a resend, which needs a reason
}

// Customer reads the card of a customer.
func (d *Desk) Customer(ctx context.Context, by domain.Actor, id int64) (CustomerCard, error) {
	var c CustomerCard
	err := d.read(by)
	if err != nil {
		return c, err
	}
	if c.Customer, err = d.db.Customer(ctx, id); err != nil {
		return c, err
	}
	if c.Requests, err = d.db.ConsentRequests(ctx, id); err != nil {
		return c, err
	}
	if c.Ledger, err = d.db.Ledger(ctx, id); err != nil {
		return c, err
	}
	facts, err := d.sendFacts(ctx, d.db, c.Customer, "")
	if err != nil {
		return c, err
	}
	c.WhyNot, c.Resend = domain.MaySendConsent(facts), facts.NeedsReason()
	c.Customer = c.Customer.Masked(by.Role)
	for i := range c.Requests {
		c.Requests[i].Email = domain.Mask(c.Requests[i].Email)
	}
	for i := range c.Ledger {
		c.Ledger[i].Target = maskTarget(c.Ledger[i])
	}
	return c, nil
}

func maskTarget(l domain.LedgerRow) string {
	switch l.Channel {
	case domain.ByEmail:
		return domain.Mask(l.Target)
	case domain.BySMS, domain.ByPhone:
		return domain.MaskPhone(l.Target)
	}
	return "…"
}

// RevealCustomer shows a customer unmasked; the reveal is audited.
func (d *Desk) RevealCustomer(ctx context.Context, by domain.Actor, id int64) (domain.Customer, error) {
	var c domain.Customer
	err := d.act(ctx, by, domain.RevealPerson, func(tx *store.Tx) (err error) {
		if c, err = tx.Customer(ctx, id); err != nil {
			return err
		}
		tx.Record("customer", id, nil, map[string]bool{"revealed": true})
		return nil
	})
	return c, err
}

// SaveCustomer creates a customer, or changes one. When an address or number
// changes, the answer for its channel falls back to refused.
func (d *Desk) SaveCustomer(ctx context.Context, by domain.Actor, c domain.Customer) (domain.Customer, error) {
	if err := c.Check(); err != nil {
		return c, err
	}
	err := d.act(ctx, by, domain.EditCustomer, func(tx *store.Tx) (err error) {
		if c.ID == 0 {
			c.ID, err = tx.InsertCustomer(ctx, c)
			return err
		}
		before, err := tx.Customer(ctx, c.ID)
		if err != nil {
			return err
		}
		c = before.Edited(c)
		if err := d.appendLedger(ctx, tx, domain.Fallen(before, c, domain.MeansChange, 0, tx.Now())); err != nil {
			return err
		}
		return tx.UpdateCustomer(ctx, before, c)
	})
	return c, err
}
