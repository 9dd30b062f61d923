package desk

import (
	"context"
	"encoding/json"
	"strconv"

	"vigie/internal/domain"
	"vigie/store"
)

// undoLines is how many lines one commit of an undo takes back.
const undoLines = 200

// UndoImport takes back what a batch made and changed, last line first, in
// commits of their own: cut in the middle, the same undo goes on. It is
// refused while a mail, a deposit, a ticket, a later import or anybody's act
// refers to what the batch made.
func (d *Desk) UndoImport(ctx context.Context, by domain.Actor, batch int64) (domain.ImportBatch, error) {
	if err := domain.May(by, domain.UndoImport); err != nil {
		return domain.ImportBatch{}, err
	}
	b, err := d.db.ImportBatch(ctx, batch)
	switch {
	case err != nil:
		return b, err
	case b.State == domain.ImportUndone:
		return b, domain.Refuse(domain.Conflict, "import_undone_already", "Batch", batch)
	case b.State == domain.ImportRunning:
		return b, domain.Refuse(domain.Conflict, "import_still_running", "Batch", batch)
	}
	references, err := d.db.ImportReferences(ctx, b)
	if err != nil {
		return b, err
	}
	for _, r := range references {
		return b, domain.Refuse(domain.Conflict, r.What, "Batch", batch, "Count", r.Count)
	}
	run, err := d.db.NewImportRun(ctx)
	if err != nil {
		return b, err
	}
	for more := true; more; {
		if err := d.act(ctx, by, domain.UndoImport, func(tx *store.Tx) (err error) {
			more, err = d.undoTail(ctx, tx.Import(run), &b)
			return err
		}); err != nil {
			return b, err
		}
	}
	return b, nil
}

// undoTail takes the last lines of a batch back; more is false when it was
// the last of them.
func (d *Desk) undoTail(ctx context.Context, it *store.ImportTx, b *domain.ImportBatch) (more bool, err error) {
	lines, changes, err := it.ImportTail(ctx, b.ID, undoLines)
	if err != nil {
		return false, err
	}
	if len(lines) == 0 {
		it.Record("import_batch", b.ID, map[string]any{"state": b.State}, map[string]any{"state": domain.ImportUndone})
		b.State, b.FinishedAt = domain.ImportUndone, it.Now()
		return false, it.SaveImport(ctx, *b)
	}
	u := undo{it: it, refresh: map[int64]bool{}}
	if err := u.restore(ctx, changes); err != nil {
		return false, err
	}
	u.takeBack(lines)
	if err := it.TakeBack(ctx, b.ID, u.made); err != nil {
		return false, err
	}
	from := lines[len(lines)-1].Line
	it.Record("import_batch", b.ID, map[string]any{"from": from, "to": lines[0].Line}, map[string]any{"undone": len(lines)})
	if err := it.ForgetImport(ctx, b.ID, from); err != nil {
		return false, err
	}
	return true, u.reassess(ctx, d.Today())
}

// undo is one commit of an undo.
type undo struct {
	it      *store.ImportTx
	made    store.ImportMade
	refresh map[int64]bool // follow-ups to assess again
}

func (u *undo) takeBack(lines []domain.ImportLine) {
	m := &u.made
	for _, l := range lines {
		m.OfFollowUps, m.OfUsers = append(m.OfFollowUps, l.FollowUpID), append(m.OfUsers, l.UserID)
		for _, made := range []struct {
			bit domain.Made
			to  *[]int64
			id  int64
		}{
			{domain.MadeSupplier, &m.Establishments, l.SupplierID}, {domain.MadeFollowUp, &m.FollowUps, l.FollowUpID},
			{domain.MadeContract, &m.Contracts, l.ContractID}, {domain.MadeUser, &m.Users, l.UserID}, {domain.MadeCustomer, &m.Customers, l.CustomerID},
		} {
			if l.Made&made.bit != 0 {
				*made.to = append(*made.to, made.id)
			}
		}
		if l.Made&domain.MadeReferent != 0 {
			m.Referents = append(m.Referents, store.Pair{A: l.FollowUpID, B: l.UserID})
		}
		u.refresh[l.FollowUpID] = true
	}
}

// restore brings rows back to what they were before the batch, and notes
// those it made beside its lines' own. Only what a file may say is restored.
func (u *undo) restore(ctx context.Context, changes []domain.ImportChange) error {
	for _, ch := range changes {
		if ch.Before == "" || ch.Noun == "buyer_contact" || ch.Noun == "collection" {
			u.beside(ch)
			continue
		}
		var err error
		switch ch.Noun {
		case "establishment":
			err = restored(ctx, ch, func(e store.ImportEstablishment) error { return u.it.RestoreEstablishment(ctx, e) })
		case "follow_up":
			u.refresh[ch.NounID] = true
			err = restored(ctx, ch, func(f store.ImportFollowUp) error { return u.it.RestoreFollowUp(ctx, f) })
		case "contract":
			err = restored(ctx, ch, func(c domain.Contract) error {
				u.refresh[c.FollowUpID] = true
				return u.it.SaveContract(ctx, c)
			})
		case "user":
			err = restored(ctx, ch, func(p store.ImportUser) error { return u.it.RestoreUser(ctx, p) })
		case "customer":
			err = restored(ctx, ch, func(c store.ImportCustomer) error { return u.it.RestoreCustomer(ctx, c) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func restored[T any](_ context.Context, ch domain.ImportChange, save func(T) error) error {
	var row T
	if err := json.Unmarshal([]byte(ch.Before), &row); err != nil {
		return err
	}
	return save(row)
}

func (u *undo) beside(ch domain.ImportChange) {
	m := &u.made
	switch ch.Noun {
	case "establishment":
		m.Establishments = append(m.Establishments, ch.NounID)
	case "group":
		m.Groups = append(m.Groups, ch.NounID)
	case "user":
		m.Users, m.OfUsers = append(m.Users, ch.NounID), append(m.OfUsers, ch.NounID)
	case "collection":
		m.Collected = append(m.Collected, store.BuyerType{Buyer: ch.NounID, Code: ch.Before})
	case "buyer_contact":
		if user, err := strconv.ParseInt(ch.Before, 10, 64); err == nil {
			m.BuyerContacts = append(m.BuyerContacts, store.Pair{A: ch.NounID, B: user})
		}
	}
}

// reassess says again what the follow-ups that stay ask for.
func (u *undo) reassess(ctx context.Context, today domain.Date) error {
	collections, err := u.it.Collections(ctx)
	if err != nil {
		return err
	}
	ids := make([]int64, 0, len(u.refresh))
	for id := range u.refresh {
		ids = append(ids, id)
	}
	if err := u.it.RefreshFollowUps(ctx, ids, collections, today); err != nil {
		return err
	}
	for _, c := range u.made.Collected {
		for after := int64(0); ; {
			ids, err := u.it.BuyerFollowUps(ctx, c.Buyer, after, undoLines)
			if err != nil {
				return err
			}
			if len(ids) == 0 {
				break
			}
			if err := u.it.RefreshFollowUps(ctx, ids, collections, today); err != nil {
				return err
			}
			after = ids[len(ids)-1]
		}
	}
	return nil
}
