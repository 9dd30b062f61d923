package store

import (
	"context"

	"vigie/internal/domain"
)

// ReminderFacts are the facts of one slice of the base: every user of the
// establishments After < id ≤ To, and every follow-up of these suppliers, as
// known on the day of the cycle.
type ReminderFacts struct {
	To        int64
	Users     []domain.UserRow // by establishment
	FollowUps []domain.FollowUp
	InForce   int // follow-ups in force that day
	Alone     int // suppliers with a follow-up in force and no user at all
}

// userFactColumns are what the cycle's rule reads of a user.
const userFactColumns = `users.id, users.establishment_id, users.email, users.email_key, users.language, users.role, users.state, users.added_for,
	users.held_contact, users.held, users.bounced, users.request_pending, establishments.state AS establishment_state`

// followUpFactColumns are what the cycle's rule reads of a follow-up.
const followUpFactColumns = `id, buyer_id, supplier_id, state, began_on, ends_on, forced, compliance, required, outstanding, computed_on,
	next_change_on, standby_pending`

// LastEstablishment is the largest id, where the cycle's pass ends.
func (r reader) LastEstablishment(ctx context.Context) (int64, error) {
	return r.number(ctx, `SELECT COALESCE(MAX(id), 0) FROM establishments`)
}

// ReminderFacts reads one slice. Follow-ups whose stored compliance does not
// hold on day are assessed anew, so that any day can be asked for.
func (r reader) ReminderFacts(ctx context.Context, after, to int64, c Collections, day domain.Date) (ReminderFacts, error) {
	facts := ReminderFacts{To: to}
	if err := r.all(ctx, &facts.Users, `SELECT `+userFactColumns+` FROM users JOIN establishments ON establishments.id = users.establishment_id
		WHERE users.establishment_id > ? AND users.establishment_id <= ? ORDER BY users.establishment_id, users.id`, after, to); err != nil {
		return facts, err
	}
	if err := r.all(ctx, &facts.FollowUps, `SELECT `+followUpFactColumns+` FROM follow_ups
		WHERE supplier_id > ? AND supplier_id <= ? ORDER BY supplier_id, buyer_id`, after, to); err != nil {
		return facts, err
	}
	return facts, r.settleFacts(ctx, &facts, c, day)
}

// settleFacts assesses anew what is stale, and counts what is in force.
func (r reader) settleFacts(ctx context.Context, facts *ReminderFacts, c Collections, day domain.Date) error {
	var stale []domain.FollowUp
	var places []int
	for i, f := range facts.FollowUps {
		if f.State != domain.FollowUpClosed && !f.Knows(day) {
			stale, places = append(stale, f), append(places, i)
		}
	}
	if len(stale) > 0 {
		as, err := r.Assess(ctx, stale, c, day)
		if err != nil {
			return err
		}
		for i, place := range places {
			facts.FollowUps[place].Apply(as[i], day)
		}
	}
	for _, f := range facts.FollowUps {
		if f.InForce(day) {
			facts.InForce++
		}
	}
	return nil
}

// HeldBuyers reads the buyers whose reminders are held.
func (r reader) HeldBuyers(ctx context.Context) (map[int64]bool, error) {
	var ids []int64
	if err := r.all(ctx, &ids, `SELECT id FROM establishments WHERE held`); err != nil {
		return nil, err
	}
	held := make(map[int64]bool, len(ids))
	for _, id := range ids {
		held[id] = true
	}
	return held, nil
}

// Decision is what the cycle decides for one person.
type Decision struct {
	User     domain.UserRow
	Outcomes [2]domain.Outcome // in the order of domain.ReminderKinds
	Buyers   []int64           // whose follow-ups stand in the person's recap
}

// Pass is one walk over the whole base on one day.
type Pass struct {
	Day        domain.Date
	Week       domain.Week
	Hash       func(emailKey string) string // as on the suppression list
	CycleHeld  bool
	After      int64 // establishment after which the walk begins
	Collection Collections
	held       map[int64]bool
	suppressed map[string]bool
	last       int64
	again      bool
}

// passSlice is how many establishments one slice holds.
const passSlice = 400

// begin reads what the whole walk needs.
func (r reader) begin(ctx context.Context, p Pass) (Pass, error) {
	var err error
	if p.Collection, err = r.Collections(ctx); err != nil {
		return p, err
	}
	if p.held, err = r.HeldBuyers(ctx); err != nil {
		return p, err
	}
	if p.suppressed, err = r.Suppressions(ctx); err != nil {
		return p, err
	}
	if p.last, err = r.LastEstablishment(ctx); err != nil {
		return p, err
	}
	cycle, err := r.Cycle(ctx, p.Week)
	p.again = cycle.State == domain.CyclePlanned
	return p, err
}

// Slice is what one step of the walk decided.
type Slice struct {
	To        int64
	Decisions []Decision
	InForce   int
	Alone     int
	Done      bool
}

