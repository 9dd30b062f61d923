package desk

import (
	"context"
	"io"

	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/store"
)

// Upload is a file that was received and is not a document yet. Drop must
// follow, also after a deposit.
type Upload struct {
	Name   string // harmless, with the ending of its real type
	staged *files.Staged
	kept   bool
}

// ReceiveUpload receives a file of at most the configured size, and refuses
// one that is not a whole PDF, JPEG or PNG by its content.
func (d *Desk) ReceiveUpload(name string, r io.Reader) (*Upload, error) {
	if d.files == nil {
		return nil, domain.Refuse(domain.Conflict, "files_off")
	}
	staged, err := d.files.Stage(r, d.uploadMax)
	if err != nil {
		return nil, err
	}
	if err := staged.Check(); err != nil {
		staged.Drop()
		return nil, err
	}
	return &Upload{Name: domain.FileName(name, staged.Type), staged: staged}, nil
}

// UploadMax is the largest file that is taken, in bytes.
func (d *Desk) UploadMax() int64 { return d.uploadMax }

// Drop forgets the file, unless it became a document.
func (u *Upload) Drop() {
	if u != nil {
		u.staged.Drop()
	}
}

// into puts the file into the store, once however often a transaction is tried,
// and its facts into a document.
func (u *Upload) into(doc *domain.Document) error {
	if u == nil {
		return domain.Refuse(domain.Invalid, "document_file_missing", "Field", "file")
	}
	if !u.kept {
		if err := u.staged.Keep(); err != nil {
			return err
		}
		u.kept = true
	}
	doc.FileHash, doc.FileName, doc.MediaType, doc.FileSize = u.staged.Hash, u.Name, u.staged.Type, u.staged.Size
	return nil
}

type askingReader interface {
	Establishment(context.Context, int64) (domain.Establishment, error)
	AllSupplierFollowUps(context.Context, int64) ([]domain.FollowUp, error)
	Collections(context.Context) (store.Collections, error)
}

// askings are the follow-ups of a supplier with what their buyers collect;
// those that concern u only, unless it is nobody.
func askings(ctx context.Context, r askingReader, supplier int64, u domain.User) ([]domain.Asking, error) {
	fs, err := r.AllSupplierFollowUps(ctx, supplier)
	if err != nil {
		return nil, err
	}
	collections, err := r.Collections(ctx)
	if err != nil {
		return nil, err
	}
	var out []domain.Asking
	for _, f := range fs {
		if u.ID != 0 && !domain.Concerns(u, f) {
			continue
		}
		buyer, err := r.Establishment(ctx, f.BuyerID)
		if err != nil {
			return nil, err
		}
		out = append(out, domain.Asking{FollowUp: f, Buyer: buyer, Collected: collections.Of(f.BuyerID)})
	}
	return out, nil
}

func depositChoices(ctx context.Context, r askingReader, supplier int64, u domain.User) ([]domain.DepositChoice, error) {
	e, err := r.Establishment(ctx, supplier)
	if err != nil {
		return nil, err
	}
	as, err := askings(ctx, r, supplier, u)
	return domain.DepositChoices(e, as), err
}

// DepositChoices are the kinds of document that a supplier may hand over.
func (d *Desk) DepositChoices(ctx context.Context, by domain.Actor, supplier int64) ([]domain.DepositChoice, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	return depositChoices(ctx, d.db, supplier, domain.User{})
}

// deposit stores a document of a supplier, to be checked, and assesses its
// follow-ups again: what was asked for is asked no more. u is the user who may
// deposit it, nobody where the staff do.
func (d *Desk) deposit(ctx context.Context, tx *store.Tx, h domain.Handover, u domain.User, from domain.Document, file func(*domain.Document) error) (int64, error) {
	if u.ID != 0 && !u.Rights.Has(domain.Deposit) {
		return 0, domain.Refuse(domain.Forbidden, "deposit_right_missing")
	}
	e, err := tx.Establishment(ctx, h.SupplierID)
	if err != nil {
		return 0, err
	}
	if err := e.AcceptsFollowUps(); err != nil {
		return 0, err
	}
	choices, err := depositChoices(ctx, tx, h.SupplierID, u)
	if err != nil {
		return 0, err
	}
	choice, err := domain.ChoiceOf(choices, h)
	if err != nil {
		return 0, err
	}
	if err := h.Check(choice.Type, d.Today()); err != nil {
		return 0, err
	}
	doc := h.Document(d.Today())
	doc.Channel, doc.UserID, doc.AttachmentID = from.Channel, u.ID, from.AttachmentID
	if err := file(&doc); err != nil {
		return 0, err
	}
	id, err := tx.InsertDocument(ctx, doc)
	if err != nil {
		return 0, err
	}
	return id, d.refreshSupplier(ctx, tx, h.SupplierID)
}

