package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// purgeAll does what the clock does in a day and returns how many rows went.
func (w *rightsWorld) purgeAll() int {
	w.t.Helper()
	total := 0
	for range 50 {
		n, err := w.desk.Purge(context.Background())
		if err != nil {
			w.t.Fatal(err)
		}
		if n == 0 {
			return total
		}
		total += n
	}
	w.t.Fatal("the purge never ends")
	return 0
}

func (w *rightsWorld) past() map[domain.PeriodKind]int64 {
	w.t.Helper()
	plan, err := w.desk.PurgePlan(context.Background(), w.team["Aude"])
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[domain.PeriodKind]int64{}
	for _, p := range plan {
		out[p.Period.Kind] = p.Rows
	}
	return out
}

func TestPurgeErasesWhatIsPastItsDateAndNothingElse(t *testing.T) {
	clock := fixture.NewClock()
	start := clock.Now()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(start)
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		w.zoe(w.town.Suppliers[0], w.town.FollowUps[0])
		w.importOne("HORS-UE", "S000001", "autre@ok.test")
		w.write(func(tx *store.Tx) error {
			for _, supplier := range w.town.Suppliers[:2] {
				if _, err := tx.InsertDocument(ctx, domain.Document{SupplierID: supplier, TypeCode: "REG-E", State: "valid", DepositedOn: "2026-10-01"}); err != nil {
					return err
				}
			}
			return nil
		})
		w.write(func(tx *store.Tx) error {
			id, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailCompliance, Email: w.town.Address(2), Week: "2026-W48", DedupKey: domain.ReminderKey(domain.MailCompliance, w.town.Address(2), "2026-W48"),
				Language: domain.French, Actor: "test", DueAt: tx.Now()})
			tx.Record("mail", id, nil, "queued")
			return err
		})
		w.send()
		w.to(w.register(desk.RightsForm{Kind: domain.RightsRemoval, Scope: domain.ScopeEstablishment, SubjectID: w.town.Suppliers[0], Identified: true}), domain.RightsExecuted)
		w.send()
		if _, err := w.desk.ForgetLastMails(ctx); err != nil {
			t.Fatal(err)
		}
		if past := w.past(); len(past) != 0 {
			t.Fatalf("past its date on the first day: %v", past)
		}

		clock.Set(start.AddDate(1, 1, 0)) // 13 months: import lines
		if past := w.past(); past[domain.KeepImports] != 1 || past[domain.KeepMails] != 0 {
			t.Errorf("after 13 months: %v", past)
		}
		if w.purgeAll() == 0 || len(w.past()) != 0 {
			t.Errorf("after the purge: %v", w.past())
		}
		if n, err := w.desk.Purge(ctx); err != nil || n != 0 {
			t.Errorf("a second purge of the day: %d, %v", n, err)
		}

		clock.Set(start.AddDate(2, 1, 0)) // 25 months: text of mails
		if past := w.past(); past[domain.KeepMails] == 0 || past[domain.KeepDocuments] != 0 {
			t.Errorf("after 25 months: %v", past)
		}
		w.purgeAll()
		mails, err := db.Mails(ctx, domain.Filter{}, domain.Page{Limit: 50})
		if err != nil || len(mails.Rows) == 0 {
			t.Fatalf("no mail is left, %v", err)
		}
		for _, m := range mails.Rows {
			if m.Email != store.Masked || !domain.ErasedKey(m.EmailKey) {
				t.Errorf("a mail of 25 months ago names %s", m.Email)
			}
		}

		clock.Set(start.AddDate(5, 0, 0)) // five years to the day: still kept
		if past := w.past(); past[domain.KeepDocuments] != 0 {
			t.Errorf("on the last day: %v", past)
		}
		clock.Set(start.AddDate(5, 0, 1))
		if err := w.desk.HoldLegally(ctx, w.team["Odile"], domain.ScopeEstablishment, w.town.Suppliers[0], "alerte L. 8222-5"); err != nil {
			t.Fatal(err)
		}
		if past := w.past(); past[domain.KeepDocuments] != 0 {
			t.Errorf("under a legal hold: %v", past)
		}
		holds, err := w.desk.LegalHolds(ctx, w.team["Aude"])
		if err != nil || len(holds) != 1 {
			t.Fatalf("%d holds, %v", len(holds), err)
		}
		if err := w.desk.LiftLegalHold(ctx, w.team["Odile"], holds[0].ID); err != nil {
			t.Fatal(err)
		}
		if past := w.past(); past[domain.KeepDocuments] != 1 {
			t.Errorf("five years after: %v", past)
		}
		found, err := w.desk.Check(ctx, w.team["Adam"])
		if err != nil || !hasProblem(found, "past_its_date") {
			t.Errorf("check says %+v, %v", found, err)
		}
		w.purgeAll()
		clock.Set(start.AddDate(5, 0, 2))
		w.purgeAll()
		gone, err := db.Documents(ctx, []int64{w.town.Suppliers[0]})
		if err != nil || len(gone) != 0 {
			t.Errorf("%d documents of the removed one are left, %v", len(gone), err)
		}
		kept, err := db.Documents(ctx, []int64{w.town.Suppliers[1]})
		if err != nil || len(kept) != 1 {
			t.Errorf("%d documents of one still followed are left, %v", len(kept), err)
		}
		e, err := db.Establishment(ctx, w.town.Suppliers[0])
		if err != nil || e.State != domain.EstablishmentPurged || !domain.ErasedKey(e.IDValue) {
			t.Errorf("the removed one is %+v, %v", e, err)
		}
		if l := w.importOne("HORS-UE", "s 000.000", "x@ok.test"); l.Reason != domain.Deregistered {
			t.Errorf("purged, the import says %s %s", l.Verdict, l.Reason)
		}
		if all, err := db.RightsRequests(ctx, domain.Filter{}, domain.Page{Limit: 5}); err != nil || len(all.Rows) != 1 {
			t.Errorf("%d requests are left after five years, %v", len(all.Rows), err)
		}
		clock.Set(start.AddDate(6, 0, 2).Add(time.Hour))
		w.purgeAll()
		if all, err := db.RightsRequests(ctx, domain.Filter{}, domain.Page{Limit: 5}); err != nil || len(all.Rows) != 0 {
			t.Errorf("%d requests are left after six years, %v", len(all.Rows), err)
		}
		clock.Set(start)
	})
}

