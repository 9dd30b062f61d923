package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

const passphrase = "quatre chevaux boivent"

// password gives a user a password by a link, as the mailer sends it.
func (s *shop) password(user int64, word string) {
	s.Helper()
	s.ok(s.SetPassword(s.ctx, s.reset(user), word))
}

func (s *shop) reset(user int64) string {
	s.Helper()
	var token string
	s.ok(s.db.Maintain(s.ctx, func(tx *store.Tx) error {
		l := domain.Link{Kind: domain.LinkReset, SubjectID: user, CreatedAt: tx.Now(), ExpiresAt: tx.Now().Add(domain.LinkReset.Life())}
		token = s.keys.Mint(&l)
		_, err := tx.InsertLink(s.ctx, l)
		return err
	}))
	s.clock.Add(time.Millisecond) // so that the next link is another
	return token
}

func (s *shop) logIn(email, password string) desk.Visitor {
	s.Helper()
	l, err := s.LogIn(s.ctx, email, password)
	s.ok(err)
	v, err := s.Visitor(s.ctx, l.Cookie)
	s.ok(err)
	return v
}

func TestLogInSaysTheSameToEverybodyWhoMayNot(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.password(s.administrator, passphrase)
		s.password(s.helper, passphrase+" b")
		s.ok(s.DisableUser(s.ctx, fixture.Operator(), s.helper))
		for name, c := range map[string][2]string{
			"unknown":         {"nobody@martin.example", passphrase},
			"wrong":           {"claire@martin.example", passphrase + "x"},
			"empty":           {"claire@martin.example", ""},
			"endless":         {"claire@martin.example", strings.Repeat("x", 1<<16)},
			"disabled":        {"luc@martin.example", passphrase + " b"},
			"without account": {"zoe@martin.example", passphrase},
		} {
			if _, err := s.LogIn(s.ctx, c[0], c[1]); !errors.Is(err, domain.Refuse(domain.Forbidden, "login_refused")) {
				s.Errorf("%s: %v", name, err)
			}
		}
		if v := s.logIn(" Claire@Martin.example ", passphrase); v.User.ID != s.administrator {
			s.Errorf("%+v", v.User)
		}
	})
}

func TestSessionEndsIdleLateByLogOutAndByANewPassword(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.password(s.administrator, passphrase)
		open := func() string {
			l, err := s.LogIn(s.ctx, "claire@martin.example", passphrase)
			s.ok(err)
			return l.Cookie
		}
		over := func(cookie, what string) {
			if _, err := s.Visitor(s.ctx, cookie); !errors.Is(err, domain.Refuse(domain.Forbidden, "login_needed")) {
				s.Errorf("%s: %v", what, err)
			}
		}
		idle := open()
		s.clock.Add(29 * time.Minute)
		_, err := s.Visitor(s.ctx, idle)
		s.ok(err)
		s.clock.Add(29 * time.Minute)
		_, err = s.Visitor(s.ctx, idle)
		s.ok(err)
		s.clock.Add(30 * time.Minute)
		over(idle, "idle")
		long := open()
		for range 35 {
			s.clock.Add(20 * time.Minute)
			_, err = s.Visitor(s.ctx, long)
			s.ok(err)
		}
		s.clock.Add(20 * time.Minute)
		over(long, "after twelve hours")
		left, kept := open(), open()
		s.ok(s.LogOut(s.ctx, left))
		over(left, "logged out")
		s.ok(s.LogOut(s.ctx, "nothing"))
		token := s.reset(s.administrator)
		s.password(s.administrator, passphrase+" deux")
		over(kept, "after a new password")
		s.refused(s.SetPassword(s.ctx, token, passphrase+" trois"), "link_gone")
		if _, err := s.LogIn(s.ctx, "claire@martin.example", passphrase); err == nil {
			s.Error("the old password still opens")
		}
		disabled := func() string {
			l, err := s.LogIn(s.ctx, "claire@martin.example", passphrase+" deux")
			s.ok(err)
			return l.Cookie
		}()
		s.ok(s.db.Write(s.ctx, fixture.Operator(), domain.DisableUser, func(tx *store.Tx) error {
			u, err := tx.User(s.ctx, s.administrator)
			after := u.User
			after.State = domain.UserDisabled
			return errors.Join(err, tx.UpdateUser(s.ctx, u.User, after))
		}))
		over(disabled, "disabled meanwhile")
	})
}

func TestPasswordOfALinkMustBeAGoodOne(t *testing.T) {
	eachShop(t, func(s *shop) {
		token := s.reset(s.administrator)
		s.refused(s.SetPassword(s.ctx, token, "court"), "password_short")
		s.refused(s.SetPassword(s.ctx, token, "motdepasse2026"), "password_common")
		s.refused(s.SetPassword(s.ctx, token, "claire aime le pain"), "password_address")
		s.ok(s.SetPassword(s.ctx, token, passphrase))
		s.refused(s.SetPassword(s.ctx, token, passphrase+" deux"), "link_gone")
	})
}

