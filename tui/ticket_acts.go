package tui

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// claimAction takes the next ticket that nobody has.
func claimAction(st *Stage) []kit.Action {
	s := st.Session
	return []kit.Action{{Name: "claim", Keys: []string{"N"}, Label: st.T("ticket.action.claim"), Permission: string(domain.AnswerTicket), Run: func() {
		Call(st, "claim", func(ctx context.Context) (int64, error) { return s.Desk.ClaimTicket(ctx, s.Actor) }, func(claimed int64, err error) {
			if err != nil {
				st.Fail(err)
				return
			}
			st.Push(ticketCard(claimed))
		})
	}}}
}

func ticketIDs(rows []domain.TicketRow) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

func ticketNames(rows []domain.TicketRow) []string {
	var out []string
	for _, r := range rows[:min(3, len(rows))] {
		out = append(out, joined("  ", ticketNumber(r.Ticket), r.Subject, r.Email))
	}
	return out
}

// ticketActions are what can be done to some tickets; off says why nothing can.
func ticketActions(st *Stage, rows []domain.TicketRow, off string, refresh func()) []kit.Action {
	s := st.Session
	action := func(name, key string, permission domain.Action, run func()) kit.Action {
		return kit.Action{Name: name, Keys: []string{key}, Label: st.T("ticket.action." + name), Off: off, Permission: string(permission), Quiet: len(rows) == 0, Run: run}
	}
	take := action("take", "a", domain.AnswerTicket, func() {
		change(st, refresh, "ticket.done.taken", func(ctx context.Context) error { return s.Desk.TakeTickets(ctx, s.Actor, ticketIDs(rows)) })
	})
	if len(rows) > 1 {
		take.Weight, take.Count, take.Examples, take.Question = kit.Confirm, len(rows), ticketNames(rows), s.Texts.N("ticket.ask.take", int64(len(rows)))
	}
	return []kit.Action{
		take,
		action("assign", "A", domain.AssignTicket, func() { askAssign(st, rows, refresh) }),
		action("status", "S", domain.AnswerTicket, func() { askStatus(st, rows, refresh) }),
		action("snooze", "s", domain.AnswerTicket, func() { askSnooze(st, rows, refresh) }),
		action("tag", "t", domain.AnswerTicket, func() { askTags(st, rows, refresh) }),
		action("macro", "M", domain.AnswerTicket, func() { askMacro(st, rows, refresh) }),
		action("merge", "f", domain.AssignTicket, func() { askMerge(st, rows, refresh) }),
	}
}

func askAssign(st *Stage, rows []domain.TicketRow, refresh func()) {
	s := st.Session
	Call(st, "team", func(ctx context.Context) ([]domain.Staff, error) { return s.Desk.Assignees(ctx, s.Actor) }, func(team []domain.Staff, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		options := []kit.Option{{Value: "0", Label: st.T("ticket.word.nobody")}}
		for _, one := range team {
			options = append(options, kit.Option{Value: id(one.ID), Label: one.Name})
		}
		value := options[0].Value
		if len(rows) == 1 {
			value = id(rows[0].AssigneeID)
		}
		st.AskForm(st.T("ticket.action.assign"), strings.Join(ticketNames(rows), "\n"), func(ctx context.Context, v map[string]string) error {
			to, err := strconv.ParseInt(v["to"], 10, 64)
			if err != nil {
				return err
			}
			return s.Desk.AssignTickets(ctx, s.Actor, ticketIDs(rows), to)
		}, func() { st.Flash(st.T("ticket.done.assigned"), kit.ToneGood); refresh() },
			&kit.Field{Key: "to", Label: st.T("ticket.fact.assignee"), Kind: kit.FieldChoice, Options: options, Value: value})
	})
}

// stateOptions are the states that somebody may choose.
func stateOptions(st *Stage) []kit.Option {
	var options []kit.Option
	for _, state := range domain.TicketStates() {
		if state != domain.TicketNew && state != domain.TicketSnoozed {
			options = append(options, kit.Option{Value: string(state), Label: st.word("ticket", string(state))})
		}
	}
	return options
}

