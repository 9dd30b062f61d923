package store

import (
	"context"

	"vigie/internal/domain"
)

const requestColumns = `id, customer_id, state, reason, email, mail_id, text_hash, created_at, sent_at, answered_at, expires_at`

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
	err := r.all(ctx, &rows, `SELECT id, customer_id, request_id, channel, target, controller, value, means, text_hash, remote, staff_id,
		evidence, at FROM consent_ledger WHERE customer_id = ? ORDER BY id DESC LIMIT 500`, customer)
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
	id, err := tx.insert(ctx, `INSERT INTO consent_requests (customer_id, state, reason, email, mail_id, text_hash, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`, q.CustomerID, domain.RequestQueued, q.Reason, q.Email, q.MailID, q.TextHash, tx.now)
	if err == nil {
		tx.Record("consent_request", id, nil, map[string]any{"customer": q.CustomerID, "email": domain.Mask(q.Email), "reason": q.Reason})
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
		id, err := tx.insert(ctx, `INSERT INTO consent_ledger (customer_id, request_id, channel, target, controller, value, means, text_hash,
			remote, staff_id, evidence, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, l.CustomerID, l.RequestID, l.Channel,
			l.Target, l.Controller, l.Value, l.Means, l.TextHash, l.Remote, l.StaffID, l.Evidence, l.At)
		if err != nil {
			return err
		}
		tx.Record("consent_ledger", id, nil, map[string]any{"customer": l.CustomerID, "channel": l.Channel, "value": l.Value, "means": l.Means})
	}
	return nil
}

// KeepConsentText keeps the exact text shown, under its hash.
func (tx *Tx) KeepConsentText(ctx context.Context, hash string, lang domain.Language, body string) error {
	return tx.exec(ctx, `INSERT INTO consent_texts (hash, language, body, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
		hash, lang, body, tx.now)
}
