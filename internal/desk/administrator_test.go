package desk_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// company adds users to the first supplier of a town, beside its
// administrator.
func company(t *testing.T, db *store.DB, establishment int64, role domain.Role, from, n int) []int64 {
	t.Helper()
	ctx := context.Background()
	var ids []int64
	err := db.Write(ctx, fixture.Operator(), domain.AddUser, func(tx *store.Tx) error {
		ids = nil
		for i := range n {
			id, err := tx.InsertUser(ctx, domain.User{EstablishmentID: establishment, Email: fmt.Sprintf("person%d@ok.test", from+i), Role: role,
				Rights: domain.AllRights, State: domain.UserActive, Language: domain.French})
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// A thousand concurrent attempts to leave an establishment without
// administrator: fifty rounds of twenty, each on five administrators and two
// members. Under READ COMMITTED two administrators demoting each other left
// none.
func TestThousandConcurrentAttemptsLeaveAnAdministrator(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		const rounds, attempts = 50, 20
		town := fixture.NewTown(t, db, rounds)
		d := at(t, db, clock)
		by := fixture.Operator()
		done, refused := 0, 0
		for round := range rounds {
			chiefs := append(company(t, db, town.Suppliers[round], domain.RoleAdministrator, round*10, 4), town.Users[round])
			company(t, db, town.Suppliers[round], domain.RoleStandard, round*10+5, 2)
			results := make([]error, attempts)
			var together sync.WaitGroup
			for i := range attempts {
				together.Go(func() {
					if id := chiefs[i%len(chiefs)]; i%2 == 0 {
						results[i] = d.DisableUser(ctx, by, id)
					} else {
						results[i] = d.SetUserRights(ctx, by, id, domain.RoleStandard, 0)
					}
				})
			}
			together.Wait()
			for _, err := range results {
				if err == nil {
					done++
				} else {
					refused++
				}
			}
			left, err := db.AdministratorsOf(ctx, town.Suppliers[round])
			if err != nil || len(left) == 0 {
				t.Fatalf("round %d: %d administrators left, %v", round, len(left), err)
			}
		}
		t.Logf("%d attempts: %d done, %d refused, at least one administrator left each time", rounds*attempts, done, refused)
		if done == 0 || refused == 0 {
			t.Fatalf("the attempts did not meet: %d done, %d refused", done, refused)
		}
	})
}

func TestTheFirstUserBecomesAdministratorAndABuyersOwnIsHeld(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		town := fixture.NewTown(t, db, 1)
		d := at(t, db, clock)
		clerk(t, db, town, town.FollowUps[0])
		by := domain.Actor{Name: "Camille", Role: domain.Agent, Door: "test"}
		e := newSite(t, d, "42199758600035")
		add := func(n desk.NewUser) domain.User {
			t.Helper()
			n.EstablishmentID = e
			id, err := d.AddUser(ctx, by, n)
			if err != nil {
				t.Fatal(err)
			}
			u, err := db.User(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			return u.User
		}
		first := add(desk.NewUser{Email: "first@ok.test", Role: domain.RoleRestricted})
		second := add(desk.NewUser{Email: "second@ok.test", Role: domain.RoleStandard})
		if first.Role != domain.RoleAdministrator || second.Role != domain.RoleStandard || second.RightsToSet {
			t.Fatalf("%+v %+v", first, second)
		}
		followUps, err := db.SupplierFollowUps(ctx, e, 5)
		if err != nil || len(followUps) != 1 {
			t.Fatal(followUps, err)
		}
		given := add(desk.NewUser{Email: "given@ok.test", FollowUpID: followUps[0].ID})
		if given.Role != domain.RoleRestricted || given.Rights != domain.Deposit || !given.RightsToSet || given.AddedBy != town.Buyer {
			t.Fatalf("given by the buyer: %+v", given)
		}
		held := add(desk.NewUser{Email: "mairie@valmont.test", FollowUpID: followUps[0].ID})
		if !held.HeldContact || held.Rights != 0 {
			t.Fatalf("the buyer's own person is held: %+v", held)
		}
		if mails := mailsTo(t, db, "given@ok.test", domain.MailNewLink); len(mails) != 0 {
			t.Fatalf("whom a buyer adds is not mailed at once: %+v", mails)
		}
		if mails := mailsTo(t, db, "second@ok.test", domain.MailNewLink); len(mails) != 1 {
			t.Fatalf("whom the establishment asks for is: %+v", mails)
		}
		if n, err := d.TellAdministrators(ctx); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		digest := mailsTo(t, db, "first@ok.test", domain.MailContacts)
		opening := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
		if len(digest) != 1 || digest[0].DueAt.Time().Before(opening) {
			t.Fatalf("one digest, for the next day: %+v", digest)
		}
	})
}

// newSite adds, by hand, an establishment that the town's buyer follows.
func newSite(t *testing.T, d *desk.Desk, siret string) int64 {
	t.Helper()
	ctx := context.Background()
	id, err := d.AddFollowUp(ctx, fixture.Operator(), map[string]string{"siret": siret, "raison_sociale": "ALU CONCEPT", "siret_donneur_ordre": "21590328700013",
		"reference_contrat": "M-1", "montant_ht": "12 000,00", "date_debut": "2026-01-01", "duree_mois": "24"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.FollowUp(ctx, fixture.Operator(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c.Row.SupplierID
}

func TestAFollowUpByHandIsCheckedLikeALineOfAFile(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		fixture.NewTown(t, db, 1)
		d := at(t, db, clock)
		by := fixture.Operator()
		e := newSite(t, d, "421 997 586 00035")
		followUps, err := db.SupplierFollowUps(ctx, e, 5)
		if err != nil || len(followUps) != 1 || followUps[0].Required != 3 || followUps[0].EndsOn != "2027-12-31" {
			t.Fatalf("%+v, %v", followUps, err)
		}
		origins, err := db.FollowUpProvenance(ctx, followUps[0].ID, 5)
		if err != nil || len(origins) != 1 || origins[0].Channel != domain.ChannelManual || origins[0].Actor != by.Name {
			t.Fatalf("%+v, %v", origins, err)
		}
		for name, fields := range map[string]map[string]string{
			"a wrong check digit":    {"siret": "42199758600036", "siret_donneur_ordre": "21590328700013"},
			"a SIREN for a SIRET":    {"siret": "421997586", "siret_donneur_ordre": "21590328700013"},
			"an unreadable amount":   {"siret": "42199758600035", "siret_donneur_ordre": "21590328700013", "montant_ht": "about ten"},
			"a contract with itself": {"siret": "21590328700013", "siret_donneur_ordre": "21590328700013"},
		} {
			if _, err := d.AddFollowUp(ctx, by, fields); domain.KindOf(err) != domain.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		agent := domain.Actor{Name: "A", Role: domain.Agent}
		if _, err := d.AddFollowUp(ctx, agent, nil); domain.KindOf(err) == "" {
			t.Error("an agent adds no follow-up")
		}
	})
}

func TestAnAdministratorWhoLeftIsReplacedAfter48Hours(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC))
		town := fixture.NewTown(t, db, 1)
		d := at(t, db, clock)
		by := fixture.Operator()
		agent := domain.Actor{Name: "A", Role: domain.Agent, Door: "test"}
		r := desk.Replacement{UserID: town.Users[0], LeftOn: "2026-11-20", Email: "new@ok.test", Evidence: "registration extract"}
		if _, err := d.ReplaceContact(ctx, agent, r); domain.KindOf(err) != domain.Forbidden {
			t.Fatalf("an agent replaces no administrator: %v", err)
		}
		id, err := d.ReplaceContact(ctx, by, r)
		if err != nil {
			t.Fatal(err)
		}
		old, _ := db.User(ctx, town.Users[0])
		if !old.Held || old.State != domain.UserInvited || old.ReplacedBy != id {
			t.Fatalf("until then: %+v", old.User)
		}
		clock.Add(47 * time.Hour)
		if n, err := d.EffectNominations(ctx); n != 0 || err != nil {
			t.Fatal(n, err)
		}
		clock.Add(2 * time.Hour)
		if n, err := d.EffectNominations(ctx); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		old, _ = db.User(ctx, town.Users[0])
		successor, _ := db.User(ctx, id)
		if old.State != domain.UserDisabled || successor.Role != domain.RoleAdministrator {
			t.Fatalf("after: %+v %+v", old.User, successor.User)
		}
	})
}

