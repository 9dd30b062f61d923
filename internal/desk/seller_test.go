package desk_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
)

func TestAnOrderFormKeepsTheSellerOfTheDayItWasMade(t *testing.T) {
	ctx := context.Background()
	eachHour(t, func(w world, clock *fixture.Clock) {
		customer := w.buyer().ID
		form := func() (int64, domain.OrderForm) {
			made, err := w.MakeOffer(ctx, director, customer, tiles(), "")
			if err != nil {
				w.Fatal(err)
			}
			f, err := w.OrderOffer(ctx, director, made.Offer.ID, 1)
			if err != nil {
				w.Fatal(err)
			}
			return made.Offer.ID, f
		}
		first, nameOnly := form()
		if s, err := w.Seller(ctx, director); err != nil || s.Name == "" || s.Complete() || nameOnly.Facts.Seller != s.Name {
			w.Errorf("before anybody said more: %+v, %v", s, err)
		}
		before := w.printed(first, domain.French)
		full := domain.Seller{Name: "Garonne Bois", Address: "3 quai des Chartrons", PostalCode: "33000", City: "Bordeaux", SIRET: "213 300 635 00017", VAT: "FR95213300635", Registry: "RCS Bordeaux"}
		if _, err := w.SetSeller(ctx, domain.Actor{Name: "o", Role: domain.Operator}, full); domain.KindOf(err) != domain.Forbidden {
			w.Errorf("an operator changes the seller: %v", err)
		}
		if _, err := w.SetSeller(ctx, director, domain.Seller{Name: "Garonne Bois", SIRET: "1"}); domain.KindOf(err) != domain.Invalid {
			w.Errorf("a SIRET that is none: %v", err)
		}
		if s, err := w.SetSeller(ctx, director, full); err != nil || s.SIRET != "21330063500017" || !s.Complete() {
			w.Fatalf("%+v, %v", s, err)
		}
		clock.Add(time.Hour)
		if !bytes.Equal(w.printed(first, domain.French), before) {
			w.Error("a form that was made says something else by now")
		}
		second, kept := form()
		if kept.Facts.Seller != "Garonne Bois" || kept.Facts.Details.VAT != "FR95213300635" || kept.Facts.Details.City != "Bordeaux" {
			w.Errorf("%+v", kept.Facts)
		}
		paper := w.printed(second, domain.French)
		full.City, full.SIRET = "Lyon", ""
		if _, err := w.SetSeller(ctx, director, full); err != nil {
			w.Fatal(err)
		}
		if !bytes.Equal(w.printed(second, domain.French), paper) || !bytes.Equal(w.printed(first, domain.French), before) {
			w.Error("a reprint differs once the seller has moved")
		}
		if _, err := w.SetSeller(ctx, director, domain.Seller{}); !errors.Is(err, domain.Refuse(domain.Invalid, "seller_name")) {
			w.Errorf("a seller without name: %v", err)
		}
	})
}
