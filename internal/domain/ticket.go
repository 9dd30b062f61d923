package domain

import (
	"slices"
	"time"
)

// TicketState is where a support conversation stands.
type TicketState string

// The states of a ticket. Spam is a state too: nothing is lost by a slip.
const (
	TicketNew             TicketState = "new"
	TicketOpen            TicketState = "open"
	TicketWaitingSupplier TicketState = "waiting_supplier"
	TicketWaitingBuyer    TicketState = "waiting_buyer"
	TicketSnoozed         TicketState = "snoozed"
	TicketSolved          TicketState = "solved"
	TicketClosed          TicketState = "closed"
	TicketSpam            TicketState = "spam"
)

// TicketStates lists the states in the order of a ticket's life.
func TicketStates() []TicketState {
	return []TicketState{TicketNew, TicketOpen, TicketWaitingSupplier, TicketWaitingBuyer, TicketSnoozed, TicketSolved, TicketClosed, TicketSpam}
}

// TicketStage is what several states have in common for whoever looks for
// work: something to do, waiting for somebody or an hour, or done.
type TicketStage string

// The stages.
const (
	StageTodo    TicketStage = "todo"
	StageWaiting TicketStage = "waiting"
	StageDone    TicketStage = "done"
)

// TicketStages lists the stages.
func TicketStages() []TicketStage { return []TicketStage{StageTodo, StageWaiting, StageDone} }

// Stage is the stage of the state.
func (s TicketState) Stage() TicketStage {
	switch s {
	case TicketNew, TicketOpen:
		return StageTodo
	case TicketWaitingSupplier, TicketWaitingBuyer, TicketSnoozed:
		return StageWaiting
	}
	return StageDone
}

// ticketMoves says which states a person may give to a ticket, from each.
// A closed or spam ticket is opened again first; nothing becomes new again.
func ticketMoves() map[TicketState][]TicketState {
	alive := []TicketState{TicketOpen, TicketWaitingSupplier, TicketWaitingBuyer, TicketSnoozed, TicketSolved, TicketClosed, TicketSpam}
	return map[TicketState][]TicketState{
		TicketNew: alive, TicketOpen: alive, TicketWaitingSupplier: alive, TicketWaitingBuyer: alive, TicketSnoozed: alive,
		TicketSolved: {TicketOpen, TicketClosed},
		TicketClosed: {TicketOpen},
		TicketSpam:   {TicketOpen},
	}
}

// TicketKind is what a ticket is about.
type TicketKind string

// The kinds that rules speak of.
const (
	TicketRemoval     TicketKind = "removal"
	TicketEmailOrigin TicketKind = "email_origin"
	TicketOther       TicketKind = "other"
)

// TicketKinds are the kinds a supplier can choose on the support page.
func TicketKinds() []TicketKind {
	return []TicketKind{"unknown_buyer", TicketEmailOrigin, "no_access", "rights", "standby", TicketRemoval, "two_factor",
		"wrong_establishment", "import", "consent", "alert", TicketOther}
}

// LegalDue is the last day on which the law wants a question of this kind
// answered, Forever where it says nothing: a removal (GDPR art. 17) and the
// origin of one's data (art. 15(1)(g)) within one month of reception (12(3)).
func (k TicketKind) LegalDue(received Date) Date {
	if k == TicketRemoval || k == TicketEmailOrigin {
		return received.AddMonths(1)
	}
	return Forever
}

// Ticket is a support conversation. Its service clock adds up the time that
// somebody waits for us; its legal clock is a day and never moves.
type Ticket struct {
	ID              int64
	Kind            TicketKind
	State           TicketState
	Email           string
	Name            string
	Subject         string
	Body            string `db:"-"` // of its first message, when it is opened
	Language        Language
	Remote          string  // truncated remote address
	AssigneeID      int64   `db:"assignee_id"`
	EstablishmentID int64   `db:"establishment_id"`
	UserID          int64   `db:"user_id"`
	FollowUpID      int64   `db:"follow_up_id"`
	CustomerID      int64   `db:"customer_id"`
	LegalDueOn      Date    `db:"legal_due_on"`
	ServedSeconds   int64   `db:"served_seconds"`
	ClockAt         Instant `db:"clock_at"` // since when the service clock runs, never while it stands
	SnoozedUntil    Instant `db:"snoozed_until"`
	MergedInto      int64   `db:"merged_into"`
	Version         int64   // grows with every change
	CreatedAt       Instant `db:"created_at"`
	UpdatedAt       Instant `db:"updated_at"`
}

// Check refuses what the support form cannot take.
func (t Ticket) Check() error {
	switch {
	case !plausibleAddress(t.Email):
		return Refuse(Invalid, "bad_email_field", "Field", "email")
	case t.Body == "":
		return Refuse(Invalid, "field_missing", "Field", "body")
	case len(t.Body) > maxTicketText:
		return Refuse(Invalid, "field_too_long", "Field", "body", "Max", maxTicketText)
	}
	return t.Kind.Check()
}

// maxTicketText bounds a message, a note and a draft, in bytes.
const maxTicketText = 20_000

// Check refuses a kind that is none.
func (k TicketKind) Check() error {
	if !slices.Contains(TicketKinds(), k) {
		return Refuse(Invalid, "field_unknown", "Field", "kind")
	}
	return nil
}

