package tui

import (
	"context"
	"strings"
	"sync/atomic"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// userCard opens a person's access to one establishment.
func userCard(id int64) Opening { return userCardAt(id, "") }

// userCardAt opens it on a tab: "w" answers why they get mails.
func userCardAt(id int64, tab string) Opening { return userCardFor(id, tab, domain.Query{}) }

// userCardFor opens it for what was searched, which stays in clear.
func userCardFor(id int64, tab string, searched domain.Query) Opening {
	return func(st *Stage) Screen {
		u := &user{stage: st, id: id, searched: searched}
		u.card = NewCard(st, CardSpec{
			Title: st.T("console.noun.user"), Head: u.head, Before: u.load, Actions: u.actions, Identify: u.identity,
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: u.overview},
				{Key: "w", Label: st.T("console.tab.why"), Load: u.why},
				{Key: "o", Label: st.T("console.tab.origin"), Load: u.origin},
				{Key: "c", Label: st.T("console.tab.mails"), List: u.mails},
				{Key: "v", Label: st.T("console.tab.visibility"), Load: u.visibility},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "user", id) }},
			},
		})
		if tab != "" {
			u.card.Choose(tab)
		}
		return u.card
	}
}

// user is the subject of a card, as last read, and what was revealed of it.
type user struct {
	lastRead[desk.Why]
	stage    *Stage
	card     *Card
	id       int64
	revealed atomic.Pointer[domain.User]
	searched domain.Query
}

func (u *user) load(ctx context.Context) error {
	s := u.stage.Session
	return u.keep(s.Desk.WhyUser(ctx, s.Actor, u.id))
}

// subject is the person, in clear once revealed.
func (u *user) subject() desk.Why {
	w := u.lastRead.subject()
	if u.searched.Kind == domain.QueryEmail && w.User.Email == domain.Mask(u.searched.Value) {
		w.User.Email = u.searched.Value // whoever types a whole address knows it
	}
	if clear := u.revealed.Load(); clear != nil {
		w.User.Email, w.User.Phone, w.User.Mobile = clear.Email, clear.Phone, clear.Mobile
		w.User.FirstName, w.User.LastName = clear.FirstName, clear.LastName
	}
	return w
}

func (u *user) identity() (title, copied string) {
	w := u.subject()
	return name(fullName(w.User.User), w.User.Email), w.User.Email
}

func (u *user) head() string {
	st, w := u.stage, u.subject()
	if w.User.ID == 0 {
		return " "
	}
	return joined(" · ", w.User.Email, st.word("role", string(w.User.Role)), userSignal(st, w.User.User).Text, name(w.User.EstablishmentName, w.User.EstablishmentValue))
}

func (u *user) overview(context.Context) ([]kit.Section, error) {
	st, w := u.stage, u.subject()
	facts := userFacts(st, w.User)
	if w.Flag.Stands() {
		facts.Items = append(facts.Items, flagItem(st, w.Flag))
	}
	if n := w.Nomination; n.ID != 0 {
		facts.Items = append(facts.Items, item(st.T("console.fact.nomination"),
			joined(" · ", st.T("console.fact.nomination_due", "State", st.word("nomination", string(n.State)), "When", st.when(n.EffectiveAt)), n.Objection)))
	}
	return []kit.Section{facts, whyNext(st, w, false), rightsSection(st, w.User.User), originSection(st, st.T("console.tab.origin"), w.Origins, false)}, nil
}

