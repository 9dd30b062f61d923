package tui

import (
	"context"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// seller is whom offers and order forms name.
func (r *register) seller(ctx context.Context) ([]kit.Section, error) {
	st, s := r.stage, r.stage.Session
	one, err := s.Desk.Seller(ctx, s.Actor)
	if err != nil {
		return nil, err
	}
	r.sold.Store(&one)
	facts := kit.Section{Title: st.T("offer.seller.title")}
	for _, f := range sellerFields(st, one) {
		facts.Items = append(facts.Items, item(f.Label, f.Value))
	}
	said := kit.Section{Items: []kit.Item{item(st.T("offer.seller.paper"), st.T("offer.seller.kept"))}}
	if !one.Complete() {
		said.Items = append(said.Items, item(st.T("console.column.state"), st.T("offer.seller.incomplete"), kit.ToneWarn))
	}
	return []kit.Section{facts, said}, nil
}

func sellerFields(st *Stage, s domain.Seller) []*kit.Field {
	field := func(key, label, value string) *kit.Field {
		return &kit.Field{Key: key, Label: st.T(label), Value: value}
	}
	fields := []*kit.Field{field("name", "offer.seller.name", s.Name), field("address", "console.field.address", s.Address), field("postal_code", "console.field.postal_code", s.PostalCode),
		field("city", "console.field.city", s.City), field("siret", "console.field.siret", s.SIRET), field("vat", "offer.paper.vat_number", s.VAT), field("registry", "offer.seller.registry", s.Registry)}
	fields[0].Required = true
	return fields
}

func (r *register) sellerAction() kit.Action {
	st, s := r.stage, r.stage.Session
	now := r.sold.Load()
	return kit.Action{Name: "seller", Keys: []string{"e"}, Label: st.T("offer.seller.edit"), Permission: string(domain.ChangeSettings), Off: offWhen(now == nil, st.T("console.kit.loading")), Run: func() {
		st.AskForm(st.T("offer.seller.title"), st.T("offer.seller.kept"), func(ctx context.Context, v map[string]string) error {
			_, err := s.Desk.SetSeller(ctx, s.Actor, domain.Seller{Name: v["name"], Address: v["address"], PostalCode: v["postal_code"], City: v["city"], SIRET: v["siret"], VAT: v["vat"], Registry: v["registry"]})
			return err
		}, func() {
			st.Flash(st.T("console.done.saved"), kit.ToneGood)
			r.card.Refresh()
		}, sellerFields(st, *now)...)
	}}
}
