package store_test

import (
	"context"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

func TestOneReadFindsWhatAPreferencesLinkLeadsTo(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		now := domain.InstantOf(clock.Now())
		customer := domain.Customer{Code: "C1", CustomerKey: "code:c1", Kind: domain.CustomerPerson, LastName: "Faure", Email: "odile@faure.example",
			Mobile: "+33639981278", Phone: "+33199009514", Address: "1 rue du Port", Language: domain.English, AcceptsSMS: true}
		link := domain.Link{Kind: domain.LinkPreferences, Hash: "known", MailID: 7, CreatedAt: now, ExpiresAt: now.Add(domain.LinkPreferences.Life())}
		change := func(fn func(tx *store.Tx) error) {
			t.Helper()
			if err := db.Write(ctx, domain.ShellActor("test"), domain.ImportFile, fn); err != nil {
				t.Fatal(err)
			}
		}
		change(func(tx *store.Tx) (err error) {
			if customer.ID, err = tx.InsertCustomer(ctx, customer); err != nil {
				return err
			}
			if link.SubjectID, err = tx.InsertConsentRequest(ctx, domain.ConsentRequest{CustomerID: customer.ID, Email: customer.Email}); err != nil {
				return err
			}
			if _, err = tx.InsertLink(ctx, link); err != nil {
				return err
			}
			_, err = tx.InsertLink(ctx, domain.Link{Kind: domain.LinkActivation, Hash: "other", SubjectID: link.SubjectID, MailID: 8, CreatedAt: now, ExpiresAt: now})
			return err
		})
		c, err := db.ConsentCase(ctx, "known")
		if err != nil || c.Link != link || c.Feature != "on" || c.Request.ID != link.SubjectID || c.Request.State != domain.RequestQueued {
			t.Fatalf("%+v, %v", c, err)
		}
		if u := c.Customer; u.ID != customer.ID || u.Language != customer.Language {
			t.Errorf("it is of %+v", u)
		}
		for _, channel := range domain.ConsentChannels() {
			if c.Customer.Target(channel) != customer.Target(channel) || c.Customer.Accepts(channel) != customer.Accepts(channel) {
				t.Errorf("%s: %q, %v", channel, c.Customer.Target(channel), c.Customer.Accepts(channel))
			}
		}
		for _, hash := range []string{"", "unknown", "other"} {
			if _, err := db.ConsentCase(ctx, hash); domain.KindOf(err) != domain.NotFound {
				t.Errorf("%q: %v", hash, err)
			}
		}
		change(func(tx *store.Tx) error {
			inside, err := tx.ConsentCase(ctx, "known")
			if err == nil && inside != c {
				t.Errorf("a transaction reads %+v", inside)
			}
			return tx.SetSetting(ctx, domain.SettingConsent, "off")
		})
		if c, err := db.ConsentCase(ctx, "known"); err != nil || c.Feature != "off" {
			t.Errorf("%q, %v", c.Feature, err)
		}
	})
}
