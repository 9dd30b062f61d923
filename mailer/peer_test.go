package mailer

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// peer is a real SMTP server whose faults are chosen by the recipient's name.
type peer struct {
	mu          sync.Mutex
	got         []received
	connections int
	logins      int
	arrives     func(received) // is told of each mail, before it is answered
}

type received struct{ from, to, data string }

type session struct {
	peer     *peer
	conn     *smtp.Conn
	from, to string
}

// NewSession counts the connections.
func (p *peer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{peer: p, conn: c}, nil
}

func (s *session) Reset() { s.from, s.to = "", "" }

func (s *session) Logout() error { return nil }

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "vigie" || password != "s3cret" {
			return smtp.ErrAuthFailed
		}
		s.peer.mu.Lock()
		defer s.peer.mu.Unlock()
		s.peer.logins++
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if strings.HasPrefix(from, "blocked") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "sender rejected"}
	}
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	switch name, _, _ := strings.Cut(to, "@"); name {
	case "later":
		return &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "greylisted"}
	case "nobody":
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	case "closing":
		return &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "shutting down"}
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	name, _, _ := strings.Cut(s.to, "@")
	if name == "cut-in-data" {
		_ = s.conn.Conn().Close()
		return nil
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.peer.mu.Lock()
	s.peer.got = append(s.peer.got, received{s.from, s.to, string(data)})
	s.peer.mu.Unlock()
	if s.peer.arrives != nil {
		s.peer.arrives(received{s.from, s.to, string(data)})
	}
	switch name {
	case "cut-after-dot":
		_ = s.conn.Conn().Close()
	case "full":
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "mailbox full"}
	case "spam":
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "looks like spam\x1b[2J"}
	}
	return nil
}

func (p *peer) mails() []received {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]received(nil), p.got...)
}

// Accept counts connections before the server greets them.
type counting struct {
	net.Listener
	peer *peer
}

func (c counting) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.peer.mu.Lock()
		c.peer.connections++
		c.peer.mu.Unlock()
	}
	return conn, err
}

// listen starts a peer and returns a wire to it.
func listen(t *testing.T, security Security) (*peer, Server) {
	t.Helper()
	p := &peer{}
	s := smtp.NewServer(p)
	s.Domain, s.ReadTimeout, s.WriteTimeout, s.ErrorLog = "peer.test", 5*time.Second, 5*time.Second, silent{}
	server := Server{Host: "127.0.0.1", Security: security, Connections: 2, Timeout: 5 * time.Second, DotTimeout: 5 * time.Second}
	if security != ClearText {
		web := httptest.NewTLSServer(nil)
		web.Close()
		s.TLSConfig = &tls.Config{Certificates: web.TLS.Certificates}
		pool := x509.NewCertPool()
		pool.AddCert(web.Certificate())
		server.TLS = &tls.Config{RootCAs: pool}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server.Port = l.Addr().(*net.TCPAddr).Port
	var accept net.Listener = counting{l, p}
	if security == ImplicitTLS {
		accept = tls.NewListener(accept, s.TLSConfig)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Serve(accept) }()
	t.Cleanup(func() { _ = s.Close(); _ = l.Close(); <-done })
	return p, server
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}
