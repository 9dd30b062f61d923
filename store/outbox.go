package store

import (
	"context"
	"slices"
	"strings"

	"vigie/internal/domain"
)

// unheld are the mails that no hold keeps back, now.
const unheld = `hold = '' AND NOT EXISTS (SELECT 1 FROM settings WHERE name = 'mails_held' AND value <> '')
	AND (kind <> 'consent' OR NOT EXISTS (SELECT 1 FROM settings WHERE name = 'consent_feature' AND value = 'off'))`

// holdTurn is the present turn of holds: what was claimed in an earlier one was
// written before somebody held or released something, and is written again.
const holdTurn = `COALESCE((SELECT value FROM meta WHERE name = 'hold_turn'), '')`

// urgent are the kinds of which few leave at a time; many are the others, as a
// condition of an index and as one by which PostgreSQL looks for none: without
// statistics it gathers every mail of a kind to find the first that is due.
const (
	waiting  = `state IN ('queued', 'retry') AND `
	urgent   = waiting + `kind NOT IN ('activation', 'compliance', 'consent') AND due_at <= ? AND ` + unheld
	many     = `kind IN ('activation', 'compliance', 'consent')`
	manyLate = `CASE kind WHEN 'activation' THEN TRUE WHEN 'compliance' THEN TRUE WHEN 'consent' THEN TRUE ELSE FALSE END`
	bulk     = ` AND due_at <= ? AND ` + unheld + ` AND (kind = 'consent' OR NOT ? AND week >= ? AND (asked OR ?))`
)

// claimed are mails that a process took, inHand those whose dot may have left
// too, as conditions by which nobody looks for them: they are found by their
// ids, not among all that ever were in somebody's hands, which the index of
// PostgreSQL knows until it is cleaned.
const (
	claimed = `CASE mails.state WHEN 'claimed' THEN TRUE ELSE FALSE END`
	inHand  = `CASE mails.state WHEN 'claimed' THEN TRUE WHEN 'committing' THEN TRUE ELSE FALSE END`
)

// bulkOf is how the many are found: by the order in which they are due while
// they may leave, and otherwise among the few that may all the same.
func (d dialect) bulkOf(c Claim) string {
	if c.Open && !c.Held {
		return d.by("mails_due") + ` WHERE ` + waiting + manyLate + bulk
	}
	return d.by("mails_asked") + ` WHERE (asked OR kind = 'consent') AND ` + waiting + many + bulk
}

// Claim says what a process takes out of the outbox: mails that are due, on no
// hold and, unless a person asked for them, inside the windows; no reminder of
// a week that is over.
type Claim struct {
	By    string // the process
	Now   domain.Instant
	Until domain.Instant // when others may heal it although the process lives
	Week  domain.Week    // the present one
	Open  bool           // the windows
	Held  bool           // the present week's cycle
	Limit int
}

// AnyDue reports whether a mail may leave now, without touching anything.
func (r reader) AnyDue(ctx context.Context, c Claim) (bool, error) {
	if held, err := r.Setting(ctx, domain.SettingMailsHeld, ""); err != nil || held != "" {
		return false, err // each mail would be asked
	}
	n, err := r.number(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM mails`+r.dialect.by("mails_urgent")+` WHERE `+urgent+` LIMIT 1) AS due`, c.Now)
	if err != nil || n > 0 {
		return n > 0, err
	}
	n, err = r.number(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM mails`+r.dialect.bulkOf(c)+` LIMIT 1) AS due`, c.Now, c.Held, c.Week, c.Open)
	return n > 0, err
}

