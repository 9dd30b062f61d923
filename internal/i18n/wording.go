package i18n

import (
	"fmt"
	"sync"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// wording fills in the texts of one language that have placeholders or a
// plural. It learns a text when somebody first says it: parsing all of them
// took most of a start.
type wording struct {
	mu        sync.RWMutex
	tag       language.Tag
	bundle    *goi18n.Bundle
	localizer *goi18n.Localizer
	known     map[string]bool
}

func newWording(lang string) *wording {
	tag := language.MustParse(lang)
	bundle := goi18n.NewBundle(tag)
	return &wording{tag: tag, bundle: bundle, localizer: goi18n.NewLocalizer(bundle, lang), known: map[string]bool{}}
}

// say falls back on the bare text: a wrong template must not hide a sentence.
func (w *wording) say(key string, m message, config *goi18n.LocalizeConfig) string {
	said, err := "", w.learn(key, m)
	if err == nil {
		config.MessageID = key
		w.mu.RLock()
		defer w.mu.RUnlock()
		said, err = w.localizer.Localize(config)
	}
	if err != nil {
		return fmt.Sprintf("%s (%s)", m.Other, key)
	}
	return said
}

func (w *wording) learn(key string, m message) error {
	w.mu.RLock()
	known := w.known[key]
	w.mu.RUnlock()
	if known {
		return nil
	}
	one := m.One
	if one == "" {
		one = m.Other
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	// French has a form "many" (a million of …) that we never word apart.
	if err := w.bundle.AddMessages(w.tag, &goi18n.Message{ID: key, One: one, Many: m.Other, Other: m.Other}); err != nil {
		return err
	}
	w.known[key] = true
	return nil
}
