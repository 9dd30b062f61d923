package domain

import (
	"strconv"
	"strings"
)

// ReturnKind is what came back about a mail of ours.
type ReturnKind string

// The kinds of return.
const (
	ReturnFailed    ReturnKind = "failed"
	ReturnDelayed   ReturnKind = "delayed"
	ReturnDelivered ReturnKind = "delivered"
	ReturnAutomatic ReturnKind = "automatic" // out of office and the like
	ReturnLoop      ReturnKind = "loop"      // our own mail, sent back to us
	ReturnRefused   ReturnKind = "refused"   // by the server that we handed it to, at once
	ReturnComplaint ReturnKind = "complaint" // its reader calls it unwanted
)

// MailReturn is one thing that came back about a mail.
type MailReturn struct {
	ID         int64
	MailID     int64  `db:"mail_id"`
	EmailKey   string `db:"email_key"`
	Kind       ReturnKind
	Status     string // RFC 3463, 5.1.1
	Diagnostic string
	MessageID  string `db:"message_id"`
	TicketID   int64  `db:"ticket_id"`
	Week       Week   // that it counts for as a failure of the address, "" for none
	At         Instant
}

// SentMail is the row of the mail of ours that a Message-ID may name: the
// number before the @. Whoever asks compares the whole.
func SentMail(messageID string) (int64, bool) {
	local, _, found := strings.Cut(messageID, "@")
	at := strings.LastIndexByte(local, '.')
	if !found || at < 0 {
		return 0, false
	}
	id, err := strconv.ParseInt(local[at+1:], 10, 64)
	return id, err == nil && id > 0
}
