package tui

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/internal/link"
	"vigie/store"
	"vigie/tui/kit"
)

// hostile is a name that would take over a terminal that believed it.
const hostile = "\x1b[31mROUGE\x1b]8;;http://x\x07\u202e \u200bSARL\u009b2J"

const (
	address = "helene.martin@garonne.example"
)

// world is a small base with somebody in every state that a screen shows.
type world struct {
	testing.TB
	clock *fixture.Clock
	db    *store.DB
	desk  *desk.Desk
	keys  *link.Keys
	staff map[domain.StaffRole]domain.Staff
	seen  int64 // the version that sessions look at
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t, clock: fixture.NewClock(), staff: map[domain.StaffRole]domain.Staff{}}
	w.db = fixture.SQLite(t, w.clock.Now)
	keys, err := link.Load(filepath.Join(t.TempDir(), "secrets"))
	w.check(err)
	w.keys = keys
	w.desk = w.newDesk()
	w.importFiles()
	w.happen()
	for _, one := range []domain.Staff{{Name: "Camille Roy", Role: domain.Operator}, {Name: "Nadia Benali", Role: domain.Agent},
		{Name: "Louis Petit", Role: domain.Auditor}, {Name: "Anne Leroy", Role: domain.Administrator}} {
		one.Language, one.Theme = domain.French, kit.ThemeDark
		s, err := w.desk.AddStaff(t.Context(), domain.ShellActor("root"), one, domain.StaffKey{Fingerprint: "SHA256:" + one.Name, PublicKey: "ssh-ed25519 " + one.Name, Label: "portable"})
		w.check(err)
		w.staff[s.Role] = s
	}
	return w
}

func (w *world) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) newDesk() *desk.Desk {
	paris, err := time.LoadLocation("Europe/Paris")
	w.check(err)
	return desk.New(desk.Options{DB: w.db, Keys: w.keys, Now: w.clock.Now, Location: paris, Controller: "Vigie SAS",
		Calendar: domain.Calendar{Location: paris, Hours: domain.DefaultHours()}})
}

func (w *world) importFiles() {
	lyon, bordeaux := domain.WithCheckDigit("2169012310001"), domain.WithCheckDigit("2133006300011")
	quoted := `"` + hostile + `"`
	rows := []string{
		"siret_donneur_ordre;nom_donneur_ordre;groupe;siret;raison_sociale;code_tiers;email;nom;prenom;fonction;telephone;referent;reference_contrat;montant_ht;date_debut;date_fin",
		lyon + ";Ville de Lyon;Groupe Horizon;" + domain.WithCheckDigit("3301234560002") + ";Garonne Bois;F100;" + address + ";Martin;Hélène;Gérante;05 56 00 00 12;oui;2026-17;61000;01/02/2026;31/12/2027",
		bordeaux + ";Bordeaux Métropole;;" + domain.WithCheckDigit("3301234560002") + ";Garonne Bois;G7;achats@garonne.example;Petit;Luc;Comptable;;non;BX-4;12000;01/03/2026;28/02/2027",
		lyon + ";Ville de Lyon;;" + domain.WithCheckDigit("4401234560001") + ";Société d'Été & Fils;;;Été;Zoé;;;non;2025-3;9000;01/01/2025;31/10/2026",
		lyon + ";Ville de Lyon;;" + domain.WithCheckDigit("5501234560001") + ";" + quoted + ";;rouge@rouge.example;" + quoted + ";Eve;" + quoted + ";;non;" + quoted + ";8000;01/01/2026;31/12/2026",
		lyon + ";Ville de Lyon;;12345678901234;Faux;;;;;;;;;;;",
	}
	_, err := w.desk.ImportSuppliers(w.Context(), domain.ShellActor("camille"), strings.NewReader(strings.Join(rows, "\n")+"\n"), desk.ImportOptions{FileName: "fournisseurs.csv", TempDir: w.TempDir()})
	w.check(err)
	customers := "code_client;genre;raison_sociale;nom;prenom;email;portable;adresse;code_postal;ville;langue\n" +
		"C1;particulier;;Durand;Paul;paul.durand@customer.example;06 12 34 56 78;3 rue Haute;33000;Bordeaux;fr\n" +
		"C2;société;Toits du Midi;Blanc;Ida;;;;31000;Toulouse;fr\n" +
		"C3;particulier;;" + quoted + ";Eve;eve@customer.example;;;;" + quoted + ";fr\n"
	_, err = w.desk.ImportCustomers(w.Context(), domain.ShellActor("camille"), strings.NewReader(customers), desk.ImportOptions{FileName: "clients.csv", TempDir: w.TempDir()})
	w.check(err)
}

