// Package tui is the console of the support team: one Bubble Tea model a
// session, screens on a stack, everything else from tui/kit.
package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/tui/kit"
)

// Session is who is here and what their screens need: filled by cmd, handed
// to every screen through its Stage.
type Session struct {
	Context context.Context // ends with the connection
	Actor   domain.Actor
	Desk    *desk.Desk
	Texts   *i18n.Texts
	Zone    *time.Location
	Theme   string // kit.ThemeAuto and the like
	Now     func() time.Time

	Idle    time.Duration                        // without a key for so long, the session ends; 0 never
	Places  []Place                              // the screens that g and a letter lead to; the first is home
	Finder  Finder                               // what ctrl+k asks; nil when there is nothing to find
	Changed func() int64                         // another value when anybody changed something; may be nil
	Fault   func(err error) string               // logs a fault of ours and returns its reference; may be nil
	Pulse   func(time.Duration, tea.Msg) tea.Cmd // timers; nil for real ones

	SSH   string            // how this person's verbs are called from their machine, "" when unknown
	views map[string]string // what lists remember, read so far
}

// Place is a screen that the letter after g, the palette and a name lead to.
type Place struct {
	Letter  string
	Name    string   // stable: "establishments"
	Title   string   // in the person's language
	Aliases []string // other words of the palette
	Open    Opening
}

// key is what leads to a place, "" where only its name does.
func (p Place) key() string {
	if p.Letter == "" {
		return ""
	}
	return "g" + p.Letter
}

// Finder answers the search box with what leads somewhere, best first.
type Finder func(ctx context.Context, text string) ([]Found, error)

// Found is one answer of the search box.
type Found struct {
	Label, Detail string
	Exact         bool // it is what was typed, not only like it
	Open          Opening
}

// May tells whether the session's person may do an action.
func (s *Session) May(action domain.Action) bool {
	return action == "" || domain.May(s.Actor, action) == nil
}

// Say turns an error into a sentence in the person's language; a fault of
// ours carries the reference under which it stands in the log.
func (s *Session) Say(err error) string {
	text := s.Texts.Err(err)
	if domain.KindOf(err) == "" && s.Fault != nil {
		text = s.Texts.T("console.error.reference", "Reference", s.Fault(err)) + " " + text
	}
	return text
}

// words are the texts of kit in the person's language.
func (s *Session) words() *kit.Words {
	t := s.Texts
	return &kit.Words{
		Loading: t.T("console.kit.loading"), NoMatch: t.T("console.kit.no_match"), Yes: t.T("console.kit.yes"), No: t.T("console.kit.no"),
		Confirm: t.T("console.kit.confirm"), Cancel: t.T("console.kit.cancel"), Submit: t.T("console.kit.submit"),
		TypeIdentifier: t.T("console.kit.type_identifier"), Required: t.T("console.kit.required"), BadDate: t.T("console.kit.bad_date"),
		MoreExamples: t.T("console.kit.more_examples"), Number: t.Number,
	}
}

// timer sends msg after a while, unless the session ends first.
func (s *Session) timer(d time.Duration, msg tea.Msg) tea.Cmd {
	if s.Pulse != nil {
		return s.Pulse(d, msg)
	}
	return func() tea.Msg {
		wait := time.NewTimer(d)
		defer wait.Stop()
		select {
		case <-wait.C:
			return msg
		case <-s.Context.Done():
			return nil
		}
	}
}
