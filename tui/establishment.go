package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// establishmentCard opens an establishment: every question asked of it has a
// tab.
func establishmentCard(id int64) Opening { return establishmentCardAt(id, "") }

func establishmentCardAt(id int64, tab string) Opening {
	return func(st *Stage) Screen {
		e := &establishment{stage: st, id: id}
		e.card = NewCard(st, CardSpec{
			Title: st.T("console.noun.establishment"), Head: e.head, Before: e.load, Actions: e.actions, Identify: e.identity,
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: e.overview},
				{Key: "w", Label: st.T("console.tab.why"), Load: e.why},
				{Key: "o", Label: st.T("console.tab.origin"), Load: e.origin},
				{Key: "b", Label: st.T("console.tab.buyers"), List: e.followUps},
				{Key: "u", Label: st.T("console.tab.users"), List: e.users},
				{Key: "v", Label: st.T("console.tab.visibility"), Load: e.visibility},
				{Key: "s", Label: st.T("console.tab.siblings"), List: e.siblings},
				{Key: "k", Label: st.T("console.tab.documents"), Load: e.documents},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "establishment", id) }},
			},
		})
		if tab != "" {
			e.card.Choose(tab)
		}
		return e.card
	}
}

// establishment is the subject of a card, as last read.
type establishment struct {
	lastRead[desk.EstablishmentCard]
	stage *Stage
	card  *Card
	id    int64
}

func (e *establishment) load(ctx context.Context) error {
	s := e.stage.Session
	return e.keep(s.Desk.Establishment(ctx, s.Actor, e.id))
}

func (e *establishment) identity() (title, copied string) {
	s := e.subject().Establishment
	return s.DisplayName(), s.IDValue
}

func (e *establishment) head() string {
	st, c := e.stage, e.subject()
	s := c.Establishment
	if s.ID == 0 {
		return " "
	}
	state := ""
	if s.State != domain.EstablishmentActive {
		state = st.word("establishment", string(s.State))
	}
	held := ""
	if s.Held {
		held = st.T("console.state.held")
	}
	return joined(" · ", siret(s.IDValue), place(s), c.Group.Name, state, held)
}

func (e *establishment) followUps() ListSpec {
	s := e.subject().Establishment
	if s.IsBuyer && !s.IsSupplier {
		return followUpList(e.stage, suppliersOf, domain.Term{Field: "buyer", Value: s.IDValue})
	}
	return followUpList(e.stage, buyersOf, domain.Term{Field: "supplier", Value: s.IDValue})
}

func (e *establishment) users() ListSpec {
	spec := userList(e.stage, false, domain.Term{Field: "siret", Value: e.subject().Establishment.IDValue})
	givers := map[int64]string{}
	for _, f := range e.subject().AsSupplier {
		givers[f.BuyerID] = name(f.BuyerName, f.BuyerValue)
	}
	return addedByColumns(e.stage, spec, givers)
}

// addedByColumns shows in the users of one establishment who added each and
// when they were invited: what answers "can buyers enter my account".
func addedByColumns(st *Stage, spec ListSpec, givers map[int64]string) ListSpec {
	spec.Columns = append(spec.Columns, kit.Column{Key: "added", Title: st.T("console.column.added_by"), Min: 14, Flex: 2},
		kit.Column{Key: "invited", Title: st.T("console.column.invited"), Min: 10, Priority: 3})
	spec.Columns[1].Priority = 2 // the address is masked anyway
	read := spec.Source
	spec.Source = func(ctx context.Context, want kit.Want) (kit.Page, error) {
		page, err := read(ctx, want)
		for i, row := range page.Rows {
			u, ok := row.Value.(domain.UserRow)
			if !ok {
				continue
			}
			by := st.T("console.users.own")
			if u.AddedBy != 0 {
				by = or(givers[u.AddedBy])
			}
			page.Rows[i].Cells = append(page.Rows[i].Cells, kit.Cell{Text: by}, kit.Cell{Text: invitedOn(st, u), Tone: kit.ToneDim})
		}
		return page, err
	}
	return spec
}

func invitedOn(st *Stage, u domain.UserRow) string {
	if u.InvitedAt.Never() {
		return none
	}
	return st.day(domain.DateOf(u.InvitedAt.Time().In(st.Session.Zone)))
}

func (e *establishment) siblings() ListSpec {
	spec := establishmentList(e.stage, desk.AnyRole)
	spec.Name, spec.Fields, spec.Exact, spec.Empty = "", nil, nil, e.stage.T("console.empty.siblings")
	spec.Source = whole(func(context.Context) ([]domain.Establishment, error) { return e.subject().Siblings, nil },
		func(s domain.Establishment) kit.Row { return establishmentRow(e.stage, s) })
	return spec
}

