package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// ClaimTicket gives the actor the first ticket of the queue that nobody has,
// and returns its number. Two people who claim at once get two tickets.
func (d *Desk) ClaimTicket(ctx context.Context, by domain.Actor) (int64, error) {
	var id int64
	err := d.act(ctx, by, domain.AnswerTicket, func(tx *store.Tx) (err error) {
		if id, err = tx.NextToClaim(ctx); err != nil {
			return err
		}
		if id == 0 {
			return domain.Refuse(domain.NotFound, "ticket_none_to_claim")
		}
		return d.workIn(ctx, tx, by, id, 0, func(w *work) error { return w.assign(by.StaffID) })
	})
	return id, err
}

// NextTicket is what to do after a ticket: the next of one's own queue, else
// the next that nobody has, which is claimed; 0 when there is none.
func (d *Desk) NextTicket(ctx context.Context, by domain.Actor, but int64) (int64, error) {
	if err := domain.May(by, domain.AnswerTicket); err != nil {
		return 0, err
	}
	id, err := d.db.NextOf(ctx, by.StaffID, but)
	if err != nil || id != 0 {
		return id, err
	}
	id, err = d.ClaimTicket(ctx, by)
	if domain.KindOf(err) == domain.NotFound {
		return 0, nil
	}
	return id, err
}

func (w *work) assign(staff int64) error {
	if err := w.after.Assign(staff, w.tx.Now()); err != nil {
		return err
	}
	w.note(domain.ActAssigned, decimal(staff))
	return nil
}

// TakeTickets gives tickets to the actor.
func (d *Desk) TakeTickets(ctx context.Context, by domain.Actor, ids []int64) error {
	return d.eachTicket(ctx, by, domain.AnswerTicket, ids, func(w *work) error { return w.assign(by.StaffID) })
}

// AssignTickets gives tickets to a person of the team by their number, or to
// nobody.
func (d *Desk) AssignTickets(ctx context.Context, by domain.Actor, ids []int64, staff int64) error {
	return d.eachTicket(ctx, by, domain.AssignTicket, ids, func(w *work) error {
		if staff != 0 {
			s, err := w.tx.Staff(ctx, staff)
			if err != nil {
				return err
			}
			by := domain.Actor{StaffID: s.ID, Role: s.Role}
			if s.Disabled || domain.May(by, domain.AnswerTicket) != nil {
				return domain.Refuse(domain.Conflict, "ticket_assignee_cannot", "Name", s.Name)
			}
		}
		return w.assign(staff)
	})
}

// eachTicket changes several tickets, all or none.
func (d *Desk) eachTicket(ctx context.Context, by domain.Actor, action domain.Action, ids []int64, do func(*work) error) error {
	return d.act(ctx, by, action, func(tx *store.Tx) error {
		for _, id := range ids {
			if err := d.workIn(ctx, tx, by, id, 0, do); err != nil {
				return err
			}
		}
		if len(ids) == 0 {
			return domain.Refuse(domain.Invalid, "ticket_none")
		}
		return nil
	})
}

// MoveTickets gives tickets a state, all or none. version guards a single one.
func (d *Desk) MoveTickets(ctx context.Context, by domain.Actor, ids []int64, state domain.TicketState, version int64) error {
	if len(ids) == 1 {
		return d.work(ctx, by, ids[0], version, func(w *work) error { return w.become(state) })
	}
	return d.eachTicket(ctx, by, domain.AnswerTicket, ids, func(w *work) error { return w.become(state) })
}

func (w *work) become(state domain.TicketState) error {
	if err := w.after.Become(state, w.tx.Now()); err != nil {
		return err
	}
	w.note(domain.ActState, string(state))
	return nil
}

// SnoozeTickets puts tickets out of sight until an hour.
func (d *Desk) SnoozeTickets(ctx context.Context, by domain.Actor, ids []int64, until domain.Instant) error {
	return d.eachTicket(ctx, by, domain.AnswerTicket, ids, func(w *work) error {
		if err := w.after.Snooze(until, w.tx.Now()); err != nil {
			return err
		}
		w.note(domain.ActSnoozed, decimal(int64(until)))
		return nil
	})
}

// WakeTickets opens the snoozed tickets whose hour has come, and returns how
// many.
func (d *Desk) WakeTickets(ctx context.Context) (int, error) {
	due, err := d.db.SnoozedDue(ctx, domain.InstantOf(d.now()), timedBatch)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	ids := make([]int64, len(due))
	for i, t := range due {
		ids[i] = t.ID
	}
	err = d.eachTicket(ctx, domain.SystemActor("timed"), domain.TimedRefresh, ids, func(w *work) error {
		if w.after.State != domain.TicketSnoozed {
			return nil // somebody was faster
		}
		if err := w.after.Wake(w.tx.Now()); err != nil {
			return err
		}
		w.note(domain.ActWoken, "")
		return nil
	})
	return len(due), err
}

