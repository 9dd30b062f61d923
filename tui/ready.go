package tui

import (
	"context"
	"strings"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// readyTexts is the list of ready texts in the reader's language, then the
// macros; both languages are shown beside.
func readyTexts(st *Stage) Screen {
	s := st.Session
	return NewList(st, ListSpec{
		Name: "ready", Title: st.T("console.place.ready"), Empty: st.T("ticket.ready.empty"),
		Columns: []kit.Column{{Key: "title", Title: st.T("ticket.field.title"), Min: 24, Flex: 3}, {Key: "kind", Title: st.T("console.column.kind"), Min: 12},
			{Key: "code", Title: st.T("ticket.field.code"), Min: 14, Flex: 1, Priority: 1}, {Key: "version", Title: st.T("ticket.column.version"), Min: 10, Priority: 2}},
		Source: whole(func(ctx context.Context) ([]any, error) { return readReady(ctx, s) }, func(v any) kit.Row { return readyLine(st, v) }),
		Open:   func(r kit.Row) { openReady(st, r.Value, func() { st.console.top().screen.Refresh() }) },
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			return readyPreview(ctx, st, r.Value)
		},
		Actions: func(l *List) []kit.Action {
			edit := func(name, key string, run func(*List)) kit.Action {
				return kit.Action{Name: name, Keys: []string{key}, Label: st.T("ticket.ready." + name), Permission: string(domain.ChangeTexts), Run: func() { run(l) }}
			}
			return []kit.Action{
				edit("edit", "e", func(l *List) {
					if row, ok := l.Table.Selected(); ok {
						openReady(st, row.Value, l.Refresh)
					}
				}),
				edit("new", "n", func(l *List) {
					editReady(st, domain.ReadyText{Language: domain.Language(s.Texts.Lang())}, l.Refresh)
				}),
				edit("new_macro", "M", func(l *List) { editMacro(st, domain.Macro{}, l.Refresh) }),
			}
		},
	})
}

func readReady(ctx context.Context, s *Session) ([]any, error) {
	texts, err := s.Desk.ReadyTexts(ctx, s.Actor, domain.Language(s.Texts.Lang()))
	if err != nil {
		return nil, err
	}
	macros, err := s.Desk.Macros(ctx, s.Actor)
	if err != nil {
		return nil, err
	}
	var out []any
	for _, t := range texts {
		out = append(out, t)
	}
	for _, m := range macros {
		out = append(out, m)
	}
	wordings, err := readWordings(ctx, s)
	return append(out, wordings...), err
}

func readyLine(st *Stage, v any) kit.Row {
	switch v := v.(type) {
	case mailWording:
		return wordingLine(st, v)
	case domain.Macro:
		return kit.Row{ID: "macro " + v.Code, Value: v, Cells: []kit.Cell{{Text: v.Title(domain.Language(st.Session.Texts.Lang()))}, {Text: st.word("noun", "macro"), Tone: kit.ToneAccent},
			{Text: v.Code, Tone: kit.ToneDim}, {Text: macroParts(st, v), Tone: kit.ToneDim}}}
	case domain.ReadyText:
		version := st.T("ticket.ready.product")
		if v.Version > 0 {
			version = st.T("ticket.ready.version", "Number", id(v.Version))
		}
		return kit.Row{ID: v.Code, Value: v, Cells: []kit.Cell{{Text: or(v.Title)}, {Text: st.word("noun", "ready_text")}, {Text: v.Code, Tone: kit.ToneDim}, {Text: version, Tone: kit.ToneDim}}}
	}
	return kit.Row{}
}

// readyPreview shows a text in both languages, or what a macro does.
func readyPreview(ctx context.Context, st *Stage, v any) ([]kit.Section, error) {
	if w, ok := v.(mailWording); ok {
		return wordingPreview(st, w)
	}
	if m, ok := v.(domain.Macro); ok {
		return []kit.Section{{Title: m.Title(domain.Language(st.Session.Texts.Lang())), Text: macroParts(st, m)}}, nil
	}
	var out []kit.Section
	for _, lang := range []domain.Language{domain.French, domain.English} {
		text, err := st.Session.Desk.ReadyText(ctx, st.Session.Actor, v.(domain.ReadyText).Code, lang)
		if err != nil && domain.KindOf(err) != domain.NotFound {
			return nil, err
		}
		out = append(out, kit.Section{Title: joined("  ", text.Title, st.own("console.language.", string(lang))), Text: text.Body})
	}
	return out, nil
}