func askStatus(st *Stage, rows []domain.TicketRow, refresh func()) {
	s := st.Session
	version := int64(0)
	if len(rows) == 1 {
		version = rows[0].Version
	}
	st.AskForm(st.T("ticket.action.status"), strings.Join(ticketNames(rows), "\n"), func(ctx context.Context, v map[string]string) error {
		return s.Desk.MoveTickets(ctx, s.Actor, ticketIDs(rows), domain.TicketState(v["state"]), version)
	}, func() { st.Flash(st.T("ticket.done.status"), kit.ToneGood); refresh() },
		&kit.Field{Key: "state", Label: st.T("console.column.state"), Kind: kit.FieldChoice, Options: stateOptions(st), Value: string(domain.TicketSolved)})
}

func askSnooze(st *Stage, rows []domain.TicketRow, refresh func()) {
	s := st.Session
	tomorrow := s.Now().In(s.Zone).AddDate(0, 0, 1).Format(time.DateOnly)
	st.AskForm(st.T("ticket.action.snooze"), strings.Join(ticketNames(rows), "\n"), func(ctx context.Context, v map[string]string) error {
		until, err := time.ParseInLocation("2006-01-02 15:04", v["day"]+" "+v["hour"], s.Zone)
		if err != nil {
			return domain.Refuse(domain.Invalid, "bad_hour", "Value", v["day"]+" "+v["hour"])
		}
		return s.Desk.SnoozeTickets(ctx, s.Actor, ticketIDs(rows), domain.InstantOf(until))
	}, func() { st.Flash(st.T("ticket.done.snoozed"), kit.ToneGood); refresh() },
		&kit.Field{Key: "day", Label: st.T("ticket.field.day"), Kind: kit.FieldDate, Value: tomorrow, Required: true},
		&kit.Field{Key: "hour", Label: st.T("ticket.field.hour"), Value: "08:00", Required: true, Hint: st.T("ticket.hint.hour")})
}

func askTags(st *Stage, rows []domain.TicketRow, refresh func()) {
	s := st.Session
	st.AskForm(st.T("ticket.action.tag"), strings.Join(ticketNames(rows), "\n"), func(ctx context.Context, v map[string]string) error {
		var on, off []string
		for _, word := range strings.Fields(v["tags"]) {
			if tag, without := strings.CutPrefix(word, "-"); without {
				off = append(off, tag)
			} else {
				on = append(on, word)
			}
		}
		return s.Desk.TagTickets(ctx, s.Actor, ticketIDs(rows), on, off)
	}, func() { st.Flash(st.T("ticket.done.tagged"), kit.ToneGood); refresh() },
		&kit.Field{Key: "tags", Label: st.T("ticket.fact.tags"), Hint: st.T("ticket.hint.tags"), Required: true})
}

func askMerge(st *Stage, rows []domain.TicketRow, refresh func()) {
	s := st.Session
	st.AskForm(st.T("ticket.action.merge"), st.T("ticket.merge.text")+"\n"+strings.Join(ticketNames(rows), "\n"), func(ctx context.Context, v map[string]string) error {
		into, err := strconv.ParseInt(strings.TrimPrefix(v["into"], "#"), 10, 64)
		if err != nil {
			return domain.Refuse(domain.Invalid, "bad_reference", "Value", v["into"])
		}
		ids := slices.DeleteFunc(ticketIDs(rows), func(one int64) bool { return one == into })
		return s.Desk.MergeTickets(ctx, s.Actor, ids, into)
	}, func() { st.Flash(st.T("ticket.done.merged"), kit.ToneGood); refresh() },
		&kit.Field{Key: "into", Label: st.T("ticket.field.into"), Required: true})
}

