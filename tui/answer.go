package tui

import (
	"context"
	"slices"
	"strings"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// answerAction is ; on a person's card: the answer in view as a reply in their
// language, from a text of the team.
func answerAction(st *Stage, u domain.UserRow, tab string) kit.Action {
	return kit.Action{Name: "answer", Keys: []string{";"}, Label: st.T("console.action.answer"), Permission: string(domain.AnswerTicket),
		Off: offWhen(u.Email == "", st.T("error.user_no_email")), Run: func() { pickAnswer(st, u, tab) }}
}

// answersOf are the texts that answer what a tab shows.
func answersOf(tab string) []string {
	return map[string][]string{
		"w": {"why_mails", "no_unsubscribe", "unknown_buyer"}, "o": {"origin", "unknown_buyer"}, "v": {"who_sees", "buyers_enter"},
		"c": {"why_mails"}, "0": {"access", "stand_by"},
	}[tab]
}

// pickAnswer offers the texts, those of the tab first.
func pickAnswer(st *Stage, u domain.UserRow, tab string) {
	s := st.Session
	Call(st, "answers", func(ctx context.Context) ([]domain.ReadyText, error) {
		return s.Desk.ReadyTexts(ctx, s.Actor, domain.LanguageOr(string(u.Language), domain.French))
	}, func(texts []domain.ReadyText, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		first := answersOf(tab)
		slices.SortStableFunc(texts, func(a, b domain.ReadyText) int { return rank(first, a.Code) - rank(first, b.Code) })
		var items []kit.PaletteItem
		for _, text := range texts {
			if text.Body != "" {
				items = append(items, kit.PaletteItem{Label: text.Title, Terms: text.Code, Run: func() { startAnswer(st, u, text.Code) }})
			}
		}
		p := kit.NewPalette(st.T("console.action.answer"), items)
		p.Prefix = ";"
		st.console.overlay = p
	})
}

// rank is where a code stands among the first ones, behind them all when it
// does not.
func rank(first []string, code string) int {
	if i := slices.Index(first, code); i >= 0 {
		return i
	}
	return len(first)
}

// startAnswer writes the draft and opens it.
func startAnswer(st *Stage, u domain.UserRow, code string) {
	s := st.Session
	Call(st, "answer", func(ctx context.Context) (int64, error) { return s.Desk.StartAnswer(ctx, s.Actor, u.ID, code) }, func(number int64, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		st.Push(func(st *Stage) Screen {
			screen := ticketCard(number)(st)
			if t, ok := screen.(*ticket); ok {
				t.begin = writeReply
			}
			return screen
		})
	})
}

// plainSections is a tab as text, to copy.
func plainSections(sections []kit.Section) string {
	var b strings.Builder
	for _, s := range sections {
		b.WriteString(s.Title + "\n")
		for _, i := range s.Items {
			b.WriteString("  " + joined(": ", i.Label, i.Value) + "\n")
		}
		if s.Text != "" {
			b.WriteString("  " + s.Text + "\n")
		}
	}
	return strings.TrimSpace(b.String())
}
