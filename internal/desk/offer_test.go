package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// eachHour is eachWorld with a clock that begins at noon on each database.
func eachHour(t *testing.T, test func(w world, clock *fixture.Clock)) {
	t.Helper()
	clock := fixture.NewClock()
	noon := clock.Now()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(noon)
		d, _ := importDesk(t, db, clock.Now)
		test(world{t, db, d}, clock)
	})
}

// buyer makes a customer of the test.
func (w world) buyer() domain.Customer {
	w.Helper()
	c, err := w.SaveCustomer(context.Background(), director, domain.Customer{Code: "C1", Kind: domain.CustomerPerson, LastName: "Faure", FirstName: "Odile", Email: "odile@faure.example",
		Mobile: "+33639981278", Address: "1 rue du Port", PostalCode: "33000", City: "Bordeaux", Language: domain.French})
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// answer makes the mail of a customer's current request leave, and posts.
func (w world) answer(customer int64, accepts ...domain.ConsentChannel) {
	w.Helper()
	ctx := context.Background()
	err := w.db.Write(ctx, director, domain.PageAnswer, func(tx *store.Tx) error {
		c, err := tx.Customer(ctx, customer)
		if err != nil {
			return err
		}
		q, err := tx.ConsentRequest(ctx, c.RequestID)
		if err != nil {
			return err
		}
		before, asked := c, q
		if q.State == domain.RequestQueued {
			q.Accepted(&c, tx.Now())
		}
		given := map[domain.ConsentChannel]bool{}
		for _, ch := range domain.ConsentChannels() {
			given[ch] = false
		}
		for _, ch := range accepts {
			given[ch] = true
		}
		rows, err := q.Answer(&c, given, false, tx.Now())
		if err != nil {
			return err
		}
		return errors.Join(tx.UpdateConsentRequest(ctx, asked, q), tx.UpdateCustomer(ctx, before, c), tx.AppendLedger(ctx, rows))
	})
	if err != nil {
		w.Fatal(err)
	}
}

func tiles() []domain.OfferLine {
	return []domain.OfferLine{{Label: "Tuiles <b>canal</b>", Quantity: 120_000, Unit: "u", UnitPrice: 185, VAT: 1000}, {Label: "Pose", Quantity: 2_500, Unit: "h", UnitPrice: 4500, VAT: 2000}}
}

func (w world) printed(offer int64, lang domain.Language) []byte {
	w.Helper()
	var file bytes.Buffer
	if err := w.PrintOrder(context.Background(), director, offer, lang, &file); err != nil {
		w.Fatal(err)
	}
	return file.Bytes()
}

func TestAnOrderFormFixesThePreferencesWhenFirstPrinted(t *testing.T) {
	ctx := context.Background()
	eachHour(t, func(w world, clock *fixture.Clock) {
		c := w.buyer()
		first, err := w.MakeOffer(ctx, director, c.ID, tiles(), "")
		if err != nil || first.Offer.Number != "D2026-0001" || first.Offer.Net != 33450 || first.Offer.Gross != 37920 || first.Offer.ValidUntil != "2026-12-25" || !first.NotSent || first.WhyNot != nil {
			w.Fatalf("%+v, %v", first, err)
		}
		if _, err := w.OrderOffer(ctx, director, first.Offer.ID, 1); err != nil {
			w.Fatal(err)
		}
		before := w.printed(first.Offer.ID, domain.French)
		if err := w.SendOfferConsent(ctx, director, first.Offer.ID); err != nil {
			w.Fatal(err)
		}
		if err := w.SendOfferConsent(ctx, director, first.Offer.ID); !errors.Is(err, domain.Refuse(domain.Conflict, "offer_consent_sent")) {
			w.Errorf("a second consent mail with the offer: %v", err)
		}
		clock.Add(time.Hour)
		w.answer(c.ID, domain.BySMS, domain.ByPost)
		clock.Add(time.Hour)
		if again := w.printed(first.Offer.ID, domain.French); !bytes.Equal(again, before) {
			w.Errorf("a reprint after the answer differs: %d and %d bytes", len(again), len(before))
		}
		second, err := w.MakeOffer(ctx, director, c.ID, tiles(), "2026-11-30")
		if err != nil || second.Offer.Number != "D2026-0002" || second.NotSent || second.Offer.RequestID == 0 {
			w.Fatalf("%+v, %v", second, err)
		}
		form, err := w.OrderOffer(ctx, director, second.Offer.ID, 1)
		if err != nil || form.Number != "BC2026-0002" || form.Facts.Buyer.Name != "Odile Faure" || form.Facts.Totals.Gross != 37920 {
			w.Fatalf("%+v, %v", form, err)
		}
		after, english := w.printed(second.Offer.ID, domain.French), w.printed(second.Offer.ID, domain.English)
		if !bytes.HasPrefix(after, []byte("%PDF-")) || bytes.Equal(after, english) {
			w.Error("no PDF in each language")
		}
		kept, err := w.db.OrderForm(ctx, second.Offer.ID)
		if m := kept.Mention; err != nil || !m.Answered || !m.Accepts[domain.BySMS] || !m.Accepts[domain.ByPost] || m.Accepts[domain.ByEmail] || m.Words[domain.French].Title == m.Words[domain.English].Title {
			w.Errorf("%+v, %v", m, err)
		}
		kept, err = w.db.OrderForm(ctx, first.Offer.ID)
		if err != nil || kept.Mention.Answered {
			w.Errorf("the first form: %+v, %v", kept.Mention, err)
		}
		clock.Add(time.Hour)
		w.answer(c.ID)
		if again := w.printed(second.Offer.ID, domain.French); !bytes.Equal(again, after) {
			w.Error("a reprint after a withdrawal differs")
		}
		if _, err := w.OrderOffer(ctx, director, second.Offer.ID, 1); !errors.Is(err, domain.Refuse(domain.Conflict, "offer_accepted")) {
			w.Errorf("a second order form: %v", err)
		}
	})
}

func TestOffersAreListedByStateAndByWhetherAMailWentWithThem(t *testing.T) {
	ctx := context.Background()
	eachHour(t, func(w world, clock *fixture.Clock) {
		c := w.buyer()
		var ids []int64
		for _, until := range []domain.Date{"2026-11-25", "2026-12-31", ""} {
			o, err := w.MakeOffer(ctx, director, c.ID, tiles(), until)
			if err != nil {
				w.Fatal(err)
			}
			ids = append(ids, o.Offer.ID)
		}
		if err := w.SendOfferConsent(ctx, director, ids[2]); err != nil {
			w.Fatal(err)
		}
		if _, err := w.OrderOffer(ctx, director, ids[1], 1); err != nil {
			w.Fatal(err)
		}
		clock.Add(24 * time.Hour)
		for filter, want := range map[string]string{"": "D2026-0001 D2026-0002 D2026-0003", "state:expired": "D2026-0001", "state:accepted": "D2026-0002", "state:open": "D2026-0003",
			"-state:open": "D2026-0001 D2026-0002", "without:yes": "D2026-0001 D2026-0002", "without:no": "D2026-0003", "asked:no": "", "faure state:accepted": "D2026-0002", "nobody": "",
			"number:bc2026-0001": "D2026-0002", "state:nonsense": ""} {
			f, err := domain.ParseFilter(filter, store.OfferFields())
			if err != nil {
				w.Fatal(err)
			}
			rows, err := w.Offers(ctx, director, f, domain.Page{Limit: 10})
			var got []string
			for _, o := range rows.Rows {
				got = append(got, o.Number)
			}
			n, counted := w.CountOffers(ctx, director, f)
			if err != nil || counted != nil || strings.Join(got, " ") != want || n.N != int64(len(got)) {
				w.Errorf("%q finds %v (%d), %v %v", filter, got, n.N, err, counted)
			}
		}
		if _, err := w.OrderOffer(ctx, director, ids[0], 1); !errors.Is(err, domain.Refuse(domain.Conflict, "offer_expired")) {
			w.Errorf("an expired offer: %v", err)
		}
		auditor := domain.Actor{Name: "a", Role: domain.Auditor}
		if _, err := w.MakeOffer(ctx, auditor, c.ID, tiles(), ""); domain.KindOf(err) != domain.Forbidden {
			w.Errorf("an auditor makes an offer: %v", err)
		}
		if err := w.PrintOffer(ctx, auditor, ids[0], domain.French, &bytes.Buffer{}); domain.KindOf(err) != domain.Forbidden {
			w.Errorf("an auditor prints a name in clear: %v", err)
		}
	})
}

func TestARemovedCustomerStaysOnTheirOrderFormsAlone(t *testing.T) {
	ctx := context.Background()
	eachHour(t, func(w world, clock *fixture.Clock) {
		c := w.buyer()
		open, err := w.MakeOffer(ctx, director, c.ID, tiles(), "")
		if err != nil {
			w.Fatal(err)
		}
		ordered, err := w.MakeOffer(ctx, director, c.ID, tiles(), "")
		if err != nil {
			w.Fatal(err)
		}
		if _, err := w.OrderOffer(ctx, director, ordered.Offer.ID, 1); err != nil {
			w.Fatal(err)
		}
		back, err := w.MakeOffer(ctx, director, c.ID, tiles(), "")
		if err != nil {
			w.Fatal(err)
		}
		if err := w.WithdrawOffer(ctx, director, back.Offer.ID, "Mme Faure buys elsewhere"); err != nil {
			w.Fatal(err)
		}
		before := w.printed(ordered.Offer.ID, domain.French)
		hash := func(s string) string { return "hash" }
		if err := w.db.Write(ctx, director, domain.ApproveRemoval, func(tx *store.Tx) error {
			_, err := tx.Erase(ctx, store.Erasure{Customers: []domain.Customer{c}, Addresses: []string{"odile@faure.example"}, Names: []string{"Faure"}, Hash: hash, HashTarget: hash})
			return err
		}); err != nil {
			w.Fatal(err)
		}
		if lines, err := w.db.OfferLines(ctx, open.Offer.ID); err != nil || lines[0].Label != store.Masked {
			w.Errorf("the offer of which nothing came: %+v, %v", lines, err)
		}
		if o, err := w.db.Offer(ctx, back.Offer.ID); err != nil || o.Reason != store.Masked {
			w.Errorf("why another was withdrawn: %q, %v", o.Reason, err)
		}
		if !bytes.Equal(w.printed(ordered.Offer.ID, domain.French), before) {
			w.Error("the voucher of the accounts changed")
		}
		if _, err := w.OrderOffer(ctx, director, open.Offer.ID, 1); !errors.Is(err, domain.Refuse(domain.Gone, "order_customer_erased")) {
			w.Errorf("an order of somebody who is removed: %v", err)
		}
		later := domain.InstantOf(clock.Now().AddDate(11, 1, 0))
		if err := w.db.Write(ctx, director, domain.TimedPurge, func(tx *store.Tx) error {
			out, err := tx.Purge(ctx, domain.KeepOrders, "", later, 10, hash, func(domain.Identifier) string { return "" })
			if err == nil && out.Rows != 1 {
				w.Errorf("purged %d", out.Rows)
			}
			return err
		}); err != nil {
			w.Fatal(err)
		}
		kept, err := w.db.OrderForm(ctx, ordered.Offer.ID)
		text, _ := json.Marshal(kept)
		if err != nil || strings.Contains(string(text), "Faure") || kept.Number == "" {
			w.Errorf("after eleven years: %s, %v", text, err)
		}
	})
}
