package desk

import (
	"bytes"
	"context"
	"io"

	"vigie/internal/domain"
	"vigie/store"
)

// proofFollowUps bounds the suppliers of one proof file.
const proofFollowUps = 1000

// ProofOf says what a proof file is about: one follow-up, or every open one of
// a buyer.
type ProofOf struct {
	FollowUpID int64
	BuyerID    int64
}

// EstablishmentBySIRET finds the establishment that somebody names.
func (d *Desk) EstablishmentBySIRET(ctx context.Context, by domain.Actor, value string) (domain.Establishment, error) {
	if err := d.read(by); err != nil {
		return domain.Establishment{}, err
	}
	clean, _, err := domain.ParseSIRET(value)
	if err != nil {
		return domain.Establishment{}, err
	}
	return d.db.EstablishmentByIdentifier(ctx, domain.Identifier{Type: domain.SIRET, Value: clean})
}

// WriteProof writes a proof file as PDF, in a language, and audits it. No file
// of a document is in it.
func (d *Desk) WriteProof(ctx context.Context, by domain.Actor, of ProofOf, lang domain.Language, to io.Writer) error {
	var proof domain.Proof
	err := d.act(ctx, by, domain.ExportProof, func(tx *store.Tx) (err error) {
		if proof, err = d.proof(ctx, tx, by, of); err != nil {
			return err
		}
		subject, id := "follow_up", of.FollowUpID
		if proof.Whole {
			subject, id = "establishment", of.BuyerID
		}
		tx.Record(subject, id, nil, map[string]any{"proof": true, "follow_ups": len(proof.FollowUps)})
		return nil
	})
	if err != nil {
		return err
	}
	return d.letters.Proof(proof, lang, to)
}

func (d *Desk) proof(ctx context.Context, tx *store.Tx, by domain.Actor, of ProofOf) (domain.Proof, error) {
	p := domain.Proof{MadeAt: tx.Now(), MadeBy: by.Name, Today: d.Today(), Whole: of.FollowUpID == 0}
	ids := []int64{of.FollowUpID}
	buyer := of.BuyerID
	if !p.Whole {
		f, err := tx.FollowUp(ctx, of.FollowUpID)
		if err != nil {
			return p, err
		}
		buyer = f.BuyerID
	}
	var err error
	if p.Buyer, err = tx.Establishment(ctx, buyer); err != nil {
		return p, err
	}
	if p.Whole {
		if ids, err = tx.OpenFollowUpsOf(ctx, buyer, proofFollowUps+1); err != nil {
			return p, err
		}
		switch {
		case len(ids) == 0:
			return p, domain.Refuse(domain.NotFound, "proof_empty")
		case len(ids) > proofFollowUps:
			return p, domain.Refuse(domain.Conflict, "proof_too_many", "Max", proofFollowUps)
		}
	}
	collections, err := tx.Collections(ctx)
	if err != nil {
		return p, err
	}
	for _, id := range ids {
		f, err := d.proofOfOne(ctx, tx, id, collections)
		if err != nil {
			return p, err
		}
		p.FollowUps = append(p.FollowUps, f)
	}
	return p, nil
}

func (d *Desk) proofOfOne(ctx context.Context, tx *store.Tx, id int64, collections store.Collections) (domain.ProofFollowUp, error) {
	var p domain.ProofFollowUp
	var err error
	if p.Row, err = tx.FollowUpRow(ctx, id); err != nil {
		return p, err
	}
	f := p.Row.FollowUp
	if p.Supplier, err = tx.Establishment(ctx, f.SupplierID); err != nil {
		return p, err
	}
	if p.Contracts, err = tx.Contracts(ctx, []int64{id}); err != nil {
		return p, err
	}
	as, err := tx.Assess(ctx, []domain.FollowUp{f}, collections, d.Today())
	if err != nil {
		return p, err
	}
	documents, err := tx.DocumentsOf(ctx, f.SupplierID, cardRows)
	if err != nil {
		return p, err
	}
	p.Lines = domain.ProofLines(as[0], collections.Of(f.BuyerID), documents, f)
	if p.Reminders, p.More, err = tx.RemindersTo(ctx, f, firstOf(p.Row.BuyerName, p.Row.BuyerValue)); err != nil {
		return p, err
	}
	p.Events, err = tx.StandbyEvents(ctx, id, cardRows)
	return p, err
}

// ProofLink makes a link, good for a minute and once, by which a person of the
// staff gets a proof file.
func (d *Desk) ProofLink(ctx context.Context, by domain.Actor, of ProofOf) (address string, err error) {
	err = d.act(ctx, by, domain.ExportProof, func(tx *store.Tx) error {
		p, err := d.proof(ctx, tx, by, of)
		if err != nil {
			return err
		}
		subject, noun := of.FollowUpID, "follow_up"
		if p.Whole {
			subject, noun = -of.BuyerID, "establishment"
		}
		tx.Record(noun, max(subject, -subject), nil, map[string]any{"proof": "link"})
		address, err = d.mintFor(ctx, tx, domain.LinkProof, subject, by)
		return err
	})
	return address, err
}

// ProofToOpen reads whose proof file a link gives, without spending it.
func (d *Desk) ProofToOpen(ctx context.Context, token string) (FileToOpen, error) {
	l, err := d.usableLink(ctx, d.db, domain.LinkProof, token)
	if err != nil {
		return FileToOpen{}, err
	}
	by, err := opener(ctx, d.db, l)
	if err != nil {
		return FileToOpen{}, gone(err)
	}
	f := FileToOpen{}
	if s, err := d.db.Staff(ctx, by.StaffID); err == nil {
		f.Language = s.Language
	}
	if l.SubjectID < 0 {
		e, err := d.db.Establishment(ctx, -l.SubjectID)
		f.Supplier = e.DisplayName()
		return f, gone(err)
	}
	row, err := d.db.FollowUpRow(ctx, l.SubjectID)
	f.Supplier = firstOf(row.SupplierName, row.SupplierValue) + " ← " + firstOf(row.BuyerName, row.BuyerValue)
	return f, gone(err)
}

// OpenProof writes the proof file that a link gives and spends the link: in
// that order, so that a file that cannot be made costs nobody their link.
func (d *Desk) OpenProof(ctx context.Context, token string, lang domain.Language, to io.Writer) error {
	l, err := d.usableLink(ctx, d.db, domain.LinkProof, token)
	if err != nil {
		return err
	}
	by, err := opener(ctx, d.db, l)
	if err != nil {
		return gone(err)
	}
	of := ProofOf{FollowUpID: l.SubjectID}
	if l.SubjectID < 0 {
		of = ProofOf{BuyerID: -l.SubjectID}
	}
	var file bytes.Buffer // small: proofFollowUps bounds it
	if err := d.WriteProof(ctx, by, of, lang, &file); err != nil {
		return err
	}
	if err := d.act(ctx, by, domain.ExportProof, func(tx *store.Tx) error {
		l, err := d.usableLink(ctx, tx, domain.LinkProof, token)
		if err != nil {
			return err
		}
		return tx.UseLink(ctx, l)
	}); err != nil {
		return err
	}
	_, err = file.WriteTo(to)
	return err
}