func (e *establishment) actions(c *Card) []kit.Action {
	st, s := e.stage, e.subject().Establishment
	acts := []kit.Action{
		e.suppliersAction(s),
		registerRightsAction(st, domain.ScopeEstablishment, s.ID, name(s.Name, s.IDValue)),
		e.holdAction(s),
		{Name: "group", Label: st.T("console.action.group"), Off: offWhen(s.GroupID == 0, st.T("console.off.no_group")), Quiet: true, Run: func() {
			st.Push(func(st *Stage) Screen { return NewList(st, groupList(st, e.subject().Group)) })
		}},
	}
	acts = append(acts, e.documentsAction(s), twoFactorAction(st, e.subject().TwoFactor, e.card.Refresh))
	if s.IsBuyer {
		acts = append(acts, proofAction(st, desk.ProofOf{BuyerID: s.ID}, ""))
	}
	add := addUserAction(st, e.subject(), e.card.Refresh)
	add.Quiet = c.listing() && c.Tab() != "u"
	return append(acts, append([]kit.Action{add}, establishmentActs(st, e.subject(), e.card.Refresh)...)...)
}

// documentsAction opens the list of what a supplier handed over, to be checked.
func (e *establishment) documentsAction(s domain.Establishment) kit.Action {
	st := e.stage
	return kit.Action{Name: "documents", Keys: []string{"d"}, Label: st.T("document.action.deposited"), Quiet: !s.IsSupplier || e.card.Tab() != "k",
		Off: offWhen(!s.IsSupplier, st.T("document.off.not_supplier")), Run: func() {
			st.Push(func(st *Stage) Screen {
				return NewList(st, documentList(st, false, domain.Term{Field: "siret", Value: s.IDValue}))
			})
		}}
}

func (e *establishment) suppliersAction(s domain.Establishment) kit.Action {
	st := e.stage
	return kit.Action{Name: "suppliers", Keys: []string{"f"}, Label: st.T("console.action.its_suppliers"), Quiet: !s.IsBuyer,
		Off: offWhen(!s.IsBuyer, st.T("console.off.not_buyer")), Run: func() {
			st.Push(func(st *Stage) Screen {
				spec := followUpList(st, suppliersOf, domain.Term{Field: "buyer", Value: s.IDValue})
				spec.Title = st.T("console.action.its_suppliers")
				return NewList(st, spec)
			})
		}}
}

// holdAction holds or releases the reminders about a buyer.
func (e *establishment) holdAction(s domain.Establishment) kit.Action {
	st := e.stage
	a := kit.Action{Name: "hold", Keys: []string{"X"}, Label: st.T("console.action.hold_buyer"), Permission: string(domain.HoldMail), Quiet: !s.IsBuyer,
		Off: offWhen(!s.IsBuyer, st.T("console.off.not_buyer"))}
	if s.Held {
		a.Label = st.T("console.action.release_buyer")
		a.Run = func() {
			askRelease(st, a.Label, st.T("console.ask.release_buyer", "Name", s.DisplayName(), "Reason", or(s.HoldReason)), "console.done.buyer_released", e.card.Refresh,
				func(ctx context.Context, reason string) error {
					return st.Session.Desk.HoldBuyer(ctx, st.Session.Actor, s.ID, false, reason)
				})
		}
		return a
	}
	a.Run = func() {
		st.AskForm(a.Label, st.T("console.ask.hold_buyer", "Name", s.DisplayName()), func(ctx context.Context, v map[string]string) error {
			return st.Session.Desk.HoldBuyer(ctx, st.Session.Actor, s.ID, true, v["reason"])
		}, func() {
			st.Done(st.T("console.done.buyer_held"), func() {
				change(st, e.card.Refresh, "console.done.buyer_released", func(ctx context.Context) error {
					return st.Session.Desk.HoldBuyer(ctx, st.Session.Actor, s.ID, false, domain.LiftedAtOnce)
				})
			}, nil)
			e.card.Refresh()
		}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
	}
	return a
}

// groupList lists the establishments of a group.
func groupList(st *Stage, g domain.Group) ListSpec {
	s := st.Session
	spec := establishmentList(st, desk.AnyRole)
	spec.Name, spec.Title, spec.Fields, spec.Exact = "", g.Name, nil, nil
	spec.Source = whole(func(ctx context.Context) ([]domain.Establishment, error) {
		return s.Desk.GroupMembers(ctx, s.Actor, g.ID)
	}, func(e domain.Establishment) kit.Row { return establishmentRow(st, e) })
	return spec
}

// offWhen is the reason why not, where the condition holds.
func offWhen(condition bool, reason string) string {
	if condition {
		return reason
	}
	return ""
}
