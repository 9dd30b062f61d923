package domain

import (
	"math"
	"testing"
)

func TestAMailRateIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]float64{"5": 5, " 0.5 ": 0.5, "0,5": 0.5, "0,125": 0.125, "1200": 1200, "0": 0, "0.001": 0.001, "1000000": 1_000_000} {
		if got, err := ParseMailRate(text); err != nil || got != want {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "fast", "-1", "0.0001", "1000001", "1,200", "1 200", "1,2.5", "NaN", "Inf", "1e-300"} {
		if got, err := ParseMailRate(text); refusal(err) != "rate_unread" {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
}

// A rate that is no number would make a mail's turn one that never comes, a
// domain with a space in it rates that nobody can read again.
func TestARateThatCannotBeReadAgainIsNotKept(t *testing.T) {
	for receiver, rate := range map[string]float64{"free.fr": math.NaN(), "orange.fr": math.Inf(1), "sfr.fr": -1, "nodot": 1, "a@b.fr": 1, "": 1, "a.fr\tb": 1, "a.fr\u00a0b": 1, "a.fr\x1b[m": 1} {
		if got, err := (MailRates{}).With(receiver, rate); refusal(err) != "domain_rate" {
			t.Errorf("%q=%v is kept: %v, %v", receiver, rate, got, err)
		}
	}
	r, err := (MailRates{"*": 20}).With(" Free.FR ", 5)
	if err != nil || r.Of("free.fr") != 5 || r.Of("orange.fr") != 20 || r.String() != "*=20 free.fr=5" {
		t.Errorf("%v, %v", r, err)
	}
	if r, err = r.With("free.fr", 0); err != nil || r.Of("free.fr") != 20 {
		t.Errorf("back to the default: %v, %v", r, err)
	}
}
