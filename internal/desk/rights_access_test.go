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

// A mail is stored with marks in the places of its links, since no secret is
// kept. Whoever opened it in the console, or received a file of access, read
// the marks: "Voir ce qui est demandé, �s:2999�".
func TestAMailThatIsReadShowsItsAddressesWithoutTheirSecrets(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		id := w.zoe(w.town.Suppliers[0], w.town.FollowUps[0])
		var mail int64
		err := db.Maintain(ctx, func(tx *store.Tx) (err error) {
			m := domain.Mail{Kind: domain.MailLoginCode, Email: zoeEmail, DedupKey: "marks", Language: domain.French, Actor: "test", DueAt: tx.Now()}
			if mail, _, err = tx.EnqueueMail(ctx, m); err != nil {
				return err
			}
			m.ID, m.MessageID = mail, "marks@vigie.test"
			return tx.StoreBody(ctx, store.Commit{Mail: m, Body: domain.MailBody{Subject: "s", Text: "Ouvrir : \uE000s:2999\uE001#standby, code \uE000" + string(domain.LinkCode) + ":4\uE001.",
				HTML: `<a href="` + "\uE000s:2999\uE001" + `">`}})
		})
		if err != nil {
			t.Fatal(err)
		}
		want := "Ouvrir : https://vigie.test/s/…#standby, code ••••••."
		_, body, err := w.desk.Mail(ctx, w.team["Agathe"], mail)
		if err != nil || body.Text != want || body.HTML != `<a href="https://vigie.test/s/…">` {
			t.Errorf("%+v, %v", body, err)
		}
		q := w.register(desk.RightsForm{Kind: domain.RightsAccess, Scope: domain.ScopeUser, SubjectID: id, Identified: true, ReceivedOn: w.desk.Today()})
		a, err := w.desk.AccessFile(ctx, w.team["Agathe"], q.ID)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, m := range a.Mails {
			found = found || m.Text == want
		}
		if !found {
			t.Errorf("the file of access says %+v", a.Mails)
		}
	})
}
