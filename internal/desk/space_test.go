package desk_test

import (
	"testing"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

func TestRestrictedUserSeesAndDoesWhatTheirRightsSay(t *testing.T) {
	eachShop(t, func(s *shop) {
		for user, word := range map[int64]string{s.administrator: " a", s.helper: " b", s.lone: " c"} {
			s.password(user, passphrase+word)
		}
		boss, helper, lone := s.logIn("claire@martin.example", passphrase+" a"), s.logIn("luc@martin.example", passphrase+" b"), s.logIn("zoe@martin.example", passphrase+" c")
		for name, c := range map[string]struct {
			v    desk.Visitor
			want int
		}{"administrator": {boss, 2}, "helper": {helper, 1}, "lone": {lone, 1}} {
			f, err := s.Space(s.ctx, c.v)
			s.ok(err)
			if len(f.Entries) != c.want {
				s.Errorf("%s sees %d buyers", name, len(f.Entries))
			}
		}
		_, err := s.Client(s.ctx, helper, s.second)
		s.refused(err, "not_found")
		client, err := s.Client(s.ctx, helper, s.first)
		s.ok(err)
		if client.Entry.Buyer.Name != "Ville de Lille" || len(client.Entry.Lines) != 3 {
			s.Errorf("%+v", client.Entry)
		}
		h := domain.Handover{TypeCode: "ASV", IssuedOn: "2026-11-01"}
		if _, err = s.DepositBySpace(s.ctx, lone, h, s.upload("lone")); err == nil {
			s.Error("a user without the right deposits")
		}
		s.refused(err, "deposit_right_missing")
		id, err := s.DepositBySpace(s.ctx, helper, domain.Handover{TypeCode: "ASV", IssuedOn: "2026-11-01", SupplierID: 99, HandedOverOn: "2026-01-01"}, s.upload("helper"))
		s.ok(err)
		card, err := s.Document(s.ctx, s.agent, id)
		s.ok(err)
		if d := card.Document; d.SupplierID != s.supplier || d.DepositedOn != s.Today() || d.UserID != s.helper || d.Channel != domain.DepositBySpace {
			s.Errorf("the form decides nothing but the document: %+v", d)
		}
		s.hand("IMM", "other")
		own, err := s.OwnDocuments(s.ctx, helper)
		s.ok(err)
		all, err := s.OwnDocuments(s.ctx, boss)
		s.ok(err)
		if len(own) != 1 || len(all) != 2 {
			s.Errorf("helper sees %d, administrator %d", len(own), len(all))
		}
		s.refused(s.StandbyBySpace(s.ctx, helper, domain.StandbyRequest{FollowUpID: s.first, Reason: domain.StandbyDuplicate}), "standby_right_missing")
		_, err = s.Company(s.ctx, helper)
		s.refused(err, "company_administrators")
		s.refused(s.SetCompanyRights(s.ctx, helper, s.lone, domain.RoleStandard, 0), "company_administrators")
		s.refused(s.AskTwoFactor(s.ctx, helper), "company_administrators")
	})
}

func TestStandbyFromTheSpaceTakesEffectAtOnceAndTellsTheBuyer(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.password(s.administrator, passphrase)
		v := s.logIn("claire@martin.example", passphrase)
		s.ok(s.StandbyBySpace(s.ctx, v, domain.StandbyRequest{FollowUpID: s.first, Reason: domain.StandbyContractEnded}))
		f, _ := s.compliance(s.first)
		if f.State != domain.FollowUpStandby || f.StandbyPending || f.StandbyReason != domain.StandbyContractEnded {
			s.Fatalf("%+v", f)
		}
		events, err := s.db.StandbyEvents(s.ctx, s.first, 5)
		s.ok(err)
		if len(events) != 1 || events[0].Side != domain.SideSupplier || events[0].UserID != s.administrator {
			s.Errorf("%+v", events)
		}
		w, err := s.db.Mails(s.ctx, domain.Filter{Terms: []domain.Term{{Field: "kind", Value: string(domain.MailStandbyConfirm)}}}, domain.Page{Limit: 10})
		s.ok(err)
		if len(w.Rows) != 0 {
			s.Error("nothing is left to confirm")
		}
		s.refused(s.StandbyBySpace(s.ctx, v, domain.StandbyRequest{FollowUpID: s.first, Reason: domain.StandbyDuplicate}), "followup_not_active")
		s.ok(s.ReactivateBySpace(s.ctx, v, s.first))
		if f, _ = s.compliance(s.first); f.State != domain.FollowUpActive {
			s.Errorf("%+v", f)
		}
		foreign := int64(0)
		s.ok(s.db.Write(s.ctx, fixture.Operator(), domain.AddFollowUp, func(tx *store.Tx) error {
			e, err := tx.InsertEstablishment(s.ctx, domain.Establishment{IDType: domain.SIRET, IDValue: "55208131766522", Name: "Autre", Country: "FR", State: domain.EstablishmentActive, IsSupplier: true})
			if err != nil {
				return err
			}
			foreign, err = tx.InsertFollowUp(s.ctx, domain.FollowUp{BuyerID: s.buyer, SupplierID: e, State: domain.FollowUpStandby, Episode: 1, BeganOn: "2026-09-01", EndsOn: domain.Forever})
			return err
		}))
		s.refused(s.ReactivateBySpace(s.ctx, v, foreign), "not_found")
		s.refused(s.StandbyBySpace(s.ctx, v, domain.StandbyRequest{FollowUpID: foreign, Reason: domain.StandbyDuplicate}), "not_found")
	})
}