// openReady edits what is under the cursor; whoever may not is shown it.
func openReady(st *Stage, v any, refresh func()) {
	if !st.Session.May(domain.ChangeTexts) {
		Call(st, "ready", func(ctx context.Context) ([]kit.Section, error) { return readyPreview(ctx, st, v) }, func(sections []kit.Section, err error) {
			if err != nil {
				st.Fail(err)
				return
			}
			st.Push(func(st *Stage) Screen {
				return NewCard(st, CardSpec{Title: sections[0].Title, Tabs: []CardTab{{Key: "0", Label: st.T("console.tab.mail_text"),
					Load: func(context.Context) ([]kit.Section, error) { return sections, nil }}}})
			})
		})
		return
	}
	switch v := v.(type) {
	case mailWording:
		editWording(st, v, refresh)
	case domain.Macro:
		editMacro(st, v, refresh)
	case domain.ReadyText:
		st.Ask(kit.NewDialog(st.Words, v.Title, st.T("ticket.ready.which"), kit.Button{Label: st.Words.Cancel},
			readyButton(st, v.Code, domain.French, refresh), readyButton(st, v.Code, domain.English, refresh)))
	}
}

func readyButton(st *Stage, code string, lang domain.Language, refresh func()) kit.Button {
	s := st.Session
	return kit.Button{Label: st.own("console.language.", string(lang)), Run: func() {
		Call(st, "ready", func(ctx context.Context) (domain.ReadyText, error) {
			text, err := s.Desk.ReadyText(ctx, s.Actor, code, lang)
			if domain.KindOf(err) == domain.NotFound {
				return domain.ReadyText{Code: code, Language: lang}, nil
			}
			return text, err
		}, func(text domain.ReadyText, err error) {
			if err != nil {
				st.Fail(err)
				return
			}
			editReady(st, text, refresh)
		})
	}}
}

// editReady words a text anew; the wordings before are kept.
func editReady(st *Stage, text domain.ReadyText, refresh func()) {
	s := st.Session
	fields := []*kit.Field{
		{Key: "title", Label: st.T("ticket.field.title"), Value: text.Title, Required: true},
		{Key: "body", Label: st.own("console.language.", string(text.Language)), Kind: kit.FieldArea, Rows: 9, Value: text.Body, Required: true},
	}
	if text.Code == "" {
		fields = append([]*kit.Field{{Key: "code", Label: st.T("ticket.field.code"), Required: true}}, fields...)
	}
	st.AskForm(st.T("ticket.ready.edit"), st.T("ticket.ready.blanks", "Blanks", "{"+strings.Join(domain.Blanks(), "} {")+"}"), func(ctx context.Context, v map[string]string) error {
		changed := text
		if changed.Title, changed.Body = v["title"], v["body"]; text.Code == "" {
			changed.Code = v["code"]
		}
		return s.Desk.SaveReadyText(ctx, s.Actor, changed)
	}, func() { st.Flash(st.T("ticket.done.saved"), kit.ToneGood); refresh() }, fields...)
}

// editMacro composes a macro of a text, a state, a tag and an act.
func editMacro(st *Stage, m domain.Macro, refresh func()) {
	s := st.Session
	Call(st, "ready", func(ctx context.Context) ([]domain.ReadyText, error) {
		return s.Desk.ReadyTexts(ctx, s.Actor, domain.Language(s.Texts.Lang()))
	}, func(texts []domain.ReadyText, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		nothing := kit.Option{Label: none}
		options := []kit.Option{nothing}
		for _, t := range texts {
			options = append(options, kit.Option{Value: t.Code, Label: t.Title})
		}
		acts := []kit.Option{nothing}
		for _, a := range []string{domain.MacroResend, domain.MacroStandby} {
			acts = append(acts, kit.Option{Value: a, Label: st.T("ticket.macro." + a)})
		}
		fields := []*kit.Field{
			{Key: "title_fr", Label: st.T("ticket.field.title_fr"), Value: m.TitleFr, Required: true}, {Key: "title_en", Label: st.T("ticket.field.title_en"), Value: m.TitleEn, Required: true},
			{Key: "text", Label: st.T("ticket.field.text"), Kind: kit.FieldChoice, Options: options, Value: m.TextCode},
			{Key: "state", Label: st.T("console.column.state"), Kind: kit.FieldChoice, Options: append([]kit.Option{nothing}, stateOptions(st)...), Value: string(m.State)},
			{Key: "tag", Label: st.T("ticket.fact.tags"), Value: m.Tag}, {Key: "act", Label: st.T("ticket.field.act"), Kind: kit.FieldChoice, Options: acts, Value: m.Act},
		}
		if m.Code == "" {
			fields = append([]*kit.Field{{Key: "code", Label: st.T("ticket.field.code"), Required: true}}, fields...)
		}
		st.AskForm(st.T("ticket.ready.edit_macro"), "", func(ctx context.Context, v map[string]string) error {
			changed := domain.Macro{ID: m.ID, Code: m.Code, TitleFr: v["title_fr"], TitleEn: v["title_en"], TextCode: v["text"], State: domain.TicketState(v["state"]), Tag: v["tag"], Act: v["act"]}
			if m.Code == "" {
				changed.Code = v["code"]
			}
			return s.Desk.SaveMacro(ctx, s.Actor, changed)
		}, func() { st.Flash(st.T("ticket.done.saved"), kit.ToneGood); refresh() }, fields...)
	})
}