// DepositByLink deposits from the page of a link: whoever holds a forwarded
// mail may do that for the person it went to.
func (d *Desk) DepositByLink(ctx context.Context, token string, h domain.Handover, file *Upload) (int64, error) {
	var id int64
	err := d.act(ctx, domain.PageActor("supplier_file"), domain.PageDeposit, func(tx *store.Tx) error {
		l, err := d.usableLink(ctx, tx, domain.LinkSupplier, token)
		if err != nil {
			return err
		}
		u, err := tx.User(ctx, l.SubjectID)
		if err != nil {
			return gone(err)
		}
		if err := u.MayOpen(); err != nil {
			return err
		}
		h.SupplierID, h.HandedOverOn = u.EstablishmentID, ""
		id, err = d.deposit(ctx, tx, h, u.User, domain.Document{Channel: domain.DepositByLink}, file.into)
		return err
	})
	return id, err
}

// DepositByStaff deposits on a supplier's behalf what came in by another way.
func (d *Desk) DepositByStaff(ctx context.Context, by domain.Actor, h domain.Handover, file *Upload) (int64, error) {
	var id int64
	err := d.act(ctx, by, domain.CheckDocument, func(tx *store.Tx) (err error) {
		id, err = d.deposit(ctx, tx, h, domain.User{}, domain.Document{Channel: domain.DepositByStaff}, file.into)
		return err
	})
	return id, err
}

// FileAttachment makes a document of a ticket's attachment, in one act. It was
// handed over on the day its message came, unless h says another.
func (d *Desk) FileAttachment(ctx context.Context, by domain.Actor, attachment int64, h domain.Handover) (int64, error) {
	var id int64
	err := d.act(ctx, by, domain.CheckDocument, func(tx *store.Tx) error {
		a, err := tx.Attachment(ctx, attachment)
		if err != nil {
			return err
		}
		switch {
		case a.DocumentID != 0:
			return domain.Refuse(domain.Conflict, "attachment_filed", "ID", a.DocumentID)
		case a.FileHash == "" || a.Refused != "":
			return domain.Refuse(domain.Conflict, "attachment_refused")
		}
		media, err := d.checkStored(a.FileHash, a.Size)
		if err != nil {
			return err
		}
		m, err := tx.Message(ctx, a.MessageID)
		if err != nil {
			return err
		}
		if !h.HandedOverOn.Known() {
			h.HandedOverOn = domain.DateOf(m.At.Time().In(d.location))
		}
		id, err = d.deposit(ctx, tx, h, domain.User{}, domain.Document{Channel: domain.DepositByTicket, AttachmentID: a.ID}, func(doc *domain.Document) error {
			doc.FileHash, doc.FileName, doc.MediaType, doc.FileSize = a.FileHash, domain.FileName(a.Name, media), media, a.Size
			return nil
		})
		if err != nil {
			return err
		}
		return tx.SetAttachmentDocument(ctx, a.ID, id)
	})
	return id, err
}

// checkStored refuses a file of the store that is no document, and says its
// type.
func (d *Desk) checkStored(hash string, size int64) (string, error) {
	if d.files == nil {
		return "", domain.Refuse(domain.Conflict, "files_off")
	}
	f, err := d.files.Open(hash)
	if err != nil {
		return "", err
	}
	defer f.Close()
	media, err := files.TypeOf(f)
	if err != nil {
		return "", err
	}
	return media, files.Check(f, size, media)
}
