package desk

import (
	"context"
	"slices"

	"vigie/internal/domain"
	"vigie/store"
)

// work is one change of one ticket on its way.
type work struct {
	d             *Desk
	tx            *store.Tx
	by            domain.Actor
	before, after domain.Ticket
	events        []domain.TicketEvent
}

// work changes a ticket in one act: load, rule, save, and a line in its thread
// for everything that was done. version is what the person had read, 0 where
// it does not matter; a change meanwhile is refused with what it was.
func (d *Desk) work(ctx context.Context, by domain.Actor, id, version int64, do func(*work) error) error {
	return d.act(ctx, by, domain.AnswerTicket, func(tx *store.Tx) error { return d.workIn(ctx, tx, by, id, version, do) })
}

// workIn is work inside a transaction that is open already.
func (d *Desk) workIn(ctx context.Context, tx *store.Tx, by domain.Actor, id, version int64, do func(*work) error) error {
	before, err := tx.Ticket(ctx, id)
	if err != nil {
		return err
	}
	if version != 0 && before.Version != version {
		if err := changed(ctx, tx, by, before, version); err != nil {
			return err
		}
	}
	w := &work{d: d, tx: tx, by: by, before: before, after: before}
	if err := do(w); err != nil {
		return err
	}
	return w.save(ctx)
}

func (w *work) save(ctx context.Context) error {
	version := w.before.Version
	if w.after != w.before {
		version++
		if err := w.tx.UpdateTicket(ctx, w.before, w.after); err != nil {
			return err
		}
	}
	for _, e := range w.events {
		e.TicketID, e.StaffID, e.Version = w.before.ID, w.by.StaffID, version
		if err := w.tx.InsertEvent(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// note writes a line into the thread, and makes the ticket a new version.
func (w *work) note(act domain.TicketAct, detail string) {
	w.events = append(w.events, domain.TicketEvent{Act: act, Detail: detail})
	w.after.UpdatedAt = w.tx.Now()
}

// changed is the refusal of a change that comes too late: it says who did what
// meanwhile. What one did oneself is no surprise.
func changed(ctx context.Context, tx *store.Tx, by domain.Actor, t domain.Ticket, version int64) error {
	events, err := tx.EventsAfter(ctx, t.ID, version)
	if err != nil {
		return err
	}
	if len(events) == 0 {
		return domain.Refuse(domain.Conflict, "ticket_changed")
	}
	others := slices.DeleteFunc(events, func(e domain.TicketEvent) bool { return e.StaffID == by.StaffID && by.StaffID != 0 })
	if len(others) == 0 {
		return nil
	}
	last := others[0]
	for _, e := range others { // what somebody outside wrote matters most
		if e.Act == domain.ActReceived {
			last = e
		}
	}
	if last.StaffName == "" {
		return domain.Refuse(domain.Conflict, "ticket_changed_outside", "Event", string(last.Act))
	}
	return domain.Refuse(domain.Conflict, "ticket_changed_by", "Who", last.StaffName, "Event", string(last.Act))
}

// tellThread writes an act done from a ticket into that ticket's thread. Acts
// on tickets tell it themselves; looking at somebody is told by the audit.
func (d *Desk) tellThread(ctx context.Context, tx *store.Tx, by domain.Actor, action domain.Action) error {
	switch action {
	case domain.AnswerTicket, domain.AssignTicket, domain.RevealPerson, domain.OwnSettings, domain.OpenDocument:
		return nil
	}
	if by.Ticket == 0 {
		return nil
	}
	t, err := tx.Ticket(ctx, by.Ticket)
	if err != nil {
		return err
	}
	if t.MergedInto != 0 {
		t.ID = t.MergedInto
	}
	noun, id := tx.Subject()
	return tx.InsertEvent(ctx, domain.TicketEvent{TicketID: t.ID, StaffID: by.StaffID, Act: domain.ActDone, Detail: string(action), Subject: noun, SubjectID: id, Version: t.Version})
}
