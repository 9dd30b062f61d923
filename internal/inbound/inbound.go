// Package inbound is the door by which mail comes back: an LMTP server behind
// our own mail server. It reads mails, keeps their files and hands them to the
// desk; it sends nothing.
package inbound

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/emersion/go-smtp"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/files"
)

// The limits of the door.
const (
	atOnce      = 8       // mails read at the same time
	recipients  = 50      // of one mail
	lineLength  = 1 << 16 // bytes; a server before us folds at a thousand
	patience    = 2 * time.Minute
	messageOver = 3 // a mail may be so many times as large as a file of it
)

// Options are what the door is made with.
type Options struct {
	Desk      *desk.Desk
	Files     *files.Store
	Log       *slog.Logger
	Host      string          // our name
	Addresses []string        // bare addresses that we take mail for
	Domains   []string        // and every address of these
	FileMax   int64           // bytes of one attachment; a larger one is named and left out
	Language  domain.Language // of a mail that does not show its own
}

// Server takes mails by LMTP.
type Server struct {
	o    Options
	smtp *smtp.Server
	busy chan struct{}
	ctx  context.Context
	stop context.CancelFunc
}

// New makes a server.
func New(o Options) *Server {
	s := &Server{o: o, busy: make(chan struct{}, atOnce)}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }))
	s.smtp.LMTP, s.smtp.Domain, s.smtp.EnableSMTPUTF8 = true, o.Host, true
	s.smtp.MaxMessageBytes, s.smtp.MaxRecipients, s.smtp.MaxLineLength = messageOver*o.FileMax, recipients, lineLength
	s.smtp.ReadTimeout, s.smtp.WriteTimeout = patience, patience
	s.smtp.ErrorLog = slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn)
	return s
}

// Serve takes mails until the server is shut down.
func (s *Server) Serve(l net.Listener) error {
	// A stop may come before smtp knows its listener and could close it.
	defer context.AfterFunc(s.ctx, func() { _ = l.Close() })()
	err := s.smtp.Serve(l)
	if errors.Is(err, smtp.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Shutdown stops listening and waits for the mails under way.
func (s *Server) Shutdown(ctx context.Context) error {
	defer s.stop()
	err := s.smtp.Shutdown(ctx)
	if errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// ours tells whether we take mail for an address; what follows a + belongs to
// whoever made it.
func (s *Server) ours(address string) bool {
	local, host, ok := strings.Cut(strings.ToLower(strings.TrimSpace(address)), "@")
	if !ok {
		return false
	}
	for _, d := range s.o.Domains {
		if d != "" && strings.EqualFold(d, host) {
			return true
		}
	}
	local, _, _ = strings.Cut(local, "+")
	for _, a := range s.o.Addresses {
		if strings.EqualFold(a, local+"@"+host) {
			return true
		}
	}
	return false
}

// The answers of the door.
func refusal(code int, enhanced smtp.EnhancedCode, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
}

func unknownRecipient() error {
	return refusal(550, smtp.EnhancedCode{5, 1, 1}, "no such recipient here")
}
func tooBusy() error {
	return refusal(452, smtp.EnhancedCode{4, 3, 2}, "too many mails at once, try again")
}
func tooManyHops() error { return refusal(554, smtp.EnhancedCode{5, 4, 6}, "mail loop: too many hops") }

// answer turns what became of a mail into the reply of the protocol: what the
// sender may try again is temporary, what never will be taken is not.
func (s *Server) answer(err error) error {
	var said *smtp.SMTPError
	switch {
	case err == nil, errors.As(err, &said):
		return err
	case errors.Is(err, domain.Refuse(domain.Conflict, "mail_rate")):
		return refusal(450, smtp.EnhancedCode{4, 7, 1}, "too many mails from this address, try again later")
	case errors.Is(err, syscall.ENOSPC):
		return refusal(452, smtp.EnhancedCode{4, 3, 1}, "no room left, try again later")
	case domain.KindOf(err) != "":
		return refusal(554, smtp.EnhancedCode{5, 6, 0}, "mail refused")
	}
	s.o.Log.Error("inbound", "error", err)
	return refusal(451, smtp.EnhancedCode{4, 3, 0}, "not now, try again later")
}
