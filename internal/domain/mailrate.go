package domain

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// MailRates are how many mails a second leave to a receiving domain; "*" is
// every domain that is not named. A domain without a rate has no limit.
type MailRates map[string]float64

// The bounds of a rate that is asked for: one mail in a quarter of an hour, and
// more than any server takes.
const (
	leastRate = 0.001
	mostRate  = 1_000_000
)

// ParseMailRate reads how many mails a second somebody wrote, with a comma or
// a point; 0 for no rate. A comma before three digits is refused, for it may
// stand for thousands.
func ParseMailRate(text string) (float64, error) {
	whole, decimals, comma := strings.Cut(strings.TrimSpace(text), ",")
	number := whole
	if comma {
		number = whole + "." + decimals
	}
	rate, err := strconv.ParseFloat(number, 64)
	if err != nil || comma && len(decimals) == 3 && whole != "0" || rate != 0 && !(rate >= leastRate && rate <= mostRate) {
		return 0, Refuse(Invalid, "rate_unread", "Value", text)
	}
	return rate, nil
}

// Of is the rate of a domain, 0 for no limit.
func (r MailRates) Of(receiver string) float64 {
	if rate, ok := r[strings.ToLower(receiver)]; ok {
		return rate
	}
	return r["*"]
}

// With is the rates with one changed; a rate of 0 takes the domain out, so
// that it follows "*".
func (r MailRates) With(receiver string, rate float64) (MailRates, error) {
	receiver = strings.ToLower(strings.TrimSpace(receiver))
	if receiver == "" || receiver != "*" && !strings.Contains(receiver, ".") || strings.ContainsFunc(receiver, notOfADomain) || !(rate >= 0 && rate <= mostRate) { // NaN is neither
		return nil, Refuse(Invalid, "domain_rate", "Value", receiver)
	}
	out := maps.Clone(r)
	if out == nil {
		out = MailRates{}
	}
	if out[receiver] = rate; rate == 0 {
		delete(out, receiver)
	}
	return out, nil
}

// notOfADomain tells the signs that would be read back as the end of a domain.
func notOfADomain(c rune) bool {
	return unicode.IsSpace(c) || !unicode.IsPrint(c) || strings.ContainsRune("=,@", c)
}

// String writes the rates as they are kept, "*=20 free.fr=5".
func (r MailRates) String() string {
	var words []string
	for _, receiver := range slices.Sorted(maps.Keys(r)) {
		words = append(words, receiver+"="+strconv.FormatFloat(r[receiver], 'f', -1, 64))
	}
	return strings.Join(words, " ")
}

// ParseMailRates reads what String wrote.
func ParseMailRates(text string) (MailRates, error) {
	r := MailRates{}
	for _, word := range strings.Fields(text) {
		receiver, number, ok := strings.Cut(word, "=")
		rate, err := strconv.ParseFloat(number, 64)
		if !ok || err != nil {
			return nil, Refuse(Invalid, "domain_rate", "Value", word)
		}
		if r, err = r.With(receiver, rate); err != nil {
			return nil, err
		}
	}
	return r, nil
}
