// Package mailer plans the weekly cycle and sends the outbox.
package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wneessen/go-mail/smtp"
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
	Timeout     time.Duration // of one step, 1 minute when 0
	DotTimeout  time.Duration // of the answer to the final dot, 5 minutes when 0
	TLS         *tls.Config   // for a private authority; nil trusts the system's
}

// maxIdle is how long a connection is kept without mail, maxMails how many
// mails it carries: servers close them at about these limits anyway.
const (
	maxIdle  = 30 * time.Second
	maxMails = 200
)

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
		server.Timeout = time.Minute
	}
	if server.DotTimeout <= 0 {
		server.DotTimeout = 5 * time.Minute
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
		_ = w.within(l, time.Second, l.client.Quit)
		l.cut()
	}
}

// writer is where the content of a mail goes; closing it sends the dot.
type writer = io.WriteCloser

// line is one connection.
type line struct {
	client *smtp.Client
	raw    *watched
	sent   int
	used   time.Time
}

func (l *line) cut() { _ = l.raw.Close() }

// watched remembers whether bytes failed to leave: go-mail does not tell a dot
// that could not be written from one that was not answered.
type watched struct {
	net.Conn
	failed atomic.Bool
}

// Write passes bytes on.
func (c *watched) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	if err != nil {
		c.failed.Store(true)
	}
	return n, err
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
		if w.now().Sub(l.used) < maxIdle && l.sent < maxMails {
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

func (w *Wire) dial(ctx context.Context) (*line, error) {
	ctx, cancel := context.WithTimeout(ctx, w.server.Timeout)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(w.server.Host, strconv.Itoa(w.server.Port)))
	if err != nil {
		return nil, err
	}
	raw := &watched{Conn: conn}
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	client, err := w.greet(ctx, raw)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	return &line{client: client, raw: raw, used: w.now()}, nil
}

var errNoSTARTTLS = errors.New("the server does not offer STARTTLS, which is required")

// greet says hello, protects the connection and logs in.
func (w *Wire) greet(ctx context.Context, raw *watched) (*smtp.Client, error) {
	secure := &tls.Config{ServerName: w.server.Host, MinVersion: tls.VersionTLS12}
	if w.server.TLS != nil {
		secure = w.server.TLS.Clone()
		secure.ServerName = w.server.Host
	}
	var conn net.Conn = raw
	if w.server.Security == ImplicitTLS {
		protected := tls.Client(raw, secure)
		if err := protected.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		conn = protected
	}
	client, err := smtp.NewClient(conn, w.server.Host)
	if err != nil {
		return nil, err
	}
	helo := w.server.Helo
	if helo == "" {
		helo = "localhost"
	}
	if err := client.Hello(helo); err != nil {
		return nil, err
	}
	if w.server.Security == STARTTLS {
		if offered, _ := client.Extension("STARTTLS"); !offered {
			return nil, errNoSTARTTLS
		}
		if err := client.StartTLS(secure); err != nil {
			return nil, err
		}
	}
	return client, w.logIn(client)
}

// logIn authenticates by the best way the server offers. Over a connection
// without TLS, a password leaves for this machine only.
func (w *Wire) logIn(client *smtp.Client) error {
	if w.server.User == "" {
		return nil
	}
	_, offered := client.Extension("AUTH")
	ways := " " + strings.ToUpper(offered) + " "
	user, password, host := w.server.User, w.server.Password, w.server.Host
	switch {
	case strings.Contains(ways, " SCRAM-SHA-256 "):
		return client.Auth(smtp.ScramSHA256Auth(user, password))
	case strings.Contains(ways, " PLAIN "):
		return client.Auth(smtp.PlainAuth("", user, password, host, false))
	case strings.Contains(ways, " LOGIN "):
		return client.Auth(smtp.LoginAuth(user, password, host, false))
	}
	return fmt.Errorf("the server offers no way to log in that we know: %q", offered)
}
