package store

import (
	"context"
	"crypto/rand"

	"vigie/internal/domain"
)

const requestColumns = `id, customer_id, state, reason, email, mail_id, text_hash, created_at, sent_at, answered_at, expires_at, campaign_id`

// The ledger is kept for ever; whom an answer was about stands beside it,
// where an erasure may reach.
const (
	ledgerColumns = `ledger.id, ledger.customer_id, ledger.request_id, ledger.channel, subject.target, subject.target_hash, ledger.controller,
		ledger.value, ledger.means, ledger.text_hash, subject.remote, ledger.staff_id, subject.evidence, ledger.at`
	ledgerFrom = `consent_ledger ledger JOIN consent_subjects subject ON subject.ledger_id = ledger.id`
)

// ConsentRequest reads one consent request.
func (r reader) ConsentRequest(ctx context.Context, id int64) (domain.ConsentRequest, error) {
	var q domain.ConsentRequest
	err := r.one(ctx, "consent_request", &q, `SELECT `+requestColumns+` FROM consent_requests WHERE id = ?`, id)
	return q, err
}

// ConsentRequests reads the requests of a customer, newest first.
func (r reader) ConsentRequests(ctx context.Context, customer int64) ([]domain.ConsentRequest, error) {
	var qs []domain.ConsentRequest
	err := r.all(ctx, &qs, `SELECT `+requestColumns+` FROM consent_requests WHERE customer_id = ? ORDER BY id DESC LIMIT 100`, customer)
	return qs, err
}

// Ledger reads the answers of a customer, newest first.
func (r reader) Ledger(ctx context.Context, customer int64) ([]domain.LedgerRow, error) {
	var rows []domain.LedgerRow
	err := r.all(ctx, &rows, `SELECT `+ledgerColumns+` FROM `+ledgerFrom+` WHERE ledger.customer_id = ? ORDER BY ledger.id DESC LIMIT 500`, customer)
	return rows, err
}

// ExpiredConsentRequests reads sent requests whose link has ended, at most limit.
func (r reader) ExpiredConsentRequests(ctx context.Context, now domain.Instant, limit int) ([]domain.ConsentRequest, error) {
	var qs []domain.ConsentRequest
	err := r.all(ctx, &qs, `SELECT `+requestColumns+` FROM consent_requests WHERE state = 'sent' AND expires_at <= ? ORDER BY expires_at, id LIMIT ?`, now, limit)
	return qs, err
}

// InsertConsentRequest creates a queued request and returns its id.
func (tx *Tx) InsertConsentRequest(ctx context.Context, q domain.ConsentRequest) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO consent_requests (customer_id, state, reason, email, mail_id, text_hash, created_at, campaign_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, q.CustomerID, domain.RequestQueued, q.Reason, q.Email, q.MailID, q.TextHash, tx.now, q.CampaignID)
	if err == nil {
		said := map[string]any{"customer": q.CustomerID, "email": domain.Mask(q.Email), "reason": q.Reason}
		if q.CampaignID != 0 {
			said["campaign"] = q.CampaignID
		}
		tx.Record("consent_request", id, nil, said)
	}
	return id, err
}

// UpdateConsentRequest saves what changed between before and after.
func (tx *Tx) UpdateConsentRequest(ctx context.Context, before, after domain.ConsentRequest) error {
	if err := tx.exec(ctx, `UPDATE consent_requests SET state = ?, mail_id = ?, text_hash = ?, sent_at = ?, answered_at = ?, expires_at = ? WHERE id = ?`,
		after.State, after.MailID, after.TextHash, after.SentAt, after.AnsweredAt, after.ExpiresAt, after.ID); err != nil {
		return err
	}
	tx.Record("consent_request", after.ID, map[string]any{"state": before.State}, map[string]any{"state": after.State, "customer": after.CustomerID})
	return nil
}

// SupersedeConsentRequests ends the customer's other requests.
func (tx *Tx) SupersedeConsentRequests(ctx context.Context, customer, keep int64) error {
	return tx.exec(ctx, `UPDATE consent_requests SET state = 'superseded' WHERE customer_id = ? AND id <> ?
		AND state IN ('queued', 'sent', 'answered', 'expired')`, customer, keep)
}

// AppendLedger adds answers to the ledger; they are never changed.
func (tx *Tx) AppendLedger(ctx context.Context, rows []domain.LedgerRow) error {
	for _, l := range rows {
		id, err := tx.insertAnswer(ctx, l)
		if err != nil {
			return err
		}
		tx.Record("consent_ledger", id, nil, map[string]any{"customer": l.CustomerID, "channel": l.Channel, "value": l.Value, "means": l.Means, "seal": tx.ledgerHead})
	}
	return nil
}

// insertAnswer adds a row to the ledger, and whom it is about beside it.
func (tx *Tx) insertAnswer(ctx context.Context, l domain.LedgerRow) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO consent_ledger (customer_id, request_id, channel, controller, value, means, text_hash, staff_id, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, l.CustomerID, l.RequestID, l.Channel, l.Controller, l.Value, l.Means, l.TextHash, l.StaffID, l.At)
	if err != nil {
		return 0, err
	}
	l.ID, l.Salt = id, rand.Text()
	if err := tx.exec(ctx, `INSERT INTO consent_subjects (ledger_id, target, target_hash, remote, evidence, salt) VALUES (?, ?, ?, ?, ?, ?)`,
		id, l.Target, l.TargetHash, l.Remote, l.Evidence, l.Salt); err != nil {
		return 0, err
	}
	return id, tx.seal(ctx, l)
}

// KeepConsentText keeps the exact text shown, under its hash.
func (tx *Tx) KeepConsentText(ctx context.Context, hash string, lang domain.Language, body string) error {
	return tx.exec(ctx, `INSERT INTO consent_texts (hash, language, body, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
		hash, lang, body, tx.now)
}
