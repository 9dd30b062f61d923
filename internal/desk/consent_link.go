package desk

import (
	"context"
	"io"

	"vigie/internal/domain"
	"vigie/store"
)

// ConsentProofLink makes a link, good for a minute and once, by which a person
// of the staff gets the proof of a customer's answers.
func (d *Desk) ConsentProofLink(ctx context.Context, by domain.Actor, customer int64) (address string, err error) {
	err = d.act(ctx, by, domain.ExportPersonal, func(tx *store.Tx) error {
		if _, err := tx.Customer(ctx, customer); err != nil {
			return err
		}
		tx.Record("customer", customer, nil, map[string]any{"proof": "link"})
		address, err = d.mintFor(ctx, tx, domain.LinkConsent, customer, by)
		return err
	})
	return address, err
}

// ConsentProofToOpen reads whose proof a link gives, without spending it.
func (d *Desk) ConsentProofToOpen(ctx context.Context, token string) (FileToOpen, error) {
	f := FileToOpen{}
	l, err := d.usableLink(ctx, d.db, domain.LinkConsent, token)
	if err != nil {
		return f, err
	}
	by, err := opener(ctx, d.db, l)
	if err != nil {
		return f, gone(err)
	}
	if s, err := d.db.Staff(ctx, by.StaffID); err == nil {
		f.Language = s.Language
	}
	c, err := d.db.Customer(ctx, l.SubjectID)
	f.Supplier = c.DisplayName()
	return f, gone(err)
}

// OpenConsentProof spends a link and writes the proof as PDF.
func (d *Desk) OpenConsentProof(ctx context.Context, token string, lang domain.Language, to io.Writer) error {
	l, err := d.usableLink(ctx, d.db, domain.LinkConsent, token)
	if err != nil {
		return err
	}
	by, err := opener(ctx, d.db, l)
	if err != nil {
		return gone(err)
	}
	if err := d.act(ctx, by, domain.ExportPersonal, func(tx *store.Tx) error {
		l, err := d.usableLink(ctx, tx, domain.LinkConsent, token)
		if err != nil {
			return err
		}
		return tx.UseLink(ctx, l)
	}); err != nil {
		return err
	}
	return d.WriteConsentProof(ctx, by, l.SubjectID, "pdf", lang, to)
}
