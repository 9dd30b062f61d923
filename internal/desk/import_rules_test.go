package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

const (
	buyerSIRET, supplierSIRET = "20006258600157", "42199758600035"
	otherSIRET, thirdSIRET    = "83380264800026", "51384363100039"
)

// world imports lines one after the other and tells their verdicts.
type world struct {
	*testing.T
	db *store.DB
	*desk.Desk
}

// verdicts imports a file and returns "line verdict reason warnings" of each
// of its lines.
func (w world) verdicts(text string, o desk.ImportOptions) []string {
	w.Helper()
	var out []string
	o.OnLine = func(l desk.ImportedLine) error {
		out = append(out, strings.TrimSpace(strings.Join([]string{string(l.Verdict), l.Reason, strings.Join(l.Warnings, " ")}, " ")))
		return nil
	}
	importText(w, w.Desk, text, o)
	for i := range out {
		out[i] = strings.Join(strings.Fields(out[i]), " ")
	}
	return out
}

func eachWorld(t *testing.T, test func(w world)) {
	t.Helper()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		d, _ := importDesk(t, db, clock.Now)
		test(world{t, db, d})
	})
}

func (w world) want(got []string, want ...string) {
	w.Helper()
	if !reflect.DeepEqual(got, want) {
		w.Errorf("verdicts\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func (w world) user(email, siret string) domain.UserRow {
	w.Helper()
	us, err := w.db.UsersByEmail(context.Background(), domain.EmailKey(email))
	if err != nil {
		w.Fatal(err)
	}
	for _, u := range us {
		if u.EstablishmentValue == siret {
			return u
		}
	}
	return domain.UserRow{}
}

const head = "acheteur_siret;acheteur_nom;siret;raison_sociale;email;nom;prenom;telephone;referent;reference_contrat;montant;date_debut;duree_mois;groupe;email_donneur_ordre;documents\n"

func row(cells ...string) string { return strings.Join(cells, ";") + "\n" }

func TestEveryLineGetsTheFirstVerdictThatApplies(t *testing.T) {
	eachWorld(t, func(w world) {
		file := head +
			row(buyerSIRET, "Ville", supplierSIRET, "Alu", "a@example.org", "Hamel", "Aïcha", "0199009514", "oui", "M1", "6000", "2026-01-01", "24", "", "", "") +
			row(buyerSIRET, "Ville", supplierSIRET, "Alu", "a@example.org", "Hamel", "Aïcha", "0199009514", "oui", "M1", "6000", "2026-01-01", "24", "", "", "") +
			row(buyerSIRET, "Ville", supplierSIRET, "Alu", "b@example.org", "Ito", "Jun", "", "non", "M1", "6000", "2026-01-01", "24", "", "", "") +
			row(otherSIRET, "Autre", supplierSIRET, "Alu", "", "", "", "", "", "M9", "", "", "", "Groupe X", "", "") +
			row(buyerSIRET, "Ville", buyerSIRET, "Ville", "", "", "", "", "", "", "", "", "", "", "", "") +
			row(buyerSIRET, "Ville", "42199758600036", "Faux", "", "", "", "", "", "", "", "", "", "", "", "") +
			row("1234", "Ville", "42199758600036", "Faux", "", "", "", "", "", "", "", "", "", "", "", "") +
			row(buyerSIRET, "Ville", "421997586", "Siren", "", "", "", "", "", "", "", "", "", "", "", "") +
			row(buyerSIRET, "Ville", "4,21998E+13", "Tableur", "", "", "", "", "", "", "", "", "", "", "", "") +
			row(buyerSIRET, "Ville", "", "Rien", "", "", "", "", "", "", "", "", "", "", "", "") +
			"trop;court\n" +
			row(buyerSIRET, "Ville", thirdSIRET, "", "pas une adresse", "", "", "12", "", "", "beaucoup", "31/02/2026", "", "", "", "")
		w.want(w.verdicts(file, desk.ImportOptions{}), "created", "unchanged", "updated", "linked", "rejected same_establishment",
			"rejected bad_checksum", "rejected buyer_bad_length", "rejected siren_not_siret", "rejected scientific_notation",
			"rejected missing_identifier", "rejected ragged_line", "created empty_name bad_email bad_phone bad_amount bad_date")
		again := w.verdicts(file, desk.ImportOptions{})
		for i, verdict := range again {
			refused := i >= 4 && i <= 10
			if first, _, _ := strings.Cut(verdict, " "); refused != (first == "rejected") || !refused && first != "unchanged" {
				w.Errorf("line %d of the same file again: %s", i+2, verdict)
			}
		}
		changed := head + row(buyerSIRET, "Ville", supplierSIRET, "Alu Nouvelle", "a@example.org", "Hamel", "Aïcha", "0199009599", "oui", "M1", "6000", "2026-02-01", "24", "", "", "")
		w.want(w.verdicts(changed, desk.ImportOptions{}), "updated")
		e, err := w.db.EstablishmentByIdentifier(context.Background(), domain.Identifier{Type: domain.SIRET, Value: supplierSIRET})
		if err != nil || e.Name != "Alu Nouvelle" || w.user("a@example.org", supplierSIRET).Phone != "+33199009599" {
			w.Errorf("after a newer file: %+v, %v", e, err)
		}
	})
}

func TestContactsOfTheBuyerAreHeldAndTheNextOneAdministers(t *testing.T) {
	eachWorld(t, func(w world) {
		file := head +
			row(buyerSIRET, "Ville", supplierSIRET, "Alu", "moi@ville.example", "Moi", "", "", "", "", "", "", "", "", "moi@ville.example", "") +
			row(buyerSIRET, "Ville", supplierSIRET, "Alu", "chef@alu.example", "Chef", "", "", "oui", "", "", "", "", "", "", "") +
			row(buyerSIRET, "Ville", supplierSIRET, "Alu", "aide@alu.example", "Aide", "", "", "", "", "", "", "", "", "", "")
		w.want(w.verdicts(file, desk.ImportOptions{}), "created held_contact", "updated", "updated")
		me, boss, help := w.user("moi@ville.example", supplierSIRET), w.user("chef@alu.example", supplierSIRET), w.user("aide@alu.example", supplierSIRET)
		if !me.HeldContact || me.Rights != 0 {
			w.Errorf("the buyer's own contact came in: %+v", me.User)
		}
		if boss.Role != domain.RoleAdministrator || boss.HeldContact || help.Role != domain.RoleRestricted || help.Rights != domain.Deposit {
			w.Errorf("administrator %+v, restricted %+v", boss.User, help.User)
		}
		if own := w.user("moi@ville.example", buyerSIRET); own.ID == 0 || own.HeldContact {
			w.Errorf("the buyer's user: %+v", own.User)
		}
		if ps, err := w.db.UserProvenance(context.Background(), boss.ID, 9); err != nil || len(ps) != 1 || ps[0].BuyerValue != buyerSIRET || ps[0].Line != 3 {
			w.Errorf("provenance of the administrator: %+v, %v", ps, err)
		}
	})
}

func TestAFileNeverBringsBackWhoWasRemoved(t *testing.T) {
	ctx, clock := context.Background(), fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		d, keys := importDesk(t, db, clock.Now)
		w := world{t, db, d}
		line := row(buyerSIRET, "Ville", supplierSIRET, "Alu", "parti@example.org", "Parti", "", "", "oui", "", "", "", "", "", "", "")
		if err := db.Write(ctx, importer, domain.ImportFile, func(tx *store.Tx) error {
			return tx.Suppress(ctx, domain.Suppression{Hash: keys.HashEmail("Parti@Example.org"), Kind: domain.SuppressedAddress, Reason: "removal"})
		}); err != nil {
			t.Fatal(err)
		}
		w.want(w.verdicts(head+line, desk.ImportOptions{}), "created suppressed")
		if u := w.user("parti@example.org", supplierSIRET); u.ID != 0 {
			t.Errorf("a suppressed address came back: %+v", u.User)
		}
		if err := db.Write(ctx, importer, domain.ImportFile, func(tx *store.Tx) error {
			e, err := tx.EstablishmentByIdentifier(ctx, domain.Identifier{Type: domain.SIRET, Value: supplierSIRET})
			after := e
			after.State = domain.EstablishmentDeregistered
			if err != nil {
				return err
			}
			return tx.UpdateEstablishment(ctx, e, after)
		}); err != nil {
			t.Fatal(err)
		}
		w.want(w.verdicts(head+line+row(supplierSIRET, "Alu", otherSIRET, "Elec", "", "", "", "", "", "", "", "", "", "", "", ""), desk.ImportOptions{}),
			"rejected deregistered", "rejected buyer_deregistered")
	})
}

