package domain

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// RecallWindow is how long a reply can be taken back before it leaves.
const RecallWindow = 20 * time.Second

// MailTicketReply is the kind of a mail that answers a ticket: its subject is
// the message.
const MailTicketReply MailKind = "ticket_reply"

// Direction says whether a message came in or went out.
type Direction string

// The directions.
const (
	Inward  Direction = "in"
	Outward Direction = "out"
)

// Medium is how a message travelled.
type Medium string

// The media.
const (
	MediumPage Medium = "page"
	MediumMail Medium = "mail"
	MediumCall Medium = "call"
)

// TicketMessage is what somebody outside wrote or said, or what we did to
// them. A note is something else: it lives in another table and cannot leave.
type TicketMessage struct {
	ID        int64
	TicketID  int64 `db:"ticket_id"`
	Direction Direction
	Medium    Medium `db:"means"`
	StaffID   int64  `db:"staff_id"`
	StaffName string `db:"staff_name"`
	Email     string // who wrote, or to whom
	Subject   string
	Body      string
	Language  Language
	MessageID string    `db:"message_id"`
	MailID    int64     `db:"mail_id"` // of ours: the reply itself, or what was answered
	MailState MailState `db:"mail_state"`
	Facts     bool      // it says things of a card
	Automatic bool      // no person wrote it
	At        Instant

	Attachments []Attachment `db:"-"`
}

// MayRecall refuses to take back what has left, or is too old.
func (m TicketMessage) MayRecall(now Instant) error {
	switch {
	case m.Direction != Outward || m.Medium != MediumMail:
		return Refuse(Conflict, "recall_no_reply")
	case now >= m.At.Add(RecallWindow), m.MailState != "" && m.MailState != MailQueued:
		return Refuse(Conflict, "recall_too_late")
	}
	return nil
}

// TicketNote is what the team says among itself.
type TicketNote struct {
	ID        int64
	TicketID  int64  `db:"ticket_id"`
	StaffID   int64  `db:"staff_id"`
	StaffName string `db:"staff_name"`
	Body      string
	At        Instant
}

// CheckText refuses an empty or an endless message, note or draft.
func CheckText(body string) error {
	switch {
	case strings.TrimSpace(body) == "":
		return Refuse(Invalid, "field_missing", "Field", "body")
	case len(body) > maxTicketText:
		return Refuse(Invalid, "field_too_long", "Field", "body", "Max", maxTicketText)
	}
	return nil
}

// TicketAct is what was done in or from a ticket.
type TicketAct string

// The acts of a thread. Those of the last group stand in it as messages and
// notes, and are kept to tell a late change what came between.
const (
	ActAssigned TicketAct = "assigned"
	ActState    TicketAct = "state"
	ActSnoozed  TicketAct = "snoozed"
	ActWoken    TicketAct = "woken"
	ActMerged   TicketAct = "merged"
	ActLinked   TicketAct = "linked"
	ActEdited   TicketAct = "edited"
	ActDone     TicketAct = "done" // an act on something else, from this ticket: Detail is its Action
	ActRecalled TicketAct = "recalled"
	ActBounced  TicketAct = "bounced"

	ActReceived TicketAct = "received"
	ActReplied  TicketAct = "replied"
)

// TicketEvent is one act in the life of a ticket, in codes and numbers: it
// names nobody. Version is the ticket's after it.
type TicketEvent struct {
	ID        int64
	TicketID  int64  `db:"ticket_id"`
	StaffID   int64  `db:"staff_id"`
	StaffName string `db:"staff_name"`
	Act       TicketAct
	Detail    string // a state, a kind, a number
	Subject   string // what else it touched: follow_up, user, …
	SubjectID int64  `db:"subject_id"`
	Version   int64
	At        Instant
}

// Attachment is a file that came with a message. A refused one was not kept:
// Refused says why.
type Attachment struct {
	ID         int64
	MessageID  int64 `db:"message_id"`
	Name       string
	MediaType  string `db:"media_type"`
	Size       int64
	FileHash   string `db:"file_hash"`
	Refused    string // too_big, empty
	DocumentID int64  `db:"document_id"`
}

// Draft is what a person is typing, kept as it is typed. Version is that of
// the ticket when they began.
type Draft struct {
	StaffID   int64 `db:"staff_id"`
	Subject   string
	Body      string
	Facts     bool
	Version   int64
	UpdatedAt Instant `db:"updated_at"`
}

// DraftOf is the subject of a draft about a ticket: what is "reply" or "note".
func DraftOf(ticket int64, what string) string {
	return "ticket/" + strconv.FormatInt(ticket, 10) + "/" + what
}

// Reader is somebody who has a ticket open.
type Reader struct {
	StaffID int64 `db:"staff_id"`
	Name    string
	Typing  bool
}

var ticketReference = regexp.MustCompile(`\[#(\d{1,15})\]`)

// TicketReference is how the subject of a mail names a ticket.
func TicketReference(id int64) string { return "[#" + strconv.FormatInt(id, 10) + "]" }

// ParseTicketReference finds the ticket that the subject of a mail names.
func ParseTicketReference(subject string) (int64, bool) {
	found := ticketReference.FindStringSubmatch(subject)
	if found == nil {
		return 0, false
	}
	id, err := strconv.ParseInt(found[1], 10, 64)
	return id, err == nil && id > 0
}

// ReplySubject is the subject of a reply: the old one behind "Re:", with the
// ticket's reference once.
func ReplySubject(subject string, ticket int64) string {
	subject = strings.TrimSpace(ticketReference.ReplaceAllString(subject, ""))
	for {
		head, rest, cut := strings.Cut(subject, ":")
		if word := strings.ToLower(strings.TrimSpace(head)); !cut || word != "re" && word != "aw" && word != "tr" && word != "fwd" && word != "fw" {
			break
		}
		subject = strings.TrimSpace(rest)
	}
	return strings.TrimSpace("Re: "+subject) + " " + TicketReference(ticket)
}

// TicketRow is a ticket with the names that a list shows.
type TicketRow struct {
	Ticket
	AssigneeName       string `db:"assignee_name"`
	EstablishmentName  string `db:"establishment_name"`
	EstablishmentValue string `db:"establishment_value"`
}
