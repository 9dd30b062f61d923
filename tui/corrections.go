package tui

import (
	"context"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// correct is e on a week: one mail more to exactly those whom a faulty text of
// it reached. It asks which text, says how many it reached, takes the words in
// both languages, and sends after a confirmation.
func correct(st *Stage, week domain.Week, refresh func()) kit.Action {
	s := st.Session
	return kit.Action{Name: "correct", Keys: []string{"e"}, Label: st.T("dunning.act.correct"), Permission: string(domain.HoldMail), Run: func() {
		c := domain.Correction{Week: week}
		var reach desk.CorrectionReach
		var kinds []kit.Option
		for _, kind := range domain.ReminderKinds() {
			kinds = append(kinds, kit.Option{Value: string(kind), Label: st.word("mail_kind", string(kind))})
		}
		st.AskForm(st.T("dunning.act.correct"), st.T("dunning.ask.correct", "Week", string(week)), func(ctx context.Context, v map[string]string) (err error) {
			c.Kind = domain.MailKind(v["kind"])
			if c.TextVersion, err = strconv.ParseInt(v["version"], 10, 64); err != nil {
				return domain.Refuse(domain.Invalid, "field_unknown", "Field", "version")
			}
			if reach, err = s.Desk.CorrectionReach(ctx, s.Actor, c); err == nil && reach.Count == 0 {
				err = domain.Refuse(domain.Conflict, "correction_nobody", "Versions", versionsText(reach.Versions))
			}
			return err
		}, func() { writeCorrection(st, c, reach, refresh) },
			&kit.Field{Key: "kind", Label: st.T("console.column.kind"), Kind: kit.FieldChoice, Options: kinds, Value: string(domain.MailCompliance)},
			&kit.Field{Key: "version", Label: st.T("dunning.text.version"), Value: "0", Hint: st.T("dunning.text.version_hint"), Required: true})
	}}
}

func versionsText(vs []int64) string {
	text := ""
	for _, v := range vs {
		text = joined(", ", text, id(v))
	}
	return or(text)
}

func writeCorrection(st *Stage, c domain.Correction, reach desk.CorrectionReach, refresh func()) {
	s := st.Session
	field := func(key, label string, lang domain.Language, area bool) *kit.Field {
		f := &kit.Field{Key: key, Label: joined(" ", label, st.own("console.language.", string(lang))), Required: true}
		if area {
			f.Kind, f.Rows = kit.FieldArea, 4
		}
		return f
	}
	subject, text := st.T("dunning.text.subject"), st.T("dunning.text.body")
	st.AskForm(st.T("dunning.act.correct"), s.Texts.N("dunning.ask.correct_text", reach.Count), func(_ context.Context, v map[string]string) error {
		c.SubjectFr, c.BodyFr, c.SubjectEn, c.BodyEn = v["subject_fr"], v["body_fr"], v["subject_en"], v["body_en"]
		return c.Check()
	}, func() {
		st.Perform(kit.Action{Name: "send_correction", Label: st.T("dunning.act.correct"), Permission: string(domain.HoldMail), Weight: kit.Confirm, Count: int(reach.Count), Examples: reach.Examples,
			Question: s.Texts.N("dunning.ask.correct_send", reach.Count), Run: func() {
				change(st, refresh, "dunning.done.corrected", func(ctx context.Context) error {
					_, err := s.Desk.BeginCorrection(ctx, s.Actor, c, reach.Count)
					return err
				})
			}})
	}, field("subject_fr", subject, domain.French, false), field("body_fr", text, domain.French, true),
		field("subject_en", subject, domain.English, false), field("body_en", text, domain.English, true))
}

// sendTest is t: a real person's reminder to oneself.
func sendTest(st *Stage, next coming, user int64, whose string) kit.Action {
	s := st.Session
	return kit.Action{Name: "test", Keys: []string{"t"}, Label: st.T("dunning.act.test"), Permission: string(domain.HoldMail), Weight: kit.Confirm,
		Question: st.T("dunning.ask.test", "Whose", whose), Run: func() {
			Call(st, "test", func(ctx context.Context) (string, error) {
				return s.Desk.SendTest(ctx, s.Actor, next.week, next.day, user)
			}, func(to string, err error) {
				if err != nil {
					st.Fail(err)
					return
				}
				st.Flash(st.T("dunning.done.test", "To", to), kit.ToneGood)
			})
		}}
}
