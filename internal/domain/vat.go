package domain

import (
	"slices"
	"strconv"
	"strings"
)

// VATRate is a rate of VAT in hundredths of a percent: 550 is 5.5 %.
type VATRate int

// VATRates are the rates of mainland France, highest first, and none (CGI
// art. 278 to 281 octies).
func VATRates() []VATRate { return []VATRate{2000, 1000, 550, 210, 0} }

// Known reports whether it is one of the rates.
func (r VATRate) Known() bool { return slices.Contains(VATRates(), r) }

// Percent writes a rate with a point and without its final zeros: 5.5.
func (r VATRate) Percent() string { return decimals(int64(r), 2) }

// ParseVATRate reads a rate as people write it: 20, 5,5 %, 2.1.
func ParseVATRate(s string) (VATRate, error) {
	n, ok := scaled(strings.TrimSuffix(strings.TrimSpace(s), "%"), 2)
	if r := VATRate(n); ok && n <= 10000 && r.Known() {
		return r, nil
	}
	return 0, Refuse(Invalid, "offer_vat", "Value", s)
}

// VATTotal is what the lines of one rate amount to.
type VATTotal struct {
	Rate VATRate `json:"rate"`
	Base Cents   `json:"base"`
	Tax  Cents   `json:"tax"`
}

// Totals are the sums of an offer.
type Totals struct {
	ByRate []VATTotal `json:"by_rate"` // highest rate first, those that have lines
	Net    Cents      `json:"net"`
	Tax    Cents      `json:"tax"`
	Gross  Cents      `json:"gross"`
}

// TotalsOf adds lines up. Each line is rounded to the cent; VAT is computed
// once for each rate, on the sum of its lines, and rounded half up: the VAT
// shown is that of the total shown, whatever the number of lines.
func TotalsOf(lines []OfferLine) Totals {
	var t Totals
	for _, rate := range VATRates() {
		one, any := VATTotal{Rate: rate}, false
		for _, l := range lines {
			if l.VAT == rate {
				one.Base, any = one.Base+l.Amount(), true
			}
		}
		if !any {
			continue
		}
		one.Tax = Cents(halfUp(int64(one.Base)*int64(rate), 10_000))
		t.ByRate = append(t.ByRate, one)
		t.Net, t.Tax = t.Net+one.Base, t.Tax+one.Tax
	}
	t.Gross = t.Net + t.Tax
	return t
}

// halfUp divides what is not negative and rounds half up.
func halfUp(n, by int64) int64 { return (n + by/2) / by }

// ParseQuantity reads a quantity in thousandths, with its unit behind it:
// "2,5 m²" is 2500 and "m²".
func ParseQuantity(s string) (thousandths int64, unit string, err error) {
	s = strings.TrimSpace(s)
	end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != ',' && r != '.' })
	digits := s
	if end >= 0 {
		digits, unit = s[:end], strings.TrimSpace(s[end:])
	}
	n, ok := scaled(digits, 3)
	if !ok || len([]rune(unit)) > 12 {
		return 0, "", Refuse(Invalid, "offer_quantity", "Value", s)
	}
	return n, unit, nil
}

// QuantityText writes a quantity with a point and without its final zeros.
func QuantityText(thousandths int64) string { return decimals(thousandths, 3) }

// ParsePrice reads an amount in cents: 1234,5 · 12.00 €.
func ParsePrice(s string) (Cents, error) {
	clean := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "€", "").Replace(s)
	n, ok := scaled(clean, 2)
	if !ok {
		return 0, Refuse(Invalid, "offer_price", "Value", s)
	}
	return Cents(n), nil
}

// ParseOfferLine reads a line as it is typed: what; how many, with the unit;
// unit price excluding VAT; rate of VAT.
func ParseOfferLine(s string) (OfferLine, error) {
	parts := strings.Split(s, ";")
	if len(parts) != 4 {
		return OfferLine{}, Refuse(Invalid, "offer_line_form", "Value", s)
	}
	l := OfferLine{Label: strings.TrimSpace(parts[0])}
	var err error
	if l.Quantity, l.Unit, err = ParseQuantity(parts[1]); err != nil {
		return l, err
	}
	if l.UnitPrice, err = ParsePrice(parts[2]); err != nil {
		return l, err
	}
	if l.VAT, err = ParseVATRate(parts[3]); err != nil {
		return l, err
	}
	return l, l.check()
}

// ParseOfferLines reads the lines of an offer, one a line of text.
func ParseOfferLines(text string) ([]OfferLine, error) {
	var lines []OfferLine
	for s := range strings.Lines(text) {
		if strings.TrimSpace(s) == "" {
			continue
		}
		l, err := ParseOfferLine(strings.TrimSpace(s))
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// OfferText writes lines as they are typed, one a line of text, with the
// decimal separator of a language.
func OfferText(lines []OfferLine, lang Language) string {
	number := func(s string) string { return s }
	if lang == French {
		number = func(s string) string { return strings.ReplaceAll(s, ".", ",") }
	}
	var b strings.Builder
	for _, l := range lines {
		quantity := strings.TrimSpace(number(QuantityText(l.Quantity)) + " " + l.Unit)
		b.WriteString(strings.Join([]string{l.Label, quantity, number(decimals(int64(l.UnitPrice), 2)), number(l.VAT.Percent())}, " ; ") + "\n")
	}
	return b.String()
}

// scaled reads digits with at most so many decimals, behind a comma or point.
func scaled(s string, places int) (int64, bool) {
	whole, decimal, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), ",", "."), ".")
	if whole == "" || len(decimal) > places || len(whole) > 12 {
		return 0, false
	}
	digits := whole + decimal + strings.Repeat("0", places-len(decimal))
	if strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil
}

// decimals writes a scaled number without its final zeros.
func decimals(n int64, places int) string {
	digits := strconv.FormatInt(n, 10)
	if short := places + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	whole, decimal := digits[:len(digits)-places], strings.TrimRight(digits[len(digits)-places:], "0")
	if decimal == "" {
		return whole
	}
	return whole + "." + decimal
}