// happen makes a week pass: a cycle, mails, an answered consent.
func (w *world) happen() {
	ctx := w.Context()
	agent := domain.ShellActor("root")
	week := w.desk.ThisWeek()
	tally, err := w.desk.PreviewCycle(ctx, agent, week, w.desk.Today(), nil, nil)
	w.check(err)
	w.check(w.db.Write(ctx, domain.SystemActor("mailer"), domain.PlanCycle, func(tx *store.Tx) error {
		c := domain.Cycle{Week: week, State: domain.CyclePlanned, PlannedAt: tx.Now(), CreatedAt: tx.Now(), Actor: "mailer"}
		tx.RecordCycle(domain.Cycle{}, c)
		if err := tx.SaveCycle(ctx, c); err != nil {
			return err
		}
		return tx.SaveCycleCounts(ctx, tally)
	}))
	w.check(w.db.Write(ctx, domain.SystemActor("timed"), domain.TimedRefresh, func(tx *store.Tx) error {
		silent, err := w.db.AllSupplierFollowUps(ctx, 2)
		if err != nil || len(silent) == 0 {
			return err
		}
		return tx.SaveSilence(ctx, domain.Silence{}, domain.Silence{SupplierID: 2, Since: "2026-W36", Step: domain.StepAtRisk, StepWeek: "2026-W47", NextWeek: "9999-W01"})
	}))
	w.check(w.desk.HoldBuyer(ctx, domain.Actor{Name: "Camille Roy", Role: domain.Operator}, 3, true, "mauvaise liste"))
	w.check(w.desk.HoldBuyer(ctx, domain.Actor{Name: "Camille Roy", Role: domain.Operator}, 3, false, "liste corrigée"))
	w.check(w.db.Maintain(ctx, func(tx *store.Tx) error {
		return tx.SetSetting(ctx, domain.SettingMailRates, domain.MailRates{"*": 20, "orange.example": 2.5, "free.example": 0.05}.String())
	}))
	w.check(w.desk.SendConsent(ctx, agent, 1, ""))
	w.check(w.db.Write(ctx, domain.SystemActor("mailer"), domain.MailerSettle, func(tx *store.Tx) error {
		id, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailCompliance, Email: address, Week: week, Language: domain.French, DedupKey: "x", DueAt: tx.Now(), Actor: "mailer"})
		if err != nil {
			return err
		}
		tx.Record("mail", id, nil, map[string]string{"kind": "compliance"})
		m, err := tx.Mail(ctx, id)
		if err != nil {
			return err
		}
		return tx.StoreBody(ctx, store.Commit{Mail: m, Body: domain.MailBody{MailID: id, Subject: "3 documents attendus par Ville de Lyon", Text: "Bonjour Hélène Martin,\n\nIl manque 3 documents. " + hostile}})
	}))
}

func (w *world) Context() context.Context { return w.TB.Context() }

// enter opens a console of a person of that role, in a language.
func (w *world) enter(role domain.StaffRole, lang domain.Language) *driver {
	w.Helper()
	staff := w.staff[role]
	staff.Language = lang
	d := &driver{TB: w.TB, now: w.clock.Now()}
	d.session = NewSession(Entrance{Context: w.Context(), Desk: w.desk, Staff: staff, Now: func() time.Time { return d.now },
		Fault: func(err error) string { w.Errorf("a fault of ours: %v", err); return "F1" }})
	d.session.Changed = func() int64 { return w.seen }
	d.session.Pulse = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	d.console = New(d.session)
	d.run(d.console.Init())
	d.size(80, 24)
	return d
}

// search types into the box of ctrl+k and presses enter.
func (d *driver) search(text string) {
	d.keys("ctrl+k")
	d.text(text)
	d.keys("enter")
}

// tick lets the console look whether the world has changed.
func (d *driver) tick() {
	d.now = d.now.Add(time.Second)
	d.deliver(tick{})
}

func (d *driver) paste(text string) { d.deliver(tea.PasteMsg{Content: text}) }
