package mailer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	netmail "net/mail"
	"strings"
	"time"

	mail "github.com/wneessen/go-mail"

	"vigie/internal/safe"
)

// Envelope is one mail as it goes on the wire. The same envelope gives the
// same bytes at every try, but for the signature.
type Envelope struct {
	From       string // one bare address
	FromName   string
	ReturnPath string // where failures go; From when empty
	ReplyTo    string // one bare address, may be empty
	To         string // one bare address
	ToName     string
	Subject    string
	Text       string
	HTML       string
	MessageID  string // without angle brackets
	Date       time.Time
	FeedbackID string   // campaign:kind:week:sender, may be empty
	InReplyTo  string   // Message-ID of what is answered, without angle brackets, may be empty
	References []string // of the thread, oldest first
	Person     bool     // a person wrote it: it is not marked as made by a machine
}

// ErrAddress is what an unusable address of an envelope gives.
var ErrAddress = errors.New("not a usable address")

// CheckAddress refuses anything but one bare address: what stands between
// MAIL FROM:< and > must not be able to say more, as in `a@b> SIZE=1`.
func CheckAddress(s string) error {
	parsed, err := netmail.ParseAddress(s)
	if err != nil || parsed.Name != "" || parsed.Address != s || len(s) > 254 || safe.Line(s) != s {
		return ErrAddress
	}
	if strings.ContainsAny(s, " <>()[]\\,;:\"") {
		return ErrAddress
	}
	return nil
}

// ParseSender reads an address as it stands in a configuration, bare or as
// "Name <address>".
func ParseSender(s string) (name, address string, err error) {
	parsed, err := netmail.ParseAddress(s)
	if err != nil || CheckAddress(parsed.Address) != nil {
		return "", "", ErrAddress
	}
	return safe.Header(parsed.Name), parsed.Address, nil
}

func (e Envelope) sender() string {
	if e.ReturnPath != "" {
		return e.ReturnPath
	}
	return e.From
}

// compose builds the whole message, signed, with CRLF line ends, as the wire
// sends it. Its boundary comes from the Message-ID, so that a retry is the same
// mail.
func (m *Mailer) compose(e Envelope) ([]byte, error) {
	addresses := []string{e.To, e.From, e.sender()}
	if e.ReplyTo != "" {
		addresses = append(addresses, e.ReplyTo)
	}
	for _, address := range addresses {
		if err := CheckAddress(address); err != nil {
			return nil, err
		}
	}
	if strings.ContainsAny(e.MessageID, "<> \r\n\t") || !strings.Contains(e.MessageID, "@") {
		return nil, errors.New("not a usable Message-ID")
	}
	sum := sha256.Sum256([]byte(e.MessageID))
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithBoundary("vigie-"+hex.EncodeToString(sum[:12])))
	if m.DKIM != nil {
		msg.SetDKIM(m.DKIM)
	}
	msg.SetAddrHeaderFromMailAddress(mail.HeaderFrom, named(e.FromName, e.From))
	msg.SetAddrHeaderFromMailAddress(mail.HeaderTo, named(e.ToName, e.To))
	if e.ReplyTo != "" {
		msg.ReplyToMailAddress(named("", e.ReplyTo))
	}
	msg.Subject(safe.Header(e.Subject))
	msg.SetMessageIDWithValue(e.MessageID)
	msg.SetDateWithValue(e.Date)
	if !e.Person {
		msg.SetGenHeader("Auto-Submitted", "auto-generated")
	}
	if references := angled(e.References); references != "" {
		msg.SetGenHeader("References", references)
	}
	if answered := angled([]string{e.InReplyTo}); answered != "" {
		msg.SetGenHeader("In-Reply-To", answered)
	}
	if e.FeedbackID != "" {
		msg.SetGenHeader("Feedback-ID", safe.Header(e.FeedbackID))
	}
	msg.SetBodyString(mail.TypeTextPlain, e.Text)
	msg.AddAlternativeString(mail.TypeTextHTML, e.HTML)
	var out bytes.Buffer
	_, err := msg.WriteTo(&out)
	return out.Bytes(), err
}

func named(name, address string) *netmail.Address {
	return &netmail.Address{Name: safe.Header(name), Address: address}
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// angled writes Message-IDs as a header has them. They came from outside: one
// that is not plainly one is left out.
func angled(ids []string) string {
	var out []string
	for _, id := range ids {
		if ascii(id) && strings.Contains(id, "@") && len(id) <= 250 && !strings.ContainsAny(id, "<> \t\r\n,;\"") && safe.Line(id) == id {
			out = append(out, "<"+id+">")
		}
	}
	return strings.Join(out, " ")
}
