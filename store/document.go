package store

import (
	"context"
	"strings"

	"vigie/internal/domain"
)

const documentColumns = `id, supplier_id, follow_up_id, type_code, state, rejected_reason, issued_on, deposited_on, printed_end_on, checked_on, note`

// Documents reads the documents of several suppliers, in the order of
// supplier and id.
func (r reader) Documents(ctx context.Context, suppliers []int64) ([]domain.Document, error) {
	var ds []domain.Document
	err := r.all(ctx, &ds, `SELECT `+documentColumns+` FROM documents WHERE `+r.dialect.in("supplier_id")+` ORDER BY supplier_id, id`, r.list(suppliers))
	return ds, err
}

const documentFacts = `documents.id, documents.supplier_id, documents.follow_up_id, documents.type_code, documents.state, documents.rejected_reason,
	documents.issued_on, documents.deposited_on, documents.printed_end_on, documents.checked_on, documents.checked_by, documents.file_hash,
	documents.file_name, documents.media_type, documents.file_size, documents.channel, documents.user_id, documents.attachment_id,
	documents.security_code, documents.code_checked_on, documents.code_checked_by, documents.code_genuine, documents.note, documents.version,
	documents.created_at`

const documentRowColumns = documentFacts + `, supplier.name AS supplier_name, supplier.id_value AS supplier_value,
	COALESCE(CASE WHEN buyer.name <> '' THEN buyer.name ELSE buyer.id_value END, '') AS buyer_name`

const documentRowFrom = `documents JOIN establishments supplier ON supplier.id = documents.supplier_id
	LEFT JOIN follow_ups ON follow_ups.id = documents.follow_up_id LEFT JOIN establishments buyer ON buyer.id = follow_ups.buyer_id`

// Document reads one document with the names that go with it.
func (r reader) Document(ctx context.Context, id int64) (domain.DocumentRow, error) {
	var d domain.DocumentRow
	err := r.one(ctx, "document", &d, `SELECT `+documentRowColumns+` FROM `+documentRowFrom+` WHERE documents.id = ?`, id)
	return d, err
}

// DocumentsOf reads the documents of one supplier, newest first, at most
// limit.
func (r reader) DocumentsOf(ctx context.Context, supplier int64, limit int) ([]domain.DocumentRow, error) {
	var ds []domain.DocumentRow
	err := r.all(ctx, &ds, `SELECT `+documentRowColumns+` FROM `+documentRowFrom+` WHERE documents.supplier_id = ? ORDER BY documents.id DESC LIMIT ?`, supplier, limit)
	return ds, err
}

// DocumentFields are the fields of the filter of documents.
func DocumentFields() []string { return []string{"siret", "state", "type"} }

// DocumentRows lists documents, oldest first.
func (r reader) DocumentRows(ctx context.Context, f domain.Filter, p domain.Page) (domain.Window[domain.DocumentRow], error) {
	l := list[domain.DocumentRow]{columns: documentRowColumns, from: documentRowFrom, table: "documents",
		sorts: map[string]sortKey[domain.DocumentRow]{"": byID(func(d domain.DocumentRow) int64 { return d.ID })}}
	w, err := r.documentWhere(ctx, f)
	if err != nil {
		return domain.Window[domain.DocumentRow]{}, err
	}
	return window(ctx, r, l, w, p)
}

// CountDocuments counts what a filter finds, up to a cap.
func (r reader) CountDocuments(ctx context.Context, f domain.Filter) (domain.Count, error) {
	w, err := r.documentWhere(ctx, f)
	if err != nil {
		return domain.Count{}, err
	}
	return count(ctx, r, "documents", w)
}

func (r reader) documentWhere(ctx context.Context, f domain.Filter) (*where, error) {
	w := &where{nothing: len(f.Words) > 0}
	for _, t := range f.Terms {
		switch t.Field {
		case "state":
			w.but(t, "documents.state", string(domain.DocumentAccepted), t.Value)
		case "type":
			w.term(t, "documents.type_code = ?", strings.ToUpper(t.Value))
		case "siret":
			id, err := r.number(ctx, `SELECT id FROM establishments WHERE id_value = ?`, compact(t.Value))
			if err != nil {
				return nil, err
			}
			w.term(t, "documents.supplier_id = ?", id)
		}
	}
	return w, nil
}

