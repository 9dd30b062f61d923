package domain

import "testing"

func TestVisibilityIsTheMatrixOfTheHouse(t *testing.T) {
	for _, row := range []struct {
		viewer ViewerKind
		rights Rights
		want   [6]Sight // identity, buyers, documents, people, stand-by reason, consents
	}{
		{ViewerFollowing, 0, [6]Sight{SeesAll, SeesNone, SeesPart, SeesPart, SeesPart, SeesNone}},
		{ViewerOther, 0, [6]Sight{SeesPart, SeesNone, SeesNone, SeesNone, SeesNone, SeesNone}},
		{ViewerAdministrator, AllRights, [6]Sight{SeesAll, SeesAll, SeesAll, SeesAll, SeesAll, SeesNone}},
		{ViewerStandard, AllRights, [6]Sight{SeesAll, SeesAll, SeesAll, SeesPart, SeesAll, SeesNone}},
		{ViewerRestricted, Deposit, [6]Sight{SeesAll, SeesPart, SeesNone, SeesPart, SeesAll, SeesNone}},
		{ViewerRestricted, Deposit | SeeDocuments, [6]Sight{SeesAll, SeesPart, SeesAll, SeesPart, SeesAll, SeesNone}},
		{ViewerSibling, 0, [6]Sight{SeesNone, SeesNone, SeesNone, SeesNone, SeesNone, SeesNone}},
		{ViewerStaff, 0, [6]Sight{SeesAll, SeesAll, SeesPart, SeesPart, SeesAll, SeesPart}},
	} {
		for i, aspect := range Aspects() {
			got := Visibility(row.viewer, row.rights, aspect)
			if got.Sight != row.want[i] {
				t.Errorf("%s with %d sees of %s: %s, want %s", row.viewer, row.rights, aspect, got.Sight, row.want[i])
			}
			if got.Reason == "" {
				t.Errorf("%s, %s: no reason given", row.viewer, aspect)
			}
		}
	}
	if len(ViewerKinds()) != 7 {
		t.Error("a viewer is missing from the list")
	}
}
