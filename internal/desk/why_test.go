package desk_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/internal/link"
	"vigie/store"
)

// at is a desk over a database.
func at(t *testing.T, db *store.DB, clock *fixture.Clock) *desk.Desk {
	t.Helper()
	keys, err := link.Load(filepath.Join(t.TempDir(), "secrets"))
	if err != nil {
		t.Fatal(err)
	}
	return desk.New(desk.Options{DB: db, Keys: keys, Now: clock.Now, Location: time.UTC, Controller: "Vigie"})
}

func TestWhyAnswersForAnAddressAnIdentifierAndAnEstablishmentWithoutUser(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		town := fixture.NewTown(t, db, 2)
		d := at(t, db, clock)
		byAddress, err := d.Why(ctx, fixture.Operator(), " CONTACT1@ok.test ")
		if err != nil || len(byAddress) != 1 {
			t.Fatalf("%+v, %v", byAddress, err)
		}
		w := byAddress[0]
		if w.User.ID != town.Users[1] || w.User.Email != town.Address(1) || w.Outcomes[domain.MailActivation] != domain.Mailed ||
			len(w.FollowUps) != 1 || len(w.FollowUps[0].Lines) != 3 || len(w.Origins) != 1 || w.Origins[0].BuyerName != "Commune de Valmont" {
			t.Errorf("by address: %+v", w)
		}
		byIdentifier, err := d.Why(ctx, fixture.Operator(), "s000001")
		if err != nil || len(byIdentifier) != 1 || byIdentifier[0].User.Email != "c…@ok.test" {
			t.Errorf("by identifier, masked: %+v, %v", byIdentifier, err)
		}
		alone, err := d.Why(ctx, fixture.Operator(), "21590328700013")
		if err != nil || len(alone) != 1 || alone[0].User.ID != 0 {
			t.Errorf("the buyer has no user: %+v, %v", alone, err)
		}
		if _, err := d.Why(ctx, fixture.Operator(), "nobody@ok.test"); domain.KindOf(err) != domain.NotFound {
			t.Errorf("nobody: %v", err)
		}
		auditor := domain.Actor{Name: "A", Role: domain.Auditor}
		masked, err := d.Why(ctx, auditor, town.Address(0))
		if err != nil || masked[0].User.Email != "c…@ok.test" {
			t.Errorf("an auditor sees %+v, %v", masked, err)
		}
	})
}

func TestARolesChangeCountsInTheMiddleOfAForm(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		d := at(t, db, clock)
		shell := domain.ShellActor("root")
		for name, role := range map[string]domain.StaffRole{"Ada": domain.Administrator, "Oscar": domain.Operator} {
			if _, err := d.AddStaff(ctx, shell, domain.Staff{Name: name, Role: role, Language: domain.French, Timezone: "UTC"},
				domain.StaffKey{Fingerprint: "SHA256:" + name}); err != nil {
				t.Fatal(err)
			}
		}
		oscar, _, err := d.Identify(ctx, "SHA256:Oscar")
		if err != nil {
			t.Fatal(err)
		}
		by := domain.Actor{StaffID: oscar.ID, Name: oscar.Name, Role: oscar.Role, Door: "console"}
		if err := d.HoldMails(ctx, by, "faulty text"); err != nil {
			t.Fatal(err)
		}
		if err := d.SetStaffRole(ctx, shell, "Oscar", domain.Agent); err != nil {
			t.Fatal(err)
		}
		if err := d.ReleaseMails(ctx, by, "corrected"); domain.KindOf(err) != domain.Forbidden {
			t.Errorf("lowered with the form open, the act gave %v", err)
		}
		if err := d.DisableStaff(ctx, shell, "Oscar"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.Identify(ctx, "SHA256:Oscar"); err == nil {
			t.Error("a disabled person came in")
		}
		if err := d.DisableStaff(ctx, shell, "Ada"); domain.KindOf(err) != domain.Conflict {
			t.Errorf("the last administrator was disabled: %v", err)
		}
		ada, err := d.StaffByName(ctx, "ada")
		if err != nil {
			t.Fatal(err)
		}
		self := domain.Actor{StaffID: ada.ID, Name: ada.Name, Role: ada.Role}
		if err := d.SetStaffRole(ctx, self, "Ada", domain.Auditor); domain.KindOf(err) != domain.Forbidden {
			t.Errorf("somebody changed their own role: %v", err)
		}
	})
}
