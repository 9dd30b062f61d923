package domain

import "testing"

func TestAnEstablishmentKeepsAnAdministratorWhileOthersRemain(t *testing.T) {
	person := func(id int64, role Role, state UserState) User { return User{ID: id, Role: role, State: state} }
	chief, second := person(1, RoleAdministrator, UserActive), person(2, RoleAdministrator, UserInvited)
	member, gone := person(3, RoleStandard, UserActive), person(4, RoleStandard, UserDisabled)
	held := person(5, RoleStandard, UserInvited)
	held.HeldContact = true
	with := func(u User, role Role, state UserState) User {
		u.Role, u.State = role, state
		return u
	}
	for _, c := range []struct {
		name    string
		all     []User
		after   User
		refused bool
	}{
		{"the last one, disabled, while a member remains", []User{chief, member}, with(chief, RoleAdministrator, UserDisabled), true},
		{"the last one, made standard", []User{chief}, with(chief, RoleStandard, UserActive), true},
		{"one of two", []User{chief, second, member}, with(chief, RoleAdministrator, UserDisabled), false},
		{"the only user", []User{chief}, with(chief, RoleAdministrator, UserErased), false},
		{"the last one while the others are gone or held", []User{chief, gone, held}, with(chief, RoleAdministrator, UserDisabled), false},
		{"a member", []User{chief, member}, with(member, RoleStandard, UserDisabled), false},
		{"nobody was administrator before", []User{member, gone}, with(member, RoleRestricted, UserActive), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := KeepsAdministrator(c.all, c.after); (err != nil) != c.refused {
				t.Fatalf("err = %v, want refused %v", err, c.refused)
			}
		})
	}
}

func TestRightsBelowAdministrator(t *testing.T) {
	u := User{State: UserActive, Role: RoleRestricted, Rights: Deposit, RightsToSet: true}
	if err := u.SetRights(RoleStandard, 0); err != nil || u.Rights != AllRights || u.RightsToSet {
		t.Fatalf("standard has every right: %+v, %v", u, err)
	}
	if err := u.SetRights(RoleRestricted, Deposit|SeeBuyers); err != nil || u.Rights != Deposit|SeeBuyers {
		t.Fatalf("restricted has what is set: %+v, %v", u, err)
	}
	if err := u.SetRights(RoleAdministrator, AllRights); KindOf(err) != Forbidden || u.Role != RoleRestricted {
		t.Fatalf("administrator is only named: %+v, %v", u, err)
	}
	gone := User{State: UserErased}
	if err := gone.SetRights(RoleStandard, 0); KindOf(err) != Conflict {
		t.Fatalf("erased: %v", err)
	}
}

func TestANominationWaits48Hours(t *testing.T) {
	n := Nomination{State: NominationPending, EffectiveAt: 1000}
	if err := n.Decide(NominationEffective, 999); KindOf(err) != Conflict {
		t.Fatalf("a moment early: %v", err)
	}
	if err := n.Decide(NominationEffective, 1000); err != nil || n.State != NominationEffective {
		t.Fatalf("at its hour: %+v %v", n, err)
	}
	if err := n.Decide(NominationObjected, 1001); KindOf(err) != Conflict || n.State != NominationEffective {
		t.Fatalf("after its effect: %+v %v", n, err)
	}
}

func TestASuccessorTakesTheRoleButForAnAdministrators(t *testing.T) {
	for _, c := range []struct {
		left Role
		want Role
	}{{RoleRestricted, RoleRestricted}, {RoleStandard, RoleStandard}, {RoleAdministrator, RoleStandard}} {
		s := SuccessorOf(User{EstablishmentID: 7, Role: c.left, Rights: Deposit, Language: English}, User{Email: "a@b.example"})
		if s.Role != c.want || s.EstablishmentID != 7 || s.State != UserInvited || s.Language != English {
			t.Errorf("%s: %+v", c.left, s)
		}
	}
}

func TestAnEstablishmentMovesWithinItsCompanyOnly(t *testing.T) {
	e := Establishment{IDType: SIRET, IDValue: "42199758600035", SIREN: "421997586", State: EstablishmentActive}
	for _, c := range []struct {
		target string
		kind   ErrorKind
	}{{"42199758600043", ""}, {"42199758600035", Invalid}, {"21590328700013", Invalid}} {
		if err := e.MoveTo(Identifier{Type: SIRET, Value: c.target}); KindOf(err) != c.kind {
			t.Errorf("%s: %v", c.target, err)
		}
	}
	e.State = EstablishmentDeregistered
	if err := e.MoveTo(Identifier{Type: SIRET, Value: "42199758600043"}); KindOf(err) != Conflict {
		t.Errorf("a removed one: %v", err)
	}
}
