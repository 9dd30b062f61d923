package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// suppressedOf tells which e-mail keys are on the suppression list.
func suppressedOf(ctx context.Context, d *Desk, it *store.ImportTx, emails map[string]bool) (map[string]bool, error) {
	out := map[string]bool{}
	if len(emails) == 0 {
		return out, nil
	}
	hashes, of := make([]string, 0, len(emails)), make(map[string]string, len(emails))
	for email := range emails {
		h := d.keys.HashEmail(email)
		hashes, of[h] = append(hashes, h), email
	}
	found, err := it.ImportSuppressed(ctx, hashes)
	for h := range found {
		out[of[h]] = true
	}
	return out, err
}

// assess says what each follow-up asks for after these lines.
func (c *supplierChunk) assess() {
	changed := map[int64]bool{}
	for _, buyer := range c.recollecting {
		changed[buyer] = true
	}
	for _, f := range c.inHandPairs {
		if !f.assess && !changed[f.BuyerID] {
			continue
		}
		supplier := c.suppliers[f.SupplierID]
		own, ok := c.collections[f.BuyerID]
		if !ok {
			own = c.it.DefaultCollected()
		}
		contracts := make([]domain.Contract, 0, len(f.contracts))
		for _, row := range f.contracts {
			contracts = append(contracts, row.Contract)
		}
		f.Apply(domain.Case{BeganOn: f.BeganOn, Forced: f.Forced, Foreign: supplier.Foreign(), Activity: supplier.Activity, Collected: own,
			Contracts: contracts, Documents: c.documents[f.SupplierID], FollowUp: f.ID}.Assess(c.part.today), c.part.today)
		f.dirty = true
	}
}

// save writes what changed, parents first.
func (c *supplierChunk) save(ctx context.Context) error {
	if err := each(c.newGroups, func(g domain.Group) error { return c.it.SaveGroup(ctx, g) }); err != nil {
		return err
	}
	if err := each(c.inHand, func(e *establishment) error {
		if !e.dirty {
			return nil
		}
		return c.it.SaveEstablishment(ctx, e.ImportEstablishment)
	}); err != nil {
		return err
	}
	if err := each(c.inHandPairs, func(f *followUp) error {
		if !f.dirty {
			return nil
		}
		return c.it.SaveFollowUp(ctx, f.ImportFollowUp)
	}); err != nil {
		return err
	}
	if err := each(c.newContracts, func(row *contract) error { return c.it.SaveContract(ctx, row.Contract) }); err != nil {
		return err
	}
	if err := each(c.inHandUsers, func(u *user) error {
		if !u.dirty {
			return nil
		}
		return c.it.SaveUser(ctx, u.ImportUser)
	}); err != nil {
		return err
	}
	return c.saveLinks(ctx)
}

func (c *supplierChunk) saveLinks(ctx context.Context) error {
	if err := each(c.newReferents, func(p store.Pair) error { return c.it.SaveReferent(ctx, p) }); err != nil {
		return err
	}
	if err := each(c.newContacts, func(p store.Pair) error { return c.it.SaveBuyerContact(ctx, p) }); err != nil {
		return err
	}
	if err := each(c.newProvenances, func(p domain.Provenance) error { return c.it.SaveProvenance(ctx, p) }); err != nil {
		return err
	}
	if err := each(c.newCollected, func(t collected) error { return c.it.SaveCollected(ctx, t.buyer, t.Collected) }); err != nil {
		return err
	}
	if c.part.batch == 0 {
		c.changes = nil // by hand: the audit tells, there is no batch to undo
	}
	if err := each(c.changes, func(ch domain.ImportChange) error { return c.it.SaveImportChange(ctx, ch) }); err != nil {
		return err
	}
	if c.part.dry || len(c.recollecting) == 0 {
		return nil
	}
	return c.refresh(ctx)
}

// refresh assesses again the follow-ups of buyers that now collect something
// else, beside those in hand.
func (c *supplierChunk) refresh(ctx context.Context) error {
	const page = 500
	collections, err := c.it.Collections(ctx)
	if err != nil {
		return err
	}
	for _, buyer := range c.recollecting {
		for after := int64(0); ; {
			ids, err := c.it.BuyerFollowUps(ctx, buyer, after, page)
			if err != nil {
				return err
			}
			if len(ids) == 0 {
				break
			}
			if err := c.it.RefreshFollowUps(ctx, ids, collections, c.part.today); err != nil {
				return err
			}
			after = ids[len(ids)-1]
		}
	}
	return nil
}

func each[T any](rows []T, save func(T) error) error {
	for _, row := range rows {
		if err := save(row); err != nil {
			return err
		}
	}
	return nil
}