func TestAdministratorKeepsTheirCompanyInOrder(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.password(s.administrator, passphrase)
		s.password(s.helper, passphrase+" b")
		v, helper := s.logIn("claire@martin.example", passphrase), s.logIn("luc@martin.example", passphrase+" b")
		c, err := s.Company(s.ctx, v)
		s.ok(err)
		if len(c.Users) != 3 || c.AddedFor[s.first] != "Ville de Lille" {
			s.Fatalf("%+v", c)
		}
		s.ok(s.SetCompanyRights(s.ctx, v, s.helper, domain.RoleRestricted, domain.Deposit|domain.SeeDocuments))
		u, err := s.db.User(s.ctx, s.helper)
		s.ok(err)
		if u.RightsToSet || u.Rights != domain.Deposit|domain.SeeDocuments {
			s.Errorf("%+v", u.User)
		}
		s.refused(s.SetCompanyRights(s.ctx, v, s.helper, domain.RoleAdministrator, 0), "role_by_nomination")
		s.refused(s.SetCompanyRights(s.ctx, v, s.administrator, domain.RoleStandard, 0), "role_by_nomination")
		s.refused(s.DisableColleague(s.ctx, v, s.administrator), "company_oneself")
		s.ok(s.DisableColleague(s.ctx, v, s.helper))
		_, err = s.DepositBySpace(s.ctx, helper, domain.Handover{TypeCode: "IMM"}, s.upload("shut"))
		s.refused(err, "login_needed")
		s.ok(s.EnableColleague(s.ctx, v, s.helper))
		s.ok(s.RenewColleague(s.ctx, v, s.helper))
		added, err := s.AddColleague(s.ctx, v, desk.NewUser{EstablishmentID: s.buyer, FollowUpID: s.second, Role: domain.RoleStandard, Email: "paul@martin.example", LastName: "Petit"})
		s.ok(err)
		u, err = s.db.User(s.ctx, added)
		s.ok(err)
		if u.EstablishmentID != s.supplier || u.Role != domain.RoleStandard || u.RightsToSet || u.AddedFor != 0 {
			s.Errorf("%+v", u.User)
		}
		_, err = s.AddColleague(s.ctx, v, desk.NewUser{Role: domain.RoleAdministrator, Email: "eve@martin.example"})
		s.refused(err, "role_by_nomination")
		var stranger int64
		s.ok(s.db.Write(s.ctx, fixture.Operator(), domain.AddUser, func(tx *store.Tx) (err error) {
			stranger, err = tx.InsertUser(s.ctx, domain.User{EstablishmentID: s.buyer, Email: "achats@lille.example", Role: domain.RoleStandard, Rights: domain.AllRights, State: domain.UserActive})
			return err
		}))
		s.refused(s.DisableColleague(s.ctx, v, stranger), "not_found")
		s.refused(s.SetCompanyRights(s.ctx, v, stranger, domain.RoleRestricted, 0), "not_found")
		s.refused(s.RenewColleague(s.ctx, v, stranger), "not_found")
	})
}

func TestRightsAskedFromTheSpaceCountAtOnceAndCanBeTakenBack(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.password(s.administrator, passphrase)
		v := s.logIn("claire@martin.example", passphrase)
		q, err := s.AskRightsBySpace(s.ctx, v, domain.RightsObjection, domain.ScopeUser, "")
		s.ok(err)
		if _, out := s.compliance(s.first); out != domain.NotPending {
			s.Errorf("the next cycle: %s", out)
		}
		all, err := s.OwnRights(s.ctx, v)
		s.ok(err)
		if len(all) != 1 || all[0].ID != q.ID {
			s.Errorf("%+v", all)
		}
		s.ok(s.WithdrawRightsBySpace(s.ctx, v, q.ID))
		if _, out := s.compliance(s.first); out != domain.Mailed {
			s.Errorf("after it was taken back: %s", out)
		}
	})
}

func TestSecurityAuditsAreWrittenByAdministratorsAndReadByAll(t *testing.T) {
	eachShop(t, func(s *shop) {
		boss := domain.Actor{Name: "Anne", Role: domain.Administrator, Door: "console"}
		a := domain.SecurityAudit{DoneOn: "2026-10-02", Auditor: "Synacktiv", Scope: "pages, SSH", Conclusion: "aucune faille critique", Reference: "R-2026-17"}
		_, err := s.AddSecurityAudit(s.ctx, s.agent, a)
		s.refused(err, "forbidden")
		_, err = s.AddSecurityAudit(s.ctx, boss, domain.SecurityAudit{DoneOn: "2027-01-01", Auditor: "x", Scope: "x", Conclusion: "x"})
		s.refused(err, "audit_future")
		_, err = s.AddSecurityAudit(s.ctx, boss, domain.SecurityAudit{DoneOn: "2026-01-01", Auditor: "x", Scope: "x"})
		s.refused(err, "field_missing")
		_, err = s.AddSecurityAudit(s.ctx, boss, a)
		s.ok(err)
		a.DoneOn, a.Reference = "2025-10-02", ""
		_, err = s.AddSecurityAudit(s.ctx, boss, a)
		s.ok(err)
		all, err := s.SecurityAudits(s.ctx, domain.Actor{Name: "Louis", Role: domain.Auditor})
		s.ok(err)
		if len(all) != 2 || all[0].DoneOn != "2026-10-02" || all[0].Reference != "R-2026-17" {
			s.Errorf("%+v", all)
		}
	})
}
