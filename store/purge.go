package store

import (
	"context"
	"strings"

	"vigie/internal/domain"
)

// purge is how rows of one kind that are past their date are found, with a
// limit as last argument. Columns: id.
type purge struct {
	kind  domain.PeriodKind
	found string
	args  func(before domain.Date, at domain.Instant) []any
}

func byMoment(_ domain.Date, at domain.Instant) []any      { return []any{at} }
func byMomentTwice(_ domain.Date, at domain.Instant) []any { return []any{at, at} }

// purgedMails is where the last mail that was purged stands: the next purge
// goes on from there instead of walking over what is masked.
const purgedMails = "purged_mails"

// heldSubjects are the subjects of one scope on which a legal hold stands.
func heldSubjects(scope domain.RightsScope) string {
	return `(SELECT subject_id FROM legal_holds WHERE scope = '` + string(scope) + `' AND lifted_at = 0)`
}

// purges say what is past its date. A document of a supplier counts from the
// end of its last follow-up, one of a follow-up from the end of that; with one
// still open nothing has ended.
func purges() []purge {
	free := ` AND documents.supplier_id NOT IN ` + heldSubjects(domain.ScopeEstablishment)
	return []purge{
		{domain.KeepDocuments, `SELECT documents.id FROM documents WHERE documents.supplier_id IN (SELECT supplier_id FROM follow_ups WHERE closed_on <> '' AND closed_on < ?)` + free + `
			AND (documents.follow_up_id <> 0 AND EXISTS (SELECT 1 FROM follow_ups f WHERE f.id = documents.follow_up_id AND f.state = 'closed' AND f.closed_on < ?)
			OR documents.follow_up_id = 0 AND NOT EXISTS (SELECT 1 FROM follow_ups f WHERE f.supplier_id = documents.supplier_id AND (f.state <> 'closed' OR f.closed_on >= ?)))
			ORDER BY documents.id LIMIT ?`, func(d domain.Date, _ domain.Instant) []any { return []any{d, d, d} }},
		{domain.KeepFollowUps, `SELECT id FROM establishments WHERE state = 'deregistered' AND id NOT IN ` + heldSubjects(domain.ScopeEstablishment) + `
			AND NOT EXISTS (SELECT 1 FROM documents WHERE documents.supplier_id = establishments.id)
			AND NOT EXISTS (SELECT 1 FROM follow_ups f WHERE (f.supplier_id = establishments.id OR f.buyer_id = establishments.id) AND (f.state <> 'closed' OR f.closed_on >= ?))
			AND updated_at < ? ORDER BY id LIMIT ?`, func(d domain.Date, at domain.Instant) []any { return []any{d, at} }},
		{domain.KeepTickets, `SELECT id FROM tickets WHERE stage = 'done' AND updated_at < ? AND subject <> '` + Masked + `' AND user_id NOT IN ` + heldSubjects(domain.ScopeUser) + `
			AND establishment_id NOT IN ` + heldSubjects(domain.ScopeEstablishment) + ` ORDER BY id LIMIT ?`, byMoment},
		{domain.KeepMails, `SELECT id FROM mails WHERE id > COALESCE((SELECT CAST(value AS BIGINT) FROM meta WHERE name = '` + purgedMails + `'), 0) AND created_at < ?
			AND email <> '` + Masked + `' AND state IN ('sent', 'rejected', 'dropped', 'cancelled', 'uncertain') ORDER BY id LIMIT ?`, byMoment},
		{domain.KeepImports, `SELECT id FROM import_batches WHERE finished_at <> 0 AND finished_at < ? AND (EXISTS (SELECT 1 FROM import_lines WHERE batch_id = import_batches.id)
			OR EXISTS (SELECT 1 FROM import_changes WHERE batch_id = import_batches.id)) ORDER BY id LIMIT ?`, byMoment},
		{domain.KeepConsents, `SELECT consent_requests.id FROM consent_requests JOIN customers ON customers.id = consent_requests.customer_id
			WHERE consent_requests.created_at < ? AND customers.request_id <> consent_requests.id AND consent_requests.email <> '` + Masked + `'
			AND customers.id NOT IN ` + heldSubjects(domain.ScopeCustomer) + ` ORDER BY consent_requests.id LIMIT ?`, byMoment},
		{domain.KeepLinks, `SELECT id FROM links WHERE expires_at < ? ORDER BY id LIMIT ?`, byMoment},
		{domain.KeepSessions, `SELECT id FROM sessions WHERE expires_at < ? OR ended_at <> 0 AND ended_at < ? ORDER BY id LIMIT ?`, byMomentTwice},
		{domain.KeepOrders, `SELECT id FROM order_forms WHERE created_at < ? AND facts <> '{}' AND customer_id NOT IN ` + heldSubjects(domain.ScopeCustomer) + ` ORDER BY id LIMIT ?`, byMoment},
		{domain.KeepRequests, `SELECT id FROM rights_requests WHERE closed_at <> 0 AND closed_at < ? ORDER BY id LIMIT ?`, byMoment},
	}
}

