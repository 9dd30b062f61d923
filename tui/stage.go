package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"vigie/tui/kit"
)

// patience is how long a screen waits for its data.
const patience = 15 * time.Second

// Stage is what a screen stands on: it opens other screens, runs slow work
// and speaks to the person. A screen keeps its stage for life.
type Stage struct {
	Session *Session
	Words   *kit.Words
	console *Console
	screen  Screen
	open    Opening
	started bool
	ctx     context.Context
	cancel  context.CancelFunc
	slots   map[string]*slot
}

// slot is the latest call of a name; its answer alone counts.
type slot struct {
	cancel context.CancelFunc
}

// answer brings the result of a call back to Update.
type answer struct{ apply func() }

// Call runs work away from the screen, with the session's context and a
// deadline, and brings its result to then. A later Call of the same name, or
// the end of the screen, drops the answer.
func Call[T any](st *Stage, name string, work func(context.Context) (T, error), then func(T, error)) {
	CallWithin(st, name, patience, work, then)
}

// CallWithin is Call with a deadline of its own, for imports and the like.
func CallWithin[T any](st *Stage, name string, within time.Duration, work func(context.Context) (T, error), then func(T, error)) {
	if old := st.slots[name]; old != nil {
		old.cancel()
	}
	ctx, cancel := context.WithTimeout(st.ctx, within)
	mine := &slot{cancel: cancel}
	st.slots[name] = mine
	st.console.do(func() tea.Msg {
		defer cancel()
		v, err := work(ctx)
		return answer{func() {
			if st.slots[name] != mine || st.ctx.Err() != nil {
				return
			}
			delete(st.slots, name)
			then(v, err)
		}}
	})
}

// Theme is the colours in force.
func (st *Stage) Theme() *kit.Theme { return st.console.theme }

// T says a text of the catalogue in the person's language.
func (st *Stage) T(key string, args ...any) string { return st.Session.Texts.T(key, args...) }

// Push opens a screen on top of this one.
func (st *Stage) Push(open Opening) { st.console.push(open) }

// Replace opens a screen in place of the whole stack, as g and a letter do.
func (st *Stage) Replace(open Opening) { st.console.replace(open) }

// Pop closes the screen on top.
func (st *Stage) Pop() { st.console.pop() }

// Flash shows a sentence at the foot for a few seconds.
func (st *Stage) Flash(text string, tone kit.Tone) { st.console.say(text, tone, nil, nil) }

// Fail shows an error as a sentence.
func (st *Stage) Fail(err error) { st.Flash(st.Session.Say(err), kit.ToneBad) }

// Done says that a reversible act is done; z undoes it for ten seconds, and
// ctrl+y does it again. Either may be nil.
func (st *Stage) Done(text string, undo, redo func()) {
	st.console.say(text, kit.ToneGood, undo, redo)
}

// DoneWithin is Done for an act that can be undone for so long.
func (st *Stage) DoneWithin(d time.Duration, text string, undo func()) {
	st.Done(text, undo, nil)
	st.console.flashEnd = st.Session.Now().Add(d)
	st.console.undoEnd = st.console.flashEnd
}

// Ask puts a dialog on top.
func (st *Stage) Ask(d *kit.Dialog) { st.console.dialog = d }

// Perform does an action as its key would: permission, reason, confirmation.
func (st *Stage) Perform(a kit.Action) { st.console.perform(a) }

// AskForm opens a form whose values go to work; an error stays beside the
// form, success closes it and goes to then.
func (st *Stage) AskForm(title, text string, work func(context.Context, map[string]string) error, then func(), fields ...*kit.Field) {
	var form *kit.Form
	var dialog *kit.Dialog
	form = kit.NewForm(st.Words, func(values map[string]string) {
		Call(st, "form", func(ctx context.Context) (struct{}, error) {
			return struct{}{}, work(ctx, values)
		}, func(_ struct{}, err error) {
			if err != nil {
				form.Error = st.Session.Say(err)
				return
			}
			if st.console.dialog == dialog {
				st.console.dialog = nil
			}
			then()
		})
	}, fields...)
	dialog = kit.NewFormDialog(st.Words, title, text, form)
	st.Ask(dialog)
}

// Copy puts text into the person's clipboard by OSC 52, and shows it bare
// for terminals that refuse.
func (st *Stage) Copy(text string) { st.console.copyText(text) }

// end cancels everything under way.
func (st *Stage) end() { st.cancel() }