func TestAnEstablishmentTakesEverythingToItsNewSIRET(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		fixture.NewTown(t, db, 1)
		d := at(t, db, clock)
		by := fixture.Operator()
		e := newSite(t, d, "42199758600035")
		if _, err := d.AddUser(ctx, by, desk.NewUser{EstablishmentID: e, Email: "boss@ok.test"}); err != nil {
			t.Fatal(err)
		}
		m, err := d.MoveEstablishment(ctx, by, e, domain.Identifier{Type: domain.SIRET, Value: "42199758600043"})
		if err != nil || m.Users != 1 || m.FollowUps != 1 {
			t.Fatalf("%+v, %v", m, err)
		}
		there, err := d.Establishment(ctx, by, m.To)
		if err != nil || there.Establishment.IDValue != "42199758600043" || len(there.Users) != 1 || len(there.AsSupplier) != 1 || there.Establishment.Name != "ALU CONCEPT" {
			t.Fatalf("%+v, %v", there, err)
		}
		left, err := d.Establishment(ctx, by, e)
		if err != nil || len(left.Users) != 0 || len(left.AsSupplier) != 0 {
			t.Fatalf("left behind: %+v, %v", left, err)
		}
	})
}

func TestACorrectedAddressEndsTheOldOnesLinksAndTellsIt(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		town := fixture.NewTown(t, db, 1)
		d := at(t, db, clock)
		by := domain.Actor{Name: "A", Role: domain.Agent, Door: "test"}
		if err := d.CorrectAddress(ctx, by, town.Users[0], "right@ok.test", " "); domain.KindOf(err) != domain.Invalid {
			t.Fatalf("without a proof: %v", err)
		}
		if err := d.CorrectAddress(ctx, by, town.Users[0], "right@ok.test", "called back on the number of the file"); err != nil {
			t.Fatal(err)
		}
		u, err := db.User(ctx, town.Users[0])
		if err != nil || u.Email != "right@ok.test" || u.EmailKey != "right@ok.test" || u.Source != domain.SourceStaff {
			t.Fatalf("%+v, %v", u.User, err)
		}
		if told := mailsTo(t, db, town.Address(0), domain.MailAddressChanged); len(told) != 1 {
			t.Fatalf("the old address is told: %+v", told)
		}
		if invited := mailsTo(t, db, "right@ok.test", domain.MailNewLink); len(invited) != 1 {
			t.Fatalf("the new one is invited: %+v", invited)
		}
	})
}

// An operator was made agent while a form on an administrator was open: the
// heavier permission was asked of the role that the session began with, and
// the form went through.
func TestALoweredRoleTouchesNoAdministrator(t *testing.T) {
	eachTeam(t, func(w *team) {
		w.check(w.SetStaffRole(w.Context(), domain.ShellActor("root"), "Camille", domain.Agent))
		w.camill.Role = domain.Operator // as the open session still says
		company(w.T, w.db, w.town.Suppliers[0], domain.RoleAdministrator, 0, 1)
		administrator := w.town.Users[0]
		err := w.SetUserRights(w.Context(), w.camill, administrator, domain.RoleStandard, 0)
		w.refused(err, "forbidden")
		_, err = w.ReplaceContact(w.Context(), w.camill, desk.Replacement{UserID: administrator, LeftOn: "2026-11-20", Email: "new@ok.test", Evidence: "seen"})
		w.refused(err, "forbidden")
	})
}
