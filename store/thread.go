package store

import (
	"context"

	"vigie/internal/domain"
)

// threadRows bounds what a thread shows; a machine's loop must not fill a
// screen.
const threadRows = 500

const messageColumns = `ticket_messages.id, ticket_messages.ticket_id, ticket_messages.direction, ticket_messages.means, ticket_messages.staff_id,
	ticket_messages.email, ticket_messages.subject, ticket_messages.body, ticket_messages.language, ticket_messages.message_id, ticket_messages.mail_id,
	ticket_messages.facts, ticket_messages.automatic, ticket_messages.at, COALESCE(staff.name, '') AS staff_name, COALESCE(mails.state, '') AS mail_state`

const messageRows = `ticket_messages LEFT JOIN staff ON staff.id = ticket_messages.staff_id LEFT JOIN mails ON mails.id = ticket_messages.mail_id`

// Message reads one message of a thread.
func (r reader) Message(ctx context.Context, id int64) (domain.TicketMessage, error) {
	var m domain.TicketMessage
	err := r.one(ctx, "ticket_message", &m, `SELECT `+messageColumns+` FROM `+messageRows+` WHERE ticket_messages.id = ?`, id)
	return m, err
}

// Messages reads the messages of a ticket, oldest first, with what came with
// them.
func (r reader) Messages(ctx context.Context, ticket int64) ([]domain.TicketMessage, error) {
	var ms []domain.TicketMessage
	if err := r.all(ctx, &ms, `SELECT `+messageColumns+` FROM `+messageRows+` WHERE ticket_messages.ticket_id = ?
		ORDER BY ticket_messages.at, ticket_messages.id LIMIT ?`, ticket, threadRows); err != nil || len(ms) == 0 {
		return ms, err
	}
	at, ids := make(map[int64]int, len(ms)), make([]int64, len(ms))
	for i, m := range ms {
		at[m.ID], ids[i] = i, m.ID
	}
	var as []domain.Attachment
	err := r.all(ctx, &as, `SELECT id, message_id, name, media_type, size, file_hash, refused, document_id FROM attachments WHERE `+
		r.dialect.in("message_id")+` ORDER BY message_id, id`, r.list(ids))
	for _, a := range as {
		m := &ms[at[a.MessageID]]
		m.Attachments = append(m.Attachments, a)
	}
	return ms, err
}

// MessageByMessageID reads the message that came in under a Message-ID.
func (r reader) MessageByMessageID(ctx context.Context, messageID string) (domain.TicketMessage, error) {
	var m domain.TicketMessage
	err := r.one(ctx, "ticket_message", &m, `SELECT `+messageColumns+` FROM `+messageRows+` WHERE ticket_messages.message_id = ? AND ticket_messages.message_id <> ''
		ORDER BY ticket_messages.id LIMIT 1`, messageID)
	return m, err
}

// MessageOfMail reads the message that a mail carries or answered.
func (r reader) MessageOfMail(ctx context.Context, mail int64) (domain.TicketMessage, error) {
	var m domain.TicketMessage
	err := r.one(ctx, "ticket_message", &m, `SELECT `+messageColumns+` FROM `+messageRows+` WHERE ticket_messages.mail_id = ? AND ticket_messages.mail_id <> 0
		ORDER BY ticket_messages.id LIMIT 1`, mail)
	return m, err
}

// RecentMessages counts what an address wrote since an hour, up to limit.
func (r reader) RecentMessages(ctx context.Context, emailKey string, since domain.Instant, limit int) (int64, error) {
	return r.number(ctx, `SELECT COUNT(*) FROM (SELECT at FROM ticket_messages WHERE email_key = ? AND direction = 'in' ORDER BY id DESC LIMIT ?) AS recent
		WHERE at > ?`, emailKey, limit, since)
}

