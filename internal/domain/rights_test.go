package domain

import (
	"errors"
	"testing"
	"time"
)

func holiday(d Date) bool { return d == "2026-12-25" || d == "2027-01-01" || d == "2026-05-01" }

func TestReplyIsDueOneMonthAfterReceptionOnAWorkingDay(t *testing.T) {
	for _, c := range []struct {
		received Date
		months   int
		due      Date
	}{
		{"2026-11-25", 1, "2026-12-28"}, // Christmas, then a weekend
		{"2026-11-23", 1, "2026-12-23"},
		{"2026-01-31", 1, "2026-03-02"}, // 28 February is a Saturday
		{"2028-01-31", 1, "2028-02-29"}, // leap year
		{"2026-03-31", 1, "2026-04-30"},
		{"2026-04-01", 1, "2026-05-04"}, // Labour day, then a weekend
		{"2026-08-31", 3, "2026-11-30"},
		{"2026-10-01", 3, "2027-01-04"}, // New Year's day, then a weekend
	} {
		if due := ReplyDue(c.received, c.months, holiday); due != c.due {
			t.Errorf("received %s, %d months: due %s, want %s", c.received, c.months, due, c.due)
		}
	}
}

func removal(scope RightsScope) RightsRequest {
	q := RightsRequest{ID: 7, Kind: RightsRemoval, Scope: scope, SubjectID: 3, Email: "a@ok.test", Channel: "mail", ReceivedOn: "2026-11-23", RegisteredBy: 5}
	q.Register(1_000, holiday, true, true)
	return q
}