// PastDate counts, for each kind, what is past its date; cutoff gives the day
// before which it is, and its first moment.
func (r reader) PastDate(ctx context.Context, cutoff func(domain.PeriodKind) (domain.Date, domain.Instant)) (map[domain.PeriodKind]int64, error) {
	out := map[domain.PeriodKind]int64{}
	for _, p := range purges() {
		day, at := cutoff(p.kind)
		n, err := r.number(ctx, `SELECT COUNT(*) FROM (`+p.found+`) AS past`, append(p.args(day, at), countCap+1)...)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out[p.kind] = n
		}
	}
	return out, nil
}

// Purged are the files that a purge leaves without reference.
type Purged struct {
	Rows  int
	Files []string
}

// Purge erases at most limit rows of one kind that are past their date.
func (tx *Tx) Purge(ctx context.Context, kind domain.PeriodKind, day domain.Date, at domain.Instant, limit int, hash func(string) string, identify func(domain.Identifier) string) (Purged, error) {
	var out Purged
	for _, p := range purges() {
		if p.kind != kind {
			continue
		}
		if kind == domain.KeepImports {
			limit = 1 // a batch may have a million lines
		}
		var ids []int64
		if err := tx.all(ctx, &ids, p.found, append(p.args(day, at), limit)...); err != nil || len(ids) == 0 {
			return out, err
		}
		n, files, err := tx.purgeRows(ctx, kind, ids, limit, hash, identify)
		if err != nil {
			return out, err
		}
		out.Rows, out.Files = n, files
		tx.Record("purge", 0, nil, map[string]any{"kind": kind, "rows": n, "before": day})
	}
	return out, nil
}

func (tx *Tx) purgeRows(ctx context.Context, kind domain.PeriodKind, ids []int64, limit int, hash func(string) string, identify func(domain.Identifier) string) (int, []string, error) {
	in := tx.list(ids)
	switch kind {
	case domain.KeepDocuments:
		files, err := tx.dropDocuments(ctx, ids)
		return len(ids), files, err
	case domain.KeepFollowUps:
		return len(ids), nil, tx.purgeEstablishments(ctx, ids, identify)
	case domain.KeepTickets:
		if err := tx.MaskTickets(ctx, ids, hash); err != nil {
			return 0, nil, err
		}
		files, err := tx.dropAttachments(ctx, ids)
		return len(ids), files, err
	case domain.KeepMails:
		if err := tx.SetMeta(ctx, purgedMails, decimal(ids[len(ids)-1])); err != nil {
			return 0, nil, err
		}
		return len(ids), nil, tx.maskMails(ctx, ids, hash)
	case domain.KeepImports:
		return tx.purgeBatch(ctx, ids[0], limit)
	case domain.KeepConsents:
		return len(ids), nil, tx.exec(ctx, `UPDATE consent_requests SET email = ? WHERE `+tx.dialect.in("id"), Masked, in)
	case domain.KeepLinks:
		return len(ids), nil, tx.exec(ctx, `DELETE FROM links WHERE `+tx.dialect.in("id"), in)
	case domain.KeepSessions:
		if err := tx.exec(ctx, `DELETE FROM login_codes WHERE expires_at < ?`, tx.now); err != nil {
			return 0, nil, err
		}
		return len(ids), nil, tx.exec(ctx, `DELETE FROM sessions WHERE `+tx.dialect.in("id"), in)
	case domain.KeepOrders:
		return len(ids), nil, tx.maskOrders(ctx, ids)
	case domain.KeepRequests:
		return len(ids), nil, tx.exec(ctx, `DELETE FROM rights_requests WHERE `+tx.dialect.in("id"), in)
	}
	return 0, nil, nil
}

// maskMails masks recipient and text of mails: that one of a kind went on a
// day stays.
func (tx *Tx) maskMails(ctx context.Context, ids []int64, hash func(string) string) error {
	var rows []domain.Mail
	if err := tx.all(ctx, &rows, `SELECT `+mailColumns+` FROM mails WHERE `+tx.dialect.in("id"), tx.list(ids)); err != nil {
		return err
	}
	for _, m := range rows {
		key := m.EmailKey
		if key != "" && !domain.ErasedKey(key) {
			key = erasedKey(hash(key))
		}
		dedup := m.DedupKey
		if m.EmailKey != "" {
			dedup = strings.ReplaceAll(dedup, m.EmailKey, key)
		}
		if err := tx.exec(ctx, `UPDATE mails SET email = ?, email_key = ?, dedup_key = ?, reply = '', message_id = '' WHERE id = ?`, Masked, key, dedup, m.ID); err != nil {
			return err
		}
	}
	return tx.exec(ctx, `UPDATE mail_bodies SET `+emptyBody+` WHERE `+tx.dialect.in("mail_id"), Masked, tx.list(ids))
}