// InsertMessage stores a message of a thread and returns its id. It is part of
// a change of its ticket, which the audit has.
func (tx *Tx) InsertMessage(ctx context.Context, m domain.TicketMessage) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO ticket_messages (ticket_id, direction, means, staff_id, email, email_key, subject, body, language, message_id, mail_id,
		facts, automatic, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, m.TicketID, m.Direction, m.Medium, m.StaffID, m.Email,
		domain.EmailKey(m.Email), m.Subject, m.Body, m.Language, m.MessageID, m.MailID, m.Facts, m.Automatic, tx.now)
	if err != nil {
		return 0, err
	}
	tx.Record("ticket", m.TicketID, nil, map[string]any{"message": id, "direction": m.Direction, "means": m.Medium, "facts": m.Facts})
	if m.Direction == domain.Inward && !m.Automatic {
		if err := tx.endSilenceOf(ctx, domain.EmailKey(m.Email)); err != nil {
			return 0, err
		}
	}
	for _, a := range m.Attachments {
		if err := tx.exec(ctx, `INSERT INTO attachments (message_id, name, media_type, size, file_hash, refused) VALUES (?, ?, ?, ?, ?, ?)`,
			id, a.Name, a.MediaType, a.Size, a.FileHash, a.Refused); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// SetMessageMail names the mail that carries a message.
func (tx *Tx) SetMessageMail(ctx context.Context, message, mail int64) error {
	return tx.exec(ctx, `UPDATE ticket_messages SET mail_id = ? WHERE id = ?`, mail, message)
}

// DeleteMessage takes back a message that never left.
func (tx *Tx) DeleteMessage(ctx context.Context, m domain.TicketMessage) error {
	tx.Record("ticket", m.TicketID, map[string]any{"message": m.ID}, map[string]any{"message": "recalled"})
	return tx.exec(ctx, `DELETE FROM ticket_messages WHERE id = ?`, m.ID)
}

// Notes reads the notes of a ticket, oldest first.
func (r reader) Notes(ctx context.Context, ticket int64) ([]domain.TicketNote, error) {
	var ns []domain.TicketNote
	err := r.all(ctx, &ns, `SELECT ticket_notes.id, ticket_notes.ticket_id, ticket_notes.staff_id, ticket_notes.body, ticket_notes.at,
		COALESCE(staff.name, '') AS staff_name FROM ticket_notes LEFT JOIN staff ON staff.id = ticket_notes.staff_id
		WHERE ticket_notes.ticket_id = ? ORDER BY ticket_notes.at, ticket_notes.id LIMIT ?`, ticket, threadRows)
	return ns, err
}

// InsertNote stores what the team says among itself.
func (tx *Tx) InsertNote(ctx context.Context, n domain.TicketNote) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO ticket_notes (ticket_id, staff_id, body, at) VALUES (?, ?, ?, ?) RETURNING id`, n.TicketID, n.StaffID, n.Body, tx.now)
	if err == nil {
		tx.Record("ticket", n.TicketID, nil, map[string]any{"note": id})
	}
	return id, err
}

// Events reads what was done in and from a ticket, oldest first.
func (r reader) Events(ctx context.Context, ticket int64) ([]domain.TicketEvent, error) {
	var es []domain.TicketEvent
	err := r.all(ctx, &es, `SELECT `+eventColumns+` WHERE ticket_events.ticket_id = ? ORDER BY ticket_events.at, ticket_events.id LIMIT ?`, ticket, threadRows)
	return es, err
}

const eventColumns = `ticket_events.id, ticket_events.ticket_id, ticket_events.staff_id, ticket_events.act, ticket_events.detail, ticket_events.subject,
	ticket_events.subject_id, ticket_events.version, ticket_events.at, COALESCE(staff.name, '') AS staff_name
	FROM ticket_events LEFT JOIN staff ON staff.id = ticket_events.staff_id`

// EventsAfter reads what was done since a version, newest first.
func (r reader) EventsAfter(ctx context.Context, ticket, version int64) ([]domain.TicketEvent, error) {
	var es []domain.TicketEvent
	err := r.all(ctx, &es, `SELECT `+eventColumns+` WHERE ticket_events.ticket_id = ? AND ticket_events.version > ?
		ORDER BY ticket_events.id DESC LIMIT 50`, ticket, version)
	return es, err
}

// InsertEvent writes an act into a thread. What it did is in the audit of its
// own subject; the line in the thread is recorded too.
func (tx *Tx) InsertEvent(ctx context.Context, e domain.TicketEvent) error {
	tx.Record("ticket", e.TicketID, nil, map[string]any{"act": e.Act, "detail": e.Detail})
	return tx.exec(ctx, `INSERT INTO ticket_events (ticket_id, staff_id, act, detail, subject, subject_id, version, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		e.TicketID, e.StaffID, e.Act, e.Detail, e.Subject, e.SubjectID, e.Version, tx.now)
}

// MoveThread gives everything that a ticket holds to another, what people are
// typing included: a draft that the other has already is put behind it.
func (tx *Tx) MoveThread(ctx context.Context, from, into int64) error {
	for _, table := range []string{"ticket_messages", "ticket_notes", "ticket_events"} {
		if err := tx.exec(ctx, `UPDATE `+table+` SET ticket_id = ? WHERE ticket_id = ?`, into, from); err != nil {
			return err
		}
	}
	if err := tx.exec(ctx, `INSERT INTO ticket_tags (ticket_id, tag) SELECT CAST(? AS BIGINT), tag FROM ticket_tags WHERE ticket_id = ? ON CONFLICT (ticket_id, tag) DO NOTHING`,
		into, from); err != nil {
		return err
	}
	if err := tx.exec(ctx, `DELETE FROM ticket_tags WHERE ticket_id = ?`, from); err != nil {
		return err
	}
	for _, what := range []string{"reply", "note"} {
		if err := tx.moveDrafts(ctx, domain.DraftOf(from, what), domain.DraftOf(into, what)); err != nil {
			return err
		}
	}
	return nil
}

// Tags reads the tags of a ticket.
func (r reader) Tags(ctx context.Context, ticket int64) ([]string, error) {
	var tags []string
	err := r.all(ctx, &tags, `SELECT tag FROM ticket_tags WHERE ticket_id = ? ORDER BY tag`, ticket)
	return tags, err
}

// SetTag puts a tag on a ticket or takes it off.
func (tx *Tx) SetTag(ctx context.Context, ticket int64, tag string, on bool) error {
	query := `DELETE FROM ticket_tags WHERE ticket_id = ? AND tag = ?`
	if on {
		query = `INSERT INTO ticket_tags (ticket_id, tag) VALUES (?, ?) ON CONFLICT (ticket_id, tag) DO NOTHING`
	}
	tx.Record("ticket", ticket, nil, map[string]any{"tag": tag, "on": on})
	return tx.exec(ctx, query, ticket, tag)
}

// Attachment reads one file that came with a message.
func (r reader) Attachment(ctx context.Context, id int64) (domain.Attachment, error) {
	var a domain.Attachment
	err := r.one(ctx, "attachment", &a, `SELECT id, message_id, name, media_type, size, file_hash, refused, document_id FROM attachments WHERE id = ?`, id)
	return a, err
}

// SetAttachmentDocument notes that an attachment was filed as a document.
func (tx *Tx) SetAttachmentDocument(ctx context.Context, id, document int64) error {
	tx.Record("attachment", id, nil, map[string]any{"document": document})
	return tx.exec(ctx, `UPDATE attachments SET document_id = ? WHERE id = ?`, document, id)
}