func refusal(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

func TestRemovalIsExplainedApprovedAndExecutedInThisOrder(t *testing.T) {
	q, other := removal(ScopeUser), Actor{StaffID: 6, Role: Operator}
	if err := q.Approve(other, 2, 2_000); refusal(err) != "rights_state" {
		t.Errorf("approved before the explanation: %v", err)
	}
	if err := q.MayExecute(false); refusal(err) != "rights_state" {
		t.Errorf("executed before approval: %v", err)
	}
	for _, step := range []func() error{func() error { return q.Explain(2_000) }, func() error { return q.Approve(other, 2, 3_000) },
		func() error { return q.MayExecute(false) }, func() error { return q.Execute(other, "", 4_000) }} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if q.State != RightsExecuted || q.ApprovedBy != 6 || q.ExecutedBy != 6 {
		t.Errorf("ended as %+v", q)
	}
	if err := q.Withdraw(5_000); refusal(err) != "rights_closed" {
		t.Errorf("withdrawn after execution: %v", err)
	}
}

func TestWhoeverRegisteredARemovalDoesNotApproveIt(t *testing.T) {
	hours := func(n int) Instant { return Instant(1_000).Add(time.Duration(n) * time.Hour) }
	for _, c := range []struct {
		name           string
		by             Actor
		administrators int
		at             Instant
		refused        string
	}{
		{"the registrar of two", Actor{StaffID: 5, Role: Administrator}, 2, hours(30), "rights_own_registration"},
		{"somebody else", Actor{StaffID: 6, Role: Operator}, 2, hours(0), ""},
		{"the only administrator, at once", Actor{StaffID: 5, Role: Administrator}, 1, hours(23), "rights_wait"},
		{"the only administrator, a day later", Actor{StaffID: 5, Role: Administrator}, 1, hours(24), ""},
		{"an operator who registered, one administrator", Actor{StaffID: 5, Role: Operator}, 1, hours(30), "rights_own_registration"},
	} {
		q := removal(ScopeUser)
		if err := q.Explain(1_500); err != nil {
			t.Fatal(err)
		}
		if err := q.Approve(c.by, c.administrators, c.at); refusal(err) != c.refused {
			t.Errorf("%s: %v, want %q", c.name, err, c.refused)
		}
	}
}

func TestEstablishmentIsRemovedOnlyAtTheWordOfItsAdministrator(t *testing.T) {
	q := RightsRequest{ID: 7, Kind: RightsRemoval, Scope: ScopeEstablishment, SubjectID: 3, ReceivedOn: "2026-11-23"}
	q.Register(1_000, nil, true, false)
	if q.Pausing() {
		t.Error("another user's request already stops the reminders of the establishment")
	}
	if err := q.Explain(2_000); err != nil {
		t.Fatal(err)
	}
	if err := q.Approve(Actor{StaffID: 6, Role: Administrator}, 2, 3_000); refusal(err) != "rights_not_adopted" {
		t.Errorf("approved without an administrator: %v", err)
	}
	if err := q.Adopt(11, 2_500); err != nil || !q.Pausing() {
		t.Errorf("adopted: %v, pausing %t", err, q.Pausing())
	}
	if err := q.Approve(Actor{StaffID: 6, Role: Administrator}, 2, 3_000); err != nil {
		t.Error(err)
	}
}

func TestTimeIsExtendedOnceAndWithinTheFirstMonth(t *testing.T) {
	q := removal(ScopeUser)
	if err := q.Extend("", "2026-12-01", holiday); refusal(err) != "rights_reason_missing" {
		t.Errorf("without a reason: %v", err)
	}
	if err := q.Extend("many", "2026-12-24", holiday); refusal(err) != "rights_extend_late" {
		t.Errorf("after the first month: %v", err)
	}
	if err := q.Extend("many", "2026-12-23", holiday); err != nil || q.DueOn != "2027-02-23" {
		t.Errorf("extended to %s, %v", q.DueOn, err)
	}
	if err := q.Extend("more", "2026-12-23", holiday); refusal(err) != "rights_extended" {
		t.Errorf("twice: %v", err)
	}
	if q.Overdue("2027-02-23") || !q.Overdue("2027-02-24") {
		t.Error("the last day does not count, or the next one does")
	}
}

func TestPendingRequestStopsMailsUntilItIsClosed(t *testing.T) {
	for _, c := range []struct {
		kind      RightsKind
		confirmed bool
		pauses    bool
	}{
		{RightsRemoval, true, true}, {RightsRemoval, false, false}, {RightsObjection, true, true}, {RightsRestriction, true, true},
		{RightsAccess, true, false}, {RightsRectification, true, false},
	} {
		q := RightsRequest{Kind: c.kind, Scope: ScopeUser, SubjectID: 1, ReceivedOn: "2026-11-23"}
		q.Register(1, nil, c.confirmed, true)
		if q.Pausing() != c.pauses {
			t.Errorf("%s, confirmed %t: pauses %t", c.kind, c.confirmed, q.Pausing())
		}
		if err := q.Withdraw(2); err != nil || q.Pausing() {
			t.Errorf("%s withdrawn: %v, pauses %t", c.kind, err, q.Pausing())
		}
		if err := q.Reopen(); err != nil || q.Pausing() != c.pauses {
			t.Errorf("%s opened again: %v, pauses %t", c.kind, err, q.Pausing())
		}
	}
}

func TestLegalHoldStopsARemoval(t *testing.T) {
	q := removal(ScopeUser)
	q.State = RightsApproved
	if err := q.MayExecute(true); refusal(err) != "rights_held" {
		t.Errorf("executed on a legal hold: %v", err)
	}
}

func TestPlanSaysWhatStaysUnderWhichArticleAndUntilWhen(t *testing.T) {
	p := PlanRemoval(RemovalFacts{Scope: ScopeEstablishment, Users: 2, FollowUps: 1, Documents: 3, Mails: 4, LastEnd: "2026-11-25"}, Periods(), "2026-11-25")
	kept := map[string]PlanLine{}
	for _, l := range p.Kept {
		kept[l.What] = l
	}
	if l := kept["documents"]; l.Count != 3 || l.Until != "2031-11-25" || l.Article != "RGPD 17(3)(b), CSS L. 244-11" {
		t.Errorf("documents are kept as %+v", l)
	}
	if l := kept["request"]; l.Until != "2032-11-25" {
		t.Errorf("the request is kept until %s", l.Until)
	}
	if _, nobody := kept["consents"]; nobody {
		t.Error("a ledger without answers is in the plan")
	}
	person := PlanRemoval(RemovalFacts{Scope: ScopeUser, Users: 1, Documents: 3}, Periods(), "2026-11-25")
	for _, l := range person.Kept {
		if l.What == "documents" || l.What == "identifier" {
			t.Errorf("a person's removal keeps the establishment's %s", l.What)
		}
	}
}

func TestEveryPeriodHasItsArticleAndVigilanceItsFiveYears(t *testing.T) {
	for _, p := range Periods() {
		if p.Article == "" || p.Months < 1 {
			t.Errorf("%+v has no article or no end", p)
		}
	}
	for kind, refused := range map[PeriodKind]string{KeepDocuments: "period_short", KeepMails: "", "nothing": "field_unknown"} {
		if err := CheckPeriod(kind, 12); refusal(err) != refused {
			t.Errorf("12 months of %s: %v", kind, err)
		}
	}
	if before := PeriodTable(Periods()).Before(KeepDocuments, "2026-11-25"); before != "2021-11-25" {
		t.Errorf("documents are past their date before %s", before)
	}
}
