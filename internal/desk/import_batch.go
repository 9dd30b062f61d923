package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"vigie/internal/domain"
	"vigie/store"
)

// settle keeps the verdicts of a commit and the batch's new counts, with one
// row in the audit: the digest of the lines.
func (im *importer[L]) settle(ctx context.Context, it *store.ImportTx, b *domain.ImportBatch, outcomes []outcome) error {
	digest := sha256.New()
	for i := range outcomes {
		o := &outcomes[i]
		count(b, o)
		fmt.Fprintf(digest, "%d %s %s %s %d %d %d %d %d\n", o.Line, o.Verdict, o.Reason, o.Warnings, o.SupplierID, o.FollowUpID, o.UserID,
			o.CustomerID, o.ContractID)
		if err := it.SaveImportLine(ctx, o.ImportLine); err != nil {
			return err
		}
	}
	if im.o.DryRun {
		return nil
	}
	b.State = domain.ImportRunning
	if err := it.SaveImport(ctx, *b); err != nil {
		return err
	}
	it.Record("import_batch", b.ID, nil, map[string]any{"from": outcomes[0].Line, "to": outcomes[len(outcomes)-1].Line,
		"lines": len(outcomes), "sha256": hex.EncodeToString(digest.Sum(nil))})
	return nil
}

func count(b *domain.ImportBatch, o *outcome) {
	b.Lines++
	switch o.Verdict {
	case domain.VerdictRejected:
		b.Rejected++
	case domain.VerdictCreated:
		b.Created++
	case domain.VerdictLinked:
		b.Linked++
	case domain.VerdictUpdated:
		b.Updated++
	case domain.VerdictUnchanged:
		b.Unchanged++
	}
	if len(o.warnings) > 0 {
		b.Warnings++
	}
	b.Establishments += o.establishments
	b.FollowUps += o.followUps
	b.Users += o.users
}

// finish closes the batch: done, or cut where it stopped.
func (im *importer[L]) finish(ctx context.Context, cause error) error {
	if im.o.DryRun {
		return im.stopped(cause)
	}
	im.batch.FileSHA256, im.batch.State = im.lines.SHA256(), domain.ImportDone
	if cause != nil {
		im.batch.FileSHA256, im.batch.State = "", domain.ImportCut
	}
	err := im.d.act(context.WithoutCancel(ctx), im.by, domain.ImportFile, func(tx *store.Tx) error {
		im.batch.FinishedAt = tx.Now()
		tx.Record("import_batch", im.batch.ID, map[string]any{"state": domain.ImportRunning},
			map[string]any{"state": im.batch.State, "file_sha256": im.batch.FileSHA256, "lines": im.batch.Lines, "rejected": im.batch.Rejected})
		return tx.SaveImport(context.WithoutCancel(ctx), im.batch)
	})
	return errors.Join(im.stopped(cause), err)
}

// stopped says a cancelled import in words; any other cause has its own.
func (im *importer[L]) stopped(cause error) error {
	if errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) {
		return domain.Refuse(domain.Conflict, "import_cut", "Lines", im.batch.Lines)
	}
	return cause
}

// presence is what a full list holds, to tell who is absent.
type presence struct {
	buyers    map[int64]bool
	followUps map[int64]bool
}

func newPresence(wanted bool) *presence {
	if !wanted {
		return nil
	}
	return &presence{buyers: map[int64]bool{}, followUps: map[int64]bool{}}
}

func (p *presence) note(buyer, followUp int64) {
	if p != nil {
		p.buyers[buyer], p.followUps[followUp] = true, true
	}
}

// tellAbsent tells the follow-ups of the buyers of a full list that it does
// not hold.
func (d *Desk) tellAbsent(ctx context.Context, p *presence, tell func(domain.FollowUpRow) error) error {
	const page = 500
	for buyer := range p.buyers {
		for after := int64(0); ; {
			rows, err := d.db.AbsentFollowUps(ctx, buyer, after, page)
			if err != nil {
				return err
			}
			for _, row := range rows {
				after = row.ID
				if p.followUps[row.ID] {
					continue
				}
				if err := tell(row); err != nil {
					return err
				}
			}
			if len(rows) < page {
				break
			}
		}
	}
	return nil
}

// EndCutImports says of the imports whose process is gone that they were cut:
// for the start of serve.
func (d *Desk) EndCutImports(ctx context.Context) error {
	return d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.EndCutImports(ctx) })
}