// TagTickets puts tags on tickets and takes others off.
func (d *Desk) TagTickets(ctx context.Context, by domain.Actor, ids []int64, on, off []string) error {
	for _, tag := range on {
		if err := domain.CheckTag(tag, false); err != nil {
			return err
		}
	}
	return d.eachTicket(ctx, by, domain.AnswerTicket, ids, func(w *work) error {
		for _, tag := range on {
			if err := w.tx.SetTag(ctx, w.after.ID, tag, true); err != nil {
				return err
			}
		}
		for _, tag := range off {
			if err := w.tx.SetTag(ctx, w.after.ID, tag, false); err != nil {
				return err
			}
		}
		return nil
	})
}

// TicketEdit is what can be corrected in a ticket.
type TicketEdit struct {
	Kind    domain.TicketKind
	Subject string
}

// EditTicket corrects the kind and the subject of a ticket. Its legal day
// follows its kind, counted from the day it came in.
func (d *Desk) EditTicket(ctx context.Context, by domain.Actor, id, version int64, e TicketEdit) error {
	if err := e.Kind.Check(); err != nil {
		return err
	}
	return d.work(ctx, by, id, version, func(w *work) error {
		if w.after.Kind != e.Kind {
			w.after.LegalDueOn = e.Kind.LegalDue(domain.DateOf(w.after.CreatedAt.Time().In(d.location)))
		}
		w.after.Kind, w.after.Subject = e.Kind, e.Subject
		w.note(domain.ActEdited, string(e.Kind))
		return nil
	})
}

// TicketLink is what a ticket is about; 0 is nothing.
type TicketLink struct {
	EstablishmentID, UserID, FollowUpID, CustomerID int64
}

// LinkTicket says what a ticket is about. A user or a follow-up brings its
// establishment; two that do not belong together are refused.
func (d *Desk) LinkTicket(ctx context.Context, by domain.Actor, id, version int64, l TicketLink) error {
	return d.work(ctx, by, id, version, func(w *work) error {
		if err := l.complete(ctx, w.tx); err != nil {
			return err
		}
		t := &w.after
		t.EstablishmentID, t.UserID, t.FollowUpID, t.CustomerID = l.EstablishmentID, l.UserID, l.FollowUpID, l.CustomerID
		w.note(domain.ActLinked, "")
		w.events[0].Subject, w.events[0].SubjectID = "establishment", l.EstablishmentID
		return nil
	})
}

func (l *TicketLink) complete(ctx context.Context, tx *store.Tx) error {
	join := func(establishment int64) error {
		if l.EstablishmentID != 0 && l.EstablishmentID != establishment {
			return domain.Refuse(domain.Conflict, "ticket_link_apart")
		}
		l.EstablishmentID = establishment
		return nil
	}
	if l.UserID != 0 {
		u, err := tx.User(ctx, l.UserID)
		if err != nil {
			return err
		}
		if err := join(u.EstablishmentID); err != nil {
			return err
		}
	}
	if l.FollowUpID != 0 {
		f, err := tx.FollowUp(ctx, l.FollowUpID)
		if err != nil {
			return err
		}
		if err := join(f.SupplierID); err != nil {
			return err
		}
	}
	if l.CustomerID != 0 {
		if _, err := tx.Customer(ctx, l.CustomerID); err != nil {
			return err
		}
	}
	if l.EstablishmentID != 0 {
		_, err := tx.Establishment(ctx, l.EstablishmentID)
		return err
	}
	return nil
}

// MergeTickets puts tickets into one: threads, tags and everybody's drafts
// move, the merged ones close and point to it.
func (d *Desk) MergeTickets(ctx context.Context, by domain.Actor, ids []int64, into int64) error {
	return d.act(ctx, by, domain.AssignTicket, func(tx *store.Tx) error {
		if len(ids) == 0 {
			return domain.Refuse(domain.Invalid, "ticket_none")
		}
		for _, id := range ids {
			if err := d.mergeInto(ctx, tx, by, id, into); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Desk) mergeInto(ctx context.Context, tx *store.Tx, by domain.Actor, id, into int64) error {
	other, err := tx.Ticket(ctx, into)
	if err != nil {
		return err
	}
	target := other
	err = d.workIn(ctx, tx, by, id, 0, func(w *work) error {
		if err := w.after.MergeInto(&target, tx.Now()); err != nil {
			return err
		}
		return tx.MoveThread(ctx, id, into)
	})
	if err != nil {
		return err
	}
	return d.workIn(ctx, tx, by, into, 0, func(w *work) error {
		w.after = target
		w.note(domain.ActMerged, decimal(id))
		return nil
	})
}