// ClaimMails takes mails that are due, the urgent ones first.
func (tx *Tx) ClaimMails(ctx context.Context, c Claim) ([]domain.Mail, error) {
	var ms, more []domain.Mail
	if err := tx.inOrderOfIndexes(ctx); err != nil {
		return nil, err
	}
	tail := ` ORDER BY due_at, id LIMIT ?` + tx.dialect.skipLocked()
	if err := tx.all(ctx, &ms, `SELECT `+mailColumns+` FROM mails`+tx.dialect.by("mails_urgent")+` WHERE `+urgent+tail, c.Now, c.Limit); err != nil {
		return nil, err
	}
	if len(ms) < c.Limit {
		if err := tx.all(ctx, &more, `SELECT `+mailColumns+` FROM mails`+tx.dialect.bulkOf(c)+tail, c.Now, c.Held, c.Week, c.Open, c.Limit-len(ms)); err != nil {
			return nil, err
		}
	}
	ms = append(ms, more...)
	if len(ms) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(ms))
	for i := range ms {
		ids[i] = ms[i].ID
		ms[i].State, ms[i].ClaimedUntil, ms[i].ClaimedBy = domain.MailClaimed, c.Until, c.By
		ms[i].Attempts++
	}
	return ms, tx.exec(ctx, tx.dialect.update()+` mails SET state = 'claimed', claimed_by = ?, claimed_until = ?, attempts = attempts + 1, hold_turn = `+holdTurn+` WHERE `+tx.dialect.in("id"),
		c.By, c.Until, tx.list(ids))
}

// inOrderOfIndexes lets PostgreSQL read the first rows of an index for the rest
// of a transaction, where it would gather all and sort them.
func (tx *Tx) inOrderOfIndexes(ctx context.Context) error {
	if tx.dialect.local {
		return nil
	}
	return tx.exec(ctx, `SELECT set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)`)
}

// HoldStamp is another one after every change of what is held: a mail that was
// claimed under an earlier one does not leave.
func (r reader) HoldStamp(ctx context.Context) (string, error) {
	return r.word(ctx, `SELECT `+holdTurn+` || ' ' || COALESCE((SELECT value FROM settings WHERE name = 'consent_feature'), '')`)
}

// HoldStamp is what is asked before each mail leaves.
func (db *DB) HoldStamp(ctx context.Context) (string, error) { return db.stamps.HoldStamp(ctx) }

// Commit is what is stored just before the final dot of a mail leaves.
type Commit struct {
	Mail   domain.Mail
	Body   domain.MailBody
	Packed PackedBody    // the body, small
	Links  []domain.Link // minted for it, not stored yet
}

// CommitMails marks claimed mails as committing: from here on the server may
// have them. It stores what they say and their links; the mails whose claim is
// lost, or that are held, are not among those it returns.
func (tx *Tx) CommitMails(ctx context.Context, cs []Commit, until domain.Instant) (map[int64]bool, error) {
	done := make(map[int64]bool, len(cs))
	for part := range slices.Chunk(cs, rowsAtOnce) {
		part = stepped(part)
		args := []any{until}
		for _, c := range part {
			args = append(args, c.Mail.ID, c.Mail.MessageID, c.Mail.ClaimedBy)
		}
		var ids []int64
		err := tx.all(ctx, &ids, tx.dialect.update()+` mails SET state = 'committing', claimed_until = ?, message_id = v.column2 FROM (VALUES `+
			values("(CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT))", len(part))+`) AS v
			WHERE mails.id = v.column1 AND mails.claimed_by = v.column3 AND `+claimed+` AND mails.`+unheld+` AND mails.hold_turn = `+holdTurn+` RETURNING id`, args...)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			done[id] = true
		}
	}
	cs = slices.DeleteFunc(slices.Clone(cs), func(c Commit) bool { return !done[c.Mail.ID] })
	return done, tx.storeSaid(ctx, cs)
}

