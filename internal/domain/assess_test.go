package domain

import "testing"

func collected(codes ...string) []Collected {
	var out []Collected
	for _, code := range codes {
		for _, t := range DocumentTypes() {
			if t.Code == code {
				out = append(out, Collected{DocumentType: t})
			}
		}
	}
	return out
}

func contract(amount Cents, start, end Date) Contract {
	return Contract{Amount: amount, StartOn: start, EndOn: end, EndsOn: end}
}

func accepted(code string, issued, deposited Date) Document {
	return Document{ID: 1, TypeCode: code, State: DocumentAccepted, IssuedOn: issued, DepositedOn: deposited}
}

func TestOneDocumentOnOneDay(t *testing.T) {
	began := Date("2026-01-10")
	for _, c := range []struct {
		name      string
		documents []Document
		day       Date
		want      DocumentStatus
	}{
		{"none", nil, "2026-06-01", StatusMissing},
		{"valid", []Document{accepted("ASV", "2026-05-01", "2026-05-10")}, "2026-06-01", StatusValid},
		{"thirty-one days before the end", []Document{accepted("ASV", "2026-05-01", "2026-05-10")}, "2026-10-11", StatusValid},
		{"the thirtieth day before the end asks again", []Document{accepted("ASV", "2026-05-01", "2026-05-10")}, "2026-10-12", StatusExpiring},
		{"the last day still counts", []Document{accepted("ASV", "2026-05-01", "2026-05-10")}, "2026-11-10", StatusExpiring},
		{"the day after", []Document{accepted("ASV", "2026-05-01", "2026-05-10")}, "2026-11-11", StatusExpired},
		{"issued six months before hand-over", []Document{accepted("ASV", "2025-11-10", "2026-05-10")}, "2026-06-01", StatusExpired},
		{"issued a day less", []Document{accepted("ASV", "2025-11-11", "2026-05-10")}, "2026-06-01", StatusValid},
		{"deposited before the follow-up began: handed over then", []Document{accepted("ASV", "2025-12-01", "2025-12-05")}, "2026-06-05", StatusValid},
		{"too old for a later buyer", []Document{accepted("ASV", "2025-07-01", "2025-07-05")}, "2026-02-01", StatusExpired},
		{"being checked", []Document{{TypeCode: "ASV", State: DocumentToCheck, DepositedOn: "2026-05-10"}}, "2026-06-01", StatusToCheck},
		{"rejected", []Document{{TypeCode: "ASV", State: DocumentRejected, DepositedOn: "2026-05-10"}}, "2026-06-01", StatusRejected},
		{"expiring, its successor being checked", []Document{accepted("ASV", "2026-05-01", "2026-05-10"), {ID: 2, TypeCode: "ASV", State: DocumentToCheck, DepositedOn: "2026-10-20"}}, "2026-10-25", StatusToCheck},
		{"not concerned", []Document{{TypeCode: "ASV", State: DocumentNotConcerned, FollowUpID: 7, DepositedOn: "2026-05-10"}}, "2026-06-01", StatusNotConcerned},
		{"another follow-up's exemption", []Document{{TypeCode: "ASV", State: DocumentNotConcerned, FollowUpID: 9, DepositedOn: "2026-05-10"}}, "2026-06-01", StatusMissing},
		{"deposited tomorrow", []Document{accepted("ASV", "2026-05-01", "2026-06-02")}, "2026-06-01", StatusMissing},
	} {
		a := Case{BeganOn: began, Collected: collected("ASV"), Documents: c.documents, FollowUp: 7}.Assess(c.day)
		if len(a.Lines) != 1 || a.Lines[0].Status != c.want {
			t.Errorf("%s: %+v, want %s", c.name, a.Lines, c.want)
		}
	}
}

func TestVigilanceNeedsFiveThousandEurosOrAnUnknownAmount(t *testing.T) {
	day := Date("2026-06-01")
	open := Forever
	for _, c := range []struct {
		name      string
		contracts []Contract
		forced    bool
		want      int
	}{
		{"no contract known", nil, false, 3},
		{"4,999.99", []Contract{contract(499_999, "2026-01-01", open)}, false, 0},
		{"5,000.00", []Contract{contract(500_000, "2026-01-01", open)}, false, 3},
		{"instalments add up", []Contract{contract(300_000, "2026-01-01", open), contract(200_000, "2026-02-01", open)}, false, 3},
		{"an ended instalment does not", []Contract{contract(300_000, "2026-01-01", "2026-05-31"), contract(200_000, "2026-02-01", open)}, false, 0},
		{"unknown amount", []Contract{contract(UnknownAmount, "2026-01-01", open)}, false, 3},
		{"the buyer forces it", []Contract{contract(100, "2026-01-01", open)}, true, 3},
	} {
		a := Case{Collected: collected("ASV", "IMM", "LNTE", "TVA-E"), Contracts: c.contracts, Forced: c.forced}.Assess(day)
		if a.Required != c.want {
			t.Errorf("%s: %d documents, want %d", c.name, a.Required, c.want)
		}
	}
}

func TestABuyersOwnRuleHasNoThreshold(t *testing.T) {
	a := Case{Collected: collected("RCP", "DEC"), Contracts: []Contract{contract(100, "2026-01-01", Forever)}, Activity: "6201Z"}.Assess("2026-06-01")
	if a.Required != 1 || a.Lines[0].Type.Code != "RCP" {
		t.Errorf("a software company owes %+v", a.Lines)
	}
}

func TestForeignSuppliersOweForeignProofs(t *testing.T) {
	a := Case{Collected: collected("ASV", "TVA-E", "SOC-E"), Foreign: true}.Assess("2026-06-01")
	if a.Required != 2 || a.Lines[0].Type.Code != "TVA-E" {
		t.Errorf("%+v", a.Lines)
	}
}

// The stored compliance is trusted until NextChangeOn: on every day before it
// a new assessment must say the same. A preview of a past week once trusted it
// across the deposit of a document, which lay in that week's future.
func TestNothingChangesBeforeTheNextChange(t *testing.T) {
	c := Case{BeganOn: "2026-01-10", Collected: collected("ASV", "IMM"), FollowUp: 7,
		Contracts: []Contract{contract(400_000, "2026-01-01", "2026-08-31"), contract(300_000, "2026-01-01", "2027-03-31")},
		Documents: []Document{accepted("ASV", "2026-01-05", "2026-01-12"), accepted("IMM", "2026-03-01", "2026-03-02")}}
	day := Date("2026-02-01")
	for steps := 0; day < "2027-06-01"; steps++ {
		a := c.Assess(day)
		if a.NextChangeOn <= day {
			t.Fatalf("on %s the next change is %s", day, a.NextChangeOn)
		}
		for d := day.AddDays(1); d < a.NextChangeOn && d < "2027-06-01"; d = d.AddDays(1) {
			b := c.Assess(d)
			if b.State != a.State || b.Required != a.Required || b.Outstanding != a.Outstanding || b.EndsOn != a.EndsOn {
				t.Fatalf("assessed on %s nothing should change before %s, but on %s: %+v", day, a.NextChangeOn, d, b)
			}
		}
		day = a.NextChangeOn
		if steps > 50 {
			t.Fatal("too many changes")
		}
	}
}