func TestOnePasswordInSeveralEstablishmentsAsksWhich(t *testing.T) {
	eachShop(t, func(s *shop) {
		var twin, third int64
		s.ok(s.db.Write(s.ctx, fixture.Operator(), domain.AddUser, func(tx *store.Tx) error {
			for _, into := range []*int64{&twin, &third} {
				value := map[*int64]string{&twin: "73282932000082", &third: "73282932000090"}[into]
				e, err := tx.InsertEstablishment(s.ctx, domain.Establishment{IDType: domain.SIRET, IDValue: value, SIREN: "732829320", Name: "Martin " + value[9:],
					Country: "FR", State: domain.EstablishmentActive, IsSupplier: true})
				if err != nil {
					return err
				}
				if *into, err = tx.InsertUser(s.ctx, domain.User{EstablishmentID: e, Email: "claire@martin.example", Role: domain.RoleAdministrator, Rights: domain.AllRights,
					State: domain.UserActive, Language: domain.French}); err != nil {
					return err
				}
			}
			return nil
		}))
		s.password(s.administrator, passphrase)
		s.password(twin, passphrase)
		s.password(third, passphrase+" autre")
		l, err := s.LogIn(s.ctx, "claire@martin.example", passphrase)
		s.ok(err)
		if l.Cookie != "" || len(l.Choices) != 2 || l.Choices[0].UserID != s.administrator || l.Choices[1].UserID != twin {
			s.Fatalf("%+v", l)
		}
		_, err = s.ChooseAccess(s.ctx, l.Pending, third)
		s.refused(err, "login_over")
		chosen, err := s.ChooseAccess(s.ctx, l.Pending, twin)
		s.ok(err)
		v, err := s.Visitor(s.ctx, chosen.Cookie)
		s.ok(err)
		if v.User.ID != twin {
			s.Errorf("%+v", v.User)
		}
		_, err = s.ChooseAccess(s.ctx, l.Pending, twin)
		s.refused(err, "login_over")
		s.clock.Add(domain.LoginLife)
		_, err = s.ChooseAccess(s.ctx, l.Pending, s.administrator)
		s.refused(err, "login_over")
	})
}

func TestTwoFactorCodeIsTriedFiveTimesAndUsedOnce(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.password(s.administrator, passphrase)
		v := s.logIn("claire@martin.example", passphrase)
		s.ok(s.AskTwoFactor(s.ctx, v))
		s.refused(s.AskTwoFactor(s.ctx, v), "two_factor_asked")
		s.refused(s.SwitchTwoFactor(s.ctx, s.agent, s.supplier, true, ""), "forbidden")
		s.ok(s.SwitchTwoFactor(s.ctx, fixture.Operator(), s.supplier, true, ""))
		rows, err := s.TwoFactors(s.ctx, s.agent)
		s.ok(err)
		if len(rows) != 1 || rows[0].RequestedBy != "Claire" || rows[0].RequestedOn != "2026-11-25" || rows[0].Method != domain.TwoFactorMail || !rows[0].On() {
			s.Fatalf("%+v", rows)
		}
		ask := func() (desk.LoggedIn, string) {
			l, err := s.LogIn(s.ctx, "claire@martin.example", passphrase)
			s.ok(err)
			if l.Cookie != "" || l.UserID != s.administrator {
				s.Fatalf("%+v", l)
			}
			c, err := s.db.LoginByHash(s.ctx, s.keys.Hash("login", l.Pending+"|"+decimal(l.UserID)))
			s.ok(err)
			return l, s.keys.Code(c)
		}
		l, code := ask()
		wrong := "000000"
		if code == wrong {
			wrong = "111111"
		}
		for left := 4; left > 0; left-- {
			_, err := s.EnterCode(s.ctx, l.Pending, l.UserID, wrong)
			var refusal *domain.Error
			if !errors.As(err, &refusal) || refusal.Key != "login_code_wrong" || refusal.Args["Left"] != left {
				s.Fatalf("%d left: %v %v", left, err, refusal.Args)
			}
		}
		_, err = s.EnterCode(s.ctx, l.Pending, l.UserID, wrong)
		s.refused(err, "login_over")
		_, err = s.EnterCode(s.ctx, l.Pending, l.UserID, code)
		s.refused(err, "login_over")
		l, code = ask()
		in, err := s.EnterCode(s.ctx, l.Pending, l.UserID, code[:3]+" "+code[3:])
		s.ok(err)
		if _, err := s.Visitor(s.ctx, in.Cookie); err != nil {
			s.Error(err)
		}
		_, err = s.EnterCode(s.ctx, l.Pending, l.UserID, code)
		s.refused(err, "login_over")
		l, code = ask()
		s.clock.Add(domain.LoginLife)
		_, err = s.EnterCode(s.ctx, l.Pending, l.UserID, code)
		s.refused(err, "login_over")
		_, err = s.ChooseAccess(s.ctx, l.Pending, l.UserID)
		s.refused(err, "login_over")
		s.ok(s.SwitchTwoFactor(s.ctx, fixture.Operator(), s.supplier, false, ""))
		s.logIn("claire@martin.example", passphrase)
	})
}

