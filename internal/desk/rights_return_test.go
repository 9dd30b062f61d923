package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// keyOf is the key of a refusal, "" when there is none.
func keyOf(err error) string {
	var e *domain.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// siretSpellings are twelve ways in which people and spreadsheets write
// 05350127600025.
func siretSpellings() []string {
	nb, thin := "\u00a0", "\u202f"
	return []string{"05350127600025", "053 501 276 00025", "053" + nb + "501" + nb + "276" + nb + "00025", "053" + thin + "501" + thin + "276" + thin + "00025",
		"053.501.276.00025", "5350127600025", "5350127 600025", "\t05350127600025 ", "'05350127600025", `="05350127600025"`, "0535\u200b01276 00025", "\ufeff05350127600025"}
}

// foreignSpellings are twelve ways to write CHE123456789.
func foreignSpellings() []string {
	return []string{"CHE123456789", "che123456789", "Che 123 456 789", "CHE-123.456.789", "che-123-456-789", " CHE123456789 ", "CHE\u00a0123\u00a0456\u00a0789",
		"che.123.456.789", "CHE/123/456/789", "ＣＨＥ123456789", "\ufeffCHE123456789", "C.H.E. 123456789"}
}

func (w *rightsWorld) removedEstablishment(id domain.Identifier) int64 {
	w.t.Helper()
	var e int64
	w.write(func(tx *store.Tx) (err error) {
		e, err = tx.InsertEstablishment(context.Background(), domain.Establishment{IDType: id.Type, IDValue: id.Value, SIREN: id.SIREN(), Name: "Partie", Country: "FR", State: domain.EstablishmentActive, IsSupplier: true})
		if err != nil {
			return err
		}
		_, err = tx.InsertUser(context.Background(), domain.User{EstablishmentID: e, Email: "chef@" + strings.ToLower(id.Value) + ".test", LastName: "Chef", Role: domain.RoleAdministrator, State: domain.UserActive, Language: domain.French})
		return err
	})
	w.to(w.register(desk.RightsForm{Kind: domain.RightsRemoval, Scope: domain.ScopeEstablishment, SubjectID: e, Identified: true}), domain.RightsExecuted)
	return e
}

// importOne imports one line that names a supplier and a contact.
func (w *rightsWorld) importOne(register, identifier, email string) desk.ImportedLine {
	w.t.Helper()
	quoted := `"` + strings.ReplaceAll(identifier, `"`, `""`) + `"`
	text := "identifiant;type_identifiant;raison_sociale;email;nom;siret_donneur_ordre\n" + quoted + ";" + register + ";Revenante;" + email + ";Chef;21590328700013\n"
	var line desk.ImportedLine
	_, err := w.desk.ImportSuppliers(context.Background(), w.team["Odile"], strings.NewReader(text), desk.ImportOptions{FileName: "retour.csv", OnLine: func(l desk.ImportedLine) error {
		line = l
		return nil
	}})
	if err != nil {
		w.t.Fatalf("%q: %v", identifier, err)
	}
	return line
}

func TestRemovedEstablishmentDoesNotReturnInAnySpellingByAnyDoor(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		for _, c := range []struct {
			id        domain.Identifier
			spellings []string
		}{{domain.Identifier{Type: domain.SIRET, Value: "05350127600025"}, siretSpellings()}, {domain.Identifier{Type: domain.HorsUE, Value: "CHE123456789"}, foreignSpellings()}} {
			id := w.removedEstablishment(c.id)
			for _, purged := range []bool{false, true} {
				if purged { // nothing is left but the keyed hash
					w.write(func(tx *store.Tx) error {
						return tx.ForgetEstablishment(ctx, id, func(i domain.Identifier) string { return w.keys.Hash("identifier", string(i.Type)+"|"+i.Value) })
					})
				}
				for _, spelling := range c.spellings {
					name := fmt.Sprintf("%s %q, purged %t", c.id.Type, spelling, purged)
					if l := w.importOne(string(c.id.Type), spelling, "nouveau@partie.test"); l.Verdict != domain.VerdictRejected || l.Reason != domain.Deregistered {
						t.Errorf("%s: the import says %s %s", name, l.Verdict, l.Reason)
					}
					if _, err := w.desk.AddFollowUp(ctx, w.team["Odile"], map[string]string{"siret_donneur_ordre": "21590328700013", "identifiant": spelling, "type_identifiant": string(c.id.Type), "raison_sociale": "Revenante"}); keyOf(err) != "deregistered" {
						t.Errorf("%s: by hand it is %v", name, err)
					}
				}
			}
		}
		e, err := db.Establishments(ctx, store.AnyRole, domain.Filter{Words: []string{"revenante"}}, domain.Page{Limit: 5})
		if err != nil || len(e.Rows) > 0 {
			t.Errorf("came back as %+v, %v", e.Rows, err)
		}
	})
}

