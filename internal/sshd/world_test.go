package sshd

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"go.uber.org/goleak"
	gossh "golang.org/x/crypto/ssh"

	"vigie/internal/i18n"
	"vigie/tui"
)

// world is a server on loopback with a few people.
type world struct {
	*testing.T
	server *Server
	addr   string
	mu     sync.Mutex
	people map[string]Person // by fingerprint
	log    *bytes.Buffer
	sizes  chan tea.WindowSizeMsg
}

// locked makes a buffer safe for the logger.
type locked struct {
	mu  *sync.Mutex
	buf *bytes.Buffer
}

func (l locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func newWorld(t *testing.T, adjust func(*Config)) *world {
	t.Helper()
	w := &world{T: t, people: map[string]Person{}, log: &bytes.Buffer{}, sizes: make(chan tea.WindowSizeMsg, 100)}
	config := Config{
		HostKey: newKey(t), Now: time.Now, Texts: i18n.For, Watch: 20 * time.Millisecond,
		Log:    slog.New(slog.NewTextHandler(locked{&w.mu, w.log}, nil)),
		Lookup: func(_ context.Context, f string) (Person, error) { return w.person(f) },
		Admitted: func(_ context.Context, all []string) ([]string, error) {
			return slices.DeleteFunc(slices.Clone(all), func(f string) bool { _, err := w.person(f); return err != nil }), nil
		},
		Console: func(v Visit) tea.Model { return &probe{world: w, visit: v} },
		Verb:    w.verb,
	}
	if adjust != nil {
		adjust(&config)
	}
	server, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	w.server = server
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.addr = listener.Addr().String()
	served := make(chan error, 1)
	go func() { served <- w.server.Serve(listener) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = w.server.Shutdown(ctx)
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
		goleak.VerifyNone(t)
	})
	return w
}

func (w *world) person(fingerprint string) (Person, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, ok := w.people[fingerprint]
	if !ok {
		return Person{}, errors.New("unknown key")
	}
	return p, nil
}

// admit gives a person a key; forget takes it away.
func (w *world) admit(key gossh.Signer, id int64, name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.people[gossh.FingerprintSHA256(key.PublicKey())] = Person{ID: id, Name: name, Language: "en"}
}

func (w *world) forget(key gossh.Signer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.people, gossh.FingerprintSHA256(key.PublicKey()))
}

func (w *world) logged() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.String()
}

// verb echoes, counts, waits or panics.
func (w *world) verb(ctx context.Context, v Visit, in io.Reader, out, _ io.Writer) int {
	switch v.Args[0] {
	case "panic":
		panic("verb on fire")
	case "wait":
		_, _ = io.WriteString(out, "waiting\n")
		<-ctx.Done()
		return 1
	case "cat":
		_, _ = io.Copy(out, in)
		return 0
	}
	_, _ = fmt.Fprintf(out, "%s %s\n", v.Person.Name, strings.Join(v.Args, "|"))
	return len(v.Args)
}

func newKey(t *testing.T) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// dial connects with keys; banner receives what the server says on the way.
func (w *world) dial(banner *string, keys ...gossh.Signer) (*gossh.Client, error) {
	return gossh.Dial("tcp", w.addr, &gossh.ClientConfig{
		User: "root", Auth: []gossh.AuthMethod{gossh.PublicKeys(keys...)}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
		BannerCallback: func(m string) error {
			if banner != nil {
				*banner += m
			}
			return nil
		},
	})
}

// member is a client of an admitted person.
func (w *world) member(id int64, name string) (*gossh.Client, gossh.Signer) {
	w.Helper()
	key := newKey(w.T)
	w.admit(key, id, name)
	client, err := w.dial(nil, key)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = client.Close() })
	return client, key
}

func (w *world) open(client *gossh.Client) *gossh.Session {
	w.Helper()
	s, err := client.NewSession()
	if err != nil {
		w.Fatal(err)
	}
	return s
}

// terminal opens a console and returns what it prints.
func (w *world) terminal(client *gossh.Client, columns, rows int) (*gossh.Session, io.WriteCloser, *reader) {
	w.Helper()
	s := w.open(client)
	if err := s.RequestPty("xterm", rows, columns, gossh.TerminalModes{}); err != nil {
		w.Fatal(err)
	}
	in, _ := s.StdinPipe()
	out, _ := s.StdoutPipe()
	errs, _ := s.StderrPipe()
	r := &reader{got: make(chan struct{}, 1)}
	go r.copy(out)
	go r.copy(errs)
	if err := s.Shell(); err != nil {
		w.Fatal(err)
	}
	return s, in, r
}

// reader collects output and wakes whoever waits for a text in it.
type reader struct {
	mu  sync.Mutex
	buf bytes.Buffer
	got chan struct{}
}

func (r *reader) copy(from io.Reader) {
	chunk := make([]byte, 4096)
	for {
		n, err := from.Read(chunk)
		r.mu.Lock()
		r.buf.Write(chunk[:n])
		r.mu.Unlock()
		select {
		case r.got <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// expect waits until a text has been printed.
func (r *reader) expect(t *testing.T, text string) {
	t.Helper()
	late := time.After(5 * time.Second)
	for {
		r.mu.Lock()
		s := r.buf.String()
		r.mu.Unlock()
		if strings.Contains(s, text) {
			return
		}
		select {
		case <-r.got:
		case <-late:
			t.Fatalf("%q was not printed, only %q", text, s)
		}
	}
}

// probe is a small console: it says hello, counts keys, can panic.
type probe struct {
	world *world
	visit Visit
	text  string
}

func (p *probe) Init() tea.Cmd { return nil }

func (p *probe) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.world.sizes <- msg
		p.text = fmt.Sprintf("size%dx%d", msg.Width, msg.Height)
	case tui.Farewell:
		return p, tea.Quit
	case tea.KeyPressMsg:
		switch msg.String() {
		case "q":
			return p, tea.Quit
		case "P":
			panic("update on fire")
		case "C":
			return p, tea.Batch(func() tea.Msg { return nil }, func() tea.Msg { panic("command on fire") })
		case "V":
			p.text = "V"
		case "ctrl+z":
			return p, tea.Suspend
		default:
			p.text = "key-" + msg.String()
		}
	}
	return p, nil
}

func (p *probe) View() tea.View {
	if p.text == "V" {
		panic("view on fire")
	}
	v := tea.NewView("hello " + p.visit.Person.Name + " " + p.text)
	v.AltScreen = true
	return v
}