// MaskLastMails masks the mails that told somebody of their own removal, once
// they have left: nothing in clear stays of an erased person. It returns how
// many it masked.
func (tx *Tx) MaskLastMails(ctx context.Context, limit int, hash func(string) string) (int, error) {
	var ids []int64
	err := tx.all(ctx, &ids, `SELECT mails.id FROM mails JOIN rights_requests ON rights_requests.id = mails.subject_id
		WHERE mails.kind = 'rights_done' AND mails.email <> '`+Masked+`' AND mails.state IN ('sent', 'rejected', 'dropped', 'cancelled')
		AND rights_requests.kind = 'removal' AND rights_requests.state = 'executed' ORDER BY mails.id LIMIT ?`, limit)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	tx.Record("purge", 0, nil, map[string]any{"kind": "rights_done", "rows": len(ids)})
	return len(ids), tx.maskMails(ctx, ids, hash)
}

// LastMailsLeft reports whether there is one to mask.
func (r reader) LastMailsLeft(ctx context.Context) (bool, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM mails WHERE kind = 'rights_done' AND email <> '`+Masked+`' AND state IN ('sent', 'rejected', 'dropped', 'cancelled')
		AND subject_id IN (SELECT id FROM rights_requests WHERE kind = 'removal' AND state = 'executed')`)
	return n > 0, err
}

func (tx *Tx) dropDocuments(ctx context.Context, ids []int64) ([]string, error) {
	var files []string
	if err := tx.all(ctx, &files, `SELECT DISTINCT file_hash FROM documents WHERE file_hash <> '' AND `+tx.dialect.in("id"), tx.list(ids)); err != nil {
		return nil, err
	}
	if err := tx.exec(ctx, `UPDATE attachments SET document_id = 0, file_hash = '', name = ?, refused = 'erased' WHERE document_id <> 0 AND `+tx.dialect.in("document_id"), Masked, tx.list(ids)); err != nil {
		return nil, err
	}
	if err := tx.exec(ctx, `DELETE FROM documents WHERE `+tx.dialect.in("id"), tx.list(ids)); err != nil {
		return nil, err
	}
	return tx.Unreferred(ctx, files)
}

// purgeBatch drops at most some thousand rows of an old import.
func (tx *Tx) purgeBatch(ctx context.Context, batch int64, _ int) (int, []string, error) {
	const most = 2000
	n, err := tx.affect(ctx, `DELETE FROM import_lines WHERE batch_id = ? AND line IN (SELECT line FROM import_lines WHERE batch_id = ? ORDER BY line LIMIT ?)`, batch, batch, most)
	if err != nil || n > 0 {
		return int(n), nil, err
	}
	n, err = tx.affect(ctx, `DELETE FROM import_changes WHERE id IN (SELECT id FROM import_changes WHERE batch_id = ? ORDER BY id LIMIT ?)`, batch, most)
	return int(n), nil, err
}

// purgeEstablishments takes the last that was kept of removed establishments.
func (tx *Tx) purgeEstablishments(ctx context.Context, ids []int64, identify func(domain.Identifier) string) error {
	for _, id := range ids {
		if err := tx.ForgetEstablishment(ctx, id, identify); err != nil {
			return err
		}
	}
	return nil
}

// ForgetEstablishment makes a keyed hash of the identifier of a removed
// establishment, by which it still does not come back, and drops its
// contracts.
func (tx *Tx) ForgetEstablishment(ctx context.Context, id int64, identify func(domain.Identifier) string) error {
	e, err := tx.Establishment(ctx, id)
	if err != nil {
		return err
	}
	hash := identify(domain.Identifier{Type: e.IDType, Value: e.IDValue})
	for _, q := range []struct {
		query string
		args  []any
	}{
		{`UPDATE establishments SET id_value = ?, siren = '', state = 'purged', updated_at = ? WHERE id = ?`, []any{domain.ErasedPrefix + hash, tx.now, id}},
		{`DELETE FROM contracts WHERE follow_up_id IN (SELECT id FROM follow_ups WHERE supplier_id = ?)`, []any{id}},
		{`UPDATE follow_ups SET third_party_code = '' WHERE supplier_id = ?`, []any{id}},
	} {
		if err := tx.exec(ctx, q.query, q.args...); err != nil {
			return err
		}
	}
	tx.Record("establishment", id, map[string]any{"state": e.State}, map[string]any{"state": domain.EstablishmentPurged})
	return nil
}