func TestErasedPersonDoesNotReturnButByTheirOwnWish(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		id := w.zoe(w.town.Suppliers[0], w.town.FollowUps[0])
		w.to(w.register(desk.RightsForm{Kind: domain.RightsRemoval, Scope: domain.ScopeUser, SubjectID: id, Identified: true}), domain.RightsExecuted)
		for _, spelling := range []string{zoeEmail, "ZOE.MARTINEAU@PERSO-MARTINEAU.TEST", "Zoe.Martineau@Perso-Martineau.test"} {
			if l := w.importOne("HORS-UE", "S000001", spelling); l.Verdict == domain.VerdictRejected || !strings.Contains(strings.Join(l.Warnings, " "), domain.WarnSuppressed) {
				t.Errorf("%q: the import says %s %v", spelling, l.Verdict, l.Warnings)
			}
			if _, err := w.desk.AddUser(ctx, w.team["Odile"], desk.NewUser{EstablishmentID: w.town.Suppliers[1], Email: spelling}); keyOf(err) != "address_suppressed" {
				t.Errorf("%q: by hand it is %v", spelling, err)
			}
		}
		if users, err := db.UsersByEmail(ctx, zoeEmail); err != nil || len(users) != 0 {
			t.Fatalf("%d accounts came back, %v", len(users), err)
		}
		found, err := w.desk.FindSuppressions(ctx, w.team["Aude"], zoeEmail)
		if err != nil || len(found) != 1 {
			t.Fatalf("the list has %d rows of her, %v", len(found), err)
		}
		if err := w.desk.LiftSuppression(ctx, w.team["Odile"], found[0].Hash, "sa lettre"); domain.KindOf(err) != domain.Forbidden {
			t.Errorf("an operator lifted it: %v", err)
		}
		if err := w.desk.LiftSuppression(ctx, w.team["Adam"], found[0].Hash, " "); keyOf(err) != "suppression_evidence" {
			t.Errorf("lifted without evidence: %v", err)
		}
		if err := w.desk.LiftSuppression(ctx, w.team["Adam"], found[0].Hash, "sa lettre du 24 novembre"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.desk.AddUser(ctx, w.team["Odile"], desk.NewUser{EstablishmentID: w.town.Suppliers[1], Email: zoeEmail, Role: domain.RoleStandard, Rights: domain.AllRights}); err != nil {
			t.Errorf("at her own wish she does not come back: %v", err)
		}
	})
}

