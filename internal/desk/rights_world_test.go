package desk_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/internal/fixture"
	"vigie/internal/link"
	"vigie/store"
)

// rightsWorld is a town with a team of four, a person with everything that can
// be known of one, and a desk with its journal.
type rightsWorld struct {
	t       *testing.T
	db      *store.DB
	desk    *desk.Desk
	keys    *link.Keys
	journal *files.Journal
	clock   *fixture.Clock
	town    fixture.Town
	team    map[string]domain.Actor
}

// The erased values: no two tests of a value share it.
const (
	zoeEmail  = "zoe.martineau@perso-martineau.test"
	zoePhone  = "+33639981234"
	zoeName   = "Martineau"
	companyIs = "Charpentes Grandpierre"
)

func newRightsWorld(t *testing.T, db *store.DB, clock *fixture.Clock) *rightsWorld {
	t.Helper()
	dir := t.TempDir()
	keys, err := link.Load(filepath.Join(dir, "secrets"))
	if err != nil {
		t.Fatal(err)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	w := &rightsWorld{t: t, db: db, keys: keys, journal: files.OpenJournal(dir), clock: clock, town: fixture.NewTown(t, db, 3), team: map[string]domain.Actor{}}
	w.desk = desk.New(desk.Options{DB: db, Keys: keys, Now: clock.Now, Location: paris, Controller: "Vigie", PublicURL: "https://vigie.test", Journal: w.journal})
	for name, role := range map[string]domain.StaffRole{"Agathe": domain.Agent, "Odile": domain.Operator, "Adam": domain.Administrator, "Alma": domain.Administrator, "Aude": domain.Auditor} {
		w.write(func(tx *store.Tx) error {
			id, err := tx.InsertStaff(context.Background(), domain.Staff{Name: name, Role: role, Language: domain.French, Timezone: "Europe/Paris"})
			w.team[name] = domain.Actor{StaffID: id, Name: name, Role: role, Door: "test"}
			return err
		})
	}
	return w
}

func (w *rightsWorld) write(fn func(*store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), fixture.Operator(), domain.AddUser, fn); err != nil {
		w.t.Fatal(err)
	}
}

