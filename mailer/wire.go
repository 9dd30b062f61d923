// Package mailer plans the weekly cycle and sends the outbox.
package mailer

import (
	"context"
	"crypto/tls"
	"sync"
	"time"
)

// Security is how a connection to the server is protected.
type Security string

// The three ways. STARTTLS is required where it is chosen: a server that does
// not offer it gets no mail.
const (
	STARTTLS    Security = "starttls"
	ImplicitTLS Security = "tls"
	ClearText   Security = "none"
)

// Server is the mail server that takes our mail.
type Server struct {
	Host        string
	Port        int
	Security    Security
	User        string
	Password    string
	Helo        string        // our name, "localhost" when empty
	Connections int           // kept open, 4 when 0
	Timeout     time.Duration // of one step, 2 minutes when 0
	DotTimeout  time.Duration // of the answer to the final dot, 10 minutes when 0
	TLS         *tls.Config   // for a private authority; nil trusts the system's
}

// maxIdle is how long a connection is kept without mail: servers close them
// at about that limit anyway.
const maxIdle = 30 * time.Second

// Wire keeps connections to one server; safe for concurrent use. A mail uses
// a connection alone.
type Wire struct {
	server Server
	now    func() time.Time
	slots  chan struct{}
	mu     sync.Mutex
	idle   []*line
}

// NewWire prepares a wire; it connects at the first mail.
func NewWire(server Server, now func() time.Time) *Wire {
	if server.Connections <= 0 {
		server.Connections = 4
	}
	if server.Timeout <= 0 {
		server.Timeout = 2 * time.Minute
	}
	if server.DotTimeout <= 0 {
		server.DotTimeout = patience
	}
	if server.Helo == "" {
		server.Helo = "localhost"
	}
	return &Wire{server: server, now: now, slots: make(chan struct{}, server.Connections)}
}

// Close says goodbye on every kept connection.
func (w *Wire) Close() {
	w.mu.Lock()
	idle := w.idle
	w.idle = nil
	w.mu.Unlock()
	for _, l := range idle {
		l.quit()
	}
}

// take returns a kept connection that is still young, or a new one.
func (w *Wire) take(ctx context.Context) (*line, error) {
	for {
		w.mu.Lock()
		n := len(w.idle)
		if n == 0 {
			w.mu.Unlock()
			return w.dial(ctx)
		}
		l := w.idle[n-1]
		w.idle = w.idle[:n-1]
		w.mu.Unlock()
		if w.now().Sub(l.used) < maxIdle {
			return l, nil
		}
		l.cut()
	}
}

func (w *Wire) keep(l *line) {
	l.used = w.now()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.idle = append(w.idle, l)
}
