package domain

import "testing"

func TestTheFirstLookBeyondEightyAnHourIsAnAlert(t *testing.T) {
	for _, c := range []struct {
		looks, alerts int64
		want          bool
	}{{0, 0, false}, {79, 0, false}, {80, 0, true}, {81, 0, true}, {80, 1, false}, {500, 1, false}} {
		if got := AlertOfLooks(c.looks, c.alerts); got != c.want {
			t.Errorf("after %d looks and %d alerts: %v", c.looks, c.alerts, got)
		}
	}
	for _, a := range []Action{RevealPerson, OpenDocument} {
		if !a.Looks() {
			t.Errorf("%s is no look", a)
		}
	}
	if ReadAll.Looks() || ImportFile.Looks() {
		t.Error("everything is a look")
	}
}
