package store

import (
	"context"

	"vigie/internal/domain"
)

// ImportCustomer is a customer with what files said of them.
type ImportCustomer struct {
	domain.Customer
	domain.Said
}

const importCustomerColumns = customerColumns + `, customers.import_batch, customers.import_said`

// ImportCustomers reads the customers with these keys.
func (it *ImportTx) ImportCustomers(ctx context.Context, keys []string) ([]ImportCustomer, error) {
	return merged(it, func(r reader) (cs []ImportCustomer, err error) {
		err = r.all(ctx, &cs, `SELECT `+importCustomerColumns+` FROM customers WHERE `+r.dialect.in("customer_key"), r.list(keys))
		return cs, err
	}, func(c ImportCustomer) int64 { return c.ID })
}

// ImportAnswers reads the answers of these customers, oldest first.
func (it *ImportTx) ImportAnswers(ctx context.Context, customers []int64) ([]domain.LedgerRow, error) {
	load := func(r reader) (rows []domain.LedgerRow, err error) {
		err = r.all(ctx, &rows, `SELECT `+ledgerColumns+` FROM `+ledgerFrom+` WHERE `+r.dialect.in("ledger.customer_id")+` ORDER BY ledger.id`,
			r.list(customers))
		return rows, err
	}
	if it.live == nil {
		return load(it.reader)
	}
	rows, err := load(*it.live)
	if err != nil {
		return nil, err
	}
	over, err := load(it.reader)
	return append(rows, over...), err
}

// SaveCustomer writes a customer, new or not.
func (it *ImportTx) SaveCustomer(ctx context.Context, c ImportCustomer) error {
	return it.put(ctx, it.upsert("customers", importCustomerColumns), c.ID, c.Code, c.CustomerKey, c.Kind, c.SIRET, c.CompanyName, c.LastName,
		c.FirstName, c.NameKey, c.Email, c.EmailKey, c.Phone, c.Mobile, c.Address, c.PostalCode, c.City, c.Country, c.Language, c.AcceptsEmail,
		c.AcceptsSMS, c.AcceptsPhone, c.AcceptsPost, c.RequestID, c.RequestState, c.RefusedEmail, c.CreatedAt, c.UpdatedAt, c.Batch, c.Text)
}

// SaveAnswer adds an answer to the ledger.
func (it *ImportTx) SaveAnswer(ctx context.Context, l domain.LedgerRow) error {
	_, err := it.insertAnswer(ctx, l)
	return err
}
