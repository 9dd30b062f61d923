package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// SupplierFile reads the file that a link opens. Whoever holds a forwarded
// mail may look at it, and ask.
func (d *Desk) SupplierFile(ctx context.Context, token string) (domain.SupplierFile, error) {
	return d.supplierFile(ctx, d.db, token)
}

type fileReader interface {
	linkReader
	SupplierFile(context.Context, int64, domain.Date) (domain.SupplierFile, error)
}

func (d *Desk) supplierFile(ctx context.Context, r fileReader, token string) (domain.SupplierFile, error) {
	l, err := d.usableLink(ctx, r, domain.LinkSupplier, token)
	if err != nil {
		return domain.SupplierFile{}, err
	}
	f, err := r.SupplierFile(ctx, l.SubjectID, d.Today())
	if err != nil {
		return f, gone(err)
	}
	return f, f.User.MayOpen()
}

// AskStandby stores a request for stand-by as pending: it stops the reminders
// of its pair at once, and takes effect when the address on file, which gets a
// mail, confirms it.
func (d *Desk) AskStandby(ctx context.Context, token string, r domain.StandbyRequest) error {
	if err := d.checkStandby(r); err != nil {
		return err
	}
	return d.act(ctx, domain.PageActor("supplier_file"), domain.PageStandby, func(tx *store.Tx) error {
		f, err := d.supplierFile(ctx, tx, token)
		if err != nil {
			return err
		}
		if err := f.MayAskStandby(r.FollowUpID); err != nil {
			return err
		}
		before, err := tx.FollowUp(ctx, r.FollowUpID)
		if err != nil {
			return err
		}
		r.UserID = f.User.ID
		id, err := tx.InsertStandbyRequest(ctx, r)
		if err != nil {
			return err
		}
		after := before
		after.StandbyPending = true
		if err := tx.UpdateFollowUp(ctx, before, after); err != nil {
			return err
		}
		_, _, err = tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailStandbyConfirm, Email: f.User.Email, Language: f.User.Language, SubjectID: id,
			DedupKey: "standby_confirm|" + decimal(id), DueAt: tx.Now(), Asked: true, Actor: tx.Actor().Name})
		return err
	})
}

// StandbyToConfirm is what the page of confirmation shows.
type StandbyToConfirm struct {
	Request  domain.StandbyRequest
	Buyer    string
	Supplier string
	Language domain.Language
}

// StandbyToConfirm reads the request that a link confirms, without touching it.
func (d *Desk) StandbyToConfirm(ctx context.Context, token string) (StandbyToConfirm, error) {
	var s StandbyToConfirm
	l, err := d.usableLink(ctx, d.db, domain.LinkConfirm, token)
	if err != nil {
		return s, err
	}
	if s.Request, err = d.db.StandbyRequest(ctx, l.SubjectID); err != nil {
		return s, gone(err)
	}
	if s.Request.State != "pending" {
		return s, domain.Refuse(domain.Gone, "link_gone")
	}
	row, err := d.db.FollowUpRow(ctx, s.Request.FollowUpID)
	if err != nil {
		return s, gone(err)
	}
	u, err := d.db.User(ctx, s.Request.UserID)
	s.Buyer, s.Supplier, s.Language = firstOf(row.BuyerName, row.BuyerValue), firstOf(row.SupplierName, row.SupplierValue), u.Language
	return s, gone(err)
}

// ConfirmStandby confirms or cancels, from the address on file, what was
// asked by a link.
func (d *Desk) ConfirmStandby(ctx context.Context, token string, confirm bool) error {
	return d.act(ctx, domain.PageActor("standby_confirm"), domain.PageStandby, func(tx *store.Tx) error {
		l, err := d.usableLink(ctx, tx, domain.LinkConfirm, token)
		if err != nil {
			return err
		}
		if err := d.decideRequest(ctx, tx, l.SubjectID, confirm); err != nil {
			return gone(err)
		}
		return tx.UseLink(ctx, l)
	})
}

func firstOf(name, otherwise string) string {
	if name != "" {
		return name
	}
	return otherwise
}