func hasProblem(found []desk.Problem, check string) bool {
	for _, p := range found {
		if p.Check == check {
			return true
		}
	}
	return false
}

func TestOverdueRequestIsToldByCheckAndHome(t *testing.T) {
	clock := fixture.NewClock()
	start := clock.Now()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(start)
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		q := w.register(desk.RightsForm{Kind: domain.RightsAccess, Scope: domain.ScopeUser, SubjectID: w.town.Users[0], Identified: true, ReceivedOn: "2026-10-22"})
		if q.DueOn != "2026-11-23" { // the 22nd is a Sunday
			t.Errorf("due on %s", q.DueOn)
		}
		h, err := w.desk.Home(ctx, w.team["Agathe"])
		if err != nil || h.RightsLate.N != 1 || h.RightsOpen.N != 0 {
			t.Errorf("home counts %+v %+v, %v", h.RightsLate, h.RightsOpen, err)
		}
		found, err := w.desk.Check(ctx, w.team["Adam"])
		if err != nil || !hasProblem(found, "rights_overdue") {
			t.Errorf("check says %+v, %v", found, err)
		}
		if _, err := w.desk.ExtendRights(ctx, w.team["Agathe"], q.ID, q.Version, "archives"); keyOf(err) != "rights_extend_late" {
			t.Errorf("extended after the first month: %v", err)
		}
		a, err := w.desk.AccessFile(ctx, w.team["Agathe"], q.ID)
		if err != nil || len(a.Accounts) != 1 || len(a.Accounts[0].Origins) != 1 {
			t.Errorf("the file has %+v, %v", a, err)
		}
		if q, err = w.desk.ExecuteRights(ctx, w.team["Agathe"], q.ID, q.Version, "", ""); err != nil || q.State != domain.RightsExecuted {
			t.Errorf("answered, it is %s, %v", q.State, err)
		}
		mails, err := db.MailsTo(ctx, w.town.Address(0), 5)
		if err != nil || len(mails) != 1 || mails[0].Kind != domain.MailRightsDone {
			t.Fatalf("the answer is %+v, %v", mails, err)
		}
		if body, err := db.MailBody(ctx, mails[0].ID); err != nil || !strings.Contains(body.Text, "Supplier 0") || !strings.Contains(body.Text, "Commune de Valmont") {
			t.Errorf("it says %s, %v", body.Text, err)
		}
	})
}