// zoe puts a person into an establishment, with traces of theirs everywhere.
func (w *rightsWorld) zoe(establishment, followUp int64) int64 {
	w.t.Helper()
	ctx := context.Background()
	base, err := w.db.MailBase(ctx, "Bonjour , votre établissement doit encore …<p>, </p>")
	if err != nil {
		w.t.Fatal(err)
	}
	var id int64
	w.write(func(tx *store.Tx) (err error) {
		e, err := tx.Establishment(ctx, establishment)
		if err != nil {
			return err
		}
		named := e
		named.Name, named.City, named.StandbyEmail = companyIs, "Saint-Grandpierre", "veille@grandpierre.test"
		if err := tx.UpdateEstablishment(ctx, e, named); err != nil {
			return err
		}
		id, err = tx.InsertUser(ctx, domain.User{EstablishmentID: establishment, Email: "Zoe.Martineau@perso-martineau.TEST", FirstName: "Zoé", LastName: zoeName,
			Job: "gérante-martineau", Phone: zoePhone, Mobile: "+33639985678", Language: domain.French, Role: domain.RoleStandard, Rights: domain.AllRights,
			State: domain.UserActive, AddedFor: followUp, AddedBy: w.town.Buyer})
		if err != nil {
			return err
		}
		if err := tx.InsertProvenance(ctx, domain.Provenance{FollowUpID: followUp, UserID: id, BuyerID: w.town.Buyer, Channel: domain.ChannelImport, Actor: "test"}); err != nil {
			return err
		}
		for i, m := range []domain.Mail{
			{Kind: domain.MailCompliance, Email: "Zoe.Martineau@perso-martineau.test", DedupKey: domain.ReminderKey(domain.MailCompliance, zoeEmail, "2026-W47"), Week: "2026-W47"},
			{Kind: domain.MailNewLink, Email: zoeEmail, DedupKey: "new_link|" + zoeEmail + "|2026-11-25T10"},
			{Kind: domain.MailContacts, Email: w.town.Address(0), DedupKey: "contacts|1"},
			{Kind: domain.MailActivation, Email: w.town.Address(0), DedupKey: domain.ReminderKey(domain.MailActivation, w.town.Address(0), "2026-W46"), Week: "2026-W46"},
		} {
			m.Language, m.Actor, m.DueAt = domain.French, "test", tx.Now().Add(time.Hour)
			mail, _, err := tx.EnqueueMail(ctx, m)
			if err != nil {
				return err
			}
			c := store.Commit{Mail: domain.Mail{ID: mail, MessageID: "x" + string(rune('a'+i)) + "@vigie.test"}, Body: domain.MailBody{Subject: "Pour Zoé Martineau",
				Text: "Bonjour Zoé Martineau <" + zoeEmail + ">, " + companyIs + " doit encore …", HTML: "<p>Zoé Martineau, " + zoeEmail + ", &#43;33639981234</p>"}}
			if m.Kind.Reminder() {
				c.Packed = base.Pack(c.Body)
			}
			if err := tx.StoreBody(ctx, c); err != nil {
				return err
			}
		}
		ticket, err := tx.InsertTicket(ctx, domain.Ticket{Kind: "other", Email: zoeEmail, Name: "Zoé Martineau", Subject: "Martineau : question", Body: "Je suis Zoé Martineau, " + zoePhone, Language: domain.French})
		if err != nil {
			return err
		}
		if _, err := tx.InsertNote(ctx, domain.TicketNote{TicketID: ticket, StaffID: w.team["Agathe"].StaffID, Body: "rappeler Zoé Martineau"}); err != nil {
			return err
		}
		if err := tx.KeepDraft(ctx, domain.Draft{StaffID: w.team["Agathe"].StaffID, Subject: domain.DraftOf(ticket, "reply"), Body: "Bonjour Zoé Martineau"}); err != nil {
			return err
		}
		// Somebody else writes of her.
		_, err = tx.InsertTicket(ctx, domain.Ticket{Kind: "other", Email: w.town.Address(1), Subject: "collègue", Body: "écrivez à ZOE.Martineau@perso-martineau.test", Language: domain.French})
		return err
	})
	return id
}

// to carries a removal up to a state.
func (w *rightsWorld) to(q domain.RightsRequest, state domain.RightsState) domain.RightsRequest {
	w.t.Helper()
	ctx := context.Background()
	var err error
	for q.State != state {
		switch q.State {
		case domain.RightsReceived:
			q, err = w.desk.ExplainRights(ctx, w.team["Agathe"], q.ID, q.Version)
		case domain.RightsExplained:
			q, err = w.desk.ApproveRights(ctx, w.team["Adam"], q.ID, q.Version)
		case domain.RightsApproved:
			card, failed := w.desk.RightsCard(ctx, w.team["Adam"], q.ID)
			if failed != nil {
				w.t.Fatal(failed)
			}
			q, err = w.desk.ExecuteRights(ctx, w.team["Adam"], q.ID, q.Version, card.Typed, "")
		default:
			w.t.Fatalf("no way from %s to %s", q.State, state)
		}
		if err != nil {
			w.t.Fatalf("from %s: %v", q.State, err)
		}
	}
	return q
}

func (w *rightsWorld) register(f desk.RightsForm) domain.RightsRequest {
	w.t.Helper()
	if f.Channel == "" {
		f.Channel = "mail"
	}
	q, err := w.desk.RegisterRights(context.Background(), w.team["Agathe"], f)
	if err != nil {
		w.t.Fatal(err)
	}
	return q
}

// send settles every waiting mail as sent, as the mailer would.
func (w *rightsWorld) send() {
	w.t.Helper()
	ctx := context.Background()
	err := w.db.Maintain(ctx, func(tx *store.Tx) error {
		w.clock.Add(2 * time.Hour)
		mails, err := tx.ClaimMails(ctx, store.Claim{By: "test", Now: domain.InstantOf(w.clock.Now()), Until: domain.InstantOf(w.clock.Now().Add(time.Minute)), Open: true, Limit: 1000})
		for _, m := range mails {
			m.State, m.SentAt = domain.MailSent, domain.InstantOf(w.clock.Now())
			if err := tx.SettleMails(ctx, []domain.Mail{m}); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
