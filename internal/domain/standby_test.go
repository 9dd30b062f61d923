package domain

import (
	"errors"
	"testing"
)

func TestBuyersDecisionOnAStandby(t *testing.T) {
	standby := FollowUp{State: FollowUpStandby, StandbyReason: StandbyDispute, StandbyOn: "2026-11-02"}
	kept := standby
	kept.StandbyConfirmed = true
	for _, c := range []struct {
		name      string
		from      FollowUp
		decision  StandbyDecision
		reason    string
		state     FollowUpState
		confirmed bool
		refused   string
	}{
		{"kept", standby, StandbyKept, "", FollowUpStandby, true, ""},
		{"kept twice", kept, StandbyKept, "", "", false, "standby_decided"},
		{"deleted", standby, StandbyDeleted, "", FollowUpClosed, false, ""},
		{"deleted after it was kept", kept, StandbyDeleted, "", FollowUpClosed, false, ""},
		{"reactivated", standby, StandbyReactivated, "the contract runs until June", FollowUpActive, false, ""},
		{"reactivated without a reason", standby, StandbyReactivated, "", "", false, "standby_reason_missing"},
		{"not on stand-by", FollowUp{State: FollowUpActive}, StandbyKept, "", "", false, "followup_not_standby"},
		{"closed", FollowUp{State: FollowUpClosed}, StandbyReactivated, "why not", "", false, "followup_not_standby"},
		{"no decision at all", standby, "", "", "", false, "field_unknown"},
		{"an event that is no decision", standby, StandbyEnded, "", "", false, "field_unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := c.from
			err := f.Decide(c.decision, c.reason, "2026-11-22")
			if c.refused != "" {
				var refusal *Error
				if !errors.As(err, &refusal) || refusal.Key != c.refused || f != c.from {
					t.Fatalf("err = %v and %+v, want %s and nothing changed", err, f, c.refused)
				}
				return
			}
			if err != nil || f.State != c.state || f.StandbyConfirmed != c.confirmed {
				t.Fatalf("err = %v, %s confirmed %v, want %s %v", err, f.State, f.StandbyConfirmed, c.state, c.confirmed)
			}
			if f.State == FollowUpClosed && f.ClosedOn != "2026-11-22" || f.State != FollowUpStandby && (f.StandbyReason != "" || f.StandbyOn != "") {
				t.Fatalf("left over: %+v", f)
			}
		})
	}
}

func TestWhoLearnsOfAStandby(t *testing.T) {
	for _, c := range []struct {
		side            Side
		buyer, supplier bool
	}{{SideSupplier, true, false}, {SideStaff, true, false}, {SideBuyer, false, true}, {SideClock, true, true}} {
		if b, s := (StandbyEvent{Side: c.side}).Tells(); b != c.buyer || s != c.supplier {
			t.Errorf("%s tells buyer %v supplier %v, want %v %v", c.side, b, s, c.buyer, c.supplier)
		}
	}
}

func TestWhoIsToldAtABuyer(t *testing.T) {
	person := func(id int64, email string, state UserState) User {
		return User{ID: id, Email: email, EmailKey: email, State: state, Language: English}
	}
	contact, gone := person(1, "contact@b.example", UserActive), person(2, "gone@b.example", UserDisabled)
	bounced := person(3, "bounced@b.example", UserActive)
	bounced.Bounced = true
	administrator := person(4, "admin@b.example", UserInvited)
	for _, c := range []struct {
		name string
		p    BuyerPeople
		want []string
	}{
		{"who set the follow-up up", BuyerPeople{Contacts: []User{contact}, Administrators: []User{administrator}, StandbyEmail: "s@b.example"}, []string{"contact@b.example"}},
		{"an address once", BuyerPeople{Contacts: []User{contact, contact}}, []string{"contact@b.example"}},
		{"administrators where the contact left", BuyerPeople{Contacts: []User{gone}, Administrators: []User{administrator}}, []string{"admin@b.example"}},
		{"administrators where the contact's address fails", BuyerPeople{Contacts: []User{bounced}, Administrators: []User{administrator}}, []string{"admin@b.example"}},
		{"the address for stand-bys", BuyerPeople{Contacts: []User{gone}, StandbyEmail: "s@b.example"}, []string{"s@b.example"}},
		{"nobody", BuyerPeople{Administrators: []User{{ID: 5, State: UserInvited}}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.p.Reach()
			if len(got) != len(c.want) {
				t.Fatalf("%v, want %v", got, c.want)
			}
			for i := range got {
				if got[i].Email != c.want[i] {
					t.Errorf("%v, want %v", got, c.want)
				}
			}
		})
	}
}
