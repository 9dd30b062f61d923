// Package i18n says the texts of the product in French and English.
//
// Texts live in locales/<room>.<fr|en>.json, one pair a room, and are found by
// dotted keys. A text with a plural is an object {"one": …, "other": …}.
package i18n

import (
	"errors"
	"strings"
	"sync"

	"vigie/internal/domain"
)

// French and English are the two languages of the product.
const (
	French  = "fr"
	English = "en"
)

// Texts says texts, dates and numbers in one language; safe for concurrent
// use.
type Texts struct {
	lang    string
	rooms   map[string]func() map[string]message
	wording func() *wording
}

func newTexts(lang string) *Texts {
	return &Texts{lang: lang, rooms: map[string]func() map[string]message{}, wording: sync.OnceValue(func() *wording { return newWording(lang) })}
}

// For returns the texts of "fr" or "en", and French for anything else.
func For(lang string) *Texts {
	both := load()
	if lang == English {
		return both[English]
	}
	return both[French]
}

// Lang is the language spoken, "fr" or "en".
func (t *Texts) Lang() string { return t.lang }

// Has tells whether the catalogue knows the key.
func (t *Texts) Has(key string) bool {
	_, known := t.find(key)
	return known
}

// T says the text of a key, with alternating placeholder names and values.
// Without arguments it is a look-up. An unknown key comes back as it is.
func (t *Texts) T(key string, args ...any) string {
	m, known := t.find(key)
	if !known {
		return key
	}
	if len(args) == 0 {
		return m.Other
	}
	return fill(key, m.Other, among(args))
}

// N says the text of a key in the plural form of n; {{.Count}} is n as people
// write it. In French zero is singular.
func (t *Texts) N(key string, n int64, args ...any) string {
	m, known := t.find(key)
	if !known {
		return key
	}
	text := m.Other
	if m.One != "" && t.wording().one(n) {
		text = m.One
	}
	return fill(key, text, among(append([]any{"Count", t.Number(n)}, args...)))
}

// Err says a refusal in the person's language. A fault of ours, whose words
// are for the log, is said as "error.internal".
func (t *Texts) Err(err error) string {
	var refusal *domain.Error
	if !errors.As(err, &refusal) {
		return t.T("error.internal")
	}
	key := "error." + refusal.Key
	m, known := t.find(key)
	if !known || len(refusal.Args) == 0 {
		return t.T(key)
	}
	said := t.worded(refusal.Args)
	return fill(key, m.Other, func(name string) any { return said[name] })
}

// worded puts the words of the catalogue in place of code words: the argument
// "Role" of value "agent" is said by "domain.role.agent" where there is one.
func (t *Texts) worded(args map[string]any) map[string]any {
	said := make(map[string]any, len(args))
	for name, value := range args {
		said[name] = value
		if code, ok := value.(string); ok {
			if m, known := t.find("domain." + strings.ToLower(name) + "." + code); known {
				said[name] = m.Other
			}
		}
	}
	return said
}
