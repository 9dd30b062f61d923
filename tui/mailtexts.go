package tui

import (
	"context"
	"strings"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// mailWording is a reminder's wording, as the list of ready texts shows it.
type mailWording struct {
	kind  domain.MailKind
	texts [2]domain.MailText // French, English
}

func readWordings(ctx context.Context, s *Session) ([]any, error) {
	var out []any
	for _, kind := range domain.ReminderKinds() {
		texts, err := s.Desk.MailTexts(ctx, s.Actor, kind)
		if err != nil {
			return nil, err
		}
		out = append(out, mailWording{kind, texts})
	}
	return out, nil
}

func wordingLine(st *Stage, w mailWording) kit.Row {
	version := st.T("ticket.ready.product")
	if w.texts[0].Version > 0 {
		version = st.T("ticket.ready.version", "Number", id(w.texts[0].Version))
	}
	return kit.Row{ID: "mail " + string(w.kind), Value: w, Cells: []kit.Cell{{Text: st.T("dunning.text.title", "Kind", st.word("mail_kind", string(w.kind)))}, {Text: st.T("dunning.text.noun"), Tone: kit.ToneAccent},
		{Text: string(w.kind), Tone: kit.ToneDim}, {Text: version, Tone: kit.ToneDim}}}
}

// wordingPreview shows the reminder about made-up people in both languages.
func wordingPreview(st *Stage, w mailWording) ([]kit.Section, error) {
	var out []kit.Section
	for _, t := range w.texts {
		body, err := st.Session.Desk.SampleMail(st.Session.Actor, t)
		if err != nil {
			return nil, err
		}
		out = append(out, kit.Section{Title: joined("  ", body.Subject, st.own("console.language.", string(t.Language))), Text: body.Text})
	}
	return out, nil
}

// editWording edits both languages at once, shows what becomes of them, and
// keeps them when the person says so.
func editWording(st *Stage, w mailWording, refresh func()) {
	var fields []*kit.Field
	for i, t := range w.texts {
		own := desk.DefaultMailText(w.kind, t.Language)
		lang := st.own("console.language.", string(t.Language))
		for _, block := range []struct{ key, label, value, product string }{
			{"subject", st.T("dunning.text.subject"), t.Subject, own.Subject}, {"title", st.T("dunning.text.heading"), t.Title, own.Title},
			{"intro", st.T("dunning.text.intro"), t.Intro, own.Intro}, {"closing", st.T("dunning.text.closing"), t.Closing, own.Closing},
		} {
			if block.value == "" {
				block.value = block.product
			}
			f := &kit.Field{Key: block.key + id(int64(i)), Label: joined(" ", block.label, lang), Value: block.value}
			if block.key == "closing" || block.key == "intro" {
				f.Kind, f.Rows = kit.FieldArea, 2
			}
			fields = append(fields, f)
		}
	}
	var next mailWording
	st.AskForm(st.T("dunning.text.title", "Kind", st.word("mail_kind", string(w.kind))), st.T("dunning.text.ask", "Blanks", "{"+strings.Join(domain.MailBlanks(), "} {")+"}"),
		func(_ context.Context, v map[string]string) error {
			next = w
			for i := range next.texts {
				at := id(int64(i))
				t := &next.texts[i]
				t.Subject, t.Title, t.Intro, t.Closing = v["subject"+at], v["title"+at], v["intro"+at], v["closing"+at]
			}
			_, err := wordingPreview(st, next)
			return err
		}, func() { st.Push(wordingCard(next, refresh)) }, fields...)
}

// wordingCard shows a new wording in both languages before it is kept.
func wordingCard(w mailWording, refresh func()) Opening {
	return func(st *Stage) Screen {
		return NewCard(st, CardSpec{Title: st.T("dunning.text.new"), Head: func() string { return st.T("dunning.text.look") },
			Tabs: []CardTab{{Key: "0", Label: st.T("console.tab.mail_text"), Load: func(context.Context) ([]kit.Section, error) { return wordingPreview(st, w) }}},
			Actions: func(*Card) []kit.Action {
				return []kit.Action{{Name: "keep", Keys: []string{"ctrl+s"}, Label: st.T("dunning.act.keep_text"), Permission: string(domain.ChangeTexts), Weight: kit.Confirm,
					Question: st.T("dunning.ask.keep_text"), Run: func() {
						change(st, func() {
							st.Pop()
							refresh()
						}, "dunning.done.kept_text", func(ctx context.Context) error { return st.Session.Desk.SaveMailText(ctx, st.Session.Actor, w.texts) })
					}}}
			}})
	}
}
