package sshd

import (
	"context"
	"errors"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	"github.com/charmbracelet/colorprofile"
	gossh "golang.org/x/crypto/ssh"

	"vigie/internal/safe"
	"vigie/tui"
)

// patience is how long a session told to end may take before its channel is
// closed.
const patience = 400 * time.Millisecond

// middleware is our own instead of Wish's stock one for Bubble Tea, which
// spins when a channel closes on a kept connection, installs signal handlers
// and accepts any terminal size.
func (s *Server) middleware(conn *gossh.ServerConn, l *line) wish.Middleware {
	return func(next ssh.Handler) ssh.Handler {
		return func(sess ssh.Session) {
			s.session(sess, conn, l)
			next(sess)
		}
	}
}

// session asks again who the key belongs to, finds them a place, and opens a
// console or runs a verb.
func (s *Server) session(sess ssh.Session, conn *gossh.ServerConn, l *line) {
	fingerprint := ""
	if conn.Permissions != nil {
		fingerprint = conn.Permissions.Extensions[fingerprintKey]
	}
	ctx, cancel := context.WithTimeout(l.ctx, lookupTime)
	person, err := s.config.Lookup(ctx, fingerprint)
	cancel()
	if err != nil || fingerprint == "" {
		s.refuse(sess, "", "console.ssh.key_refused")
		return
	}
	place, why := s.hall.enter(person.ID, fingerprint)
	if why != "" {
		s.refuse(sess, person.Language, why)
		return
	}
	defer s.hall.leave(place)
	if s.config.Arrived != nil {
		s.config.Arrived(l.ctx, fingerprint)
	}
	term, _, pty := l.screen()
	visit := Visit{Context: l.ctx, Person: person, Fingerprint: fingerprint, Remote: conn.RemoteAddr().String(),
		Term: safe.Line(term), Args: sess.Command()}
	log := s.config.Log.With("person", person.Name, "remote", visit.Remote)
	log.Info("ssh session", "args", len(visit.Args), "terminal", pty)
	switch {
	case pty && (len(visit.Args) == 0 || (s.config.Opens != nil && s.config.Opens(visit.Args))):
		s.console(sess, l, visit, place)
	case len(visit.Args) == 0:
		s.refuse(sess, person.Language, "console.ssh.no_terminal")
	default:
		s.verb(sess, l, visit, place)
	}
	log.Info("ssh session ended")
}

// refuse says one sentence and ends the session with exit 1.
func (s *Server) refuse(sess ssh.Session, lang, key string) {
	s.tell(sess, lang, key)
	_ = sess.Exit(1)
}

func (s *Server) tell(sess ssh.Session, lang, key string, args ...any) {
	_, _ = io.WriteString(sess.Stderr(), s.config.Texts(lang).T(key, args...)+"\n")
}

// console runs one Bubble Tea program on the channel.
func (s *Server) console(sess ssh.Session, l *line, visit Visit, place *stay) {
	_, size, _ := l.screen()
	ctx, cancel := context.WithCancel(l.ctx)
	defer cancel()
	visit.Context = ctx
	g := newGuard(s.model(visit), s.config.Log)
	p := tea.NewProgram(g, tea.WithContext(ctx), tea.WithInput(sess), tea.WithOutput(sess), tea.WithoutSignalHandler(),
		tea.WithWindowSize(size.Width, size.Height), tea.WithEnvironment([]string{"TERM=" + visit.Term, "SSH_TTY=1"}),
		tea.WithColorProfile(profile(visit.Term)), tea.WithFilter(keepAwake))
	done := make(chan struct{})
	why := make(chan string, 1)
	go func() { why <- s.attend(p, g, l, place, done, sess) }()
	_, err := p.Run()
	close(done)
	if reference := g.reference(); reference != "" {
		s.tell(sess, visit.Person.Language, "console.ssh.panic", "Reference", reference)
		_ = sess.Exit(1)
	} else if err != nil && !errors.Is(err, context.Canceled) && ctx.Err() == nil {
		s.config.Log.Error("console ended", "err", err)
	}
	if key := <-why; key != "" {
		s.tell(sess, visit.Person.Language, key)
		_ = sess.Exit(1)
	}
	_ = sess.Exit(0)
}

// model makes the console, or one that says it could not be made.
func (s *Server) model(visit Visit) (model tea.Model) {
	defer func() {
		if r := recover(); r != nil {
			model = broken{r}
		}
	}()
	return s.config.Console(visit)
}

// broken panics again inside the guard, which gives it a reference.
type broken struct{ reason any }

// Init panics.
func (b broken) Init() tea.Cmd { panic(b.reason) }

// Update does nothing.
func (b broken) Update(tea.Msg) (tea.Model, tea.Cmd) { return b, nil }

// View is empty.
func (b broken) View() tea.View { return tea.View{} }

// attend brings sizes to a program, and the news that it must end; it returns
// the text key of the reason.
func (s *Server) attend(p *tea.Program, g guard, l *line, place *stay, done <-chan struct{}, sess ssh.Session) string {
	why, panicked := "", g.fell
	for why == "" {
		select {
		case <-panicked:
			panicked = nil
			p.Send(fell{})
		case <-done:
			return ""
		case size := <-l.sizes:
			p.Send(size)
		case <-place.ended:
			why = "console.ssh.ended"
		case <-s.hall.closing:
			why = "console.ssh.stopping"
		}
	}
	late := time.AfterFunc(patience, func() { _ = sess.Close(); l.cancel() })
	defer late.Stop()
	p.Send(tui.Farewell{})
	<-done
	return why
}

// keepAwake turns ctrl+z's suspension, which would stop the whole server,
// into nothing.
func keepAwake(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, ok := msg.(tea.SuspendMsg); ok {
		return tea.ResumeMsg{}
	}
	return msg
}

// profile is what a terminal's name says about colours.
func profile(term string) colorprofile.Profile {
	if term == "" || term == "dumb" {
		return colorprofile.ASCII
	}
	return colorprofile.ANSI256
}

// verb runs a command without a console; it ends with the channel, the
// person's admission or the server.
func (s *Server) verb(sess ssh.Session, l *line, visit Visit, place *stay) {
	ctx, cancel := context.WithCancel(l.ctx)
	defer cancel()
	visit.Context = ctx
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-l.sizes:
			case <-place.ended:
				cancel()
				<-done
				return
			case <-s.hall.closing:
				cancel()
				<-done
				return
			}
		}
	}()
	code := s.run(ctx, sess, visit)
	close(done)
	_ = sess.Exit(code)
}

// run calls the verb with the same net under it as a console.
func (s *Server) run(ctx context.Context, sess ssh.Session, visit Visit) (code int) {
	g := newGuard(nil, s.config.Log)
	defer func() {
		if r := recover(); r != nil {
			g.note(r)
			s.tell(sess, visit.Person.Language, "console.ssh.panic", "Reference", g.reference())
			code = 1
		}
	}()
	return s.config.Verb(ctx, visit, sess, sess, sess.Stderr())
}
