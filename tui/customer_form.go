package tui

import (
	"context"

	"vigie/internal/domain"
	"vigie/internal/exchange"
	"vigie/tui/kit"
)

// newCustomerAction is n in the list of customers.
func newCustomerAction(st *Stage, refresh func()) kit.Action {
	return kit.Action{Name: "new", Keys: []string{"n"}, Label: st.T("console.action.new_customer"), Permission: string(domain.EditCustomer), Run: func() {
		var made domain.Customer
		st.AskForm(st.T("console.action.new_customer"), "", func(ctx context.Context, v map[string]string) (err error) {
			made, err = saveCustomer(ctx, st, domain.Customer{Language: domain.French, Country: "FR"}, v)
			return err
		}, func() {
			st.Flash(st.T("console.done.saved"), kit.ToneGood)
			refresh()
			st.Push(customerCard(made.ID))
		}, customerFields(st, domain.Customer{Kind: domain.CustomerPerson, Language: domain.French})...)
	}}
}

// edit changes a customer. The form needs what is masked: opening it reveals,
// and is audited.
func (c *customer) edit() {
	st := c.stage
	c.inClear(func(clear domain.Customer) {
		st.AskForm(st.T("console.action.edit"), st.T("console.customer.edit_text"), func(ctx context.Context, v map[string]string) error {
			_, err := saveCustomer(ctx, st, clear, v)
			return err
		}, func() {
			c.revealed.Store(nil)
			st.Flash(st.T("console.done.saved"), kit.ToneGood)
			c.card.Refresh()
		}, customerFields(st, clear)...)
	})
}

func customerFields(st *Stage, c domain.Customer) []*kit.Field {
	var kinds, languages []kit.Option
	for _, k := range []domain.CustomerKind{domain.CustomerPerson, domain.CustomerProfessional, domain.CustomerCompany} {
		kinds = append(kinds, kit.Option{Value: string(k), Label: st.word("customer", string(k))})
	}
	for _, l := range []domain.Language{domain.French, domain.English} {
		languages = append(languages, kit.Option{Value: string(l), Label: st.own("console.language.", string(l))})
	}
	text := func(key, value string) *kit.Field {
		return &kit.Field{Key: key, Label: st.T("console.field." + key), Value: value}
	}
	return []*kit.Field{
		{Key: "kind", Label: st.T("console.column.kind"), Kind: kit.FieldChoice, Options: kinds, Value: string(c.Kind)},
		text("company", c.CompanyName), text("last_name", c.LastName), text("first_name", c.FirstName), text("siret", c.SIRET), text("code", c.Code),
		text("email", c.Email), text("phone", c.Phone), text("mobile", c.Mobile),
		text("address", c.Address), text("postal_code", c.PostalCode), text("city", c.City),
		{Key: "language", Label: st.T("console.fact.language"), Kind: kit.FieldChoice, Options: languages, Value: string(c.Language)},
	}
}

func saveCustomer(ctx context.Context, st *Stage, c domain.Customer, v map[string]string) (domain.Customer, error) {
	c.Kind, c.Language = domain.CustomerKind(v["kind"]), domain.Language(v["language"])
	c.CompanyName, c.LastName, c.FirstName = v["company"], v["last_name"], v["first_name"]
	c.Code, c.Email = v["code"], v["email"]
	c.Address, c.PostalCode, c.City = v["address"], v["postal_code"], v["city"]
	var err error
	if c.SIRET = v["siret"]; c.SIRET != "" {
		if c.SIRET, _, err = domain.ParseSIRET(c.SIRET); err != nil {
			return c, err
		}
	}
	if c.Phone, err = phone(v["phone"], c.Country); err != nil {
		return c, err
	}
	if c.Mobile, err = phone(v["mobile"], c.Country); err != nil {
		return c, err
	}
	return st.Session.Desk.SaveCustomer(ctx, st.Session.Actor, c)
}

// phone reads a number; none is none.
func phone(text, country string) (string, error) {
	if text == "" {
		return "", nil
	}
	return exchange.ParsePhone(text, country)
}
