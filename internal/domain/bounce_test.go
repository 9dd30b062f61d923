package domain

import "testing"

func TestFailureIsAboutTheAddressOrNot(t *testing.T) {
	for _, c := range []struct {
		status, diagnostic string
		fails              bool
	}{
		{"5.1.1", "550 5.1.1 no such user", true},
		{"5.1.0", "550 5.1.0 address rejected", true},
		{"5.1.2", "Host or domain name not found", true},
		{"5.1.6", "mailbox has moved", true},
		{"5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", true},
		{"5.1.7", "553 5.1.7 bad sender address syntax", false},
		{"5.1.8", "553 5.1.8 sender's domain does not exist", false},
		{"5.2.0", "mailbox unavailable", true},
		{"5.2.1", "mailbox disabled", true},
		{"5.2.2", "552 5.2.2 over quota", true},
		{"5.2.3", "message larger than the mailbox takes", false},
		{"5.3.0", "550 5.3.0 user unknown", true},
		{"5.3.4", "message too big for the system", false},
		{"5.3.5", "system incorrectly configured", false},
		{"5.4.1", "no answer from host", true},
		{"5.4.4", "unable to route", true},
		{"4.4.7", "delivery time expired", true},
		{"5.4.6", "routing loop", true},
		{"4.4.5", "congestion", false},
		{"5.5.2", "syntax error", false},
		{"5.6.0", "content rejected", false},
		{"5.7.1", "message refused by policy", false},
		{"5.7.26", "unauthenticated mail", false},
		{"5.0.0", "550 5.1.1 user unknown", true},
		{"5.0.0", "550 user unknown", true},
		{"5.0.0", "554 your address is on a blacklist", false},
		{"", "550 Requested action not taken: mailbox unavailable", true},
		{"", "550 SPF check failed", false},
		{"", "#5.7.1 smtp; 550 refused", false},
		{"", "", true},
		{"nonsense", "This user does not have an account here", true},
	} {
		if got := AddressFails(c.status, c.diagnostic); got != c.fails {
			t.Errorf("%q %q: %v", c.status, c.diagnostic, got)
		}
	}
}

func TestOnlyFailuresAndRefusalsCount(t *testing.T) {
	for kind, counts := range map[ReturnKind]bool{ReturnFailed: true, ReturnRefused: true, ReturnDelayed: false, ReturnDelivered: false,
		ReturnAutomatic: false, ReturnLoop: false, ReturnComplaint: false} {
		if got := (MailReturn{Kind: kind, Status: "5.1.1"}).Counts(); got != counts {
			t.Errorf("%s: %v", kind, got)
		}
	}
}

func TestAddressFailsForGoodInTwoWeeks(t *testing.T) {
	for name, c := range map[string]struct {
		weeks []Week
		fails bool
	}{
		"never":                {nil, false},
		"once":                 {[]Week{"2026-W48"}, false},
		"twice in one week":    {[]Week{"2026-W48", "2026-W48"}, false},
		"in two weeks":         {[]Week{"2026-W48", "2026-W49"}, true},
		"over the new year":    {[]Week{"2026-W53", "2027-W01"}, true},
		"a year apart":         {[]Week{"2026-W48", "2027-W48"}, true},
		"what counts for none": {[]Week{"2026-W48", "", ""}, false},
	} {
		if got := FailsForGood(c.weeks); got != c.fails {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestReturnCountsForTheWeekOfItsMail(t *testing.T) {
	in := func(Instant) Week { return "2026-W50" }
	if w := (Mail{Week: "2026-W48", CreatedAt: 1}).WeekOfReturn(in); w != "2026-W48" {
		t.Error(w)
	}
	if w := (Mail{CreatedAt: 1}).WeekOfReturn(in); w != "2026-W50" {
		t.Error(w)
	}
}

func TestComplaintIsWhatAReaderSays(t *testing.T) {
	for kind, complains := range map[string]bool{"abuse": true, " Fraud": true, "opt-out": true, "other": true, "virus": true, "not-spam": false, "auth-failure": false, "": false, "dmarc": false} {
		if FeedbackComplains(kind) != complains {
			t.Errorf("%q", kind)
		}
	}
}

func TestAddressesInAServersWordsAreMasked(t *testing.T) {
	for said, want := range map[string]string{
		"550 5.1.1 <zoe@ok.test>: Recipient address rejected": "550 5.1.1 <z…@ok.test>: Recipient address rejected",
		"no user zoe.l@ok.test, nor bob@else.test":            "no user z…@ok.test, nor b…@else.test",
		"550 no such user": "550 no such user",
	} {
		if got := MaskWithin(said); got != want {
			t.Errorf("%q", got)
		}
	}
}
