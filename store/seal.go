package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

const (
	sealedColumns = ledgerColumns + `, subject.salt, COALESCE(seal.prev_hash, '') AS prev_hash, COALESCE(seal.subject_hash, '') AS subject_hash,
		COALESCE(seal.hash, '') AS hash`
	sealedFrom = ledgerFrom + ` LEFT JOIN consent_seals seal ON seal.ledger_id = ledger.id`
)

func digest(fields ...string) string {
	h := sha256.New()
	for _, field := range fields {
		fmt.Fprintf(h, "%d:%s;", len(field), field)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// subjectHash commits to whom a row is about. Without the salt, which an
// erasure empties, nobody can guess it back.
func subjectHash(l domain.LedgerRow) string { return digest(l.Salt, l.Target, l.Remote, l.Evidence) }

// sealHash is the seal of a row that follows another.
func sealHash(prev, subject string, l domain.LedgerRow) string {
	return digest(prev, fmt.Sprint(l.ID), fmt.Sprint(l.CustomerID), fmt.Sprint(l.RequestID), string(l.Channel), l.Controller, fmt.Sprint(l.Value),
		string(l.Means), l.TextHash, fmt.Sprint(l.StaffID), fmt.Sprint(int64(l.At)), l.TargetHash, subject)
}

// seal continues the chain of the ledger with a row. On PostgreSQL it waits
// for whoever is sealing, as the audit does.
func (tx *Tx) seal(ctx context.Context, l domain.LedgerRow) error {
	if tx.ledgerHead == "" {
		if tx.dialect.name == "postgres" {
			if err := tx.exec(ctx, `SELECT pg_advisory_xact_lock(7204)`); err != nil {
				return err
			}
		}
		head, err := tx.LedgerHead(ctx)
		if err != nil {
			return err
		}
		tx.ledgerHead = head
	}
	subject := subjectHash(l)
	hash := sealHash(tx.ledgerHead, subject, l)
	err := tx.exec(ctx, `INSERT INTO consent_seals (ledger_id, prev_hash, target_hash, subject_hash, hash) VALUES (?, ?, ?, ?, ?)`,
		l.ID, tx.ledgerHead, l.TargetHash, subject, hash)
	tx.ledgerHead = hash
	return err
}

// LedgerHead is the last seal of the ledger, "" when there is none.
func (r reader) LedgerHead(ctx context.Context) (string, error) {
	var hashes []string
	if err := r.all(ctx, &hashes, `SELECT hash FROM consent_seals ORDER BY ledger_id DESC LIMIT 1`); err != nil || len(hashes) == 0 {
		return "", err
	}
	return hashes[0], nil
}

// chainRow is a row of the ledger with all that says whether it is genuine.
type chainRow struct {
	domain.SealedRow
	SealedTarget string `db:"sealed_target"`
	Erased       bool
}

// genuine reports whether a row says what was sealed. What an erasure emptied
// is missing from it, and nothing else.
func (c chainRow) genuine() bool {
	l := c.LedgerRow
	if l.Salt == "" {
		if l.Target != "" || l.Remote != "" || l.Evidence != "" || !c.Erased {
			return false
		}
	} else if subjectHash(l) != c.SubjectHash {
		return false
	}
	if c.SealedTarget != "" && c.SealedTarget != l.TargetHash {
		return false
	}
	l.TargetHash = c.SealedTarget
	return c.Hash == sealHash(c.PrevHash, c.SubjectHash, l)
}

// sealedSelect ends in the condition and the order.
const sealedSelect = `SELECT ` + sealedColumns + `, COALESCE(seal.target_hash, '') AS sealed_target,
	customers.customer_key LIKE 'erased:%' AS erased FROM ` + sealedFrom + ` JOIN customers ON customers.id = ledger.customer_id`

// VerifyLedger recomputes the chain of the ledger and returns how many rows it
// has and the id of the first that does not continue it, 0 when all do.
func (r reader) VerifyLedger(ctx context.Context) (rows int, broken int64, err error) {
	var check chainCheck
	err = r.each(ctx, func(rs *sqlx.Rows) error {
		var c chainRow
		if err := rs.StructScan(&c); err != nil {
			return err
		}
		check.next(c)
		return nil
	}, sealedSelect+` ORDER BY ledger.id`)
	if err != nil || check.broken != 0 {
		return check.rows, check.broken, err
	}
	// The audit, whose own chain is kept outside too, knows the last row.
	broken, err = r.number(ctx, `SELECT COALESCE(MAX(subject_id), 0) FROM audit WHERE subject = 'consent_ledger'
		AND subject_id > (SELECT COALESCE(MAX(ledger_id), 0) FROM consent_seals)`)
	return check.rows, broken, err
}

// chainCheck goes along the chain row by row.
type chainCheck struct {
	head   string
	rows   int
	broken int64
}

func (k *chainCheck) next(c chainRow) {
	k.rows++
	if k.broken == 0 && (c.PrevHash != k.head || !c.genuine()) {
		k.broken = c.ID
	}
	k.head = c.Hash
}

// SealedLedger reads the answers of a customer with their seals, oldest first.
func (r reader) SealedLedger(ctx context.Context, customer int64) ([]domain.SealedRow, error) {
	var rows []chainRow
	if err := r.all(ctx, &rows, sealedSelect+` WHERE ledger.customer_id = ? ORDER BY ledger.id`, customer); err != nil {
		return nil, err
	}
	out := make([]domain.SealedRow, len(rows))
	for i, c := range rows {
		out[i] = c.SealedRow
		out[i].Genuine = c.genuine()
	}
	return out, nil
}

// ConsentTexts reads texts that were shown, by their hashes.
func (r reader) ConsentTexts(ctx context.Context, hashes []string) (map[string]string, error) {
	var rows []struct{ Hash, Body string }
	if err := r.all(ctx, &rows, `SELECT hash, body FROM consent_texts WHERE `+r.dialect.in("hash"), r.list(hashes)); err != nil {
		return nil, err
	}
	out := make(map[string]string, len(rows))
	for _, t := range rows {
		out[t.Hash] = t.Body
	}
	return out, nil
}

// answersSlice is how many customers one step of the recomputation reads.
const answersSlice = 2_000

// DifferingAnswers recomputes what every customer accepts from the ledger, and
// returns how many are stored otherwise, and the first.
func (r reader) DifferingAnswers(ctx context.Context) (n, first int64, err error) {
	last, err := r.number(ctx, `SELECT COALESCE(MAX(id), 0) FROM customers`)
	if err != nil {
		return 0, 0, err
	}
	for after := int64(0); after < last; after += answersSlice {
		var customers []domain.Customer
		if err := r.all(ctx, &customers, `SELECT id, customer_key, accepts_email, accepts_sms, accepts_phone, accepts_post FROM customers
			WHERE id > ? AND id <= ? ORDER BY id`, after, after+answersSlice); err != nil {
			return n, first, err
		}
		var rows []domain.LedgerRow
		if err := r.all(ctx, &rows, `SELECT customer_id, channel, value FROM consent_ledger WHERE customer_id > ? AND customer_id <= ? ORDER BY id`,
			after, after+answersSlice); err != nil {
			return n, first, err
		}
		said := map[int64][]domain.LedgerRow{}
		for _, l := range rows {
			said[l.CustomerID] = append(said[l.CustomerID], l)
		}
		for _, c := range customers {
			if c.Differs(said[c.ID]) {
				if n++; first == 0 {
					first = c.ID
				}
			}
		}
	}
	return n, first, nil
}

// UnprovedTexts counts the answers whose exact text is not kept, or is not what
// its hash says, and returns the first.
func (r reader) UnprovedTexts(ctx context.Context) (n, first int64, err error) {
	var bad []string
	err = r.each(ctx, func(rs *sqlx.Rows) error {
		var hash, body string
		if err := rs.Scan(&hash, &body); err != nil {
			return err
		}
		if sum := sha256.Sum256([]byte(body)); hex.EncodeToString(sum[:]) != hash {
			bad = append(bad, hash)
		}
		return nil
	}, `SELECT hash, body FROM consent_texts`)
	if err != nil {
		return 0, 0, err
	}
	var row struct{ N, First int64 }
	err = r.one(ctx, "consent_ledger", &row, `SELECT COUNT(*) AS n, COALESCE(MIN(id), 0) AS first FROM consent_ledger WHERE text_hash <> ''
		AND (`+r.dialect.in("text_hash")+` OR text_hash NOT IN (SELECT hash FROM consent_texts))`, r.list(append([]string{}, bad...)))
	return row.N, row.First, err
}
