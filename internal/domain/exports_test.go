package domain

import (
	"testing"
	"time"
)

func TestAnExportAsksForAReasonAndForASecondAdministrator(t *testing.T) {
	by := Actor{StaffID: 4, Name: "Anne", Role: Administrator}
	for _, c := range []struct {
		rows   int
		reason string
		key    string
		state  ExportState
	}{
		{0, "", "", ExportReady}, {1000, "", "", ExportReady}, {1001, "", "export_reason", ""}, {1001, " ", "export_reason", ""},
		{1001, "audit", "", ExportReady}, {10000, "audit", "", ExportReady}, {10001, "audit", "", ExportWaiting}, {10001, "", "export_reason", ""},
	} {
		e := ExportRequest{What: "customers", Reason: c.reason}
		if err := e.Begin(c.rows, by, 100); refusal(err) != c.key || e.State != c.state {
			t.Errorf("%d rows, %q: %v, %s", c.rows, c.reason, err, e.State)
		}
	}
}

func TestALargeExportIsReleasedBySomebodyElse(t *testing.T) {
	asked := InstantOf(time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC))
	hours := func(n int) Instant { return asked.Add(time.Duration(n) * time.Hour) }
	anne, paul := Actor{StaffID: 4, Name: "Anne", Role: Administrator}, Actor{StaffID: 5, Name: "Paul", Role: Administrator}
	operator := Actor{StaffID: 6, Name: "Luc", Role: Operator}
	for name, c := range map[string]struct {
		asker, by      Actor
		administrators int
		at             Instant
		key            string
	}{
		"by another administrator":                  {anne, paul, 2, hours(0), ""},
		"by oneself":                                {anne, anne, 2, hours(48), "export_own"},
		"by the only administrator, at once":        {anne, anne, 1, hours(0), "export_wait"},
		"by the only administrator, a minute early": {anne, anne, 1, hours(24).Add(-time.Minute), "export_wait"},
		"by the only administrator, a day later":    {anne, anne, 1, hours(24), ""},
		"an operator's, by the only administrator":  {operator, anne, 1, hours(0), ""},
		"an administrator's, by an operator":        {anne, operator, 1, hours(48), "forbidden"},
	} {
		e := ExportRequest{ID: 1, Reason: "audit"}
		if err := e.Begin(20_000, c.asker, asked); err != nil {
			t.Fatal(err)
		}
		if err := e.MayFetch(c.asker, c.at); refusal(err) != "export_waits" {
			t.Errorf("%s: fetched before its release: %v", name, err)
		}
		if err := e.Release(c.by, c.administrators, c.at); refusal(err) != c.key {
			t.Errorf("%s: %v", name, err)
		} else if err == nil && (e.State != ExportReady || e.ReleasedBy != c.by.Name || refusal(e.Release(c.by, c.administrators, c.at)) != "export_not_waiting") {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestAnExportIsFetchedByWhoeverAskedOnceAndWithinAWeek(t *testing.T) {
	anne, paul := Actor{StaffID: 4, Name: "Anne"}, Actor{StaffID: 5, Name: "Paul"}
	day := func(n int) Instant { return Instant(1000).Add(time.Duration(n) * 24 * time.Hour) }
	e := ExportRequest{ID: 1, Filter: "email:paul@example.org city:lyon"}
	if err := e.Begin(10, anne, 1000); err != nil {
		t.Fatal(err)
	}
	if err := e.MayFetch(paul, day(0)); refusal(err) != "export_not_yours" {
		t.Error(err)
	}
	if err := e.MayFetch(anne, day(7)); err != nil {
		t.Error(err)
	}
	if err := e.MayFetch(anne, day(7)+1); refusal(err) != "export_old" {
		t.Error(err)
	}
	grown := e
	if err := grown.Outgrown(1001); refusal(err) != "export_reason" {
		t.Error(err)
	}
	grown.Reason = "audit"
	if err := grown.Outgrown(10_001); err != nil || grown.State != ExportWaiting {
		t.Errorf("%+v, %v", grown, err)
	}
	released := grown
	released.State, released.ReleasedAt = ExportReady, 2000
	if err := released.Outgrown(90_000); err != nil || released.State != ExportReady {
		t.Errorf("%+v, %v", released, err)
	}
	e.End(ExportDone)
	if err := e.MayFetch(anne, day(0)); refusal(err) != "export_ended" || refusal(e.Cancel()) != "export_ended" || e.Filter != "email:… city:lyon" {
		t.Errorf("%v, %q", err, e.Filter)
	}
}
