package store

import (
	"time"

	"vigie/internal/domain"
)

// acceptsColumn is where the answer for a channel stands, "" for none.
func acceptsColumn(ch domain.ConsentChannel) string {
	switch ch {
	case domain.ByEmail, domain.BySMS, domain.ByPhone, domain.ByPost:
		return "customers.accepts_" + string(ch)
	}
	return ""
}

// channel is accepts:sms or refuses:sms.
func (w *where) channel(t domain.Term) {
	column := acceptsColumn(domain.ConsentChannel(t.Value))
	switch {
	case column == "":
		w.nothing = true
	case t.Not == (t.Field == "accepts"):
		w.and("NOT " + column)
	default:
		w.and(column)
	}
}

// reach is whether there is an address or number for a channel.
func (w *where) reach(t domain.Term) {
	condition := map[string]string{"email": "customers.email <> ''", "sms": "customers.mobile <> ''", "phone": "(customers.phone <> '' OR customers.mobile <> '')", "post": "customers.address <> ''"}[t.Value]
	if condition == "" {
		w.nothing = true
		return
	}
	w.term(t, condition)
}

// date compares a moment with a day, 2026-11-22: the whole day, in UTC, counts.
// Never is before every day, and matched by none alone.
func (w *where) date(t domain.Term, column string) {
	day, err := time.Parse(time.DateOnly, t.Value)
	if t.Value == "never" {
		w.term(t, column+" = 0")
		return
	}
	if err != nil {
		w.nothing = true
		return
	}
	from, to := domain.InstantOf(day), domain.InstantOf(day.AddDate(0, 0, 1))
	switch t.Op {
	case "<":
		w.term(t, "("+column+" < ? AND "+column+" <> 0)", from)
	case "<=":
		w.term(t, "("+column+" < ? AND "+column+" <> 0)", to)
	case ">":
		w.term(t, column+" >= ?", to)
	case ">=":
		w.term(t, column+" >= ?", from)
	default:
		w.term(t, "("+column+" >= ? AND "+column+" < ?)", from, to)
	}
}
