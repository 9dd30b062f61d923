package store

import (
	"context"
	"time"

	"vigie/internal/domain"
)

const (
	ticketRowColumns = ticketColumns + `, COALESCE(staff.name, '') AS assignee_name,
	COALESCE(establishments.name, '') AS establishment_name, COALESCE(establishments.id_value, '') AS establishment_value`
	ticketRows = `tickets LEFT JOIN staff ON staff.id = tickets.assignee_id LEFT JOIN establishments ON establishments.id = tickets.establishment_id`
)

// TicketFields are the fields of the filter of tickets.
func TicketFields() []string {
	return []string{"assignee", "due", "email", "establishment", "kind", "stage", "state", "tag", "user", "woken"}
}

// TicketRows lists the conversations by legal day, then age.
func (r reader) TicketRows(ctx context.Context, f domain.Filter, p domain.Page) (domain.Window[domain.TicketRow], error) {
	w, err := ticketWhere(f)
	if err != nil {
		return domain.Window[domain.TicketRow]{}, err
	}
	l := list[domain.TicketRow]{columns: ticketRowColumns, from: ticketRows, table: "tickets",
		sorts: map[string]sortKey[domain.TicketRow]{
			"":    {column: "tickets.legal_due_on", of: func(t domain.TicketRow) string { return string(t.LegalDueOn) }, id: ticketID},
			"age": byID(ticketID)}}
	return window(ctx, r, l, w, p)
}

func ticketID(t domain.TicketRow) int64 { return t.ID }

// CountTickets counts what a filter finds, up to a cap.
func (r reader) CountTickets(ctx context.Context, f domain.Filter) (domain.Count, error) {
	w, err := ticketWhere(f)
	if err != nil {
		return domain.Count{}, err
	}
	return count(ctx, r, "tickets", w)
}

// ticketWhere is the condition of a filter. A bare word is the beginning of an
// address; due and woken speak of what is not done only.
func ticketWhere(f domain.Filter) (*where, error) {
	w := &where{}
	for _, word := range f.Words {
		w.and("tickets.email_key >= ? AND tickets.email_key < ?", word, word+"\U0010FFFF")
	}
	for _, t := range f.Terms {
		switch t.Field {
		case "email":
			w.term(t, "tickets.email_key = ?", domain.EmailKey(t.Value))
		case "kind", "stage", "state":
			w.term(t, "tickets."+t.Field+" = ?", t.Value)
		case "assignee":
			w.term(t, "tickets.assignee_id = ?", assignee(t.Value))
		case "establishment", "user":
			w.term(t, "tickets."+t.Field+"_id = ? AND tickets."+t.Field+"_id <> 0", number(t.Value))
		case "tag":
			w.term(t, "tickets.id IN (SELECT ticket_id FROM ticket_tags WHERE tag = ?)", t.Value)
		case "woken":
			w.flag(t, "(tickets.stage = 'todo' AND tickets.snoozed_until <> 0)")
		case "due":
			if _, err := time.Parse(time.DateOnly, t.Value); err != nil {
				return nil, domain.Refuse(domain.Invalid, "bad_date", "Value", t.Value)
			}
			w.and("tickets.stage <> 'done'")
			w.compare(t, "tickets.legal_due_on", t.Value)
		}
	}
	return w, nil
}

// assignee reads a person's number; none is nobody.
func assignee(value string) int64 {
	if value == "none" {
		return 0
	}
	return number(value)
}
