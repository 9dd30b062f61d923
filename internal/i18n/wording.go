package i18n

import (
	"fmt"
	"strings"
	"sync"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// wording fills in the texts of one language that have placeholders or a
// plural. Placeholders are put in by a plain scan: a reminder has twenty of
// them, and as templates they took half of its writing.
type wording struct {
	forms *goi18n.Localizer // knows which form a number takes
	few   [100]func() bool  // whether a small number is said in the singular
}

// formOf is the one text that go-i18n says for us: the name of a form.
const formOf, singular = "form", "one"

func newWording(lang string) *wording {
	tag := language.MustParse(lang)
	bundle := goi18n.NewBundle(tag)
	// French has a form "many" (a million of …) that we never word apart.
	bundle.MustAddMessages(tag, &goi18n.Message{ID: formOf, One: singular, Many: "other", Other: "other"})
	w := &wording{forms: goi18n.NewLocalizer(bundle, lang)}
	for n := range w.few {
		w.few[n] = sync.OnceValue(func() bool { return w.ask(int64(n)) })
	}
	return w
}

// one reports whether n is said in the singular.
func (w *wording) one(n int64) bool {
	if n >= 0 && n < int64(len(w.few)) {
		return w.few[n]()
	}
	return w.ask(n)
}

func (w *wording) ask(n int64) bool {
	form, err := w.forms.Localize(&goi18n.LocalizeConfig{MessageID: formOf, PluralCount: n})
	return err == nil && form == singular
}

// fill puts values in the place of the placeholders of a text. It falls back on
// the bare text: a wrong placeholder must not hide a sentence.
func fill(key, text string, value func(name string) any) string {
	var b strings.Builder
	b.Grow(len(text) + 32)
	for rest := text; ; {
		before, after, found := strings.Cut(rest, "{{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		inside, after, closed := strings.Cut(after, "}}")
		name, dotted := strings.CutPrefix(strings.TrimSpace(inside), ".")
		if !closed || !dotted {
			return fmt.Sprintf("%s (%s)", text, key)
		}
		switch v := value(name).(type) {
		case nil:
			b.WriteString("<no value>")
		case string:
			b.WriteString(v)
		default:
			fmt.Fprint(&b, v)
		}
		rest = after
	}
}

// among finds a value among alternating names and values.
func among(args []any) func(name string) any {
	return func(name string) any {
		for i := 0; i+1 < len(args); i += 2 {
			if args[i] == name {
				return args[i+1]
			}
		}
		return nil
	}
}
