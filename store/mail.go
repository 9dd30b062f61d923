package store

import (
	"context"

	"vigie/internal/domain"
)

const mailColumns = `mails.id, mails.kind, mails.email, mails.email_key, mails.dedup_key, mails.week, mails.language, mails.state, mails.hold,
	mails.subject_id, mails.due_at, mails.attempts, mails.uncertain, mails.claimed_until, mails.claimed_by, mails.message_id, mails.reason, mails.reply, mails.actor, mails.asked,
	mails.created_at, mails.sent_at`

// Mail reads one mail.
func (r reader) Mail(ctx context.Context, id int64) (domain.Mail, error) {
	var m domain.Mail
	err := r.one(ctx, "mail", &m, `SELECT `+mailColumns+` FROM mails WHERE id = ?`, id)
	return m, err
}

// MailByKey reads the mail with this dedup key.
func (r reader) MailByKey(ctx context.Context, key string) (domain.Mail, error) {
	var m domain.Mail
	err := r.one(ctx, "mail", &m, `SELECT `+mailColumns+` FROM mails WHERE dedup_key = ?`, key)
	return m, err
}

// MailsTo reads the mails of an address, newest first.
func (r reader) MailsTo(ctx context.Context, emailKey string, limit int) ([]domain.Mail, error) {
	var ms []domain.Mail
	err := r.all(ctx, &ms, `SELECT `+mailColumns+` FROM mails WHERE email_key = ? ORDER BY id DESC LIMIT ?`, emailKey, limit)
	return ms, err
}

// MailFields are the fields of the filter of mails.
func MailFields() []string { return []string{"email", "kind", "reason", "state", "uncertain", "week"} }

// Mails lists the outbox.
func (r reader) Mails(ctx context.Context, f domain.Filter, p domain.Page) (domain.Window[domain.Mail], error) {
	l := list[domain.Mail]{columns: mailColumns, from: "mails", table: "mails",
		sorts: map[string]sortKey[domain.Mail]{"": byID(func(m domain.Mail) int64 { return m.ID })}}
	return window(ctx, r, l, mailWhere(f), p)
}

// CountMails counts what a filter finds, up to a cap.
func (r reader) CountMails(ctx context.Context, f domain.Filter) (domain.Count, error) {
	return count(ctx, r, "mails", mailWhere(f))
}

func mailWhere(f domain.Filter) *where {
	w := &where{}
	for _, t := range f.Terms {
		switch t.Field {
		case "email":
			key := domain.EmailKey(t.Value)
			w.term(t, "mails.email_key >= ? AND mails.email_key < ?", key, key+"\U0010FFFF")
		case "kind":
			w.term(t, "mails.kind = ?", t.Value)
		case "state":
			w.term(t, "mails.state = ? AND mails."+indexedBy(domain.MailState(t.Value)), t.Value)
		case "reason":
			w.term(t, "mails.reason = ? AND mails.reason <> ''", t.Value)
		case "week":
			w.term(t, "mails.week = ? AND mails.week <> ''", t.Value)
		case "uncertain":
			w.flag(t, "(mails.uncertain > 0)")
		}
	}
	return w
}

// indexedBy are the words of the partial index that has the mails in a state:
// one has those on their way, the other all others.
func indexedBy(state domain.MailState) string {
	if state == domain.MailClaimed || state == domain.MailCommitting {
		return "state IN ('claimed', 'committing')"
	}
	return "state NOT IN ('claimed', 'committing')"
}

// MailStates counts the outbox by state, each up to the cap of a count.
func (r reader) MailStates(ctx context.Context) (map[domain.MailState]domain.Count, error) {
	out := map[domain.MailState]domain.Count{}
	for _, state := range domain.MailStates() {
		n, err := count(ctx, r, "mails", mailWhere(domain.Filter{Terms: []domain.Term{{Field: "state", Value: string(state)}}}))
		if err != nil {
			return nil, err
		}
		out[state] = n
	}
	return out, nil
}

// EnqueueMail queues a mail in the transaction that causes it. A mail with
// the same dedup key is there already: then created is false.
func (tx *Tx) EnqueueMail(ctx context.Context, m domain.Mail) (id int64, created bool, err error) {
	m.EmailKey = domain.EmailKey(m.Email)
	n, err := tx.affect(ctx, `INSERT INTO mails (kind, email, email_key, dedup_key, week, language, state, hold, subject_id, due_at, actor, asked, created_at)
		VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?) ON CONFLICT (dedup_key) DO NOTHING`, m.Kind, m.Email, m.EmailKey, m.DedupKey, m.Week,
		m.Language, m.Hold, m.SubjectID, m.DueAt, m.Actor, m.Asked, tx.now)
	if err != nil {
		return 0, false, err
	}
	id, err = tx.number(ctx, `SELECT id FROM mails WHERE dedup_key = ?`, m.DedupKey)
	return id, n > 0, err
}

