package desk_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
)

func TestAnOfferIsChangedWhileNoOrderFormExists(t *testing.T) {
	ctx := context.Background()
	eachHour(t, func(w world, clock *fixture.Clock) {
		made, err := w.MakeOffer(ctx, director, w.buyer().ID, tiles(), "2026-11-30")
		if err != nil || made.Offer.Edition != 1 || !made.Offer.ChangedAt.Never() {
			w.Fatalf("%+v, %v", made.Offer, err)
		}
		id := made.Offer.ID
		first := w.offered(id)
		clock.Add(48 * time.Hour)
		agent := domain.Actor{Name: "Nadia", Role: domain.Agent}
		changed, err := w.EditOffer(ctx, agent, id, 1, tiles()[:1], "2026-12-31")
		if o := changed.Offer; err != nil || o.Edition != 2 || o.ChangedBy != "Nadia" || o.ChangedAt != domain.InstantOf(clock.Now()) || o.Net != 22200 || o.Gross != 24420 || o.ValidUntil != "2026-12-31" || len(changed.Lines) != 1 {
			w.Fatalf("%+v, %v", changed, err)
		}
		if bytes.Equal(w.offered(id), first) {
			w.Error("the paper did not change with the offer")
		}
		if _, err := w.EditOffer(ctx, director, id, 1, tiles(), ""); !errors.Is(err, domain.Refuse(domain.Conflict, "offer_changed")) {
			w.Errorf("an edit of what read otherwise by now: %v", err)
		}
		if _, err := w.OrderOffer(ctx, director, id, 1); !errors.Is(err, domain.Refuse(domain.Conflict, "offer_changed")) {
			w.Errorf("an order of what read otherwise by now: %v", err)
		}
		if again, err := w.Offer(ctx, director, id); err != nil || len(again.Lines) != 1 || again.State != domain.OfferOpen {
			w.Errorf("after two refusals: %+v, %v", again, err)
		}
		if _, err := w.EditOffer(ctx, domain.Actor{Name: "a", Role: domain.Auditor}, id, 2, tiles(), ""); domain.KindOf(err) != domain.Forbidden {
			w.Errorf("an auditor changes an offer: %v", err)
		}
		form, err := w.OrderOffer(ctx, director, id, 2)
		if err != nil || form.Facts.Totals.Gross != 24420 || form.Facts.Edition != 2 {
			w.Fatalf("%+v, %v", form, err)
		}
		if _, err := w.EditOffer(ctx, director, id, 2, tiles(), ""); !errors.Is(err, domain.Refuse(domain.Conflict, "offer_fixed")) {
			w.Errorf("an edit after the order form: %v", err)
		}
		if err := w.WithdrawOffer(ctx, director, id, "too late"); !errors.Is(err, domain.Refuse(domain.Conflict, "offer_fixed")) {
			w.Errorf("a withdrawal after the order form: %v", err)
		}
		w.audited(domain.EditOffer, id)
	})
}