func TestWhatStaffCorrectedIsKept(t *testing.T) {
	ctx := context.Background()
	eachWorld(t, func(w world) {
		line := row(buyerSIRET, "Ville", supplierSIRET, "Alu", "a@example.org", "Hamel", "Aïcha", "", "", "", "", "", "", "", "", "")
		w.verdicts(head+line, desk.ImportOptions{})
		if err := w.db.Write(ctx, importer, domain.ImportFile, func(tx *store.Tx) error {
			u := w.user("a@example.org", supplierSIRET).User
			after := u
			after.LastName, after.Source = "Hamelin", domain.SourcePerson
			return tx.UpdateUser(ctx, u, after)
		}); err != nil {
			w.Fatal(err)
		}
		var kept []desk.KeptValue
		importText(w, w.Desk, head+line, desk.ImportOptions{OnLine: func(l desk.ImportedLine) error {
			kept = append(kept, l.Kept...)
			return nil
		}})
		if len(kept) != 1 || kept[0] != (desk.KeptValue{Field: "nom", Kept: "Hamelin", Given: "Hamel"}) {
			w.Errorf("kept %+v", kept)
		}
	})
}

func TestCollectedTypesAreAssessedAtOnce(t *testing.T) {
	ctx := context.Background()
	eachWorld(t, func(w world) {
		line := row(buyerSIRET, "Ville", supplierSIRET, "Alu", "", "", "", "", "", "M1", "", "2026-01-01", "24", "", "", "")
		w.verdicts(head+line, desk.ImportOptions{})
		second := row(buyerSIRET, "Ville", otherSIRET, "Elec", "", "", "", "", "", "M2", "", "2026-01-01", "24", "", "", "ASV|FISC|RCP|CHART")
		w.verdicts(head+second, desk.ImportOptions{})
		page, err := w.db.FollowUps(ctx, domain.Filter{}, domain.Page{Limit: 10})
		if err != nil || len(page.Rows) != 2 {
			w.Fatalf("follow-ups %+v, %v", page.Rows, err)
		}
		for _, f := range page.Rows {
			if f.Required != 4 || f.Outstanding != 4 || f.EndsOn != "2027-12-31" || f.Compliance != domain.Outstanding {
				w.Errorf("%s asks for %d, ends on %s", f.SupplierName, f.Required, f.EndsOn)
			}
		}
	})
}

