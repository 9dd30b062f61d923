package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strconv"
	"strings"
	"sync"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed locales/*.json
var locales embed.FS

// message is one entry of a catalogue file: a string, or its plural forms.
type message struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// UnmarshalJSON accepts a bare string as the only form.
func (m *message) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &m.Other)
	}
	type forms message
	return json.Unmarshal(data, (*forms)(m))
}

// load parses the embedded catalogues once. They are part of the binary, so a
// broken one is a fault of the build and stops the program.
var load = sync.OnceValue(func() map[string]*Texts {
	both := map[string]*Texts{}
	for _, lang := range []string{French, English} {
		messages, err := catalogue(lang)
		if err != nil {
			panic(err)
		}
		texts, err := build(lang, messages)
		if err != nil {
			panic(err)
		}
		both[lang] = texts
	}
	return both
})

// catalogue merges every room of one language; a key stands in one room only.
func catalogue(lang string) (map[string]message, error) {
	entries, err := locales.ReadDir("locales")
	if err != nil {
		return nil, err
	}
	all := map[string]message{}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), "."+lang+".json") {
			continue
		}
		data, err := locales.ReadFile(path.Join("locales", entry.Name()))
		if err != nil {
			return nil, err
		}
		room := map[string]message{}
		if err := json.Unmarshal(data, &room); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", entry.Name(), err)
		}
		for key, m := range room {
			if _, twice := all[key]; twice {
				return nil, fmt.Errorf("catalogue %s: key %s stands in two rooms", entry.Name(), key)
			}
			all[key] = m
		}
	}
	return all, nil
}

func build(lang string, messages map[string]message) (*Texts, error) {
	tag := language.MustParse(lang)
	bundle := goi18n.NewBundle(tag)
	t := &Texts{lang: lang, plain: make(map[string]string, len(messages))}
	for key, m := range messages {
		t.plain[key] = m.Other
		one := m.One
		if one == "" {
			one = m.Other
		}
		// French has a form "many" (a million of …) that we never word apart.
		err := bundle.AddMessages(tag, &goi18n.Message{ID: key, One: one, Many: m.Other, Other: m.Other})
		if err != nil {
			return nil, fmt.Errorf("catalogue %s, key %s: %w", lang, key, err)
		}
	}
	t.localizer = goi18n.NewLocalizer(bundle, lang)
	for i := range t.months {
		t.months[i] = t.plain["domain.month."+strconv.Itoa(i+1)]
	}
	return t, nil
}
