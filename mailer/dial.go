package mailer

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// The reasons for which a server gets no mail.
var (
	errNoSTARTTLS = errors.New("the server does not offer STARTTLS, which is required")
	errEarly      = errors.New("the server said more than it may before TLS")
	errClearLogin = errors.New("a password leaves over TLS only")
)

func (w *Wire) dial(ctx context.Context) (*line, error) {
	ctx, cancel := context.WithTimeout(ctx, w.server.Timeout)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(w.server.Host, strconv.Itoa(w.server.Port)))
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	l, err := w.greet(ctx, conn)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	l.used = w.now()
	return l, nil
}

// greet says hello, protects the connection and logs in.
func (w *Wire) greet(ctx context.Context, conn net.Conn) (*line, error) {
	l := newLine(conn)
	if w.server.Security == ImplicitTLS {
		if err := l.protect(ctx, w.secure()); err != nil {
			return nil, err
		}
	}
	welcome, err := l.listen()
	if err != nil || welcome.code != 220 {
		return nil, refused(welcome, err)
	}
	if err := l.hello(w.server.Helo); err != nil {
		return nil, err
	}
	if w.server.Security == STARTTLS {
		if err := l.startTLS(ctx, w.secure(), w.server.Helo); err != nil {
			return nil, err
		}
	}
	if w.server.User == "" {
		return l, nil
	}
	if w.server.Security == ClearText {
		return nil, errClearLogin
	}
	return l, l.logIn(w.server.User, w.server.Password)
}

func (w *Wire) secure() *tls.Config {
	secure := &tls.Config{MinVersion: tls.VersionTLS12}
	if w.server.TLS != nil {
		secure = w.server.TLS.Clone()
	}
	secure.ServerName = w.server.Host
	return secure
}

// protect puts TLS over the line.
func (l *line) protect(ctx context.Context, secure *tls.Config) error {
	protected := tls.Client(l.conn, secure)
	if err := protected.HandshakeContext(ctx); err != nil {
		return err
	}
	*l = *newLine(protected)
	return nil
}

func (l *line) hello(name string) error {
	said, err := l.ask("EHLO ", name)
	if err == nil && said.code >= 500 && said.code < 510 { // a server of before 1995
		if said, err = l.ask("HELO ", name); err == nil {
			said.text = ""
		}
	}
	if err != nil || !said.ok() {
		return refused(said, err)
	}
	l.ext = learn(said.text)
	return nil
}

// startTLS protects the line. What the server said before is forgotten, and
// what it said too early is an attack.
func (l *line) startTLS(ctx context.Context, secure *tls.Config, name string) error {
	if !l.ext.startTLS {
		return errNoSTARTTLS
	}
	said, err := l.ask("STARTTLS")
	if err != nil || said.code != 220 {
		return refused(said, err)
	}
	if l.r.Buffered() > 0 {
		return errEarly
	}
	if err := l.protect(ctx, secure); err != nil {
		return err
	}
	return l.hello(name)
}

// logIn authenticates by PLAIN or LOGIN; the line is protected by TLS.
func (l *line) logIn(user, password string) error {
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	var said reply
	var err error
	switch {
	case strings.Contains(l.ext.auth, " PLAIN "):
		said, err = l.ask("AUTH PLAIN ", encode("\x00"+user+"\x00"+password))
	case strings.Contains(l.ext.auth, " LOGIN "):
		said, err = l.ask("AUTH LOGIN")
		for _, secret := range []string{user, password} {
			if err == nil && said.code == 334 {
				said, err = l.ask(encode(secret))
			}
		}
	default:
		return fmt.Errorf("the server offers no way to log in that we know: %q", strings.TrimSpace(l.ext.auth))
	}
	if err != nil || said.code != 235 {
		return refused(said, err)
	}
	return nil
}