// state is everything that a file decides, without ids and dates of rows.
func (w world) state() map[string]string {
	w.Helper()
	out := map[string]string{}
	for _, noun := range []string{"suppliers", "buyers", "followups", "contracts", "users"} {
		var rows []string
		if err := w.db.ExportRows(context.Background(), store.ExportView{Noun: noun}, func(cells []string) error {
			var kept []string
			for i, c := range store.ExportColumns(noun) {
				if c.Form != store.AsMoment && c.Name != "role" {
					kept = append(kept, strings.Clone(cells[i]))
				}
			}
			rows = append(rows, strings.Join(kept, "|"))
			return nil
		}); err != nil {
			w.Fatal(err)
		}
		out[noun] = fmt.Sprint(sortedOf(rows))
	}
	return out
}

func sortedOf(rows []string) []string {
	set := map[string]int{}
	for _, r := range rows {
		set[r]++
	}
	keys := map[string]bool{}
	for r, n := range set {
		keys[fmt.Sprint(r, " ×", n)] = true
	}
	return sortedSet(keys)
}

func TestTheOrderOfLinesNeverMatters(t *testing.T) {
	clock := fixture.NewClock()
	text := realFile(t, "suppliers-2024h2.csv")
	lines := strings.SplitAfter(strings.TrimSpace(text), "\n")[:3000]
	// Names and facts of the same establishments that disagree.
	for i := 1; i < 200; i += 3 {
		lines = append(lines, strings.Replace(lines[i], "contact1", "CONTACT1", 1), strings.NewReplacer("SARL", "EURL", "oui", "non", "Comptable", "Gérante").Replace(lines[i]))
	}
	var first map[string]string
	for seed := range uint64(3) {
		db := fixture.SQLite(t, clock.Now)
		d, _ := importDesk(t, db, clock.Now)
		body := append([]string(nil), lines[1:]...)
		rand.New(rand.NewPCG(seed, 7)).Shuffle(len(body), func(i, j int) { body[i], body[j] = body[j], body[i] })
		importText(t, d, lines[0]+strings.Join(trimmed(body), "\n"), desk.ImportOptions{})
		w := world{t, db, d}
		if first == nil {
			first = w.state()
			continue
		}
		for noun, rows := range w.state() {
			if rows != first[noun] {
				t.Errorf("seed %d: another order of lines made other %s", seed, noun)
			}
		}
		clock.Add(time.Minute)
	}
}

func trimmed(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimRight(l, "\r\n")
	}
	return out
}

func TestABuyersOwnContactIsHeldWhateverTheOrderOfLines(t *testing.T) {
	eachWorld(t, func(w world) {
		var b strings.Builder
		b.WriteString(head + row(buyerSIRET, "Ville", supplierSIRET, "Alu", "moi@ville.example", "Moi", "", "", "oui", "", "", "", "", "", "", ""))
		for i := range 300 {
			b.WriteString(row(buyerSIRET, "Ville", siret(i), "Autre", "", "", "", "", "", "", "", "", "", "", "", ""))
		}
		b.WriteString(row(buyerSIRET, "Ville", otherSIRET, "Elec", "", "", "", "", "", "", "", "", "", "", "moi@ville.example", ""))
		importText(w, w.Desk, b.String(), desk.ImportOptions{})
		if me := w.user("moi@ville.example", supplierSIRET); !me.HeldContact || me.Rights != 0 || me.Role != domain.RoleRestricted {
			w.Errorf("the buyer's own contact administers a supplier: %+v", me.User)
		}
		again := importText(w, w.Desk, b.String(), desk.ImportOptions{})
		if again.Unchanged != again.Lines {
			w.Errorf("the same file again: %+v", again)
		}
	})
}