func userFacts(st *Stage, u domain.UserRow) kit.Section {
	signal := userSignal(st, u.User)
	s := kit.Section{Title: fullName(u.User), Items: []kit.Item{
		item(st.T("console.column.email"), u.Email),
		item(st.T("console.fact.phones"), joined("  ", u.Phone, u.Mobile)),
		item(st.T("console.fact.job"), u.Job),
		item(st.T("console.noun.establishment"), joined("  ", u.EstablishmentName, siret(u.EstablishmentValue))),
		item(st.T("console.column.role"), st.word("role", string(u.Role))),
		item(st.T("console.column.state"), signal.Text, signal.Tone),
		item(st.T("console.fact.language"), st.own("console.language.", string(u.Language))),
		item(st.T("console.fact.invited"), st.when(u.InvitedAt)),
		item(st.T("console.fact.activated"), st.when(u.ActivatedAt)),
		item(st.T("console.fact.contact_source"), st.word("source", string(u.Source)), kit.ToneDim),
	}}
	if u.LeftOn.Known() {
		s.Items = append(s.Items, item(st.T("console.fact.left"), st.day(u.LeftOn), kit.ToneWarn))
	}
	return s
}

func rightsSection(st *Stage, u domain.User) kit.Section {
	s := kit.Section{Title: st.T("console.fact.rights")}
	for _, r := range rightNames() {
		tone := kit.ToneDim
		if u.Rights.Has(r.right) {
			tone = kit.ToneGood
		}
		s.Items = append(s.Items, item(st.T("console.right."+r.key), st.yes(u.Rights.Has(r.right)), tone))
	}
	return s
}

func (u *user) why(context.Context) ([]kit.Section, error) {
	st, w := u.stage, u.subject()
	sections := []kit.Section{whyNext(st, w, false), whyMails(st, w.Mails), originSection(st, st.T("console.why.who_gave"), w.Origins, false)}
	return append(sections, whyFollowUps(st, w)...), nil
}

func (u *user) origin(context.Context) ([]kit.Section, error) {
	st, w := u.stage, u.subject()
	sections := []kit.Section{originSection(st, st.T("console.why.who_gave"), w.Origins, false)}
	for _, f := range w.FollowUps {
		sections = append(sections, kit.Section{Title: f.Row.BuyerName, Items: []kit.Item{
			item(st.T("console.fact.group"), f.Group),
			item(st.T("console.fact.signers"), strings.Join(f.Signers, ", ")),
			item(st.T("console.fact.references"), strings.Join(f.References, ", ")),
			item(st.T("console.fact.code"), f.Row.ThirdPartyCode),
		}})
	}
	return sections, nil
}

// visibility says which buyers see this person, and what they may see.
func (u *user) visibility(context.Context) ([]kit.Section, error) {
	st, w := u.stage, u.subject()
	who := kit.Section{Title: st.T("console.visibility.who_sees")}
	for _, f := range w.FollowUps {
		value, tone := st.T("console.visibility.not_referent"), kit.ToneDim
		if f.Referent {
			value, tone = st.T("console.visibility.referent"), kit.ToneWarn
		}
		who.Items = append(who.Items, kit.Item{Label: name(f.Row.BuyerName, f.Row.BuyerValue), Value: value, Tone: tone})
	}
	if len(w.FollowUps) == 0 {
		who.Text = st.T("console.visibility.nobody")
	}
	sees := kit.Section{Title: st.T("console.visibility.sees")}
	viewer := domain.ViewerKind("supplier_" + string(w.User.Role))
	for _, a := range domain.Aspects() {
		seen := domain.Visibility(viewer, w.User.Rights, a)
		sees.Items = append(sees.Items, kit.Item{Label: st.T("console.aspect_long." + string(a)), Tone: sightTone(seen.Sight),
			Value: joined(" — ", st.T("console.sight."+string(seen.Sight)), st.T("console.sight_reason."+seen.Reason))})
	}
	return []kit.Section{who, sees}, nil
}

func (u *user) mails() ListSpec {
	st := u.stage
	spec := mailList(st)
	spec.Name, spec.Fields, spec.Exact, spec.Empty = "", nil, nil, st.T("console.empty.their_mails")
	spec.Source = whole(func(context.Context) ([]domain.Mail, error) { return u.subject().Mails, nil }, func(m domain.Mail) kit.Row { return mailLine(st, m) })
	return spec
}

