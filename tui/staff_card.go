package tui

import (
	"context"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// staffCard opens a person of the team: their role, their keys, their acts.
func staffCard(id int64) Opening {
	return func(st *Stage) Screen {
		m := &member{stage: st, id: id}
		m.card = NewCard(st, CardSpec{
			Title: st.T("console.noun.staff"), Head: m.head, Before: m.load, Identify: m.identity, Actions: m.actions,
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: m.overview},
				{Key: "k", Label: st.T("console.tab.keys"), List: m.keys},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "staff", id) }},
			},
		})
		return m.card
	}
}

// member is the subject of a card, as last read.
type member struct {
	lastRead[domain.Staff]
	stage *Stage
	card  *Card
	id    int64
}

func (m *member) load(ctx context.Context) error {
	return m.keep(m.stage.Session.Desk.StaffByID(ctx, m.id))
}

func (m *member) identity() (title, copied string) { return m.subject().Name, m.subject().Name }

func (m *member) head() string {
	p := m.subject()
	if p.ID == 0 {
		return " "
	}
	return joined(" · ", m.stage.word("role", string(p.Role)), staffState(m.stage, p).Text)
}

func (m *member) overview(context.Context) ([]kit.Section, error) {
	st, p := m.stage, m.subject()
	state := staffState(st, p)
	may := kit.Section{Title: st.T("console.staff.may")}
	for _, a := range []domain.Action{domain.ReadAll, domain.RevealPerson, domain.ResendActivation, domain.SetStandby, domain.SendConsent, domain.EditCustomer,
		domain.ImportFile, domain.HoldMail, domain.RetryMail, domain.RunCycle, domain.ExportPersonal, domain.ManageStaff, domain.SwitchConsent} {
		allowed := domain.May(domain.Actor{Role: p.Role}, a) == nil
		tone := kit.ToneDim
		if allowed {
			tone = kit.ToneGood
		}
		may.Items = append(may.Items, item(st.word("action", string(a)), st.yes(allowed), tone))
	}
	return []kit.Section{{Title: p.Name, Items: []kit.Item{
		item(st.T("console.column.role"), st.word("role", string(p.Role))), item(st.T("console.column.state"), state.Text, state.Tone),
		item(st.T("console.fact.language"), st.own("console.language.", string(p.Language))), item(st.T("console.fact.zone"), p.Timezone),
		item(st.T("console.fact.last_seen"), st.when(p.LastSeenAt)), item(st.T("console.fact.since"), st.when(p.CreatedAt)),
	}}, may}, nil
}

// keys are the public keys that let the person in.
func (m *member) keys() ListSpec {
	st, s := m.stage, m.stage.Session
	return ListSpec{Title: st.T("console.tab.keys"), Empty: st.T("console.empty.keys"),
		Columns: []kit.Column{{Title: st.T("console.column.label"), Min: 14, Flex: 1}, {Title: st.T("console.column.fingerprint"), Min: 30, Flex: 1},
			{Title: st.T("console.fact.last_used"), Min: 16}, {Title: st.T("console.fact.expires"), Min: 16, Priority: 1}},
		Source: whole(func(ctx context.Context) ([]domain.StaffKey, error) { return s.Desk.StaffKeys(ctx, s.Actor, m.id) }, func(k domain.StaffKey) kit.Row {
			return kit.Row{ID: id(k.ID), Copy: k.Fingerprint, Value: k, Cells: []kit.Cell{{Text: or(k.Label)}, {Text: k.Fingerprint}, {Text: st.when(k.LastUsedAt)}, {Text: st.when(k.ExpiresAt)}}}
		})}
}

func (m *member) actions(c *Card) []kit.Action {
	p := m.subject()
	if p.ID == 0 {
		return nil
	}
	st, s := m.stage, m.stage.Session
	actions := staffActions(st, p, m.card.Refresh)
	actions = append(actions, kit.Action{Name: "key", Keys: []string{"n"}, Label: st.T("console.action.add_key"), Permission: string(domain.ManageStaff), Run: func() {
		st.AskForm(st.T("console.action.add_key"), p.Name, func(ctx context.Context, v map[string]string) error {
			key, err := publicKey(v["key"])
			if err != nil {
				return err
			}
			return s.Desk.AddStaffKey(ctx, s.Actor, p.Name, key)
		}, func() {
			st.Flash(st.T("console.done.saved"), kit.ToneGood)
			m.card.Refresh()
		}, keyField(st))
	}})
	if row, ok := c.Row(); ok && c.Tab() == "k" {
		k := row.Value.(domain.StaffKey)
		actions = append(actions, kit.Action{Name: "drop", Keys: []string{"d"}, Label: st.T("console.action.drop_key"), Permission: string(domain.ManageStaff), Weight: kit.Confirm,
			Question: st.T("console.ask.drop_key", "Name", p.Name), Count: 1, Examples: []string{joined("  ", k.Label, k.Fingerprint)}, Run: func() {
				change(st, m.card.Refresh, "console.done.saved", func(ctx context.Context) error {
					return s.Desk.RemoveStaffKey(ctx, s.Actor, p.Name, k.Fingerprint)
				})
			}})
	}
	return actions
}