func TestRestoredCopyIsErasedAgainFromTheJournal(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		gone := w.zoe(w.town.Suppliers[0], w.town.FollowUps[0])
		w.to(w.register(desk.RightsForm{Kind: domain.RightsRemoval, Scope: domain.ScopeUser, SubjectID: gone, Identified: true}), domain.RightsExecuted)
		lines, err := w.journal.Lines()
		if err != nil || len(lines) == 0 || strings.Contains(fmt.Sprint(lines), "martineau") {
			t.Fatalf("the journal has %v, %v", lines, err)
		}
		// An older copy: the person is in it, the list is not.
		var back int64
		w.write(func(tx *store.Tx) error {
			for _, l := range lines {
				if err := tx.Unsuppress(ctx, domain.Suppression{Hash: l.Hash, Kind: l.Kind}, "older copy"); err != nil {
					return err
				}
			}
			var err error
			back, err = tx.InsertUser(ctx, domain.User{EstablishmentID: w.town.Suppliers[1], Email: zoeEmail, LastName: zoeName, Role: domain.RoleStandard, State: domain.UserActive, Language: domain.French})
			return err
		})
		n, err := w.desk.Replay(ctx)
		if err != nil || n != 1 {
			t.Fatalf("replayed %d, %v", n, err)
		}
		u, err := db.User(ctx, back)
		if err != nil || u.State != domain.UserErased || u.Email != "" {
			t.Errorf("after the replay they are %+v, %v", u.User, err)
		}
		if l := w.importOne("HORS-UE", "S000001", zoeEmail); !strings.Contains(strings.Join(l.Warnings, " "), domain.WarnSuppressed) {
			t.Errorf("after the replay the import says %s %v", l.Verdict, l.Warnings)
		}
		if n, err := w.desk.Replay(ctx); err != nil || n != 0 {
			t.Errorf("replayed again: %d, %v", n, err)
		}
	})
}

func TestTwoAgentsApprovingAtOnceApproveOnce(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		for i := range 10 {
			q := w.to(w.register(desk.RightsForm{Kind: domain.RightsRemoval, Scope: domain.ScopeAddress, Email: fmt.Sprintf("stranger%d@ok.test", i), Identified: true}), domain.RightsExplained)
			results := make([]error, 8)
			var together sync.WaitGroup
			for j := range results {
				by := w.team[[]string{"Adam", "Alma", "Odile"}[j%3]]
				together.Go(func() { _, results[j] = w.desk.ApproveRights(ctx, by, q.ID, q.Version) })
			}
			together.Wait()
			done := 0
			for _, err := range results {
				switch key := keyOf(err); {
				case err == nil:
					done++
				case key != "rights_stale" && key != "rights_state":
					t.Errorf("refused by %v", err)
				}
			}
			if done != 1 {
				t.Errorf("%d of 8 approved", done)
			}
		}
	})
}

func TestRoleThatMayNotIsRefusedAndAudited(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		q := w.to(w.register(desk.RightsForm{Kind: domain.RightsRemoval, Scope: domain.ScopeEstablishment, SubjectID: w.town.Suppliers[0], Identified: true}), domain.RightsExplained)
		for name, kind := range map[string]domain.ErrorKind{"Agathe": domain.Forbidden, "Odile": domain.Forbidden, "Aude": domain.Forbidden, "Adam": ""} {
			if name == "Adam" {
				continue
			}
			if _, err := w.desk.ApproveRights(ctx, w.team[name], q.ID, q.Version); domain.KindOf(err) != kind {
				t.Errorf("%s approves an establishment's removal: %v", name, err)
			}
		}
		own, err := w.desk.RegisterRights(ctx, w.team["Adam"], desk.RightsForm{Kind: domain.RightsRemoval, Scope: domain.ScopeUser, SubjectID: w.town.Users[1], Channel: "letter", Identified: true})
		if err != nil {
			t.Fatal(err)
		}
		own = w.to(own, domain.RightsReceived)
		own, err = w.desk.ExplainRights(ctx, w.team["Agathe"], own.ID, own.Version)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.desk.ApproveRights(ctx, w.team["Adam"], own.ID, own.Version); keyOf(err) != "rights_own_registration" {
			t.Errorf("whoever registered it approved it: %v", err)
		}
		if _, err := w.desk.ApproveRights(ctx, w.team["Odile"], own.ID, own.Version-1); keyOf(err) != "rights_stale" {
			t.Errorf("approved from a stale card: %v", err)
		}
		if _, err := w.desk.ExecuteRights(ctx, w.team["Adam"], q.ID, 0, "S000000", ""); keyOf(err) != "rights_state" {
			t.Errorf("executed unapproved: %v", err)
		}
		q = w.to(q, domain.RightsApproved)
		if _, err := w.desk.ExecuteRights(ctx, w.team["Adam"], q.ID, q.Version, "S000001", ""); keyOf(err) != "rights_identifier" {
			t.Errorf("executed with another identifier: %v", err)
		}
		if err := w.desk.HoldLegally(ctx, w.team["Odile"], domain.ScopeEstablishment, w.town.Suppliers[0], "alerte L. 8222-5"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.desk.ExecuteRights(ctx, w.team["Adam"], q.ID, q.Version, "S000000", ""); keyOf(err) != "rights_held" {
			t.Errorf("executed on a legal hold: %v", err)
		}
	})
}