// Walk walks over the whole base and sums up; step, when not nil, is told
// every slice. The preview and the run are both this walk.
func (r reader) Walk(ctx context.Context, p Pass, step func(Slice, *domain.Tally) error) (*domain.Tally, error) {
	tally := domain.NewTally(p.Week, p.Day)
	p, err := r.begin(ctx, p)
	if err != nil {
		return tally, err
	}
	for done := false; !done; {
		slice, err := r.decideSlice(ctx, &p)
		if err != nil {
			return tally, err
		}
		slice.count(tally)
		if step != nil {
			if err := step(slice, tally); err != nil {
				return tally, err
			}
		}
		done = slice.Done
	}
	return tally, nil
}

func (s Slice) count(t *domain.Tally) {
	t.FollowUps += s.InForce
	t.WithoutUser += s.Alone
	for _, d := range s.Decisions {
		for i, kind := range domain.ReminderKinds() {
			t.Add(kind, d.User.EmailKey, d.Outcomes[i])
		}
		for _, b := range d.Buyers {
			t.Buyers[b]++
		}
	}
}

// decideSlice walks one slice on: it reads the facts and asks domain.Remind, for
// the preview and for the run alike.
func (r reader) decideSlice(ctx context.Context, p *Pass) (Slice, error) {
	to := min(p.After+passSlice, p.last)
	facts, err := r.ReminderFacts(ctx, p.After, to, p.Collection, p.Day)
	if err != nil {
		return Slice{}, err
	}
	s := p.decideAll(facts)
	s.To, s.Done = to, to >= p.last
	if p.again {
		if err := r.alreadySent(ctx, p.Week, s.Decisions); err != nil {
			return s, err
		}
	}
	p.After = to
	return s, nil
}

// decideAll decides for everybody of a slice of facts.
func (p *Pass) decideAll(facts ReminderFacts) Slice {
	s := Slice{InForce: facts.InForce, Decisions: make([]Decision, 0, len(facts.Users))}
	follows := facts.FollowUps
	var relations []domain.Relation
	at := int64(-1)
	for _, u := range facts.Users {
		if u.EstablishmentID != at {
			at = u.EstablishmentID
			var alone int
			relations, follows, alone = p.relations(relations[:0], follows, at)
			s.Alone += alone
		}
		s.Decisions = append(s.Decisions, p.decide(u, relations))
	}
	_, _, alone := p.relations(relations[:0], follows, facts.To+1)
	s.Alone += alone
	return s
}

// relations takes the follow-ups of one supplier off the sorted rest, and
// counts the suppliers in force that were passed over: they have no user.
func (p *Pass) relations(out []domain.Relation, rest []domain.FollowUp, supplier int64) ([]domain.Relation, []domain.FollowUp, int) {
	alone, counted := 0, int64(0)
	for len(rest) > 0 && rest[0].SupplierID < supplier {
		if rest[0].InForce(p.Day) && rest[0].SupplierID != counted {
			alone, counted = alone+1, rest[0].SupplierID
		}
		rest = rest[1:]
	}
	for len(rest) > 0 && rest[0].SupplierID == supplier {
		out = append(out, domain.Relation{FollowUp: rest[0], BuyerHeld: p.held[rest[0].BuyerID]})
		rest = rest[1:]
	}
	return out, rest, alone
}

func (p *Pass) decide(u domain.UserRow, relations []domain.Relation) Decision {
	d := Decision{User: u}
	person := domain.Person{User: u.User, Establishment: u.EstablishmentState}
	if len(p.suppressed) > 0 && u.EmailKey != "" {
		person.Suppressed = p.suppressed[p.Hash(u.EmailKey)]
	}
	for i, kind := range domain.ReminderKinds() {
		d.Outcomes[i] = domain.Remind(kind, person, relations, p.Day, p.CycleHeld)
	}
	if d.Outcomes[0] == domain.Mailed || d.Outcomes[1] == domain.Mailed {
		for _, r := range relations {
			if r.Shown(u.User, p.Day) {
				d.Buyers = append(d.Buyers, r.FollowUp.BuyerID)
			}
		}
	}
	return d
}

// alreadySent turns the outcome of those whose address has this week's mail.
func (r reader) alreadySent(ctx context.Context, week domain.Week, ds []Decision) error {
	var keys []string
	for _, d := range ds {
		for i, kind := range domain.ReminderKinds() {
			if d.Outcomes[i] == domain.Mailed {
				keys = append(keys, domain.ReminderKey(kind, d.User.EmailKey, week))
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	var there []string
	if err := r.all(ctx, &there, `SELECT dedup_key FROM mails WHERE `+r.dialect.in("dedup_key"), r.list(keys)); err != nil {
		return err
	}
	sent := make(map[string]bool, len(there))
	for _, key := range there {
		sent[key] = true
	}
	for n := range ds {
		for i, kind := range domain.ReminderKinds() {
			if ds[n].Outcomes[i] == domain.Mailed && sent[domain.ReminderKey(kind, ds[n].User.EmailKey, week)] {
				ds[n].Outcomes[i] = domain.NotAgain
			}
		}
	}
	return nil
}