// DocumentTypes reads the kinds of document, by code.
func (r reader) DocumentTypes(ctx context.Context) (map[string]domain.DocumentType, error) {
	var ts []domain.DocumentType
	if err := r.all(ctx, &ts, `SELECT code, basis, article, applies, max_age_months, renew_months, printed_end, per_follow_up, strict_age
		FROM document_types ORDER BY code`); err != nil {
		return nil, err
	}
	types := make(map[string]domain.DocumentType, len(ts))
	for _, t := range ts {
		types[t.Code] = t
	}
	return types, nil
}

// InsertDocument stores what a supplier deposited and returns its id.
func (tx *Tx) InsertDocument(ctx context.Context, d domain.Document) (int64, error) {
	d.CreatedAt = tx.now
	id, err := tx.insertNamed(ctx, `INSERT INTO documents (supplier_id, follow_up_id, type_code, state, rejected_reason, issued_on, deposited_on,
		printed_end_on, checked_on, checked_by, file_hash, file_name, media_type, file_size, channel, user_id, attachment_id, security_code,
		code_checked_on, code_checked_by, code_genuine, note, created_at) VALUES (:supplier_id, :follow_up_id, :type_code, :state, :rejected_reason,
		:issued_on, :deposited_on, :printed_end_on, :checked_on, :checked_by, :file_hash, :file_name, :media_type, :file_size, :channel, :user_id,
		:attachment_id, :security_code, :code_checked_on, :code_checked_by, :code_genuine, :note, :created_at) RETURNING id`, d)
	if err == nil {
		tx.Record("document", id, nil, redactDocument(d))
		if d.Channel == domain.DepositByLink || d.Channel == domain.DepositBySpace || d.Channel == domain.DepositByTicket {
			err = tx.EndSilence(ctx, d.SupplierID)
		}
	}
	return id, err
}

// UpdateDocument saves what somebody who checked it said of a document. When
// somebody else said something since it was read, that stands.
func (tx *Tx) UpdateDocument(ctx context.Context, before, after domain.Document) error {
	n, err := tx.affect(ctx, `UPDATE documents SET state = ?, rejected_reason = ?, checked_on = ?, checked_by = ?, security_code = ?,
		code_checked_on = ?, code_checked_by = ?, code_genuine = ?, note = ?, version = version + 1 WHERE id = ? AND version = ?`,
		after.State, after.RejectedReason, after.CheckedOn, after.CheckedBy, after.SecurityCode, after.CodeCheckedOn, after.CodeCheckedBy,
		after.CodeGenuine, after.Note, before.ID, before.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return domain.Refuse(domain.Conflict, "document_changed")
	}
	tx.Record("document", before.ID, redactDocument(before), redactDocument(after))
	return nil
}

func redactDocument(d domain.Document) map[string]any {
	return map[string]any{"supplier": d.SupplierID, "follow_up": d.FollowUpID, "type": d.TypeCode, "state": d.State, "channel": d.Channel, "user": d.UserID,
		"issued_on": d.IssuedOn, "deposited_on": d.DepositedOn, "checked_on": d.CheckedOn, "code_checked_on": d.CodeCheckedOn, "code_genuine": d.CodeGenuine,
		"file": d.FileHash}
}

// SetCollection says that a buyer collects exactly these types.
func (tx *Tx) SetCollection(ctx context.Context, buyer int64, cs []domain.Collected) error {
	if err := tx.exec(ctx, `DELETE FROM collections WHERE buyer_id = ?`, buyer); err != nil {
		return err
	}
	codes := make([]string, len(cs))
	for i, c := range cs {
		codes[i] = c.Code
		if err := tx.exec(ctx, `INSERT INTO collections (buyer_id, type_code, usage_months, forced) VALUES (?, ?, ?, ?)`,
			buyer, c.Code, c.UsageMonths, c.Forced); err != nil {
			return err
		}
	}
	tx.Record("collection", buyer, nil, codes)
	return nil
}
