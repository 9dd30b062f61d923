package domain

import "testing"

func TestTheOrderOfLinesNeverDecidesAField(t *testing.T) {
	for _, order := range [][]string{{"Alpha", "Beta", "Gamma"}, {"Gamma", "Beta", "Alpha"}, {"Beta", "Gamma", "Alpha"}} {
		s := Said{Batch: 7}
		value := order[0]
		for _, given := range order[1:] {
			value = s.Settle('n', value, given, 7)
		}
		if value != "Gamma" {
			t.Errorf("%v ended as %s", order, value)
		}
		before := s
		for _, given := range order {
			if again := s.Settle('n', value, given, 8); again != "Gamma" {
				t.Errorf("%v again: %s gave %s", order, given, again)
			}
		}
		if s != before {
			t.Errorf("the same file again changed what was said: %+v, %+v", before, s)
		}
		if newer := s.Settle('n', value, "Aardvark", 9); newer != "Aardvark" {
			t.Errorf("a newer import was not believed: %s", newer)
		}
		if old := s.Settle('n', "Aardvark", "Gamma", 10); old != "Aardvark" {
			t.Errorf("an older value came back: %s", old)
		}
		if empty := s.Settle('n', "Aardvark", "", 11); empty != "Aardvark" {
			t.Errorf("an empty cell erased a value: %q", empty)
		}
	}
}

func TestAFieldFilledLaterBelongsToTheImportThatFilledIt(t *testing.T) {
	s := Said{Batch: 1}
	value := s.Settle('j', "", "Gérante", 4)
	if got := s.Settle('j', value, "Comptable", 4); got != "Gérante" {
		t.Errorf("two lines of one import: %s", got)
	}
	if got := s.Settle('j', value, "Directrice", 5); got != "Directrice" {
		t.Errorf("a later import: %s", got)
	}
}
