package letter

import (
	"strings"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// RightsFacts is what the letters about a request say. They name nobody: the
// salutation and the address belong to the mail that carries them, so that the
// letter can be kept when its person is erased.
type RightsFacts struct {
	Language   domain.Language
	Request    domain.RightsRequest
	Plan       domain.RemovalPlan
	Identifier string // of the establishment, where the request is about one
}

// opening begins a letter with what was asked, and when.
func (f RightsFacts) opening(t *i18n.Texts) string {
	return t.T("rights.letter.asked", "Day", t.LongDate(string(f.Request.ReceivedOn)), "Number", f.Request.ID,
		"Kind", t.T("rights.kind."+string(f.Request.Kind)), "Article", f.Request.Kind.Article(), "Scope", f.scope(t))
}

func (f RightsFacts) scope(t *i18n.Texts) string {
	said := t.T("rights.about." + string(f.Request.Scope))
	if f.Identifier != "" {
		said += " " + safe.Line(f.Identifier)
	}
	return said
}

func (f RightsFacts) texts() *i18n.Texts { return i18n.For(string(f.Language)) }

// RightsConfirm asks the address on file to confirm a request that anybody
// could have typed.
func RightsConfirm(f RightsFacts) domain.RightsLetter {
	t := f.texts()
	return domain.RightsLetter{Language: f.Language, Subject: t.T("rights.confirm.subject"), Title: t.T("rights.confirm.title"),
		Before: []string{f.opening(t), t.T("rights.confirm.what")}, After: []string{t.T("rights.confirm.not_you")}}
}

// RightsDoubt asks who the person is (RGPD art. 12(6)).
func RightsDoubt(f RightsFacts) domain.RightsLetter {
	t := f.texts()
	return domain.RightsLetter{Language: f.Language, Subject: t.T("rights.doubt.subject"), Title: t.T("rights.doubt.title"),
		Before: []string{f.opening(t), t.T("rights.doubt.why", "Doubt", safe.Line(f.Request.Doubt)), t.T("rights.doubt.how")},
		After:  []string{t.T("rights.doubt.papers"), f.due(t)}}
}

// RightsAdopt puts another user's request for removal to an administrator of
// the establishment.
func RightsAdopt(f RightsFacts) domain.RightsLetter {
	t := f.texts()
	return domain.RightsLetter{Language: f.Language, Subject: t.T("rights.adopt.subject", "Identifier", safe.Line(f.Identifier)), Title: t.T("rights.adopt.title"),
		Before: append([]string{f.opening(t), t.T("rights.adopt.why")}, consequences(t, domain.ScopeEstablishment)...), After: []string{t.T("rights.adopt.nothing")}}
}

// RightsExplanation is the mandatory letter before a removal: what it means,
// what is erased, what stays, and how to take it back.
func RightsExplanation(f RightsFacts) domain.RightsLetter {
	t := f.texts()
	return domain.RightsLetter{Language: f.Language, Subject: t.T("rights.explain.subject"), Title: t.T("rights.explain.title"),
		Before: append([]string{f.opening(t)}, consequences(t, f.Request.Scope)...), Lists: planLists(t, f.Plan, false),
		After: []string{t.T("rights.explain.back"), f.due(t), t.T("rights.letter.remedies")}}
}

// consequences are what whoever asks for a removal must know first.
func consequences(t *i18n.Texts, scope domain.RightsScope) []string {
	switch scope {
	case domain.ScopeEstablishment:
		return []string{t.T("rights.explain.contract"), t.T("rights.explain.no_follow"), t.T("rights.explain.documents"), t.T("rights.explain.pause")}
	case domain.ScopeUser:
		return []string{t.T("rights.explain.user"), t.T("rights.explain.user_duty"), t.T("rights.explain.documents"), t.T("rights.explain.pause")}
	case domain.ScopeCustomer:
		return []string{t.T("rights.explain.customer"), t.T("rights.explain.pause")}
	}
	return []string{t.T("rights.explain.address"), t.T("rights.explain.pause")}
}

// RightsExtension tells of two more months (RGPD art. 12(3)).
func RightsExtension(f RightsFacts) domain.RightsLetter {
	t := f.texts()
	return domain.RightsLetter{Language: f.Language, Subject: t.T("rights.extend.subject"), Title: t.T("rights.extend.title"),
		Before: []string{f.opening(t), t.T("rights.extend.until", "Due", t.LongDate(string(f.Request.DueOn))),
			t.T("rights.extend.reason", "Reason", safe.Line(f.Request.ExtensionReason))}, After: []string{t.T("rights.letter.remedies")}}
}

// RightsRefusal says on which ground, why, and what can be done against it.
func RightsRefusal(f RightsFacts) domain.RightsLetter {
	t := f.texts()
	return domain.RightsLetter{Language: f.Language, Subject: t.T("rights.refuse.subject"), Title: t.T("rights.refuse.title"),
		Before: []string{f.opening(t), t.T("rights.ground." + f.Request.Refusal), t.T("rights.refuse.reason", "Reason", safe.Line(f.Request.RefusalReason))},
		After:  []string{t.T("rights.letter.remedies"), t.T("rights.letter.court")}}
}

// RightsOutcome says what was done.
func RightsOutcome(f RightsFacts) domain.RightsLetter {
	t := f.texts()
	l := domain.RightsLetter{Language: f.Language, Subject: t.T("rights.done.subject"), Title: t.T("rights.done.title"),
		Before: []string{f.opening(t)}, After: []string{t.T("rights.letter.remedies")}}
	if f.Request.Kind == domain.RightsRemoval {
		l.Before = append(l.Before, t.T("rights.done.removal"))
		l.Lists = planLists(t, f.Plan, true)
		l.After = append([]string{t.T("rights.done.return")}, l.After...)
		return l
	}
	l.Before = append(l.Before, t.T("rights.done."+string(f.Request.Kind)))
	if f.Request.Outcome != "" {
		l.Before = append(l.Before, safe.Line(f.Request.Outcome))
	}
	return l
}

// RightsBuyer tells a buyer that an establishment is gone: by its identifier,
// since nothing else of it is left.
func RightsBuyer(f RightsFacts, until domain.Date) domain.RightsLetter {
	t := f.texts()
	return domain.RightsLetter{Language: f.Language, Subject: t.T("rights.buyer.subject", "Identifier", safe.Line(f.Identifier)), Title: t.T("rights.buyer.title"),
		Before: []string{t.T("rights.buyer.what", "Identifier", safe.Line(f.Identifier)), t.T("rights.buyer.duty")},
		After:  []string{t.T("rights.buyer.documents", "Until", t.LongDate(string(until)))}}
}

func (f RightsFacts) due(t *i18n.Texts) string {
	return t.T("rights.letter.due", "Due", t.LongDate(string(f.Request.DueOn)))
}

// planLists are what is erased and what is kept; done says it in the past.
func planLists(t *i18n.Texts, p domain.RemovalPlan, done bool) []domain.LetterList {
	erased, kept := t.T("rights.list.will_erase"), t.T("rights.list.will_keep")
	if done {
		erased, kept = t.T("rights.list.erased"), t.T("rights.list.kept")
	}
	lists := []domain.LetterList{{Title: erased}, {Title: kept}}
	for _, l := range p.Erased {
		lists[0].Lines = append(lists[0].Lines, PlanLine(t, "rights.erased.", l))
	}
	for _, l := range p.Kept {
		lists[1].Lines = append(lists[1].Lines, PlanLine(t, "rights.kept.", l))
	}
	return lists
}

// PlanLine says one thing that is erased or kept: how many, under which
// article, until when.
func PlanLine(t *i18n.Texts, prefix string, l domain.PlanLine) string {
	said := t.N(prefix+l.What, int64(l.Count))
	if l.Article != "" {
		said += " (" + t.T("rights.list.article", "Article", l.Article) + ")"
	}
	if l.Until.Known() {
		said += ", " + t.T("rights.list.until", "Until", t.LongDate(string(l.Until)))
	}
	return said
}

// RightsText is a letter as plain text, as it is shown and kept.
func RightsText(l domain.RightsLetter) string {
	parts := append([]string{l.Title}, l.Before...)
	for _, list := range l.Lists {
		parts = append(parts, list.Title+"\n- "+strings.Join(list.Lines, "\n- "))
	}
	return strings.Join(append(parts, l.After...), "\n\n")
}

// Rights makes the mail that carries a letter. A link to the request, for
// whoever may confirm it or take it back, follows its text.
func (l *Letters) Rights(letter domain.RightsLetter, name string, request int64, label string) (domain.MailBody, error) {
	v := noticeView{frame: newFrame(letter.Language, name, "")}
	v.Subject, v.Title, v.Before, v.After = letter.Subject, letter.Title, letter.Before, letter.After
	for _, list := range letter.Lists {
		for i, line := range list.Lines {
			heading := ""
			if i == 0 {
				heading = list.Title
			}
			v.Facts = append(v.Facts, fact{heading, line})
		}
	}
	if label != "" {
		v.Links = []button{{v.T(label), secret(domain.LinkRights, request)}}
	}
	v.Why = []string{v.T("rights.letter.why")}
	return l.notice(v)
}
