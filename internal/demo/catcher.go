package demo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"
)

// The limits of the catcher.
const (
	keptMails = 6000
	mailLimit = 1 << 20
)

// Caught is one mail that the catcher took.
type Caught struct {
	N        int
	At       time.Time
	From, To string
	Subject  string
	Text     string
	HTML     string
}

// Catcher is an SMTP server that delivers nothing: it keeps the last mails
// in memory for its web page.
type Catcher struct {
	mu    sync.Mutex
	n     int
	mails []Caught
	now   func() time.Time
}

// NewCatcher makes a catcher.
func NewCatcher(now func() time.Time) *Catcher { return &Catcher{now: now} }

// ServeSMTP takes mails until the listener closes.
func (c *Catcher) ServeSMTP(l net.Listener) error {
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &catcherSession{catcher: c}, nil }))
	s.Domain, s.MaxMessageBytes, s.MaxRecipients = "localhost", mailLimit, 1
	s.ReadTimeout, s.WriteTimeout = time.Minute, time.Minute
	return s.Serve(l)
}

// Mails returns the mails to an address that contains to, newest first.
func (c *Catcher) Mails(to string, limit int) []Caught {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []Caught
	for _, m := range slices.Backward(c.mails) {
		if strings.Contains(strings.ToLower(m.To), strings.ToLower(to)) {
			if out = append(out, m); len(out) == limit {
				break
			}
		}
	}
	return out
}

// Mail returns the n-th mail caught.
func (c *Catcher) Mail(n int) (Caught, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i, found := slices.BinarySearchFunc(c.mails, n, func(m Caught, n int) int { return m.N - n })
	if !found {
		return Caught{}, false
	}
	return c.mails[i], true
}

// Count is how many mails came.
func (c *Catcher) Count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

func (c *Catcher) keep(m Caught) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	m.N, m.At = c.n, c.now()
	if len(c.mails) == keptMails {
		c.mails = slices.Delete(c.mails, 0, keptMails/10)
	}
	c.mails = append(c.mails, m)
}

type catcherSession struct {
	catcher  *Catcher
	from, to string
}

// Mail notes the sender.
func (s *catcherSession) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }

// Rcpt notes the recipient.
func (s *catcherSession) Rcpt(to string, _ *smtp.RcptOptions) error { s.to = to; return nil }

// Data reads the mail.
func (s *catcherSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := read(raw)
	if err != nil {
		return fmt.Errorf("demo: mail: %w", err)
	}
	m.From, m.To = s.from, s.to
	s.catcher.keep(m)
	return nil
}

// Reset forgets the mail under way.
func (s *catcherSession) Reset() { s.from, s.to = "", "" }

// Logout does nothing.
func (s *catcherSession) Logout() error { return nil }

func read(raw []byte) (Caught, error) {
	var m Caught
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		return m, err
	}
	if m.Subject, err = r.Header.Subject(); err != nil {
		return m, err
	}
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return m, nil
		}
		if err != nil {
			return m, err
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return m, err
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			m.HTML = string(body)
		} else {
			m.Text = string(body)
		}
	}
}
