package desk

import (
	"context"
	"strings"
	"time"

	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/store"
)

// hourlyMails is how many mails of one address are taken in an hour; more is a
// machine that answers a machine.
const hourlyMails = 30

// longestBody bounds the text of a mail that is kept, in bytes.
const longestBody = 100_000

// Incoming is a mail that came in, every text of it harmless already.
type Incoming struct {
	From      string // of the header, one bare address; may be empty
	FromName  string
	Subject   string
	Text      string
	Language  domain.Language
	MessageID string   // without angle brackets
	Answers   []string // In-Reply-To, then References, newest first
	Automatic bool     // written by a machine: never answered
	Returned  string   // the return path of a mail of ours that it came to, "" for another address
	Spam      bool     // the server before us says so
	Report    *DeliveryReport
	Attached  []IncomingFile
}

// DeliveryReport is what a server says became of a mail of ours.
type DeliveryReport struct {
	Kind       domain.ReturnKind
	MessageID  string // of our mail
	ReturnPath string // of our mail, where the report says it
	Recipient  string
	Status     string
	Diagnostic string
}

// IncomingFile is a file of a mail; a refused one has no Staged.
type IncomingFile struct {
	Name    string
	Staged  *files.Staged
	Refused string
}

// Received says what a mail that came in became.
type Received struct {
	Ticket int64  // whose thread it is in, 0 for none
	New    bool   // it opened that ticket
	As     string // message, duplicate, loop, report, automatic
}

// Receive takes a mail that came in: a report or an automatic answer is tied
// to the mail it is about, a reply goes into its thread, anything else opens a
// ticket. The same mail again changes nothing.
func (d *Desk) Receive(ctx context.Context, in Incoming) (Received, error) {
	var r Received
	known, err := d.knownMessage(ctx, d.db, in.MessageID)
	if err != nil || known {
		return Received{As: "duplicate"}, err
	}
	for i := range in.Attached {
		if s := in.Attached[i].Staged; s != nil {
			if err := s.Keep(); err != nil {
				return r, err
			}
		}
	}
	err = d.act(ctx, domain.SystemActor("inbound"), domain.ReceiveMail, func(tx *store.Tx) (err error) {
		r, err = d.receive(ctx, tx, in)
		return err
	})
	return r, err
}

type messageReader interface {
	MessageByMessageID(ctx context.Context, messageID string) (domain.TicketMessage, error)
	Returned(ctx context.Context, messageID string) (bool, error)
}

func (d *Desk) knownMessage(ctx context.Context, r messageReader, messageID string) (bool, error) {
	if messageID == "" {
		return false, nil
	}
	if seen, err := r.Returned(ctx, messageID); err != nil || seen {
		return seen, err
	}
	_, err := r.MessageByMessageID(ctx, messageID)
	if domain.KindOf(err) == domain.NotFound {
		return false, nil
	}
	return err == nil, err
}

func (d *Desk) receive(ctx context.Context, tx *store.Tx, in Incoming) (Received, error) {
	if ours, err := sent(ctx, tx, in.MessageID); err != nil {
		return Received{}, err
	} else if ours.ID != 0 {
		_, err := tx.InsertReturn(ctx, domain.MailReturn{MailID: ours.ID, EmailKey: ours.EmailKey, Kind: domain.ReturnLoop, MessageID: in.MessageID})
		return Received{As: "loop"}, err
	}
	if in.Report != nil {
		return d.receiveReport(ctx, tx, in)
	}
	place, err := d.threadOf(ctx, tx, in)
	if err != nil {
		return Received{}, err
	}
	if in.Automatic || in.From == "" {
		return d.receiveAutomatic(ctx, tx, in, place)
	}
	recent, err := tx.RecentMessages(ctx, domain.EmailKey(in.From), tx.Now().Add(-time.Hour), hourlyMails)
	if err != nil {
		return Received{}, err
	}
	if recent >= hourlyMails {
		return Received{}, domain.Refuse(domain.Conflict, "mail_rate")
	}
	if place.ticket == 0 {
		return d.receiveNew(ctx, tx, in, place)
	}
	return Received{Ticket: place.ticket, As: "message"}, d.workIn(ctx, tx, tx.Actor(), place.ticket, 0, func(w *work) error {
		w.after.Receive(tx.Now())
		w.note(domain.ActReceived, "")
		_, err := tx.InsertMessage(ctx, in.message(place))
		return err
	})
}

func (in Incoming) message(p place) domain.TicketMessage {
	m := domain.TicketMessage{TicketID: p.ticket, Direction: domain.Inward, Medium: domain.MediumMail, Email: in.From, Subject: in.Subject, Body: in.Text,
		Language: in.Language, MessageID: in.MessageID, MailID: p.mail.ID, Automatic: in.Automatic}
	if len(m.Body) > longestBody {
		m.Body = strings.ToValidUTF8(m.Body[:longestBody], "") + "\n[…]"
	}
	for _, f := range in.Attached {
		a := domain.Attachment{Name: f.Name, Refused: f.Refused}
		if f.Staged != nil {
			a.MediaType, a.Size, a.FileHash = f.Staged.Type, f.Staged.Size, f.Staged.Hash
		}
		m.Attachments = append(m.Attachments, a)
	}
	return m
}

// receiveNew opens a ticket, and tells the sender its number.
func (d *Desk) receiveNew(ctx context.Context, tx *store.Tx, in Incoming, p place) (Received, error) {
	t := domain.Ticket{Kind: domain.TicketOther, Email: in.From, Name: in.FromName, Subject: in.Subject, Language: in.Language}
	id, err := d.insertTicket(ctx, tx, t)
	if err != nil {
		return Received{}, err
	}
	p.ticket = id
	if _, err := tx.InsertMessage(ctx, in.message(p)); err != nil {
		return Received{}, err
	}
	if in.Spam {
		return Received{id, true, "message"}, d.workIn(ctx, tx, tx.Actor(), id, 0, func(w *work) error { return w.become(domain.TicketSpam) })
	}
	return Received{id, true, "message"}, d.acknowledge(ctx, tx, t, id)
}

// receiveAutomatic keeps what a machine answered beside the mail it is about,
// and in its thread without opening the ticket again. Nothing is ever sent
// back.
func (d *Desk) receiveAutomatic(ctx context.Context, tx *store.Tx, in Incoming, p place) (Received, error) {
	_, err := tx.InsertReturn(ctx, domain.MailReturn{MailID: p.mail.ID, EmailKey: domain.EmailKey(in.From), Kind: domain.ReturnAutomatic,
		MessageID: in.MessageID, TicketID: p.ticket})
	if err != nil || p.ticket == 0 {
		return Received{As: "automatic"}, err
	}
	in.Automatic = true
	_, err = tx.InsertMessage(ctx, in.message(p))
	return Received{Ticket: p.ticket, As: "automatic"}, err
}
