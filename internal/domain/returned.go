package domain

// ReturnKind is what came back about a mail of ours.
type ReturnKind string

// The kinds of return.
const (
	ReturnFailed    ReturnKind = "failed"
	ReturnDelayed   ReturnKind = "delayed"
	ReturnDelivered ReturnKind = "delivered"
	ReturnAutomatic ReturnKind = "automatic" // out of office and the like
	ReturnLoop      ReturnKind = "loop"      // our own mail, sent back to us
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
	At         Instant
}
