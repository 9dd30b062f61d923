package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// actions are the steps of a request, each with the reason why it is off.
func (r *rights) actions(*Card) []kit.Action {
	st, c := r.stage, r.subject()
	q := c.Request
	if q.ID == 0 {
		return nil
	}
	s := st.Session
	sends := func(name, key string, permission domain.Action, act func(context.Context, int64, int64) (domain.RightsRequest, error)) kit.Action {
		return kit.Action{Name: name, Keys: []string{key}, Label: st.T("rights.act." + name), Permission: string(permission), Weight: kit.Confirm, Off: r.off(name), Quiet: r.off(name) != "",
			Question: st.T("rights.ask."+name, "Number", q.ID), Run: func() {
				r.step(func(ctx context.Context) (domain.RightsRequest, error) { return act(ctx, q.ID, q.Version) })
			}}
	}
	tells := func(name, key string, act func(context.Context, string) (domain.RightsRequest, error)) kit.Action {
		return kit.Action{Name: name, Keys: []string{key}, Label: st.T("rights.act." + name), Permission: string(domain.RegisterRights), Off: r.off(name), Quiet: r.off(name) != "",
			Run: func() { r.ask(name, act) }}
	}
	return []kit.Action{
		sends("explain", "e", domain.RegisterRights, func(ctx context.Context, id, v int64) (domain.RightsRequest, error) {
			return s.Desk.ExplainRights(ctx, s.Actor, id, v)
		}),
		sends("approve", "a", q.ApprovalAction(), func(ctx context.Context, id, v int64) (domain.RightsRequest, error) {
			return s.Desk.ApproveRights(ctx, s.Actor, id, v)
		}),
		r.execute(),
		tells("doubt", "d", func(ctx context.Context, text string) (domain.RightsRequest, error) {
			return s.Desk.DoubtRights(ctx, s.Actor, q.ID, q.Version, text)
		}),
		tells("identify", "i", func(ctx context.Context, text string) (domain.RightsRequest, error) {
			return s.Desk.IdentifyRights(ctx, s.Actor, q.ID, q.Version, text)
		}),
		tells("extend", "t", func(ctx context.Context, text string) (domain.RightsRequest, error) {
			return s.Desk.ExtendRights(ctx, s.Actor, q.ID, q.Version, text)
		}),
		r.refuse(),
		sends("withdraw", "w", domain.RegisterRights, func(ctx context.Context, id, v int64) (domain.RightsRequest, error) {
			return s.Desk.WithdrawRights(ctx, s.Actor, id, v)
		}),
		sends("reopen", "n", domain.RegisterRights, func(ctx context.Context, id, v int64) (domain.RightsRequest, error) {
			return s.Desk.ReopenRights(ctx, s.Actor, id, v)
		}),
		r.hold(), r.subjectAction(),
	}
}

// off is why an act cannot be done now, "" when it can.
func (r *rights) off(name string) string {
	if err := r.subject().MayDo[name]; err != nil {
		return r.stage.Session.Say(err)
	}
	return ""
}

func (r *rights) step(act func(context.Context) (domain.RightsRequest, error)) {
	st := r.stage
	Call(st, "rights", act, func(q domain.RightsRequest, err error) {
		if err != nil {
			st.Fail(err)
			r.card.Refresh()
			return
		}
		r.said(q)
	})
}

func (r *rights) said(q domain.RightsRequest) {
	st := r.stage
	st.Flash(st.T("rights.word.now", "Number", q.ID, "State", st.own("rights.state.", string(q.State)), "Day", st.day(q.DueOn)), kit.ToneGood)
	r.card.Refresh()
}

// ask opens a form of one text, which the person reads, then takes the step.
func (r *rights) ask(name string, act func(context.Context, string) (domain.RightsRequest, error)) {
	st := r.stage
	var q domain.RightsRequest
	st.AskForm(st.T("rights.act."+name), st.T("rights.ask."+name, "Number", r.id), func(ctx context.Context, v map[string]string) (err error) {
		q, err = act(ctx, v["text"])
		return err
	}, func() { r.said(q) }, &kit.Field{Key: "text", Label: st.T("console.field.reason"), Kind: kit.FieldArea, Rows: 4})
}

