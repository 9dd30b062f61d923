package domain

import "testing"

func TestSilentWeeksAreThoseRemindedInARowWithoutASign(t *testing.T) {
	cycles := []Week{"2026-W20", "2026-W19", "2026-W18", "2026-W16", "2026-W15", "2026-W14"} // W17 had none
	reminded := func(ws ...Week) map[Week]bool {
		m := map[Week]bool{}
		for _, w := range ws {
			m[w] = true
		}
		return m
	}
	all := reminded(cycles...)
	for _, c := range []struct {
		name     string
		reminded map[Week]bool
		sign     Week
		weeks    int
		since    Week
	}{
		{"never a sign", all, "", 6, "2026-W14"},
		{"a sign before the first", all, "2026-W13", 6, "2026-W14"},
		{"a sign in a reminded week: that week is not silent", all, "2026-W18", 2, "2026-W19"},
		{"a sign in the week without a cycle", all, "2026-W17", 3, "2026-W18"},
		{"a sign in the last week", all, "2026-W20", 0, ""},
		{"not reminded in the last week", reminded("2026-W19", "2026-W18"), "", 0, ""},
		{"a week without a reminder breaks the row", reminded("2026-W20", "2026-W19", "2026-W16"), "", 2, "2026-W19"},
		{"over the week without a cycle", reminded("2026-W20", "2026-W19", "2026-W18", "2026-W16"), "", 4, "2026-W16"},
		{"never reminded", nil, "", 0, ""},
	} {
		if weeks, since := SilentWeeks(cycles, c.reminded, c.sign); weeks != c.weeks || since != c.since {
			t.Errorf("%s: %d weeks since %q, want %d since %q", c.name, weeks, since, c.weeks, c.since)
		}
	}
}

func TestStepsAreTakenAfterFourEightAndTwelveWeeks(t *testing.T) {
	s := DefaultSilence()
	for weeks, want := range map[int][2]int{0: {0, 4}, 3: {0, 1}, 4: {1, 4}, 7: {1, 1}, 8: {2, 4}, 11: {2, 1}, 12: {3, 0}, 60: {3, 0}} {
		if step := s.Step(weeks); step != want[0] || s.Until(step, weeks) != want[1] {
			t.Errorf("%d weeks: step %d, %d more to the next", weeks, step, s.Until(step, weeks))
		}
	}
	for _, text := range []string{"0 4 8", "4 4 8", "8 4 12", "4 8", "4 8 400"} {
		if _, err := ParseSilenceSteps(text); !isRefusal(err, "silence_steps") {
			t.Errorf("%s: %v", text, err)
		}
	}
	if got, err := ParseSilenceSteps("2, 3, 5"); err != nil || got != (SilenceSteps{2, 3, 5}) {
		t.Errorf("%v, %v", got, err)
	}
}
