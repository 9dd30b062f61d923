package domain

import "testing"

func TestMonthsClampToTheEndOfAShorterMonth(t *testing.T) {
	for _, c := range []struct {
		from   Date
		months int
		want   Date
	}{
		{"2025-08-31", 6, "2026-02-28"},
		{"2023-08-31", 6, "2024-02-29"},
		{"2025-01-31", 1, "2025-02-28"},
		{"2025-03-15", 6, "2025-09-15"},
		{"2025-12-31", 2, "2026-02-28"},
		{Forever, 6, Forever},
		{"", 6, ""},
	} {
		if got := c.from.AddMonths(c.months); got != c.want {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestADayThatDoesNotExistIsUnknown(t *testing.T) {
	if got := MakeDate(2025, 2, 29); got.Known() {
		t.Errorf("29 February 2025 became %s", got)
	}
	if got := MakeDate(2024, 2, 29); got != "2024-02-29" {
		t.Errorf("29 February 2024 became %s", got)
	}
}
