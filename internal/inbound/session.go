package inbound

import (
	"context"
	"io"
	"strings"

	"github.com/emersion/go-smtp"
)

// session is one conversation with the server before us.
type session struct {
	server *Server
	from   string
	to     []string
}

// Mail notes the return path; an empty one is a machine's.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

// Rcpt takes our own addresses only.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !s.server.ours(to) || madeUp(s.server, to) {
		return unknownRecipient()
	}
	s.to = append(s.to, to)
	return nil
}

// Data is never asked of an LMTP server.
func (s *session) Data(r io.Reader) error { return s.take(r) }

// LMTPData takes the mail once, whatever the number of its recipients, and
// says the same of each: they are all us.
func (s *session) LMTPData(r io.Reader, status smtp.StatusCollector) error {
	err := s.take(r)
	for _, to := range s.to {
		status.SetStatus(to, err)
	}
	return err
}

func (s *session) take(r io.Reader) error {
	select {
	case s.server.busy <- struct{}{}:
		defer func() { <-s.server.busy }()
	default:
		return tooBusy()
	}
	return s.server.answer(s.server.read(r, s.from, s.to))
}

// returnPrefix begins the return path of a mail of ours.
const returnPrefix = "b+"

// madeUp reports whether an address looks like the return path of a mail but
// is none: somebody would have a mail of ours fail.
func madeUp(s *Server, to string) bool {
	return strings.HasPrefix(strings.ToLower(to), returnPrefix) && !s.o.Desk.OwnReturnPath(to)
}

// returnedTo is the return path among the recipients of a mail, "" for none.
func returnedTo(to []string) string {
	for _, address := range to {
		if strings.HasPrefix(strings.ToLower(address), returnPrefix) {
			return address
		}
	}
	return ""
}

// Reset forgets the mail under way.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout does nothing.
func (s *session) Logout() error { return nil }

// read takes one mail to the desk. What was staged of it and not kept is
// dropped.
func (s *Server) read(r io.Reader, from string, to []string) error {
	trap := &trap{r: r}
	in, hops, err := s.parse(trap, from)
	in.Returned = returnedTo(to)
	defer func() {
		for _, f := range in.Attached {
			if f.Staged != nil {
				f.Staged.Drop()
			}
		}
	}()
	if trap.err != nil {
		return trap.err // the mail is not whole, whatever was read of it
	}
	if err != nil {
		return err
	}
	if hops > maxHops {
		return tooManyHops()
	}
	got, err := s.o.Desk.Receive(context.Background(), in)
	if err == nil {
		s.o.Log.Info("mail received", "as", got.As, "ticket", got.Ticket, "new", got.New, "files", len(in.Attached))
	}
	return err
}

// trap remembers that a mail could not be read to its end: too large, or cut.
type trap struct {
	r   io.Reader
	err error
}

// Read passes bytes on.
func (t *trap) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if err != nil && err != io.EOF {
		t.err = err
	}
	return n, err
}
