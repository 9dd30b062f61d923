package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// clerk gives the buyer of a town somebody who set a follow-up up.
func clerk(t *testing.T, db *store.DB, town fixture.Town, followUp int64) {
	t.Helper()
	ctx := context.Background()
	err := db.Write(ctx, fixture.Operator(), domain.AddUser, func(tx *store.Tx) error {
		id, err := tx.InsertUser(ctx, domain.User{EstablishmentID: town.Buyer, Email: "mairie@valmont.test", Language: domain.English,
			Role: domain.RoleAdministrator, Rights: domain.AllRights, State: domain.UserInvited})
		if err != nil {
			return err
		}
		return tx.AddBuyerContact(ctx, followUp, id)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func mailsTo(t *testing.T, db *store.DB, email string, kind domain.MailKind) []domain.Mail {
	t.Helper()
	all, err := db.MailsTo(context.Background(), email, 50)
	if err != nil {
		t.Fatal(err)
	}
	var out []domain.Mail
	for _, m := range all {
		if m.Kind == kind {
			out = append(out, m)
		}
	}
	return out
}

func TestABuyerIsAskedToDecideOnAStandbyAndTheSupplierLearnsIt(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		town := fixture.NewTown(t, db, 1)
		d := at(t, db, clock)
		clerk(t, db, town, town.FollowUps[0])
		by := fixture.Operator()
		if err := d.PutOnStandby(ctx, by, town.FollowUps, domain.StandbyContractEnded, "ended in May", ""); err != nil {
			t.Fatal(err)
		}
		asked := mailsTo(t, db, "mairie@valmont.test", domain.MailStandbyBuyer)
		if len(asked) != 1 || asked[0].Language != domain.English || asked[0].DueAt != domain.InstantOf(clock.Now()).Add(20*time.Second) {
			t.Fatalf("the buyer's mail: %+v", asked)
		}
		if c, _ := d.FollowUp(ctx, by, town.FollowUps[0]); !c.Row.StandbyTold || c.Row.StandbyOn != "2026-11-25" || len(c.Events) != 1 {
			t.Fatalf("after: %+v", c.Row.FollowUp)
		}
		if err := d.DecideForBuyer(ctx, by, town.FollowUps[0], domain.StandbyReactivated, ""); domain.KindOf(err) != domain.Invalid {
			t.Fatalf("without a reason: %v", err)
		}
		if err := d.DecideForBuyer(ctx, by, town.FollowUps[0], domain.StandbyReactivated, "the contract was renewed"); err != nil {
			t.Fatal(err)
		}
		told := mailsTo(t, db, town.Address(0), domain.MailStandbySupplier)
		if len(told) != 1 {
			t.Fatalf("the supplier's mail: %+v", told)
		}
		event, err := db.StandbyEvent(ctx, told[0].SubjectID)
		if err != nil || event.Side != domain.SideBuyer || event.Reason != "the contract was renewed" {
			t.Fatalf("%+v, %v", event, err)
		}
	})
}

func TestUndoingAStandbyWithin20SecondsTakesTheBuyersMailBack(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		town := fixture.NewTown(t, db, 1)
		d := at(t, db, clock)
		clerk(t, db, town, town.FollowUps[0])
		by := fixture.Operator()
		if err := d.PutOnStandby(ctx, by, town.FollowUps, domain.StandbyDispute, "", ""); err != nil {
			t.Fatal(err)
		}
		if err := d.Reactivate(ctx, by, town.FollowUps); err != nil {
			t.Fatal(err)
		}
		mails := mailsTo(t, db, "mairie@valmont.test", domain.MailStandbyBuyer)
		if len(mails) != 1 || mails[0].State != domain.MailCancelled || mails[0].Reason != "recalled" {
			t.Fatalf("one mail, taken back, and none that says it is over: %+v", mails)
		}
	})
}

func TestAStandbyWhoseBuyerHasNobodyWaitsToBeReached(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		town := fixture.NewTown(t, db, 2)
		d := at(t, db, clock)
		by := fixture.Operator()
		if err := d.PutOnStandby(ctx, by, town.FollowUps, domain.StandbyNeverSupplied, "", ""); err != nil {
			t.Fatal(err)
		}
		h, err := d.Home(ctx, by)
		if err != nil || h.Undecided.N != 2 || h.ToReach.N != 2 {
			t.Fatalf("%+v, %v", h, err)
		}
		if err := d.DecideForBuyer(ctx, by, town.FollowUps[0], domain.StandbyKept, ""); err != nil {
			t.Fatal(err)
		}
		if h, _ = d.Home(ctx, by); h.Undecided.N != 1 || h.ToReach.N != 1 {
			t.Fatalf("after one was reached: %+v", h)
		}
	})
}

func TestBothSidesLearnThatAStandbyHasEnded(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC))
		town := fixture.NewTown(t, db, 1)
		d := at(t, db, clock)
		clerk(t, db, town, town.FollowUps[0])
		if err := d.PutOnStandby(ctx, fixture.Operator(), town.FollowUps, domain.StandbyDispute, "", "2026-12-01"); err != nil {
			t.Fatal(err)
		}
		if err := db.Maintain(ctx, func(tx *store.Tx) error { // the first mail has left meanwhile
			ms, err := tx.ClaimMails(ctx, store.Claim{By: "test", Now: tx.Now().Add(time.Minute), Until: tx.Now().Add(time.Hour), Open: true, Limit: 10})
			for _, m := range ms {
				m.State, m.SentAt = domain.MailSent, tx.Now()
				err = errors.Join(err, tx.SettleMails(ctx, []domain.Mail{m}))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		clock.Set(time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC))
		if n, err := d.EndStandbys(ctx); n != 1 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		buyer, supplier := mailsTo(t, db, "mairie@valmont.test", domain.MailStandbyBuyer), mailsTo(t, db, town.Address(0), domain.MailStandbySupplier)
		if len(buyer) != 2 || len(supplier) != 1 || !strings.HasPrefix(buyer[0].DedupKey, "standby|") {
			t.Fatalf("buyer %+v, supplier %+v", buyer, supplier)
		}
	})
}
