package store

import (
	"context"

	"vigie/internal/domain"
)

const customerColumns = `customers.id, customers.code, customers.customer_key, customers.kind, customers.siret, customers.company_name,
	customers.last_name, customers.first_name, customers.name_key, customers.email, customers.email_key, customers.phone, customers.mobile,
	customers.address, customers.postal_code, customers.city, customers.country, customers.language, customers.accepts_email,
	customers.accepts_sms, customers.accepts_phone, customers.accepts_post, customers.request_id, customers.request_state,
	customers.refused_email, customers.created_at, customers.updated_at`

// Customer reads one customer.
func (r reader) Customer(ctx context.Context, id int64) (domain.Customer, error) {
	var c domain.Customer
	err := r.one(ctx, "customer", &c, `SELECT `+customerColumns+` FROM customers WHERE id = ?`, id)
	return c, err
}

// CustomerByKey reads the customer that a file's key names.
func (r reader) CustomerByKey(ctx context.Context, key string) (domain.Customer, error) {
	var c domain.Customer
	err := r.one(ctx, "customer", &c, `SELECT `+customerColumns+` FROM customers WHERE customer_key = ?`, key)
	return c, err
}

// CustomersByEmail reads the customers with this address.
func (r reader) CustomersByEmail(ctx context.Context, emailKey string) ([]domain.Customer, error) {
	var cs []domain.Customer
	err := r.all(ctx, &cs, `SELECT `+customerColumns+` FROM customers WHERE email_key = ? AND email_key <> '' ORDER BY id`, emailKey)
	return cs, err
}

// CustomerFields are the fields of the filter of customers.
func CustomerFields() []string {
	return []string{"accepts", "answered", "asked", "campaign", "city", "code", "created", "email", "kind", "name", "phone", "reach", "refuses", "refused", "siret", "state"}
}

// Customers lists customers by name.
func (r reader) Customers(ctx context.Context, f domain.Filter, p domain.Page) (domain.Window[domain.Customer], error) {
	id := func(c domain.Customer) int64 { return c.ID }
	l := list[domain.Customer]{
		columns: customerColumns, from: `customers`, table: `customers`, noun: "customer",
		sorts: map[string]sortKey[domain.Customer]{
			"":   {"customers.name_key", func(c domain.Customer) string { return c.NameKey }, id},
			"id": byID(id),
		},
	}
	return window(ctx, r, l, customerWhere(f), p)
}

// CountCustomers counts what a filter finds, up to a cap.
func (r reader) CountCustomers(ctx context.Context, f domain.Filter) (domain.Count, error) {
	return count(ctx, r, "customers", customerWhere(f))
}

func customerWhere(f domain.Filter) *where {
	w := &where{words: f.Words}
	for _, t := range f.Terms {
		switch t.Field {
		case "email":
			key := domain.EmailKey(t.Value)
			w.term(t, "customers.email_key >= ? AND customers.email_key < ? AND customers.email_key <> ''", key, key+"\U0010FFFF")
		case "name":
			w.words = append(w.words, domain.Words(t.Value)...)
		case "kind":
			w.term(t, "customers.kind = ?", t.Value)
		case "state":
			if t.Value == "never" {
				t.Value = ""
			}
			w.term(t, "customers.request_state = ?", t.Value)
		case "code":
			w.term(t, "customers.code = ? AND customers.code <> ''", t.Value)
		case "siret":
			w.term(t, "customers.siret = ? AND customers.siret <> ''", compact(t.Value))
		case "city":
			w.term(t, "LOWER(customers.city) = LOWER(?) AND customers.city <> ''", t.Value)
		case "phone":
			q := domain.ParseQuery(t.Value)
			w.term(t, "(customers.phone = ? AND customers.phone <> '' OR customers.mobile = ? AND customers.mobile <> '')", q.Value, q.Value)
		case "accepts", "refuses":
			w.channel(t)
		case "reach":
			w.reach(t)
		case "refused":
			w.flag(t, "customers.refused_email")
		case "campaign":
			w.term(t, "EXISTS (SELECT 1 FROM consent_requests q WHERE q.customer_id = customers.id AND q.campaign_id = ? AND q.campaign_id <> 0)", number(t.Value))
		case "asked":
			w.date(t, "COALESCE((SELECT q.sent_at FROM consent_requests q WHERE q.id = customers.request_id), 0)")
		case "answered":
			w.date(t, "COALESCE((SELECT q.answered_at FROM consent_requests q WHERE q.id = customers.request_id), 0)")
		case "created":
			w.date(t, "customers.created_at")
		}
	}
	return w
}