func (u *user) actions(*Card) []kit.Action {
	st, w := u.stage, u.subject()
	if w.User.ID == 0 {
		return nil
	}
	reveal := kit.Action{Name: "reveal", Keys: []string{"@"}, Label: st.T("console.action.reveal"), Permission: string(domain.RevealPerson), Run: u.reveal}
	if u.revealed.Load() != nil {
		reveal.Off = st.T("console.off.revealed")
	}
	actions := []kit.Action{inviteAction(st, w.User, u.card.Refresh), reveal, registerRightsAction(st, domain.ScopeUser, w.User.ID, name(fullName(w.User.User), w.User.Email)), holdPersonAction(st, w.User, u.card.Refresh),
		{Name: "establishment", Keys: []string{"f"}, Label: st.T("console.noun.establishment"), Run: func() { st.Push(establishmentCard(w.User.EstablishmentID)) }}}
	actions = append([]kit.Action{answerAction(st, w.User, u.card.Tab())}, actions...)
	return append(actions, userActs(st, w, u.card.Refresh)...)
}

// reveal shows the person in clear until the card closes; the audit says so.
func (u *user) reveal() {
	st := u.stage
	Call(st, "reveal", func(ctx context.Context) (domain.User, error) {
		return st.Session.Desk.RevealUser(ctx, st.Session.Actor, u.id)
	}, func(clear domain.User, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		u.revealed.Store(&clear)
		st.Flash(st.T("console.done.revealed"), kit.ToneWarn)
		u.card.Refresh()
	})
}

// inviteAction is i: the activation again, where one is awaited.
func inviteAction(st *Stage, u domain.UserRow, refresh func()) kit.Action {
	a := kit.Action{Name: "invite", Keys: []string{"i"}, Label: st.T("console.action.invite"), Permission: string(domain.ResendActivation), Weight: kit.Confirm,
		Question: st.T("console.ask.invite", "Name", name(fullName(u.User), u.Email), "Email", or(u.Email))}
	clear := u
	clear.EmailKey = u.Email // masked, but there
	done := "console.done.invited"
	err := clear.MayActivate()
	if u.State == domain.UserActive {
		a.Label, a.Question, done = st.T("console.action.reset"), st.T("console.ask.reset", "Email", or(u.Email)), "console.done.reset"
		err = clear.MayReset()
	}
	if err != nil {
		a.Off = st.Session.Say(err)
	}
	a.Run = func() {
		change(st, refresh, done, func(ctx context.Context) error {
			return st.Session.Desk.RenewAccess(ctx, st.Session.Actor, u.ID)
		})
	}
	return a
}

// holdPersonAction is X: no reminder to this person until released.
func holdPersonAction(st *Stage, u domain.UserRow, refresh func()) kit.Action {
	hold := func(held bool, reason string) func(context.Context) error {
		return func(ctx context.Context) error {
			return st.Session.Desk.HoldUser(ctx, st.Session.Actor, u.ID, held, reason)
		}
	}
	a := kit.Action{Name: "hold", Keys: []string{"X"}, Label: st.T("console.action.hold_person"), Permission: string(domain.HoldMail), Run: func() {
		st.AskForm(st.T("console.action.hold_person"), st.T("dunning.ask.hold_person", "Name", joined("  ", fullName(u.User), u.Email)), func(ctx context.Context, v map[string]string) error {
			return hold(true, v["reason"])(ctx)
		}, func() {
			st.Done(st.T("console.done.person_held"), func() { change(st, refresh, "console.done.person_released", hold(false, domain.LiftedAtOnce)) }, nil)
			refresh()
		}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
	}}
	if u.Held {
		a.Label = st.T("console.action.release_person")
		a.Run = func() {
			askRelease(st, a.Label, st.T("dunning.ask.release_person", "Name", joined("  ", fullName(u.User), u.Email)), "console.done.person_released", refresh,
				func(ctx context.Context, reason string) error { return hold(false, reason)(ctx) })
		}
	}
	return a
}