func TestAWithdrawnOfferIsOrderedPrintedAndChangedNoMore(t *testing.T) {
	ctx := context.Background()
	eachHour(t, func(w world, clock *fixture.Clock) {
		made, err := w.MakeOffer(ctx, director, w.buyer().ID, tiles(), "")
		if err != nil {
			w.Fatal(err)
		}
		id := made.Offer.ID
		clock.Add(time.Hour)
		if err := w.WithdrawOffer(ctx, director, id, " "); !errors.Is(err, domain.Refuse(domain.Invalid, "offer_reason")) {
			w.Errorf("without a reason: %v", err)
		}
		if err := w.WithdrawOffer(ctx, domain.Actor{Name: "a", Role: domain.Auditor}, id, "no"); domain.KindOf(err) != domain.Forbidden {
			w.Errorf("an auditor withdraws an offer: %v", err)
		}
		if err := w.WithdrawOffer(ctx, director, id, "wrong price"); err != nil {
			w.Fatal(err)
		}
		c, err := w.OfferByNumber(ctx, director, made.Offer.Number)
		if o := c.Offer; err != nil || c.State != domain.OfferWithdrawn || o.Reason != "wrong price" || o.ChangedBy != director.Name || o.ChangedAt != domain.InstantOf(clock.Now()) {
			w.Fatalf("%+v, %v", c, err)
		}
		withdrawn := domain.Refuse(domain.Conflict, "offer_withdrawn")
		if _, err := w.EditOffer(ctx, director, id, c.Offer.Edition, tiles(), ""); !errors.Is(err, withdrawn) {
			w.Errorf("an edit: %v", err)
		}
		if _, err := w.OrderOffer(ctx, director, id, c.Offer.Edition); !errors.Is(err, withdrawn) {
			w.Errorf("an order: %v", err)
		}
		if err := w.PrintOffer(ctx, director, id, domain.French, &bytes.Buffer{}); !errors.Is(err, withdrawn) {
			w.Errorf("a paper: %v", err)
		}
		if err := w.WithdrawOffer(ctx, director, id, "again"); !errors.Is(err, withdrawn) {
			w.Errorf("a second withdrawal: %v", err)
		}
		w.audited(domain.WithdrawOffer, id)
	})
}

func TestOfSeveralWhoChangeOrOrderAnEditionOneDoes(t *testing.T) {
	ctx := context.Background()
	eachHour(t, func(w world, _ *fixture.Clock) {
		made, err := w.MakeOffer(ctx, director, w.buyer().ID, tiles(), "")
		if err != nil {
			w.Fatal(err)
		}
		id := made.Offer.ID
		var wg sync.WaitGroup
		results := make([]error, 12)
		for i := range results {
			wg.Go(func() {
				switch i % 3 {
				case 0:
					_, results[i] = w.EditOffer(ctx, director, id, 1, tiles()[:1], "")
				case 1:
					_, results[i] = w.OrderOffer(ctx, director, id, 1)
				default:
					results[i] = w.WithdrawOffer(ctx, director, id, "too dear")
				}
			})
		}
		wg.Wait()
		c, err := w.Offer(ctx, director, id)
		if err != nil {
			w.Fatal(err)
		}
		edits, orders, withdrawals := 0, 0, 0
		for i, err := range results {
			switch {
			case err != nil && domain.KindOf(err) != domain.Conflict:
				w.Errorf("%d: %v", i, err)
			case err == nil && i%3 == 0:
				edits++
			case err == nil && i%3 == 1:
				orders++
			case err == nil:
				withdrawals++
			}
		}
		if edits+orders > 1 || orders+withdrawals > 1 || edits+orders+withdrawals == 0 {
			w.Errorf("%d edits, %d orders, %d withdrawals", edits, orders, withdrawals)
		}
		if c.Offer.Gross != c.Totals.Gross || c.Offer.Edition != 1+edits+withdrawals || (orders == 1) != (c.Offer.OrderNumber != "") {
			w.Errorf("after them: %+v", c)
		}
	})
}

// offered is the paper of an offer.
func (w world) offered(offer int64) []byte {
	w.Helper()
	var file bytes.Buffer
	if err := w.PrintOffer(context.Background(), director, offer, domain.French, &file); err != nil {
		w.Fatal(err)
	}
	return file.Bytes()
}

// audited expects one row of an act on an offer.
func (w world) audited(action domain.Action, offer int64) {
	w.Helper()
	f, err := domain.ParseFilter("action:"+string(action), []string{"action"})
	if err != nil {
		w.Fatal(err)
	}
	rows, err := w.db.AuditRows(context.Background(), f, domain.Page{Limit: 10})
	if err != nil || len(rows.Rows) != 1 || rows.Rows[0].Subject != "offer" || rows.Rows[0].SubjectID != offer || rows.Rows[0].Before == rows.Rows[0].After {
		w.Errorf("%s is audited as %+v, %v", action, rows.Rows, err)
	}
}
