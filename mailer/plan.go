package mailer

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// hold is why a cycle held itself, as kept with it.
type hold struct {
	Reason    letter.HoldReason
	Buyer     string
	Last, Now int
}

func parseHold(detail string) (hold, error) {
	var h hold
	err := json.Unmarshal([]byte(detail), &h)
	return h, err
}

// planWeek plans the present week once its first window is open, and again at
// every later window of the week for what was added since.
func (m *Mailer) planWeek(ctx context.Context) error {
	now := m.now()
	calendar, err := m.calendarNow(ctx)
	if err != nil || !calendar.Open(now) {
		return err
	}
	week := domain.WeekOf(now.In(calendar.Location))
	day := domain.DateOf(now.In(calendar.Location))
	cycle, err := m.db.Cycle(ctx, week)
	if err != nil {
		return err
	}
	if cycle.Hold != "" && cycle.ReleasedBy == "" {
		return nil
	}
	if cycle.State != "" && cycle.Hours != calendar.Hours.String() {
		if err := m.respread(ctx, cycle, calendar); err != nil {
			return err
		}
	}
	planned := cycle.PlannedAt.Time().In(calendar.Location)
	if cycle.State == domain.CyclePlanned && domain.DateOf(planned) == day {
		return nil
	}
	if cycle.State == "" {
		if held, err := m.holdItself(ctx, week, day); err != nil || held {
			return err
		}
	}
	_, err = m.Plan(ctx, PlanOptions{Week: week, Day: day, Actor: domain.SystemActor("mailer")})
	return err
}

// smallBuyer is the change in mails below which a buyer's volume is never
// unusual: from three to four is a third.
const smallBuyer = 10

// holdItself compares the coming cycle with last week's and holds it, telling
// the operators, when its volume or a buyer's is unusual, or a buyer's first.
func (m *Mailer) holdItself(ctx context.Context, week domain.Week, day domain.Date) (bool, error) {
	coming, err := m.db.Walk(ctx, store.Pass{Day: day, Week: week, Hash: m.keys.HashEmail}, nil)
	if err != nil {
		return false, err
	}
	h, err := m.unusual(ctx, week, coming)
	if err != nil || h.Reason == "" {
		return false, err
	}
	detail, err := json.Marshal(h)
	if err != nil {
		return false, err
	}
	return true, m.db.Write(ctx, domain.SystemActor("mailer"), domain.PlanCycle, func(tx *store.Tx) error {
		cycle := domain.Cycle{Week: week, State: domain.CycleHeld, Hold: string(h.Reason), HoldDetail: string(detail), CreatedAt: tx.Now(), Actor: "mailer"}
		tx.RecordCycle(domain.Cycle{}, cycle)
		if err := tx.SaveCycle(ctx, cycle); err != nil {
			return err
		}
		if err := tx.PutHold(ctx, domain.MailHold{Scope: domain.HoldWeek, Week: week, Reason: string(h.Reason)}); err != nil {
			return err
		}
		return m.tellOperators(ctx, tx, domain.Mail{Week: week, DedupKey: string(week)})
	})
}

func (m *Mailer) unusual(ctx context.Context, week domain.Week, coming *domain.Tally) (hold, error) {
	last := week.Previous()
	counts, err := m.db.CycleCounts(ctx, last)
	if err != nil {
		return hold{}, err
	}
	before, now := domain.MailedPersons(counts), domain.MailedPersons(coming.Counts())
	if domain.Unusual(before, now) {
		return hold{Reason: letter.HoldVolume, Last: before, Now: now}, nil
	}
	lastBuyers, err := m.db.CycleBuyers(ctx, last)
	if err != nil {
		return hold{}, err
	}
	known, err := m.db.RemindedBuyers(ctx)
	if err != nil {
		return hold{}, err
	}
	buyers := slices.Collect(maps.Keys(coming.Buyers))
	slices.SortFunc(buyers, func(a, b int64) int {
		return cmp.Or(cmp.Compare(coming.Buyers[b], coming.Buyers[a]), cmp.Compare(a, b))
	})
	for _, b := range buyers {
		h := hold{Last: lastBuyers[b], Now: coming.Buyers[b]}
		switch {
		case !known[b]:
			h.Reason = letter.HoldBuyerFirst
		case domain.Unusual(h.Last, h.Now) && max(h.Now-h.Last, h.Last-h.Now) >= smallBuyer:
			h.Reason = letter.HoldBuyerVolume
		default:
			continue
		}
		e, err := m.db.Establishment(ctx, b)
		h.Buyer = e.DisplayName()
		return h, err
	}
	return hold{}, nil
}

// tellOperators queues a mail, as a copy of about, to every operator and
// administrator with an address.
func (m *Mailer) tellOperators(ctx context.Context, tx *store.Tx, about domain.Mail) error {
	team, err := tx.AllStaff(ctx)
	if err != nil {
		return err
	}
	for _, s := range team {
		if s.Disabled || s.Email == "" || s.Role != domain.Operator && s.Role != domain.Administrator {
			continue
		}
		_, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailOperators, Email: s.Email, Language: s.Language, Week: about.Week, DueAt: tx.Now(),
			DedupKey: "operators|" + domain.EmailKey(s.Email) + "|" + about.DedupKey, Actor: "mailer"})
		if err != nil {
			return err
		}
	}
	return nil
}

func displayName(name, identifier string) string {
	if name != "" {
		return name
	}
	return identifier
}