// InsertCustomer creates a customer and returns its id.
func (tx *Tx) InsertCustomer(ctx context.Context, c domain.Customer) (int64, error) {
	c = tx.keyed(c)
	c.CreatedAt = tx.now
	if err := tx.refuseTraces(ctx, domain.TracesOfCustomer(c.CustomerKey, c.Email)...); err != nil {
		return 0, err
	}
	id, err := tx.insertNamed(ctx, `INSERT INTO customers (code, customer_key, kind, siret, company_name, last_name, first_name, name_key, email,
		email_key, phone, mobile, address, postal_code, city, country, language, accepts_email, accepts_sms, accepts_phone, accepts_post,
		request_id, request_state, refused_email, created_at, updated_at) VALUES (:code, :customer_key, :kind, :siret, :company_name, :last_name,
		:first_name, :name_key, :email, :email_key, :phone, :mobile, :address, :postal_code, :city, :country, :language, :accepts_email,
		:accepts_sms, :accepts_phone, :accepts_post, :request_id, :request_state, :refused_email, :created_at, :updated_at) RETURNING id`, c)
	if err != nil {
		if uniqueViolation(err) {
			return 0, domain.Refuse(domain.Conflict, "customer_exists")
		}
		return 0, err
	}
	tx.Record("customer", id, nil, redactCustomer(c))
	return id, nil
}

// UpdateCustomer saves what changed between before and after.
func (tx *Tx) UpdateCustomer(ctx context.Context, before, after domain.Customer) error {
	after = tx.keyed(after)
	if after.EmailKey != before.EmailKey {
		if err := tx.refuseTraces(ctx, domain.TracesOfCustomer("", after.Email)...); err != nil {
			return err
		}
	}
	if err := tx.execNamed(ctx, `UPDATE customers SET kind = :kind, siret = :siret, company_name = :company_name, last_name = :last_name,
		first_name = :first_name, name_key = :name_key, email = :email, email_key = :email_key, phone = :phone, mobile = :mobile,
		address = :address, postal_code = :postal_code, city = :city, country = :country, language = :language, accepts_email = :accepts_email,
		accepts_sms = :accepts_sms, accepts_phone = :accepts_phone, accepts_post = :accepts_post, request_id = :request_id,
		request_state = :request_state, refused_email = :refused_email, updated_at = :updated_at WHERE id = :id`, after); err != nil {
		return err
	}
	tx.Record("customer", after.ID, redactCustomer(before), redactCustomer(after))
	return nil
}

func (tx *Tx) keyed(c domain.Customer) domain.Customer {
	c.EmailKey, c.NameKey, c.UpdatedAt = domain.EmailKey(c.Email), domain.Fold(c.CompanyName+" "+c.LastName+" "+c.FirstName), tx.now
	if c.CustomerKey == "" {
		c.CustomerKey = domain.CustomerKeyOf(c.Code, c.SIRET, c.Email, c.NameKey)
	}
	return c
}

func redactCustomer(c domain.Customer) map[string]any {
	return map[string]any{"code": c.Code, "kind": c.Kind, "email": domain.Mask(c.Email), "request_state": c.RequestState,
		"accepts": map[string]bool{"email": c.AcceptsEmail, "sms": c.AcceptsSMS, "phone": c.AcceptsPhone, "post": c.AcceptsPost}}
}