// askMacro chooses a macro and says on how many tickets it will act.
func askMacro(st *Stage, rows []domain.TicketRow, refresh func()) {
	s := st.Session
	Call(st, "macros", func(ctx context.Context) ([]domain.Macro, error) { return s.Desk.Macros(ctx, s.Actor) }, func(macros []domain.Macro, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		var items []kit.PaletteItem
		for _, m := range macros {
			title := m.Title(domain.Language(s.Texts.Lang()))
			items = append(items, kit.PaletteItem{Label: title, Detail: macroParts(st, m), Terms: m.Code, Run: func() {
				st.Perform(kit.Action{Name: "macro", Label: title, Permission: string(domain.AnswerTicket), Weight: kit.Confirm, Count: len(rows), Examples: ticketNames(rows),
					Question: s.Texts.N("ticket.ask.macro", int64(len(rows)), "Parts", macroParts(st, m)), Run: func() { applyMacro(st, rows, m.Code, refresh) }})
			}})
		}
		st.console.overlay = kit.NewPalette(st.T("ticket.action.macro"), items)
	})
}

func macroParts(st *Stage, m domain.Macro) string {
	var act, state string
	if m.State != "" {
		state = st.word("ticket", string(m.State))
	}
	if m.Act != "" {
		act = st.T("ticket.macro." + m.Act)
	}
	return joined(" · ", m.TextCode, act, state, m.Tag)
}

func applyMacro(st *Stage, rows []domain.TicketRow, code string, refresh func()) {
	s := st.Session
	Call(st, "macro", func(ctx context.Context) ([]desk.Applied, error) {
		return s.Desk.ApplyMacro(ctx, s.Actor, ticketIDs(rows), code)
	}, func(applied []desk.Applied, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		var refused []string
		for _, a := range applied {
			if a.Err != nil {
				refused = append(refused, "#"+id(a.Ticket)+" : "+s.Say(a.Err))
			}
		}
		done := int64(len(applied) - len(refused))
		if len(refused) > 0 {
			st.Ask(kit.NewDialog(st.Words, s.Texts.N("ticket.done.macro", done), strings.Join(refused, "\n"), kit.Button{Label: st.T("ticket.word.close")}))
		} else {
			st.Flash(s.Texts.N("ticket.done.macro", done), kit.ToneGood)
		}
		refresh()
	})
}

// askTicket writes down a call, or something else that was asked.
func askTicket(st *Stage) {
	s := st.Session
	var kinds []kit.Option
	for _, k := range domain.TicketKinds() {
		kinds = append(kinds, kit.Option{Value: string(k), Label: st.word("ticket_kind", string(k))})
	}
	media := []kit.Option{{Value: string(domain.MediumCall), Label: st.word("medium", "call")}, {Value: string(domain.MediumMail), Label: st.word("medium", "mail")}}
	languages := []kit.Option{{Value: "fr", Label: st.own("console.language.", "fr")}, {Value: "en", Label: st.own("console.language.", "en")}}
	opened := int64(0)
	st.AskForm(st.T("ticket.action.new"), "", func(ctx context.Context, v map[string]string) (err error) {
		opened, err = s.Desk.LogTicket(ctx, s.Actor, desk.LoggedTicket{Medium: domain.Medium(v["medium"]), Direction: domain.Inward,
			Ticket: domain.Ticket{Kind: domain.TicketKind(v["kind"]), Email: v["email"], Name: v["name"], Subject: v["subject"], Body: v["body"], Language: domain.Language(v["language"])}})
		return err
	}, func() { st.Push(ticketCard(opened)) },
		&kit.Field{Key: "medium", Label: st.T("ticket.field.medium"), Kind: kit.FieldChoice, Options: media, Value: media[0].Value},
		&kit.Field{Key: "kind", Label: st.T("console.column.kind"), Kind: kit.FieldChoice, Options: kinds, Value: string(domain.TicketOther)},
		&kit.Field{Key: "email", Label: st.T("ticket.fact.email"), Hint: st.T("ticket.hint.email")},
		&kit.Field{Key: "name", Label: st.T("ticket.fact.name")},
		&kit.Field{Key: "language", Label: st.T("ticket.fact.language"), Kind: kit.FieldChoice, Options: languages, Value: s.Texts.Lang()},
		&kit.Field{Key: "subject", Label: st.T("ticket.column.subject")},
		&kit.Field{Key: "body", Label: st.T("ticket.field.body"), Kind: kit.FieldArea, Rows: 5, Required: true})
}
