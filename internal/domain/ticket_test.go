package domain

import (
	"errors"
	"testing"
	"time"
)

const hour = Instant(3_600_000)

func TestTicketTakesOnlyTheStatesOfItsLife(t *testing.T) {
	refused := map[TicketState][]TicketState{
		TicketNew:    {TicketNew},
		TicketOpen:   {TicketNew, TicketOpen},
		TicketSolved: {TicketNew, TicketWaitingSupplier, TicketWaitingBuyer, TicketSpam},
		TicketClosed: {TicketNew, TicketSolved, TicketWaitingSupplier, TicketSpam},
		TicketSpam:   {TicketNew, TicketSolved, TicketClosed},
	}
	allowed := map[TicketState][]TicketState{
		TicketNew:             {TicketOpen, TicketWaitingSupplier, TicketSolved, TicketSpam},
		TicketOpen:            {TicketWaitingSupplier, TicketWaitingBuyer, TicketSolved, TicketClosed, TicketSpam},
		TicketWaitingSupplier: {TicketOpen, TicketWaitingBuyer, TicketSolved},
		TicketSnoozed:         {TicketOpen, TicketSolved},
		TicketSolved:          {TicketOpen, TicketClosed},
		TicketClosed:          {TicketOpen},
		TicketSpam:            {TicketOpen},
	}
	for from, list := range allowed {
		for _, to := range list {
			ticket := Ticket{State: from}
			if err := ticket.Become(to, hour); err != nil || ticket.State != to {
				t.Errorf("%s → %s: %v", from, to, err)
			}
		}
	}
	for from, list := range refused {
		for _, to := range list {
			if ticket := (Ticket{State: from}); ticket.Become(to, hour) == nil {
				t.Errorf("%s → %s was allowed", from, to)
			}
		}
	}
	if ticket := (Ticket{State: TicketOpen, MergedInto: 7}); !errors.Is(ticket.Become(TicketSolved, hour), Refuse(Conflict, "ticket_merged")) {
		t.Error("a merged ticket moved")
	}
}

func TestServiceClockStopsWhileTheTicketWaits(t *testing.T) {
	ticket := Ticket{State: TicketNew, ClockAt: 1 * hour, LegalDueOn: "2026-12-25"}
	for _, step := range []struct {
		at     Instant
		do     func(*Ticket, Instant) error
		served time.Duration // three hours later
	}{
		{2 * hour, func(t *Ticket, at Instant) error { return t.Assign(3, at) }, 4 * time.Hour},
		{5 * hour, func(t *Ticket, at Instant) error { return t.Become(TicketWaitingSupplier, at) }, 4 * time.Hour},
		{20 * hour, func(t *Ticket, at Instant) error { t.Receive(at); return nil }, 7 * time.Hour},
		{21 * hour, func(t *Ticket, at Instant) error { return t.Snooze(30*hour, at) }, 5 * time.Hour},
		{30 * hour, (*Ticket).Wake, 8 * time.Hour},
		{31 * hour, func(t *Ticket, at Instant) error { return t.Become(TicketSolved, at) }, 6 * time.Hour},
		{40 * hour, func(t *Ticket, at Instant) error { return t.Become(TicketOpen, at) }, 9 * time.Hour},
	} {
		if err := step.do(&ticket, step.at); err != nil {
			t.Fatal(err)
		}
		if got := ticket.Serving(step.at + 3*hour); got != step.served {
			t.Errorf("at %d h, %s: served %s, want %s", step.at/hour, ticket.State, got, step.served)
		}
		if ticket.LegalDueOn != "2026-12-25" {
			t.Error("the legal clock moved")
		}
	}
}

func TestSnoozedTicketComesBackAndShowsIt(t *testing.T) {
	ticket := Ticket{State: TicketOpen, ClockAt: hour}
	if err := ticket.Snooze(2*hour, 2*hour); err == nil {
		t.Error("snoozed until now")
	}
	if err := ticket.Snooze(5*hour, 2*hour); err != nil {
		t.Fatal(err)
	}
	if ticket.Wake(5*hour-1) == nil {
		t.Error("woken a millisecond early")
	}
	if err := ticket.Wake(5 * hour); err != nil || !ticket.Woken() {
		t.Errorf("woken: %v, %v", ticket.Woken(), err)
	}
	if err := ticket.Become(TicketSolved, 6*hour); err != nil || ticket.Woken() {
		t.Errorf("solved and still woken: %v, %v", ticket.Woken(), err)
	}
	spam := Ticket{State: TicketSpam}
	if spam.Receive(hour); spam.State != TicketSpam {
		t.Errorf("more spam made it %s", spam.State)
	}
}

func TestLegalDayIsAMonthAfterReceptionForRightsAlone(t *testing.T) {
	for kind, want := range map[TicketKind]Date{TicketRemoval: "2027-02-28", TicketEmailOrigin: "2027-02-28", TicketOther: Forever, "standby": Forever} {
		if got := kind.LegalDue("2027-01-31"); got != want {
			t.Errorf("%s: %s, want %s", kind, got, want)
		}
	}
}

