package domain

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLinesAndVATAreRoundedHalfUpOncePerRate(t *testing.T) {
	line := func(quantity int64, price Cents, rate VATRate) OfferLine {
		return OfferLine{Label: "x", Quantity: quantity, UnitPrice: price, VAT: rate}
	}
	for name, c := range map[string]struct {
		lines           []OfferLine
		net, tax, gross Cents
		rates           []VATTotal
	}{
		"one line":                                  {[]OfferLine{line(1000, 10000, 2000)}, 10000, 2000, 12000, []VATTotal{{2000, 10000, 2000}}},
		"half a cent goes up":                       {[]OfferLine{line(500, 101, 0)}, 51, 0, 51, []VATTotal{{0, 51, 0}}},
		"under half a cent goes down":               {[]OfferLine{line(333, 100, 0)}, 33, 0, 33, []VATTotal{{0, 33, 0}}},
		"half a cent of VAT goes up":                {[]OfferLine{line(1000, 5, 1000)}, 5, 1, 6, []VATTotal{{1000, 5, 1}}},
		"2.1 % of 1.19 € is 0.02499":                {[]OfferLine{line(1000, 119, 210)}, 119, 2, 121, []VATTotal{{210, 119, 2}}},
		"three lines of one rate are taxed as one":  {[]OfferLine{line(1000, 3, 550), line(1000, 3, 550), line(1000, 3, 550)}, 9, 0, 9, []VATTotal{{550, 9, 0}}},
		"ten of them, where each alone has no VAT":  {slices.Repeat([]OfferLine{line(1000, 3, 550)}, 10), 30, 2, 32, []VATTotal{{550, 30, 2}}},
		"rates stand highest first, whatever order": {[]OfferLine{line(2000, 250, 550), line(1500, 1999, 2000), line(1000, 700, 0)}, 4199, 628, 4827, []VATTotal{{2000, 2999, 600}, {550, 500, 28}, {0, 700, 0}}},
		"the greatest line":                         {[]OfferLine{line(1_000_000, 1_000_000_000, 2000)}, 1_000_000_000_000, 200_000_000_000, 1_200_000_000_000, []VATTotal{{2000, 1_000_000_000_000, 200_000_000_000}}},
	} {
		t.Run(name, func(t *testing.T) {
			got := TotalsOf(c.lines)
			if got.Net != c.net || got.Tax != c.tax || got.Gross != c.gross || !slices.Equal(got.ByRate, c.rates) {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAnOfferLineIsReadAsPeopleTypeIt(t *testing.T) {
	for text, want := range map[string]OfferLine{
		"Tuiles canal ; 120 u ; 1,85 ; 10":         {"Tuiles canal", 120_000, "u", 185, 1000},
		"Pose;2,5 m²;1 234,50 €;5,5 %":             {"Pose", 2500, "m²", 123450, 550},
		"Livre;1;12;2.1":                           {"Livre", 1000, "", 1200, 210},
		"Geste;0.125 h;0;0":                        {"Geste", 125, "h", 0, 0},
		"<b>Vis</b>;1000000;10000;20":              {"<b>Vis</b>", 1_000_000_000, "", 1_000_000, 2000},
		"Étude ; 1\u00a0forfait ; 3\u202f000 ; 20": {"Étude", 1000, "forfait", 300_000, 2000},
	} {
		if got, err := ParseOfferLine(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for text, key := range map[string]string{
		"": "offer_line_form", "Tuiles;1;2": "offer_line_form", ";1;2;20": "offer_line_label", "x;0;1;20": "offer_line_quantity", "x;-1;1;20": "offer_quantity",
		"x;1,2345;1;20": "offer_quantity", "x;1;-5;20": "offer_price", "x;1;1,234;20": "offer_price", "x;1;abc;20": "offer_price", "x;1;1;19,6": "offer_vat", "x;1;1;": "offer_vat",
		"x;1000001;1;20": "offer_line_quantity", "x;1000000;100000;20": "offer_line_price", "x;1;1e9;20": "offer_price",
		strings.Repeat("é", 301) + ";1;1;20": "offer_line_label",
	} {
		if _, err := ParseOfferLine(text); refusal(err) != key {
			t.Errorf("%q: %v, not %s", text, err, key)
		}
	}
	for text, lang := range map[string]Language{"Tuiles canal ; 120 u ; 1,85 ; 10\n": French, "Tiles ; 120 u ; 1.85 ; 10\n": English, "M. Paul ; 2,5 m.l. ; 1234,5 ; 5,5\nGeste ; 0,125 h ; 0 ; 0\n": French} {
		lines, err := ParseOfferLines(text)
		if err != nil || OfferText(lines, lang) != text {
			t.Errorf("%q is written %q: %v", text, OfferText(lines, lang), err)
		}
	}
	if lines, err := ParseOfferLines("a;1;1;20\n\n  b;2;2;10 \r\n"); err != nil || len(lines) != 2 || lines[1].Label != "b" {
		t.Errorf("%+v, %v", lines, err)
	}
}

func TestAnOfferIsAcceptedOnceAndUntilItsLastDay(t *testing.T) {
	customer := Customer{ID: 7, LastName: "Faure"}
	lines := []OfferLine{{"Tuiles", 1000, "", 100, 2000}}
	for name, c := range map[string]struct {
		customer Customer
		lines    []OfferLine
		until    Date
		key      string
	}{
		"a usual one":           {customer, lines, "2026-12-31", ""},
		"valid today only":      {customer, lines, "2026-11-25", ""},
		"no validity: 30 days":  {customer, lines, "", ""},
		"valid until yesterday": {customer, lines, "2026-11-24", "offer_validity"},
		"nothing offered":       {customer, nil, "", "offer_lines"},
		"too many lines":        {customer, slices.Repeat(lines, 101), "", "offer_lines"},
		"customer not saved":    {Customer{LastName: "Faure"}, lines, "", "offer_customer"},
		"customer erased":       {Customer{ID: 7, CustomerKey: ErasedPrefix + "7"}, lines, "", "offer_customer"},
	} {
		o, err := NewOffer(c.customer, c.lines, c.until, "2026-11-25")
		if refusal(err) != c.key {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && c.until == "" && o.ValidUntil != "2026-12-25" {
			t.Errorf("%s: until %s", name, o.ValidUntil)
		}
	}
	o, _ := NewOffer(customer, lines, "2026-11-30", "2026-11-25")
	late := o
	if late.On("2026-11-30") != OfferOpen || late.On("2026-12-01") != OfferExpired || refusal(late.Accept("2026-12-01")) != "offer_expired" {
		t.Errorf("the last day: %+v", late)
	}
	if err := o.Accept("2026-11-30"); err != nil || o.On("2027-01-01") != OfferAccepted || refusal(o.Accept("2026-11-30")) != "offer_accepted" {
		t.Errorf("%+v, %v", o, err)
	}
	if a, b := OfferSeries.Number(2026, 17), OrderSeries.Number(2027, 12345); a != "D2026-0017" || b != "BC2027-12345" {
		t.Errorf("numbers %s, %s", a, b)
	}
}

func TestAnOfferChangesWhileNoOrderFormSaysIt(t *testing.T) {
	customer, erased := Customer{ID: 7, LastName: "Faure"}, Customer{ID: 7, CustomerKey: ErasedPrefix + "7"}
	lines := []OfferLine{{"Tuiles", 2000, "u", 150, 2000}}
	const today = Date("2026-11-25")
	for name, c := range map[string]struct {
		state    OfferState
		until    Date // of the offer
		customer Customer
		lines    []OfferLine
		new      Date
		edit     string
		withdraw string
	}{
		"an open one":                      {OfferOpen, "2026-11-30", customer, lines, "2026-12-01", "", ""},
		"on its last day":                  {OfferOpen, today, customer, lines, today, "", ""},
		"an expired one stands again":      {OfferOpen, "2026-11-24", customer, lines, "2026-12-31", "", ""},
		"an expired one needs a later day": {OfferOpen, "2026-11-24", customer, lines, "2026-11-24", "offer_validity", ""},
		"one with an order form":           {OfferAccepted, "2026-11-30", customer, lines, "2026-12-01", "offer_fixed", "offer_fixed"},
		"a withdrawn one":                  {OfferWithdrawn, "2026-11-30", customer, lines, "2026-12-01", "offer_withdrawn", "offer_withdrawn"},
		"of a customer who is removed":     {OfferOpen, "2026-11-30", erased, lines, "2026-12-01", "offer_customer", ""},
		"nothing is offered any more":      {OfferOpen, "2026-11-30", customer, nil, "2026-12-01", "offer_lines", ""},
		"a line that is none":              {OfferOpen, "2026-11-30", customer, []OfferLine{{Label: " "}}, "2026-12-01", "offer_line_label", ""},
	} {
		o := Offer{ID: 1, Number: "D1", CustomerID: 7, State: c.state, ValidUntil: c.until}
		edited := o
		if err := edited.Edit(c.customer, c.lines, c.new, today); refusal(err) != c.edit {
			t.Errorf("%s: edited %v", name, err)
		} else if err == nil && (edited.ValidUntil != c.new || edited.Net != 300 || edited.Gross != 360 || edited.On(today) != OfferOpen) {
			t.Errorf("%s: %+v", name, edited)
		}
		withdrawn := o
		if err := withdrawn.Withdraw(" wrong price "); refusal(err) != c.withdraw {
			t.Errorf("%s: withdrawn %v", name, err)
		} else if err == nil && (withdrawn.On("2030-01-01") != OfferWithdrawn || withdrawn.Reason != "wrong price" || refusal(withdrawn.Accept(today)) != "offer_withdrawn" || refusal(withdrawn.MayPrint()) != "offer_withdrawn") {
			t.Errorf("%s: %+v", name, withdrawn)
		}
	}
	o := Offer{State: OfferOpen}
	for _, reason := range []string{"", "  ", strings.Repeat("é", 301)} {
		if err := o.Withdraw(reason); refusal(err) != "offer_reason" || o.State != OfferOpen {
			t.Errorf("%q: %v", reason, err)
		}
	}
}

func TestTheMentionCarriesAnAnswerThatStillStands(t *testing.T) {
	c := Customer{ID: 7, AcceptsSMS: true}
	at := InstantOf(time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC))
	ago := func(hours int) Instant { return at.Add(-time.Duration(hours) * time.Hour) }
	answer := func(at Instant) LedgerRow { return LedgerRow{ID: 1, At: at} }
	sent := func(at Instant) ConsentRequest { return ConsentRequest{ID: 1, State: RequestSent, SentAt: at} }
	for name, c2 := range map[string]struct {
		current  ConsentRequest
		last     LedgerRow
		answered bool
	}{
		"never asked, nothing said":                 {ConsentRequest{}, LedgerRow{}, false},
		"asked, no answer":                          {sent(ago(3)), LedgerRow{}, false},
		"answered the link":                         {sent(ago(3)), answer(ago(2)), true},
		"answered at the counter, never asked":      {ConsentRequest{}, answer(ago(2)), true},
		"answered, then asked again and sent":       {sent(ago(1)), answer(ago(2)), false},
		"answered, asked again, mail still waiting": {ConsentRequest{ID: 2, State: RequestQueued}, answer(ago(2)), true},
		"answers after this moment":                 {sent(ago(3)), answer(at.Add(time.Hour)), false},
	} {
		m := MentionOf(c, c2.current, c2.last, at)
		if m.Answered != c2.answered || m.At != at || (len(m.Accepts) == 4) != c2.answered {
			t.Errorf("%s: %+v", name, m)
		}
		if m.Answered && (!m.Accepts[BySMS] || m.Accepts[ByEmail] || m.AnsweredAt != c2.last.At) {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestAFormNotYetPrintedIsNotPrintedForSomebodyErased(t *testing.T) {
	erased := Customer{ID: 1, CustomerKey: ErasedPrefix + "1"}
	if err := (OrderForm{Number: "BC1"}).MayPrint(erased); refusal(err) != "order_customer_erased" {
		t.Error(err)
	}
	if err := (OrderForm{Number: "BC1", PrintedAt: 5}).MayPrint(erased); err != nil {
		t.Error(err)
	}
	if err := (OrderForm{Number: "BC1"}).MayPrint(Customer{ID: 1}); err != nil {
		t.Error(err)
	}
}
