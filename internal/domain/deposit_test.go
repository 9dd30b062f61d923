package domain

import (
	"errors"
	"strings"
	"testing"
)

func kindOf(code string) Collected {
	for _, t := range DocumentTypes() {
		if t.Code == code {
			return Collected{DocumentType: t}
		}
	}
	return Collected{}
}

func TestDepositIsRefusedForDatesThatCannotCount(t *testing.T) {
	const today = Date("2026-11-25")
	for name, c := range map[string]struct {
		code   string
		h      Handover
		refuse string
	}{
		"issued six months ago to the day":            {"ASV", Handover{IssuedOn: "2026-05-25"}, "document_too_old"},
		"issued six months ago less a day":            {"ASV", Handover{IssuedOn: "2026-05-26"}, ""},
		"sent before it was too old":                  {"ASV", Handover{IssuedOn: "2026-05-20", HandedOverOn: "2026-11-01"}, ""},
		"issued after it was sent":                    {"ASV", Handover{IssuedOn: "2026-11-20", HandedOverOn: "2026-11-01"}, "document_future"},
		"without day of issue":                        {"ASV", Handover{}, "document_issue_missing"},
		"issued tomorrow":                             {"ASV", Handover{IssuedOn: "2026-11-26"}, "document_future"},
		"issued today":                                {"ASV", Handover{IssuedOn: today}, ""},
		"sent tomorrow":                               {"IMM", Handover{HandedOverOn: "2026-11-26"}, "document_future"},
		"an old extract, since no law says how old":   {"IMM", Handover{IssuedOn: "2020-01-01"}, ""},
		"an extract without day of issue":             {"IMM", Handover{}, ""},
		"an insurance without its end":                {"RCP", Handover{}, "document_end_missing"},
		"an insurance that ended yesterday":           {"RCP", Handover{PrintedEndOn: "2026-11-24"}, "document_ended"},
		"an insurance that ends today":                {"RCP", Handover{PrintedEndOn: today}, ""},
		"an insurance that ends before it was issued": {"RCP", Handover{IssuedOn: "2026-11-25", PrintedEndOn: "2026-11-20"}, "document_ended"},
		"a code that is none":                         {"ASV", Handover{IssuedOn: today, SecurityCode: "<b>"}, "document_code_form"},
		"a code that is too long":                     {"ASV", Handover{IssuedOn: today, SecurityCode: strings.Repeat("A", 41)}, "document_code_form"},
	} {
		err := c.h.Check(kindOf(c.code), today)
		if c.refuse == "" && err != nil || c.refuse != "" && !errors.Is(err, Refuse(Invalid, c.refuse)) {
			t.Errorf("%s: %v, want %q", name, err, c.refuse)
		}
	}
}

func TestBuyersUsageAsksForTheDayOfIssue(t *testing.T) {
	c := kindOf("IMM")
	c.UsageMonths = 3
	if err := (Handover{}).Check(c, "2026-11-25"); !errors.Is(err, Refuse(Invalid, "document_issue_missing")) {
		t.Error(err)
	}
}

func TestChoicesAreWhatIsCollectedAndApplies(t *testing.T) {
	french, abroad := Establishment{IDType: SIRET, Activity: "62.01Z"}, Establishment{IDType: TVA}
	own := kindOf("IMM")
	own.UsageMonths = 3
	askings := []Asking{
		{FollowUp: FollowUp{ID: 1, State: FollowUpActive}, Buyer: Establishment{Name: "A"}, Collected: []Collected{kindOf("CHART"), kindOf("IMM"), kindOf("ASV"), kindOf("SOC-E")}},
		{FollowUp: FollowUp{ID: 2, State: FollowUpStandby}, Buyer: Establishment{Name: "B"}, Collected: []Collected{own, kindOf("CHART"), kindOf("DEC")}},
		{FollowUp: FollowUp{ID: 3, State: FollowUpClosed}, Buyer: Establishment{Name: "C"}, Collected: []Collected{kindOf("FISC")}},
	}
	said := func(cs []DepositChoice) string {
		var out []string
		for _, c := range cs {
			out = append(out, c.Type.Code+c.Buyer)
		}
		return strings.Join(out, " ")
	}
	if got := said(DepositChoices(french, askings)); got != "ASV IMM CHARTA CHARTB" {
		t.Errorf("French: %s", got)
	}
	if got := said(DepositChoices(abroad, askings)); got != "SOC-E DEC CHARTA CHARTB" {
		t.Errorf("abroad: %s", got)
	}
	choices := DepositChoices(french, askings)
	if c, err := ChoiceOf(choices, Handover{TypeCode: "IMM"}); err != nil || c.Type.UsageMonths != 3 {
		t.Errorf("the strictest buyer counts: %+v %v", c, err)
	}
	for _, h := range []Handover{{TypeCode: "FISC"}, {TypeCode: "CHART"}, {TypeCode: "CHART", FollowUpID: 3}, {TypeCode: "ASV", FollowUpID: 1}} {
		if _, err := ChoiceOf(choices, h); KindOf(err) != Invalid {
			t.Errorf("%+v: %v", h, err)
		}
	}
}

