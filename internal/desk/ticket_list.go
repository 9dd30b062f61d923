package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

// TicketFields are the fields of the filter of tickets.
func TicketFields() []string { return store.TicketFields() }

// TicketView is a filter of the queue that has a name.
type TicketView struct {
	Name   string
	Filter string
}

// TicketViews are the views of the queue, in the order of the keys 1 to 9.
func TicketViews() []TicketView {
	return []TicketView{{"todo", "stage:todo"}, {"mine", "assignee:me stage:todo"}, {"unassigned", "assignee:none stage:todo"}, {"new", "state:new"},
		{"due", "due:<=7d"}, {"waiting", "stage:waiting"}, {"woken", "woken:yes"}, {"solved", "state:solved"}, {"all", ""}}
}

// Tickets lists the support conversations by legal day, then age, addresses
// masked.
func (d *Desk) Tickets(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.TicketRow], error) {
	f, err := d.ticketFilter(ctx, by, f)
	if err != nil {
		return domain.Window[domain.TicketRow]{}, err
	}
	w, err := d.db.TicketRows(ctx, f, p)
	for i := range w.Rows {
		t := &w.Rows[i].Ticket
		if by.Role == domain.Auditor {
			*t = t.Masked()
		}
		t.Email = domain.Mask(t.Email)
	}
	return w, err
}

// CountTickets counts what a filter finds, up to a cap.
func (d *Desk) CountTickets(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
	f, err := d.ticketFilter(ctx, by, f)
	if err != nil {
		return domain.Count{}, err
	}
	return d.db.CountTickets(ctx, f)
}

// CountTicketViews counts every view of the queue, in their order.
func (d *Desk) CountTicketViews(ctx context.Context, by domain.Actor) ([]domain.Count, error) {
	counts := make([]domain.Count, len(TicketViews()))
	for i, v := range TicketViews() {
		f, err := domain.ParseFilter(v.Filter, TicketFields())
		if err != nil {
			return nil, err
		}
		if counts[i], err = d.CountTickets(ctx, by, f); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// ticketFilter puts numbers in the place of what people write: me, a name, a
// SIRET, a number of days.
func (d *Desk) ticketFilter(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Filter, error) {
	if err := d.read(by); err != nil {
		return f, err
	}
	f.Terms = slices.Clone(f.Terms)
	for i := range f.Terms {
		t := &f.Terms[i]
		var err error
		switch t.Field {
		case "assignee":
			t.Value, err = d.assignee(ctx, by, t.Value)
		case "establishment":
			t.Value, err = d.establishmentNumber(ctx, t.Value)
		case "due":
			t.Value = d.dueDay(t.Value)
		}
		if err != nil {
			return f, err
		}
	}
	return f, nil
}

func (d *Desk) assignee(ctx context.Context, by domain.Actor, value string) (string, error) {
	if value == "none" {
		return value, nil
	}
	if value == "me" {
		return decimal(by.StaffID), nil
	}
	if _, err := strconv.ParseInt(value, 10, 64); err == nil {
		return value, nil
	}
	s, err := d.db.StaffByName(ctx, value)
	return decimal(s.ID), err
}

// establishmentNumber finds the row of an identifier.
func (d *Desk) establishmentNumber(ctx context.Context, value string) (string, error) {
	q := domain.ParseQuery(value)
	if q.Kind != domain.QueryIdentifier || len(q.Value) < 9 {
		return value, nil
	}
	w, err := d.db.Establishments(ctx, store.AnyRole, domain.Filter{Terms: []domain.Term{{Field: "siret", Value: q.Value}}}, domain.Page{Limit: 1})
	if err != nil || len(w.Rows) == 0 {
		return "-1", err
	}
	return decimal(w.Rows[0].ID), nil
}

// dueDay reads 7d as the day in a week.
func (d *Desk) dueDay(value string) string {
	days, ok := strings.CutSuffix(value, "d")
	if value == "today" {
		days, ok = "0", true
	}
	n, err := strconv.Atoi(days)
	if !ok || err != nil || n < -3650 || n > 3650 {
		return value
	}
	return string(d.Today().AddDays(n))
}

// Assignees lists the people who may answer tickets.
func (d *Desk) Assignees(ctx context.Context, by domain.Actor) ([]domain.Staff, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	all, err := d.db.AllStaff(ctx)
	return slices.DeleteFunc(all, func(s domain.Staff) bool {
		return s.Disabled || domain.May(domain.Actor{Role: s.Role}, domain.AnswerTicket) != nil
	}), err
}
