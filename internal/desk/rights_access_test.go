package desk_test

import (
	"context"
	"strings"
	"testing"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// What a customer was offered and ordered was in no file of access: everything
// known about an address has to be (RGPD art. 15).
func TestAccessTellsACustomerWhatTheyWereOffered(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		agent := w.team["Agathe"]
		c, err := w.desk.SaveCustomer(ctx, agent, domain.Customer{Code: "C9", Kind: domain.CustomerPerson, LastName: "Faure", Email: "odile@faure.example", Language: domain.English})
		if err != nil {
			t.Fatal(err)
		}
		var made []desk.OfferCard
		for range 2 {
			o, err := w.desk.MakeOffer(ctx, agent, c.ID, tiles(), "2026-12-31")
			if err != nil {
				t.Fatal(err)
			}
			made = append(made, o)
		}
		if _, err := w.desk.OrderOffer(ctx, agent, made[0].Offer.ID, 1); err != nil {
			t.Fatal(err)
		}
		if err := w.desk.WithdrawOffer(ctx, agent, made[1].Offer.ID, "wrong price"); err != nil {
			t.Fatal(err)
		}
		q := w.register(desk.RightsForm{Kind: domain.RightsAccess, Scope: domain.ScopeCustomer, SubjectID: c.ID, Identified: true, ReceivedOn: w.desk.Today()})
		a, err := w.desk.AccessFile(ctx, agent, q.ID)
		if err != nil || len(a.Customers) != 1 || len(a.Customers[0].Offers) != 2 {
			t.Fatalf("%+v, %v", a, err)
		}
		ordered, withdrawn := a.Customers[0].Offers[0], a.Customers[0].Offers[1]
		if ordered.Order != "BC2026-0001" || ordered.State != domain.OfferAccepted || len(ordered.Lines) != 2 || ordered.Gross != 37920 || withdrawn.State != domain.OfferWithdrawn || withdrawn.Withdrawn != "wrong price" {
			t.Errorf("%+v, %+v", ordered, withdrawn)
		}
		text := w.desk.AccessText(a, domain.English)
		for _, word := range []string{"Offers and order forms", "D2026-0001", "BC2026-0001", "€379.20", "Tuiles", "withdrawn", "wrong price"} {
			if !strings.Contains(text, word) {
				t.Errorf("%q is not in\n%s", word, text)
			}
		}
	})
}