func TestFileNamesAreHarmless(t *testing.T) {
	for name, want := range map[string]string{
		"Kbis 2026.PDF":               "Kbis 2026.pdf",
		"../../etc/passwd":            "passwd.pdf",
		`C:\Users\x\attestation.exe`:  "attestation.pdf",
		"a\"b\r\nContent-Type: x.pdf": "a_bContent-Type_ x.pdf",
		"évil\u202efdp.exe":           "évilfdp.pdf",
		"":                            "document.pdf",
		"....":                        "document.pdf",
		".htaccess":                   "htaccess.pdf",
		strings.Repeat("é", 300):      strings.Repeat("é", 100) + ".pdf",
		"l'attestation (1).pdf":       "l'attestation (1).pdf",
		"\x1b[31mrouge.png":           "31mrouge.pdf",
	} {
		if got := FileName(name, "application/pdf"); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestDocumentIsAcceptedOnceItsCodeIsGenuine(t *testing.T) {
	asv, imm := kindOf("ASV").DocumentType, kindOf("IMM").DocumentType
	const day, by = Date("2026-11-25"), "Nadia"
	d := Document{TypeCode: "ASV", State: DocumentToCheck}
	if err := d.Accept(asv, day, by); !errors.Is(err, Refuse(Conflict, "document_code_unchecked")) {
		t.Fatalf("without a code: %v", err)
	}
	if err := d.CheckCode(asv, " AB12 ", true, day, by); err != nil || d.State != DocumentToCheck || d.SecurityCode != "AB12" || d.CodeCheckedBy != by {
		t.Fatalf("%+v %v", d, err)
	}
	if err := d.Accept(asv, day, by); err != nil || d.State != DocumentAccepted || d.CheckedOn != day || d.CheckedBy != by {
		t.Fatalf("%+v %v", d, err)
	}
	if err := d.Accept(asv, day, by); KindOf(err) != Conflict {
		t.Errorf("twice: %v", err)
	}
	if err := d.CheckCode(asv, "AB12", false, day, by); err != nil || d.State != DocumentRejected || d.RejectedReason != "code_not_genuine" {
		t.Errorf("a code that is not genuine rejects: %+v %v", d, err)
	}
	if err := d.CheckCode(asv, "AB12", true, day, by); err != nil || d.State != DocumentToCheck || d.RejectedReason != "" {
		t.Errorf("a mistake about the code puts it back: %+v %v", d, err)
	}
	k := Document{TypeCode: "IMM", State: DocumentToCheck}
	if err := k.CheckCode(imm, "AB12", true, day, by); !errors.Is(err, Refuse(Conflict, "document_no_code")) {
		t.Errorf("no code on an extract: %v", err)
	}
	if err := k.Accept(imm, day, by); err != nil {
		t.Error(err)
	}
}

func TestRejectingSaysWhy(t *testing.T) {
	const day, by = Date("2026-11-25"), "Nadia"
	d := Document{State: DocumentToCheck}
	for reason, refuse := range map[string]string{"": "field_unknown", "because": "field_unknown", "other": "field_missing"} {
		if err := d.Reject(reason, "", day, by); err == nil || err.(*Error).Key != refuse {
			t.Errorf("%q: %v", reason, err)
		}
	}
	if err := d.Reject("other", "Tampon absent", day, by); err != nil || d.RejectedReason != "Tampon absent" {
		t.Errorf("%+v %v", d, err)
	}
	if err := d.Withdraw("", day, by); KindOf(err) != Invalid {
		t.Errorf("withdrawn without a word: %v", err)
	}
	if err := d.Withdraw("mal classé", day, by); err != nil || d.State != DocumentWithdrawn {
		t.Errorf("%+v %v", d, err)
	}
	if err := d.Reject("unreadable", "", day, by); KindOf(err) != Conflict {
		t.Errorf("after it was withdrawn: %v", err)
	}
}

func TestWithdrawnDocumentCountsForNothing(t *testing.T) {
	c := Case{BeganOn: "2026-01-01", Collected: []Collected{kindOf("IMM")}, Documents: []Document{
		{ID: 1, TypeCode: "IMM", State: DocumentWithdrawn, DepositedOn: "2026-11-01"}}}
	if a := c.Assess("2026-11-25"); a.Outstanding != 1 || a.Lines[0].Status != StatusMissing {
		t.Errorf("%+v", a)
	}
}