func TestMergeKeepsTheEarlierLegalDayAndRefusesStrangers(t *testing.T) {
	a := Ticket{ID: 1, Email: "A@ok.test", State: TicketOpen, LegalDueOn: "2026-12-01", AssigneeID: 4, ClockAt: hour}
	b := Ticket{ID: 2, Email: "a@ok.test", State: TicketWaitingSupplier, LegalDueOn: Forever}
	for name, c := range map[string]struct{ from, into Ticket }{
		"itself":         {a, a},
		"merged already": {Ticket{ID: 3, MergedInto: 9, Email: "a@ok.test"}, b},
		"into a merged":  {a, Ticket{ID: 3, MergedInto: 9, Email: "a@ok.test"}},
		"strangers":      {Ticket{ID: 3, Email: "c@ok.test"}, b},
	} {
		if c.from.MergeInto(&c.into, 2*hour) == nil {
			t.Errorf("%s: merged", name)
		}
	}
	if err := a.MergeInto(&b, 2*hour); err != nil {
		t.Fatal(err)
	}
	if a.State != TicketClosed || a.MergedInto != 2 || b.LegalDueOn != "2026-12-01" || b.AssigneeID != 4 || b.State != TicketOpen {
		t.Errorf("merged: %+v into %+v", a, b)
	}
	c, d := Ticket{ID: 3, Email: "c@ok.test", EstablishmentID: 5}, Ticket{ID: 4, Email: "d@ok.test", EstablishmentID: 5}
	if err := c.MergeInto(&d, hour); err != nil {
		t.Errorf("two people of one establishment: %v", err)
	}
}

func TestReplyIsRecalledForTwentySecondsOnly(t *testing.T) {
	reply := TicketMessage{Direction: Outward, Medium: MediumMail, MailState: MailQueued, At: 100_000}
	for _, c := range []struct {
		change func(*TicketMessage)
		now    Instant
		may    bool
	}{
		{func(*TicketMessage) {}, 119_999, true},
		{func(*TicketMessage) {}, 120_000, false},
		{func(m *TicketMessage) { m.MailState = MailClaimed }, 110_000, false},
		{func(m *TicketMessage) { m.Direction = Inward }, 110_000, false},
		{func(m *TicketMessage) { m.Medium = MediumCall }, 110_000, false},
	} {
		m := reply
		c.change(&m)
		if got := m.MayRecall(c.now) == nil; got != c.may {
			t.Errorf("%+v at %d: %v", m, c.now, got)
		}
	}
}

func TestSubjectsKeepOneReference(t *testing.T) {
	for subject, want := range map[string]string{
		"Pourquoi ?":                  "Re: Pourquoi ? [#7]",
		"Re: RE: AW: Pourquoi ? [#7]": "Re: Pourquoi ? [#7]",
		"":                            "Re: [#7]",
		"Note: important":             "Re: Note: important [#7]",
		"[#7] [#9] Fwd: x":            "Re: x [#7]",
	} {
		if got := ReplySubject(subject, 7); got != want {
			t.Errorf("%q: %q, want %q", subject, got, want)
		}
	}
	for subject, want := range map[string]int64{"Re: x [#42]": 42, "#42": 0, "[#0]": 0, "[#99999999999999999999]": 0} {
		if got, _ := ParseTicketReference(subject); got != want {
			t.Errorf("%q names %d, want %d", subject, got, want)
		}
	}
}

func TestReplySaysNobodyMoreThanTheySee(t *testing.T) {
	facts := []Fact{
		{AspectBuyers, "Ville de Lyon", true}, {AspectBuyers, "Bordeaux Métropole", false},
		{AspectDocuments, "Attestation de vigilance", false}, {AspectPeople, "Hélène Martin", false},
	}
	administrator, restricted := []Audience{{RoleAdministrator, AllRights}}, []Audience{{RoleRestricted, Deposit}}
	for name, c := range map[string]struct {
		body   string
		marked bool
		to     []Audience
		known  string
		key    string
	}{
		"an administrator is told everything":   {"Ville de Lyon, Bordeaux Métropole, Hélène Martin", true, administrator, "", ""},
		"a restricted user their own buyer":     {"Vous travaillez avec VILLE DE LYON.", true, restricted, "", ""},
		"a restricted user no other buyer":      {"Bordeaux metropole vous suit", true, restricted, "", "reply_not_theirs"},
		"a restricted user no colleague":        {"Voyez Hélène  Martin.", false, restricted, "", "reply_not_theirs"},
		"a stranger no fact typed by hand":      {"Ville de Lyon vous suit", false, nil, "", "reply_not_theirs"},
		"a stranger nothing marked as facts":    {"Voici votre dossier", true, nil, "", "reply_stranger"},
		"a stranger what they wrote themselves": {"Ville de Lyon : nous regardons", false, nil, "je ne connais pas la ville de lyon", ""},
		"a stranger a text without facts":       {"Écrivez-nous depuis l'adresse du compte.", false, nil, "", ""},
	} {
		err := MayTell(c.body, c.marked, c.to, facts, c.known)
		if c.key == "" && err != nil || c.key != "" && !errors.Is(err, Refuse(Forbidden, c.key)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadyTextNamesOnlyBlanksThatAreFilled(t *testing.T) {
	text := ReadyText{Code: "why_mails", Language: French, Title: "Pourquoi", Body: "Bonjour {name}, {buyers}."}
	if err := text.Check(); err != nil || !text.Facts() {
		t.Errorf("%v, facts %v", err, text.Facts())
	}
	text.Body = "Bonjour {nam}."
	if err := text.Check(); !errors.Is(err, Refuse(Invalid, "ready_blank")) {
		t.Errorf("an unknown blank gave %v", err)
	}
	text.Body = "Bonjour {name}, ticket {number}."
	if text.Facts() {
		t.Error("a name and a number are no facts of a card")
	}
	if got := FillBlanks("{name} {buyers} {autre}", map[string]string{"name": "Luc"}); got != "Luc {buyers} {autre}" {
		t.Errorf("filled: %q", got)
	}
	if (Macro{Code: "x1", TitleFr: "a", TitleEn: "b"}).Check() == nil {
		t.Error("a macro that does nothing passed")
	}
}
