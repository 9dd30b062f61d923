package mailer

import (
	"encoding/binary"
	"errors"
	netmail "net/mail"
	"strconv"
	"strings"
	"time"

	"vigie/internal/domain"
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
	Links      func(kind domain.LinkKind, subject int64) string // the addresses for the placeholders in both
	MessageID  string                                           // without angle brackets
	Date       time.Time
	FeedbackID string   // week:kind::sender, may be empty
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

func (e Envelope) sender() string {
	if e.ReturnPath != "" {
		return e.ReturnPath
	}
	return e.From
}

// envelope addresses a mail.
func (m *Mailer) envelope(mail domain.Mail, body domain.MailBody, links func(domain.LinkKind, int64) string) Envelope {
	from := m.sender(mail.Kind)
	e := Envelope{From: from.Address, FromName: from.Name, ReplyTo: m.Support.Address, To: mail.Email, Subject: body.Subject, Text: body.Text,
		HTML: body.HTML, Links: links, MessageID: mail.MessageID, Date: body.At.Time(), FeedbackID: m.feedback(mail)}
	if m.Returns != "" {
		e.ReturnPath = m.keys.ReturnPath(mail.ID) + "@" + m.Returns
	}
	return e
}

// feedback is how receivers that count complaints tell our streams apart: the
// week, the kind, and who we are.
func (m *Mailer) feedback(mail domain.Mail) string {
	return string(mail.Week) + ":" + string(mail.Kind) + "::vigie"
}

func (m *Mailer) sender(kind domain.MailKind) Sender {
	switch {
	case kind.Reminder():
		return m.Reminders
	case kind == domain.MailConsent:
		return m.Consent
	}
	return m.Support
}

// messageID follows from the row, so that every try of a mail is the same. It
// is of the domain that the mail comes from.
func (m *Mailer) messageID(mail domain.Mail) string {
	return m.keys.Hash("message-id", mail.DedupKey)[:24] + "." + strconv.FormatInt(mail.ID, 10) + "@" + domain.MailDomain(m.sender(mail.Kind).Address)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// eightBit reports whether a message has a byte beyond ASCII.
func eightBit(message []byte) bool {
	for ; len(message) >= 8; message = message[8:] {
		if binary.NativeEndian.Uint64(message)&0x8080808080808080 != 0 {
			return true
		}
	}
	return !ascii(string(message))
}

// angled writes Message-IDs as a header has them. They came from outside: one
// that is not plainly one is left out.
func angled(ids []string) []string {
	var out []string
	for _, id := range ids {
		if ascii(id) && strings.Contains(id, "@") && len(id) <= 250 && !strings.ContainsAny(id, "<> \t\r\n,;\"") && safe.Line(id) == id {
			out = append(out, "<"+id+">")
		}
	}
	return out
}