func TestPendingRemovalStopsRemindersAndItsWithdrawalRestores(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		outcome := func(user int64) domain.Outcome {
			why, err := w.desk.WhyUser(ctx, w.team["Agathe"], user)
			if err != nil {
				t.Fatal(err)
			}
			return why.Outcomes[domain.MailActivation]
		}
		for _, scope := range []domain.RightsScope{domain.ScopeUser, domain.ScopeEstablishment} {
			subject := map[domain.RightsScope]int64{domain.ScopeUser: w.town.Users[0], domain.ScopeEstablishment: w.town.Suppliers[1]}[scope]
			user := map[domain.RightsScope]int64{domain.ScopeUser: w.town.Users[0], domain.ScopeEstablishment: w.town.Users[1]}[scope]
			q := w.register(desk.RightsForm{Kind: domain.RightsRemoval, Scope: scope, SubjectID: subject})
			if outcome(user) != domain.Mailed {
				t.Errorf("%s: a request that nobody confirmed stops the reminders: %s", scope, outcome(user))
			}
			q, err := w.desk.IdentifyRights(ctx, w.team["Agathe"], q.ID, q.Version, "rappelée")
			if err != nil {
				t.Fatal(err)
			}
			if outcome(user) != domain.NotPending {
				t.Errorf("%s: a pending removal lets the reminder go: %s", scope, outcome(user))
			}
			if scope == domain.ScopeUser {
				w.importOne("HORS-UE", "S000002", w.town.Address(0))
				added, err := db.UsersByEmail(ctx, w.town.Address(0))
				if err != nil || len(added) != 2 || !added[1].RequestPending {
					t.Errorf("added meanwhile, they are %+v, %v", added, err)
				}
			}
			if _, err := w.desk.WithdrawRights(ctx, w.team["Agathe"], q.ID, q.Version); err != nil {
				t.Fatal(err)
			}
			if outcome(user) != domain.Mailed {
				t.Errorf("%s: after the withdrawal it is %s", scope, outcome(user))
			}
		}
	})
}

func TestErasedCustomerLeavesAPseudonymInTheLedger(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		text := "code_client;nom;prenom;email;portable;accord_email;preuve_reference;preuve_date\nC-77;Quintal;Rose;rose@quintal.test;0639987654;oui;bon 12;2026-01-02\n"
		load := func() desk.ImportSummary {
			sum, err := w.desk.ImportCustomers(ctx, w.team["Odile"], strings.NewReader(text), desk.ImportOptions{FileName: "clients.csv"})
			if err != nil {
				t.Fatal(err)
			}
			return sum
		}
		load()
		cs, err := db.CustomersByEmail(ctx, "rose@quintal.test")
		if err != nil || len(cs) != 1 || !cs[0].AcceptsEmail {
			t.Fatalf("imported %+v, %v", cs, err)
		}
		w.to(w.register(desk.RightsForm{Kind: domain.RightsRemoval, Scope: domain.ScopeCustomer, SubjectID: cs[0].ID, Identified: true}), domain.RightsExecuted)
		rows, err := db.Ledger(ctx, cs[0].ID)
		if err != nil || len(rows) != 1 || rows[0].Target != "" || len(rows[0].TargetHash) != 32 || !rows[0].Value || rows[0].Evidence != "" {
			t.Errorf("the ledger keeps %+v, %v", rows, err)
		}
		if sum := load(); sum.Created+sum.Updated != 0 || sum.Warnings != 1 {
			t.Errorf("the same file again made %+v", sum)
		}
		w.send()
		if _, err := w.desk.ForgetLastMails(ctx); err != nil {
			t.Fatal(err)
		}
		for _, where := range w.everywhere("quintal", "639987654") {
			t.Errorf("still in %s", where)
		}
	})
}