func (r *rights) refuse() kit.Action {
	st := r.stage
	return kit.Action{Name: "refuse", Keys: []string{"r"}, Label: st.T("rights.act.refuse"), Permission: string(domain.RegisterRights), Off: r.off("refuse"), Quiet: r.off("refuse") != "", Run: func() {
		c := r.subject()
		var grounds []kit.Option
		for _, g := range domain.RightsRefusals() {
			grounds = append(grounds, kit.Option{Value: g, Label: st.own("rights.ground_short.", g)})
		}
		var q domain.RightsRequest
		st.AskForm(st.T("rights.act.refuse"), st.T("rights.ask.refuse", "Number", r.id), func(ctx context.Context, v map[string]string) (err error) {
			q, err = st.Session.Desk.RefuseRights(ctx, st.Session.Actor, r.id, c.Request.Version, v["ground"], v["text"])
			return err
		}, func() { r.said(q) }, &kit.Field{Key: "ground", Label: st.T("rights.console.ground"), Kind: kit.FieldChoice, Options: grounds, Value: grounds[0].Value},
			&kit.Field{Key: "text", Label: st.T("console.field.reason"), Kind: kit.FieldArea, Rows: 4})
	}}
}

// execute carries the request out; a removal wants its identifier typed.
func (r *rights) execute() kit.Action {
	st, c := r.stage, r.subject()
	q, s := c.Request, r.stage.Session
	a := kit.Action{Name: "execute", Keys: []string{"x"}, Label: st.T("rights.act.execute"), Permission: string(q.ApprovalAction()), Off: r.off("execute"), Quiet: r.off("execute") != "",
		Question: st.T("rights.ask.execute", "Number", q.ID, "Identifier", c.Typed), Weight: kit.Irreversible, Identifier: c.Typed}
	for _, l := range c.Plan.Erased {
		a.Examples = append(a.Examples, planText(st, "rights.erased.", l))
	}
	a.Count = len(a.Examples)
	a.Run = func() {
		r.step(func(ctx context.Context) (domain.RightsRequest, error) {
			return s.Desk.ExecuteRights(ctx, s.Actor, q.ID, q.Version, c.Typed, "")
		})
	}
	if q.Kind == domain.RightsRemoval {
		return a
	}
	a.Weight, a.Identifier = kit.Free, ""
	a.Run = func() {
		r.ask("outcome", func(ctx context.Context, text string) (domain.RightsRequest, error) {
			return s.Desk.ExecuteRights(ctx, s.Actor, q.ID, q.Version, "", text)
		})
	}
	return a
}

// hold puts the subject under legal hold.
func (r *rights) hold() kit.Action {
	st, q := r.stage, r.subject().Request
	a := kit.Action{Name: "legal_hold", Keys: []string{"m"}, Label: st.T("rights.act.hold"), Permission: string(domain.HoldLegally), Quiet: true}
	switch {
	case q.SubjectID == 0:
		a.Off = st.T("rights.console.no_record")
	case r.subject().Held:
		a.Off = st.T("rights.word.held")
	}
	a.Run = func() {
		st.AskForm(st.T("rights.act.hold"), st.T("rights.ask.hold"), func(ctx context.Context, v map[string]string) error {
			return st.Session.Desk.HoldLegally(ctx, st.Session.Actor, q.Scope, q.SubjectID, v["text"])
		}, r.card.Refresh, &kit.Field{Key: "text", Label: st.T("console.field.reason")})
	}
	return a
}