// storeSaid stores what mails say, once: later tries find it.
func (tx *Tx) storeSaid(ctx context.Context, cs []Commit) error {
	for _, c := range cs {
		if err := tx.insertBody(ctx, c); err != nil {
			return err
		}
	}
	for _, c := range cs {
		for _, l := range c.Links {
			if err := tx.put(ctx, `INSERT INTO links (kind, hash, subject_id, mail_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
				l.Kind, l.Hash, l.SubjectID, l.MailID, l.CreatedAt, l.ExpiresAt); err != nil {
				return err
			}
		}
	}
	return nil
}

// stepped repeats the last of some rows up to a multiple of rowStep, so that
// statements stay prepared: to change a row twice alike changes nothing more.
func stepped[T any](rows []T) []T {
	for len(rows)%rowStep > 0 {
		rows = append(rows[:len(rows):len(rows)], rows[len(rows)-1])
	}
	return rows
}

func values(row string, n int) string { return row + strings.Repeat(", "+row, n-1) }

// SettleMails stores how attempts ended, each by the process that made it; a
// mail that was healed meanwhile stays as it is.
func (tx *Tx) SettleMails(ctx context.Context, ms []domain.Mail) error {
	for part := range slices.Chunk(ms, rowsAtOnce) {
		part = stepped(part)
		var args []any
		for _, m := range part {
			args = append(args, m.ID, m.ClaimedBy, m.State, m.DueAt, m.Uncertain, m.Attempts, m.Reason, m.Reply, m.SentAt)
		}
		err := tx.exec(ctx, tx.dialect.update()+` mails SET state = v.column3, due_at = v.column4, uncertain = v.column5, attempts = v.column6, reason = v.column7,
			reply = v.column8, sent_at = v.column9, claimed_until = 0, claimed_by = '' FROM (VALUES `+
			values("(CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS INTEGER), CAST(? AS INTEGER), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT))", len(part))+`) AS v
			WHERE mails.id = v.column1 AND mails.claimed_by = v.column2 AND `+inHand, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// OwnsMail reports whether a mail is still its process's to settle.
func (r reader) OwnsMail(ctx context.Context, m domain.Mail) (bool, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM mails WHERE id = ? AND claimed_by = ? AND state IN ('claimed', 'committing')`, m.ID, m.ClaimedBy)
	return n > 0, err
}

// lost are the claims that nobody works on any more: their process's lease is
// over, or their own time.
const lost = `state IN ('claimed', 'committing') AND (claimed_until <= ? OR NOT EXISTS (SELECT 1 FROM leases
	WHERE leases.name = 'sender:' || mails.claimed_by AND leases.expires_at > ?))`

// SetAside keeps claimed mails back with the reason of a hold, until it is
// lifted: this was no attempt.
func (tx *Tx) SetAside(ctx context.Context, m domain.Mail) error {
	return tx.exec(ctx, `UPDATE mails SET state = ?, hold = ?, attempts = ?, claimed_until = 0, claimed_by = '' WHERE id = ? AND state = 'claimed' AND claimed_by = ?`,
		m.State, m.Hold, m.Attempts, m.ID, m.ClaimedBy)
}

// LostClaims reads mails whose sender died.
func (tx *Tx) LostClaims(ctx context.Context, limit int) ([]domain.Mail, error) {
	var ms []domain.Mail
	err := tx.all(ctx, &ms, `SELECT `+mailColumns+` FROM mails`+tx.dialect.by("mails_claimed")+` WHERE `+lost+` ORDER BY claimed_until, id LIMIT ?`+tx.dialect.skipLocked(), tx.now, tx.now, limit)
	return ms, err
}

// HealMail stores what a lost claim becomes, unless its process was faster.
func (tx *Tx) HealMail(ctx context.Context, before, after domain.Mail) error {
	return tx.exec(ctx, `UPDATE mails SET state = ?, due_at = ?, uncertain = ?, attempts = ?, reason = ?, claimed_until = 0, claimed_by = ''
		WHERE id = ? AND state = ? AND claimed_by = ?`, after.State, after.DueAt, after.Uncertain, after.Attempts, after.Reason, after.ID, before.State, before.ClaimedBy)
}