// QueueReminder queues a weekly reminder unless its key is taken: by the same
// person's other establishment, or by an earlier walk of the week.
func (tx *Tx) QueueReminder(ctx context.Context, m domain.Mail) error {
	return tx.put(ctx, `INSERT INTO mails (kind, email, email_key, dedup_key, week, language, state, due_at, actor, asked, created_at)
		VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?) ON CONFLICT (dedup_key) DO NOTHING`, m.Kind, m.Email, m.EmailKey, m.DedupKey, m.Week,
		m.Language, m.DueAt, m.Actor, m.Asked, tx.now)
}

// StoreBody stores what a claimed mail says and its Message-ID, once: later
// tries find them.
func (tx *Tx) StoreBody(ctx context.Context, c Commit) error {
	if err := tx.insertBody(ctx, c); err != nil {
		return err
	}
	return tx.exec(ctx, `UPDATE mails SET message_id = ? WHERE id = ? AND message_id = ''`, c.Mail.MessageID, c.Mail.ID)
}

// DropMails ends waiting mails with a reason.
func (tx *Tx) DropMails(ctx context.Context, ids []int64, reason string) error {
	return tx.exec(ctx, `UPDATE mails SET state = 'dropped', reason = ? WHERE `+tx.dialect.in("id")+` AND state IN ('queued', 'retry')`, reason, tx.list(ids))
}

// WeekOver reads reminders that must not leave any more, at most limit: those
// of the weeks before current, and those of the weeks before over that nobody
// asked for by hand.
func (r reader) WeekOver(ctx context.Context, current, over domain.Week, limit int) ([]int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT id FROM mails`+r.dialect.by("mails_week_waiting")+` WHERE state IN ('queued', 'retry') AND week <> '' AND (week < ? OR week < ? AND NOT asked)
		ORDER BY week, id LIMIT ?`, current, over, limit)
	return ids, err
}

// WaitingOfWeek reads a week's waiting reminders behind a row, at most limit.
func (r reader) WaitingOfWeek(ctx context.Context, week domain.Week, after int64, limit int) ([]domain.Mail, error) {
	var ms []domain.Mail
	err := r.all(ctx, &ms, `SELECT `+mailColumns+` FROM mails WHERE week = ? AND week <> '' AND id > ? AND state IN ('queued', 'retry') ORDER BY id LIMIT ?`, week, after, limit)
	return ms, err
}

// LastMail is the largest number of a mail.
func (r reader) LastMail(ctx context.Context) (int64, error) {
	return r.number(ctx, `SELECT COALESCE(MAX(id), 0) FROM mails`)
}

// MoveMail makes a waiting mail due at another moment.
func (tx *Tx) MoveMail(ctx context.Context, id int64, due domain.Instant) error {
	return tx.exec(ctx, `UPDATE mails SET due_at = ? WHERE id = ? AND state IN ('queued', 'retry')`, due, id)
}

// ChangeMail moves a mail by hand: retry, cancel, hold or release. Nothing
// happens, and false is returned, when its state is not among from.
func (tx *Tx) ChangeMail(ctx context.Context, before, after domain.Mail) (bool, error) {
	n, err := tx.affect(ctx, `UPDATE mails SET state = ?, hold = ?, due_at = ?, reason = ?, asked = ? WHERE id = ? AND state = ?`,
		after.State, after.Hold, after.DueAt, after.Reason, after.Asked, after.ID, before.State)
	if err != nil || n == 0 {
		return false, err
	}
	redact := func(m domain.Mail) map[string]any {
		return map[string]any{"state": m.State, "hold": m.Hold, "reason": m.Reason}
	}
	tx.Record("mail", after.ID, redact(before), redact(after))
	return true, nil
}

// WaitingMails counts the mails that are due or will be, and the moment of
// the next.
func (r reader) WaitingMails(ctx context.Context) (n int64, next domain.Instant, err error) {
	var row struct {
		N    int64
		Next domain.Instant
	}
	err = r.one(ctx, "mail", &row, `SELECT COUNT(*) AS n, COALESCE(MIN(due_at), 0) AS next FROM mails`+r.dialect.by("mails_due")+` WHERE state IN ('queued', 'retry')`)
	return row.N, row.Next, err
}

// DueMails counts the mails that are due now or under way.
func (r reader) DueMails(ctx context.Context, now domain.Instant) (int64, error) {
	return r.number(ctx, `SELECT (SELECT COUNT(*) FROM mails WHERE state IN ('queued', 'retry') AND due_at <= ? AND hold = '')
		+ (SELECT COUNT(*) FROM mails WHERE state IN ('claimed', 'committing'))`, now)
}
