package sshd

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// guard keeps a panic of one console inside its session: it is logged under a
// reference, the program quits, the terminal is restored.
type guard struct {
	model tea.Model
	log   *slog.Logger
	mu    *sync.Mutex
	ref   *string
	fell  chan struct{} // closed by the first panic
}

// fell asks the program to end after a panic.
type fell struct{}

func newGuard(model tea.Model, log *slog.Logger) guard {
	return guard{model: model, log: log, mu: &sync.Mutex{}, ref: new(string), fell: make(chan struct{})}
}

// reference is the one of the panic, "" when there was none.
func (g guard) reference() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return *g.ref
}

func (g guard) note(r any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if *g.ref == "" {
		*g.ref = rand.Text()[:8]
		close(g.fell)
	}
	g.log.Error("console panic", "reference", *g.ref, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
}

// Init starts the console.
func (g guard) Init() (cmd tea.Cmd) {
	defer func() {
		if r := recover(); r != nil {
			g.note(r)
			cmd = tea.Quit
		}
	}()
	return g.cover(g.model.Init())
}

// Update passes an event on.
func (g guard) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	if _, ok := msg.(fell); ok || g.reference() != "" {
		return g, tea.Quit
	}
	defer func() {
		if r := recover(); r != nil {
			g.note(r)
			model, cmd = g, tea.Quit
		}
	}()
	next, cmd := g.model.Update(msg)
	g.model = next
	return g, g.cover(cmd)
}

// View draws; a panic draws nothing, and attend ends the program.
func (g guard) View() (view tea.View) {
	defer func() {
		if r := recover(); r != nil {
			g.note(r)
			view = tea.View{AltScreen: true}
		}
	}()
	if g.reference() != "" {
		return tea.View{AltScreen: true}
	}
	return g.model.View()
}

// cover puts the same net under a command and all it leads to.
func (g guard) cover(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				g.note(r)
				msg = fell{}
			}
		}()
		out := cmd()
		if batch, ok := out.(tea.BatchMsg); ok {
			covered := make(tea.BatchMsg, len(batch))
			for i, c := range batch {
				covered[i] = g.cover(c)
			}
			return covered
		}
		return out
	}
}