// A code that waits must not be a way around itself: choosing the account of
// an unfinished log-in sends another code, it never opens a session.
func TestChoosingDoesNotStepAroundTheCode(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.password(s.administrator, passphrase)
		s.ok(s.SwitchTwoFactor(s.ctx, fixture.Operator(), s.supplier, true, "M. Martin, par téléphone"))
		l, err := s.LogIn(s.ctx, "claire@martin.example", passphrase)
		s.ok(err)
		again, err := s.ChooseAccess(s.ctx, l.Pending, l.UserID)
		s.ok(err)
		if again.Cookie != "" {
			s.Error("a session without a code")
		}
	})
}

func TestAskingForALinkTellsNothingAndSendsToTheAddressOnFile(t *testing.T) {
	eachShop(t, func(s *shop) {
		s.ok(s.AskReset(s.ctx, "nobody@martin.example"))
		s.ok(s.AskReset(s.ctx, "CLAIRE@martin.example"))
		s.ok(s.AskReset(s.ctx, "claire@martin.example")) // once an hour
		w, err := s.db.Mails(s.ctx, domain.Filter{Terms: []domain.Term{{Field: "kind", Value: string(domain.MailReset)}}}, domain.Page{Limit: 10})
		s.ok(err)
		if len(w.Rows) != 1 || w.Rows[0].Email != "claire@martin.example" || w.Rows[0].SubjectID != s.administrator {
			s.Errorf("%+v", w.Rows)
		}
	})
}

func TestWhoLogsInIsToldThatTheCodesWereSwitchedOff(t *testing.T) {
	eachShop(t, func(s *shop) {
		told := func() []domain.Mail {
			rows, err := s.db.Mails(s.ctx, domain.Filter{Terms: []domain.Term{{Field: "kind", Value: string(domain.MailTwoFactorOff)}}}, domain.Page{Limit: 10})
			s.ok(err)
			return rows.Rows
		}
		s.password(s.administrator, passphrase)
		s.ok(s.db.Write(s.ctx, fixture.Operator(), domain.AddUser, func(tx *store.Tx) error {
			_, err := tx.InsertUser(s.ctx, domain.User{EstablishmentID: s.supplier, Email: "new@martin.example", Role: domain.RoleStandard, State: domain.UserInvited, Language: domain.English})
			return err
		}))
		s.ok(s.AskTwoFactor(s.ctx, s.logIn("claire@martin.example", passphrase)))
		s.ok(s.SwitchTwoFactor(s.ctx, fixture.Operator(), s.supplier, false, ""))
		if n := len(told()); n != 0 {
			s.Fatalf("%d are told that codes nobody had yet are off", n)
		}
		s.ok(s.SwitchTwoFactor(s.ctx, fixture.Operator(), s.supplier, true, "Claire Martin"))
		if n := len(told()); n != 0 {
			s.Fatalf("%d are told that codes are off, which are on", n)
		}
		s.refused(s.SwitchTwoFactor(s.ctx, s.agent, s.supplier, false, ""), "forbidden")
		s.clock.Add(time.Minute)
		s.ok(s.SwitchTwoFactor(s.ctx, fixture.Operator(), s.supplier, false, ""))
		var addresses []string
		for _, m := range told() {
			body, err := s.db.MailBody(s.ctx, m.ID)
			s.ok(err)
			if addresses = append(addresses, m.Email); !m.Asked || m.State != domain.MailQueued || m.Language != domain.French ||
				!strings.Contains(body.Text, "Martin & Fils") || !strings.Contains(body.Text, m.Reference()) || body.HTML == "" {
				s.Errorf("%+v\n%s", m, body.Text)
			}
		}
		slices.Sort(addresses)
		if !slices.Equal(addresses, []string{"claire@martin.example", "luc@martin.example", "zoe@martin.example"}) {
			s.Errorf("told: %v", addresses)
		}
		s.refused(s.SwitchTwoFactor(s.ctx, fixture.Operator(), s.supplier, false, ""), "two_factor_off")
	})
}
