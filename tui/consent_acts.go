package tui

import (
	"context"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// enterAction records what a customer said to the staff, with what proves it.
func (c *customer) enterAction(who domain.Customer) kit.Action {
	st, s := c.stage, c.stage.Session
	return kit.Action{Name: "enter", Keys: []string{"a"}, Label: st.T("consent.console.enter"), Permission: string(domain.EnterConsent), Run: func() {
		keep := []kit.Option{{Value: "", Label: none}, {Value: "yes", Label: st.T("console.consent.accepted")}, {Value: "no", Label: st.T("console.consent.refused")}}
		var fields []*kit.Field
		for _, ch := range domain.ConsentChannels() {
			fields = append(fields, &kit.Field{Key: string(ch), Label: st.word("consent_channel", string(ch)), Kind: kit.FieldChoice, Options: keep})
		}
		var kinds []kit.Option
		for _, k := range domain.EvidenceKinds() {
			kinds = append(kinds, kit.Option{Value: string(k), Label: st.word("evidence", string(k))})
		}
		fields = append(fields, &kit.Field{Key: "kind", Label: st.T("consent.console.evidence"), Kind: kit.FieldChoice, Options: kinds, Value: string(domain.EvidenceCall)},
			&kit.Field{Key: "on", Label: st.T("console.column.when"), Kind: kit.FieldDate, Value: string(s.Desk.Today())},
			&kit.Field{Key: "reference", Label: st.T("consent.console.reference")}, &kit.Field{Key: "note", Label: st.T("consent.console.note")})
		st.AskForm(st.T("consent.console.enter"), st.T("consent.console.enter_text", "Name", who.DisplayName()), func(ctx context.Context, v map[string]string) error {
			answers := map[domain.ConsentChannel]bool{}
			for _, ch := range domain.ConsentChannels() {
				if said := v[string(ch)]; said != "" {
					answers[ch] = said == "yes"
				}
			}
			return s.Desk.EnterConsent(ctx, s.Actor, c.id, answers, domain.Evidence{Kind: domain.EvidenceKind(v["kind"]), On: domain.Date(v["on"]), Reference: v["reference"], Note: v["note"]})
		}, func() {
			st.Flash(st.T("consent.console.entered"), kit.ToneGood)
			c.card.Refresh()
		}, fields...)
	}}
}

// withdrawAction takes back everything at once.
func (c *customer) withdrawAction(who domain.Customer) kit.Action {
	st, s := c.stage, c.stage.Session
	none := true
	for _, ch := range domain.ConsentChannels() {
		none = none && !who.Accepts(ch)
	}
	return kit.Action{Name: "withdraw", Keys: []string{"m"}, Label: st.T("consent.console.withdraw"), Permission: string(domain.EnterConsent), Weight: kit.Confirm,
		Question: st.T("consent.console.ask_withdraw", "Name", who.DisplayName()), Off: offWhen(none && who.RefusedEmail, st.T("consent.console.nothing_accepted")), Run: func() {
			change(st, c.card.Refresh, "consent.console.withdrawn", func(ctx context.Context) error { return s.Desk.WithdrawConsent(ctx, s.Actor, c.id, nil, "") })
		}}
}

// proofAction gives a one-time link to the proof as PDF.
func (c *customer) proofAction() kit.Action {
	st, s := c.stage, c.stage.Session
	return kit.Action{Name: "proof", Keys: []string{"t"}, Label: st.T("consent.console.proof"), Permission: string(domain.ExportPersonal), Run: func() {
		Call(st, "proof", func(ctx context.Context) (string, error) { return s.Desk.ConsentProofLink(ctx, s.Actor, c.id) }, func(address string, err error) {
			if err != nil {
				st.Fail(err)
				return
			}
			st.Copy(address)
		})
	}}
}

// switchAction turns consent requests off or on, and says why.
func switchAction(st *Stage, now domain.ConsentSwitch, refresh func()) kit.Action {
	s := st.Session
	label := st.T("consent.console.turn_on")
	if now.On {
		label = st.T("consent.console.turn_off")
	}
	return kit.Action{Name: "switch", Keys: []string{"T"}, Label: label, Permission: string(domain.SwitchConsent), Run: func() {
		st.AskForm(label, st.T("consent.console.switch_text"), func(ctx context.Context, v map[string]string) error {
			return s.Desk.SwitchConsent(ctx, s.Actor, !now.On, v["reason"])
		}, func() {
			st.Flash(st.T("console.done.saved"), kit.ToneGood)
			refresh()
		}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
	}}
}

// evidence says how a customer told the staff, in words.
func (st *Stage) evidence(text string) string {
	kind, rest := domain.KindOfEvidence(text)
	if kind == "" {
		return text
	}
	return joined(" · ", st.word("evidence", string(kind)), rest)
}