// Serving is how long somebody has waited for us so far.
func (t Ticket) Serving(now Instant) time.Duration {
	served := time.Duration(t.ServedSeconds) * time.Second
	if !t.ClockAt.Never() && now > t.ClockAt {
		served += now.Time().Sub(t.ClockAt.Time())
	}
	return served
}

// Woken reports whether the ticket came back from a snooze and nobody has
// touched it since.
func (t Ticket) Woken() bool { return t.State.Stage() == StageTodo && !t.SnoozedUntil.Never() }

// MayBecome refuses a state that the ticket cannot take from where it stands.
func (t Ticket) MayBecome(to TicketState) error {
	switch {
	case t.MergedInto != 0:
		return Refuse(Conflict, "ticket_merged", "Into", t.MergedInto)
	case !slices.Contains(TicketStates(), to):
		return Refuse(Invalid, "field_unknown", "Field", "state")
	case to == t.State:
		return Refuse(Conflict, "ticket_same_state", "Ticket", string(to))
	case !slices.Contains(ticketMoves()[t.State], to):
		return Refuse(Conflict, "ticket_bad_move", "Ticket", string(t.State))
	}
	return nil
}

// Become gives the ticket a state at an hour, and starts or stops its service
// clock.
func (t *Ticket) Become(to TicketState, now Instant) error {
	if to == TicketSnoozed {
		return Refuse(Invalid, "ticket_snooze_needs_hour")
	}
	if err := t.MayBecome(to); err != nil {
		return err
	}
	t.SnoozedUntil = 0
	t.move(to, now)
	return nil
}

// move changes the state and the service clock with it.
func (t *Ticket) move(to TicketState, now Instant) {
	t.ServedSeconds = int64(t.Serving(now) / time.Second)
	t.State, t.ClockAt = to, 0
	if to.Stage() == StageTodo {
		t.ClockAt = now
	}
}

// Snooze puts the ticket out of sight until an hour to come, a year at most.
func (t *Ticket) Snooze(until, now Instant) error {
	if until <= now || until > now.Add(366*24*time.Hour) {
		return Refuse(Invalid, "ticket_snooze_hour")
	}
	if t.State != TicketSnoozed {
		if err := t.MayBecome(TicketSnoozed); err != nil {
			return err
		}
	}
	t.move(TicketSnoozed, now)
	t.SnoozedUntil = until
	return nil
}

// Wake opens a snoozed ticket whose hour has come; SnoozedUntil stays until
// somebody touches the ticket, so that a view can show what came back.
func (t *Ticket) Wake(now Instant) error {
	if t.State != TicketSnoozed || t.SnoozedUntil > now {
		return Refuse(Conflict, "ticket_not_due")
	}
	t.move(TicketOpen, now)
	return nil
}

// Receive is what a message that came in does to the ticket: whatever waited
// or was done is open again, but spam stays spam.
func (t *Ticket) Receive(now Instant) {
	if t.State == TicketNew || t.State == TicketOpen || t.State == TicketSpam {
		return
	}
	t.SnoozedUntil = 0
	t.move(TicketOpen, now)
}

// Assign gives the ticket to somebody, or to nobody; a new one is open then.
func (t *Ticket) Assign(staff int64, now Instant) error {
	if t.MergedInto != 0 {
		return Refuse(Conflict, "ticket_merged", "Into", t.MergedInto)
	}
	t.AssigneeID = staff
	if staff != 0 && t.State == TicketNew {
		t.move(TicketOpen, now)
	}
	t.SnoozedUntil = t.keptSnooze()
	return nil
}

func (t Ticket) keptSnooze() Instant {
	if t.State == TicketSnoozed {
		return t.SnoozedUntil
	}
	return 0
}

// MergeInto closes the ticket in favour of another, which inherits the
// earlier legal day. Two tickets are one only when the same address wrote
// them or both are about the same establishment: nobody reads another's
// thread by a slip.
func (t *Ticket) MergeInto(other *Ticket, now Instant) error {
	switch {
	case t.ID == other.ID:
		return Refuse(Invalid, "ticket_merge_self")
	case t.MergedInto != 0:
		return Refuse(Conflict, "ticket_merged", "Into", t.MergedInto)
	case other.MergedInto != 0:
		return Refuse(Conflict, "ticket_merged", "Into", other.MergedInto)
	case EmailKey(t.Email) != EmailKey(other.Email) && (t.EstablishmentID == 0 || t.EstablishmentID != other.EstablishmentID):
		return Refuse(Conflict, "ticket_merge_strangers")
	}
	other.LegalDueOn = min(other.LegalDueOn, t.LegalDueOn)
	if other.AssigneeID == 0 {
		other.AssigneeID = t.AssigneeID
	}
	if t.State.Stage() == StageTodo && other.State.Stage() != StageTodo {
		other.Receive(now)
	}
	t.SnoozedUntil, t.MergedInto = 0, other.ID
	t.move(TicketClosed, now)
	return nil
}

// Masked is the ticket as somebody sees it who sees no people.
func (t Ticket) Masked() Ticket {
	t.Email, t.Name, t.Subject, t.Body = Mask(t.Email), initial(t.Name), "", ""
	return t
}
