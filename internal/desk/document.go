package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// DocumentFields are the fields of the filter of documents.
func DocumentFields() []string { return store.DocumentFields() }

// Documents lists documents, those that wait longest first.
func (d *Desk) Documents(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.DocumentRow], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.DocumentRow]{}, err
	}
	return d.db.DocumentRows(ctx, f, p)
}

// CountDocuments counts what a filter finds, up to a cap.
func (d *Desk) CountDocuments(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
	if err := d.read(by); err != nil {
		return domain.Count{}, err
	}
	return d.db.CountDocuments(ctx, f)
}

// DocumentCard is a document with what it is worth to each follow-up.
type DocumentCard struct {
	Document  domain.DocumentRow
	Type      domain.DocumentType
	FollowUps []DocumentUse
}

// DocumentUse is what a document is worth to one buyer that asks for it.
type DocumentUse struct {
	FollowUp     domain.FollowUpRow
	Line         domain.Line // of its type, today; of this document or of another that counts
	HandedOverOn domain.Date
}

// Document reads the card of a document.
func (d *Desk) Document(ctx context.Context, by domain.Actor, id int64) (DocumentCard, error) {
	var c DocumentCard
	err := d.read(by)
	if err != nil {
		return c, err
	}
	if c.Document, err = d.db.Document(ctx, id); err != nil {
		return c, err
	}
	types, err := d.db.DocumentTypes(ctx)
	if err != nil {
		return c, err
	}
	c.Type = types[c.Document.TypeCode]
	rows, err := d.db.SupplierFollowUps(ctx, c.Document.SupplierID, cardRows)
	if err != nil {
		return c, err
	}
	as, err := d.RequiredDocuments(ctx, by, rows)
	if err != nil {
		return c, err
	}
	for i, a := range as {
		for _, l := range a.Lines {
			if l.Type.Code == c.Document.TypeCode && (c.Document.FollowUpID == 0 || c.Document.FollowUpID == rows[i].ID) {
				c.FollowUps = append(c.FollowUps, DocumentUse{FollowUp: rows[i], Line: l, HandedOverOn: c.Document.HandOver(rows[i].BeganOn)})
			}
		}
	}
	return c, nil
}

// SupplierDocuments reads what a supplier deposited, newest first.
func (d *Desk) SupplierDocuments(ctx context.Context, by domain.Actor, supplier int64) ([]domain.DocumentRow, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	return d.db.DocumentsOf(ctx, supplier, cardRows)
}

// AcceptDocument says that a document is what it should be. version is what
// the person had read, 0 where it does not matter.
func (d *Desk) AcceptDocument(ctx context.Context, by domain.Actor, id, version int64) error {
	return d.checkDocument(ctx, by, id, version, func(doc *domain.Document, t domain.DocumentType) error {
		return doc.Accept(t, d.Today(), by.Name)
	})
}

// RejectDocument says why a document does not count: a reason of
// domain.RejectReasons, and words that the supplier reads.
func (d *Desk) RejectDocument(ctx context.Context, by domain.Actor, id, version int64, reason, note string) error {
	return d.checkDocument(ctx, by, id, version, func(doc *domain.Document, _ domain.DocumentType) error {
		return doc.Reject(reason, note, d.Today(), by.Name)
	})
}

// CheckDocumentCode records what the issuer's site said of a security code; one
// that is not genuine rejects the document.
func (d *Desk) CheckDocumentCode(ctx context.Context, by domain.Actor, id, version int64, code string, genuine bool) error {
	return d.checkDocument(ctx, by, id, version, func(doc *domain.Document, t domain.DocumentType) error {
		return doc.CheckCode(t, code, genuine, d.Today(), by.Name)
	})
}

// WithdrawDocument takes what was filed by mistake, or a "not concerned" that
// no longer holds, out of every account.
func (d *Desk) WithdrawDocument(ctx context.Context, by domain.Actor, id, version int64, note string) error {
	return d.checkDocument(ctx, by, id, version, func(doc *domain.Document, _ domain.DocumentType) error {
		return doc.Withdraw(note, d.Today(), by.Name)
	})
}

func (d *Desk) checkDocument(ctx context.Context, by domain.Actor, id, version int64, check func(*domain.Document, domain.DocumentType) error) error {
	return d.act(ctx, by, domain.CheckDocument, func(tx *store.Tx) error {
		row, err := tx.Document(ctx, id)
		if err != nil {
			return err
		}
		if version != 0 && row.Version != version {
			return domain.Refuse(domain.Conflict, "document_changed")
		}
		types, err := tx.DocumentTypes(ctx)
		if err != nil {
			return err
		}
		after := row.Document
		if err := check(&after, types[row.TypeCode]); err != nil {
			return err
		}
		if err := tx.UpdateDocument(ctx, row.Document, after); err != nil {
			return err
		}
		return d.refreshSupplier(ctx, tx, row.SupplierID)
	})
}

// NotConcerned records that the buyer of a follow-up does not want a kind of
// document from this supplier; note says who said so.
func (d *Desk) NotConcerned(ctx context.Context, by domain.Actor, followUp int64, code, note string) (int64, error) {
	var id int64
	err := d.act(ctx, by, domain.CheckDocument, func(tx *store.Tx) error {
		f, err := tx.FollowUp(ctx, followUp)
		if err != nil {
			return err
		}
		collections, err := tx.Collections(ctx)
		if err != nil {
			return err
		}
		if !collects(collections.Of(f.BuyerID), code) {
			return domain.Refuse(domain.Invalid, "document_not_asked", "Field", "type", "Document", code)
		}
		doc, err := domain.NotConcerned(f, code, note, d.Today(), by.Name)
		if err != nil {
			return err
		}
		if id, err = tx.InsertDocument(ctx, doc); err != nil {
			return err
		}
		return tx.RefreshFollowUps(ctx, []int64{f.ID}, collections, d.Today())
	})
	return id, err
}

func collects(cs []domain.Collected, code string) bool {
	for _, c := range cs {
		if c.Code == code {
			return true
		}
	}
	return false
}

// refreshSupplier assesses every follow-up of a supplier again: what it
// deposits counts for each buyer.
func (d *Desk) refreshSupplier(ctx context.Context, tx *store.Tx, supplier int64) error {
	fs, err := tx.AllSupplierFollowUps(ctx, supplier)
	if err != nil {
		return err
	}
	collections, err := tx.Collections(ctx)
	if err != nil {
		return err
	}
	ids := make([]int64, len(fs))
	for i, f := range fs {
		ids[i] = f.ID
	}
	return tx.RefreshFollowUps(ctx, ids, collections, d.Today())
}
