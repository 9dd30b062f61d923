package desk

import (
	"context"
	"io"

	"vigie/internal/domain"
	"vigie/internal/link"
	"vigie/store"
)

// OpenDocument makes a link, good for a minute and once, by which a person of
// the staff gets a document's file. Making it is audited, and so is its use.
func (d *Desk) OpenDocument(ctx context.Context, by domain.Actor, id int64) (address string, err error) {
	err = d.act(ctx, by, domain.OpenDocument, func(tx *store.Tx) error {
		doc, err := tx.Document(ctx, id)
		if err != nil {
			return err
		}
		if doc.FileHash == "" {
			return domain.Refuse(domain.Conflict, "document_no_file")
		}
		tx.Record("document", id, nil, map[string]any{"link": "made"})
		address, err = d.mintFor(ctx, tx, domain.LinkOpen, id, by)
		return err
	})
	return address, err
}

// OpenAttachment makes such a link for what came with a message.
func (d *Desk) OpenAttachment(ctx context.Context, by domain.Actor, id int64) (address string, err error) {
	err = d.act(ctx, by, domain.OpenDocument, func(tx *store.Tx) error {
		a, err := tx.Attachment(ctx, id)
		if err != nil {
			return err
		}
		if a.FileHash == "" {
			return domain.Refuse(domain.Conflict, "attachment_refused")
		}
		tx.Record("attachment", id, nil, map[string]any{"link": "made"})
		address, err = d.mintFor(ctx, tx, domain.LinkOpen, -id, by)
		return err
	})
	return address, err
}

// stored is a file that a link opens: of a document, or of an attachment,
// whose number stands below zero in its link.
type stored struct {
	noun, name, code, supplier, mediaType, hash string
	id, size                                    int64
}

type storedReader interface {
	Document(context.Context, int64) (domain.DocumentRow, error)
	Attachment(context.Context, int64) (domain.Attachment, error)
}

func storedFile(ctx context.Context, r storedReader, subject int64) (stored, error) {
	if subject < 0 {
		a, err := r.Attachment(ctx, -subject)
		return stored{noun: "attachment", id: a.ID, name: a.Name, mediaType: a.MediaType, hash: a.FileHash, size: a.Size}, gone(err)
	}
	doc, err := r.Document(ctx, subject)
	return stored{noun: "document", id: doc.ID, name: doc.FileName, code: doc.TypeCode, supplier: firstOf(doc.SupplierName, doc.SupplierValue),
		mediaType: doc.MediaType, hash: doc.FileHash, size: doc.FileSize}, gone(err)
}

// mintFor makes a link that only opens for the person who asked for it: their
// number, below zero, stands where other links have their mail.
func (d *Desk) mintFor(ctx context.Context, tx *store.Tx, kind domain.LinkKind, subject int64, by domain.Actor) (string, error) {
	l := domain.Link{Kind: kind, SubjectID: subject, MailID: -by.StaffID, CreatedAt: tx.Now(), ExpiresAt: tx.Now().Add(kind.Life())}
	token := d.keys.Mint(&l)
	_, err := tx.InsertLink(ctx, l)
	return d.publicURL + link.Path(kind, token), err
}

// opener is the person of the staff whom a link was made for; the server's own
// shell has no number.
func opener(ctx context.Context, r staffReader, l domain.Link) (domain.Actor, error) {
	if l.MailID == 0 {
		by := domain.ShellActor("link")
		by.Door = "page"
		return by, nil
	}
	s, err := r.Staff(ctx, -l.MailID)
	return domain.Actor{StaffID: s.ID, Name: s.Name, Role: s.Role, Door: "page"}, err
}

type staffReader interface {
	Staff(context.Context, int64) (domain.Staff, error)
}

// FileToOpen is what the page of a one-time link says before it is used.
type FileToOpen struct {
	Name     string
	Code     string // of the document's type, "" for an attachment
	Supplier string
	Size     int64
	Language domain.Language // of the person whom the link was made for
}

// FileToOpen reads what a link opens, without spending it: whatever looks at
// an address before its reader does burns nothing.
func (d *Desk) FileToOpen(ctx context.Context, token string) (FileToOpen, error) {
	var f FileToOpen
	l, err := d.usableLink(ctx, d.db, domain.LinkOpen, token)
	if err != nil {
		return f, err
	}
	file, err := storedFile(ctx, d.db, l.SubjectID)
	if err != nil {
		return f, err
	}
	if l.MailID != 0 {
		s, err := d.db.Staff(ctx, -l.MailID)
		if err != nil {
			return f, gone(err)
		}
		f.Language = s.Language
	}
	f.Name, f.Code, f.Size, f.Supplier = file.name, file.code, file.size, file.supplier
	return f, nil
}

// OpenedFile is a file on its way to a reader, who closes it.
type OpenedFile struct {
	io.ReadCloser
	Name      string
	MediaType string
	Size      int64
}

// OpenFile spends a link and gives the file. The role of the person whom it was
// made for is asked again.
func (d *Desk) OpenFile(ctx context.Context, token string) (OpenedFile, error) {
	l, err := d.usableLink(ctx, d.db, domain.LinkOpen, token)
	if err != nil {
		return OpenedFile{}, err
	}
	by, err := opener(ctx, d.db, l)
	if err != nil {
		return OpenedFile{}, gone(err)
	}
	var file stored
	err = d.act(ctx, by, domain.OpenDocument, func(tx *store.Tx) error {
		l, err := d.usableLink(ctx, tx, domain.LinkOpen, token)
		if err != nil {
			return err
		}
		if file, err = storedFile(ctx, tx, l.SubjectID); err != nil {
			return err
		}
		if err := tx.UseLink(ctx, l); err != nil {
			return err
		}
		tx.Record(file.noun, file.id, nil, map[string]any{"opened": true})
		return nil
	})
	if err != nil {
		return OpenedFile{}, err
	}
	if d.files == nil {
		return OpenedFile{}, domain.Refuse(domain.Conflict, "files_off")
	}
	f, err := d.files.Open(file.hash)
	return OpenedFile{ReadCloser: f, Name: file.name, MediaType: file.mediaType, Size: file.size}, gone(err)
}
