package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

const auditColumns = `id, at, actor, door, action, subject, subject_id, before, after, prev_hash, hash`

// appendAudit chains the transaction's records to the audit. On PostgreSQL
// the head is taken last, under an advisory lock, so that two transactions
// never continue from the same row.
func (tx *Tx) appendAudit(ctx context.Context) error {
	if tx.dialect.name == "postgres" {
		if err := tx.exec(ctx, `SELECT pg_advisory_xact_lock(7203)`); err != nil {
			return err
		}
	}
	head, err := tx.AuditHead(ctx)
	if err != nil {
		return err
	}
	for _, r := range tx.records {
		row := domain.AuditRow{At: tx.now, Actor: tx.actor.Name, Door: tx.actor.Door, Action: tx.action,
			Subject: r.subject, SubjectID: r.id, Before: auditValue(r.before), After: auditValue(r.after), PrevHash: head}
		row.Hash = auditHash(row)
		if err := tx.exec(ctx, `INSERT INTO audit (at, actor, door, action, subject, subject_id, before, after, prev_hash, hash)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, row.At, row.Actor, row.Door, row.Action, row.Subject, row.SubjectID,
			row.Before, row.After, row.PrevHash, row.Hash); err != nil {
			return err
		}
		head = row.Hash
	}
	return nil
}

func auditValue(v any) string {
	if v == nil {
		return ""
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%q", err.Error())
	}
	return maskAddresses(string(text))
}

// address is an e-mail address in a text, in clear or masked.
var address = regexp.MustCompile(`([^\s"@,;:<>()\\])[^\s"@,;:<>()\\]*@[^\s"@,;:<>()\\]+`)

// maskAddresses leaves of every address its first letter: the audit is kept for
// ever, and a domain may name its owner.
func maskAddresses(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	return address.ReplaceAllString(text, "${1}…@…")
}

// auditHash is the SHA-256 of the row's fields, each with its length, and of
// the hash before it.
func auditHash(r domain.AuditRow) string {
	h := sha256.New()
	for _, field := range []string{r.PrevHash, fmt.Sprint(r.At), r.Actor, r.Door, string(r.Action), r.Subject,
		fmt.Sprint(r.SubjectID), r.Before, r.After} {
		fmt.Fprintf(h, "%d:%s;", len(field), field)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// AuditHead is the hash of the last row, "" when there is none.
func (r reader) AuditHead(ctx context.Context) (string, error) {
	var hashes []string
	if err := r.all(ctx, &hashes, `SELECT hash FROM audit ORDER BY id DESC LIMIT 1`); err != nil || len(hashes) == 0 {
		return "", err
	}
	return hashes[0], nil
}

// VerifyAudit recomputes the chain and returns how many rows it has and the
// id of the first row that does not continue it, 0 when all do.
func (r reader) VerifyAudit(ctx context.Context) (rows int, broken int64, err error) {
	head := ""
	err = r.each(ctx, func(rs *sqlx.Rows) error {
		var row domain.AuditRow
		if err := rs.StructScan(&row); err != nil {
			return err
		}
		rows++
		if broken == 0 && (row.PrevHash != head || row.Hash != auditHash(row)) {
			broken = row.ID
		}
		head = row.Hash
		return nil
	}, `SELECT `+auditColumns+` FROM audit ORDER BY id`)
	return rows, broken, err
}

// AuditRows lists the audit, newest first by default.
func (r reader) AuditRows(ctx context.Context, f domain.Filter, p domain.Page) (domain.Window[domain.AuditRow], error) {
	l := list[domain.AuditRow]{
		columns: auditColumns, from: `audit`, table: `audit`,
		sorts: map[string]sortKey[domain.AuditRow]{"": byID(func(a domain.AuditRow) int64 { return a.ID })},
	}
	return window(ctx, r, l, auditWhere(f), p)
}

func auditWhere(f domain.Filter) *where {
	w := &where{}
	for _, t := range f.Terms {
		switch t.Field {
		case "actor":
			w.term(t, "audit.actor = ?", t.Value)
		case "action":
			w.term(t, "audit.action = ?", t.Value)
		case "subject":
			w.term(t, "audit.subject = ?", t.Value)
		case "id":
			w.term(t, "audit.subject_id = ?", number(t.Value))
		}
	}
	return w
}

// CountAudit counts the rows that a filter finds, up to a cap.
func (r reader) CountAudit(ctx context.Context, f domain.Filter) (domain.Count, error) {
	return count(ctx, r, "audit", auditWhere(f))
}