// subjectAction opens the record that the request is about.
func (r *rights) subjectAction() kit.Action {
	st, q := r.stage, r.subject().Request
	a := kit.Action{Name: "subject", Keys: []string{"u"}, Label: st.T("rights.act.subject"), Quiet: true, Run: func() {}}
	switch q.Scope {
	case domain.ScopeUser:
		a.Run = func() { st.Push(userCard(q.SubjectID)) }
	case domain.ScopeEstablishment:
		a.Run = func() { st.Push(establishmentCard(q.SubjectID)) }
	case domain.ScopeCustomer:
		a.Run = func() { st.Push(customerCard(q.SubjectID)) }
	default:
		a.Off = st.T("rights.console.no_record")
	}
	return a
}

// rightsAction is x on a card or in a list: registers a request about its
// subject.
func registerRightsAction(st *Stage, scope domain.RightsScope, subject int64, who string) kit.Action {
	a := kit.Action{Name: "rights", Keys: []string{"x"}, Label: st.T("rights.act.register"), Permission: string(domain.RegisterRights)}
	if subject == 0 {
		a.Off = st.T("console.off.nothing_selected")
	}
	a.Run = func() { openRightsForm(st, desk.RightsForm{Scope: scope, SubjectID: subject}, who) }
	return a
}

// askRights asks first whom a request is about.
func askRights(st *Stage, who string) {
	var found desk.RightsForm
	st.AskForm(st.T("rights.console.register"), st.T("rights.console.who_hint"), func(ctx context.Context, v map[string]string) (err error) {
		found, err = st.Session.Desk.FindRightsSubject(ctx, st.Session.Actor, "", v["who"])
		who = v["who"]
		return err
	}, func() { openRightsForm(st, found, who) }, &kit.Field{Key: "who", Label: st.T("rights.console.who"), Value: who})
}

func openRightsForm(st *Stage, f desk.RightsForm, who string) {
	var kinds, channels []kit.Option
	for _, k := range domain.RightsKinds() {
		kinds = append(kinds, kit.Option{Value: string(k), Label: st.own("rights.kind.", string(k))})
	}
	for _, c := range domain.RightsChannels() {
		channels = append(channels, kit.Option{Value: c, Label: st.own("rights.channel.", c)})
	}
	known := []kit.Option{{Value: "no", Label: st.T("rights.console.identified_no")}, {Value: "yes", Label: st.T("rights.console.identified_yes")}}
	var q domain.RightsRequest
	st.AskForm(st.T("rights.console.register"), joined("  ", st.own("rights.scope.", string(f.Scope)), who)+"\n\n"+st.T("rights.console.register_hint"), func(ctx context.Context, v map[string]string) (err error) {
		f.Kind, f.Channel, f.Details, f.ReceivedOn, f.Identified = domain.RightsKind(v["kind"]), v["channel"], v["details"], domain.Date(v["received"]), v["identified"] == "yes"
		if v["email"] != "" {
			f.Email = v["email"]
		}
		q, err = st.Session.Desk.RegisterRights(ctx, st.Session.Actor, f)
		return err
	}, func() {
		st.Flash(st.T("rights.word.now", "Number", q.ID, "State", st.own("rights.state.", string(q.State)), "Day", st.day(q.DueOn)), kit.ToneGood)
		st.Push(rightsCard(q.ID))
	},
		&kit.Field{Key: "kind", Label: st.T("console.column.kind"), Kind: kit.FieldChoice, Options: kinds, Value: string(domain.RightsRemoval)},
		&kit.Field{Key: "channel", Label: st.T("rights.console.channel"), Kind: kit.FieldChoice, Options: channels, Value: "mail"},
		&kit.Field{Key: "received", Label: st.T("rights.console.received"), Kind: kit.FieldDate, Value: string(st.Session.Desk.Today())},
		&kit.Field{Key: "identified", Label: st.T("rights.console.identified"), Kind: kit.FieldChoice, Options: known, Value: "no"},
		&kit.Field{Key: "email", Label: st.T("rights.console.answers_to"), Hint: st.T("rights.flag.email")},
		&kit.Field{Key: "details", Label: st.T("rights.console.details"), Kind: kit.FieldArea, Rows: 3})
}
