package mailer

import (
	"context"
	"fmt"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// mon is the Monday of the n-th week.
func mon(n int) string { return dayAfter(firstMonday, (n-1)*7) }

// always is the whole year; from and during are stretches of whole weeks.
func always() spans                 { return spans{{firstMonday, ""}} }
func from(n int) spans              { return spans{{mon(n), ""}} }
func during(first, after int) spans { return spans{{mon(first), mon(after)}} }

// before plans something for the Sunday evening before the n-th week.
func (y *year) before(n int, do func(context.Context, *store.Tx) error) {
	y.on(dayAfter(mon(n), -1)+" 20:00:00", do)
}

func (y *year) on(at string, do func(context.Context, *store.Tx) error) {
	y.events = append(y.events, event{at, do})
}

// arrive makes a person with one follow-up for each tie, known to the oracle
// as p says.
func (y *year) arrive(ctx context.Context, tx *store.Tx, p life, user domain.User, contract func(i int) *domain.Contract) error {
	day := domain.DateOf(tx.Now().Time().In(y.calendar.Location))
	supplier, err := tx.InsertEstablishment(ctx, domain.Establishment{IDType: domain.HorsUE, IDValue: "Y-" + p.name, Name: p.name, Country: "CH",
		State: domain.EstablishmentActive, IsSupplier: true})
	if err != nil {
		return err
	}
	for i, t := range p.ties {
		id, err := tx.InsertFollowUp(ctx, domain.FollowUp{BuyerID: y.buyers[t.buyer], SupplierID: supplier, State: domain.FollowUpActive, Episode: 1, BeganOn: day,
			EndsOn: domain.Forever, ComputedOn: day, NextChangeOn: day})
		if err != nil {
			return err
		}
		if c := contract(i); c != nil {
			c.FollowUpID, c.EndsOn = id, c.ComputeEnd()
			if _, err := tx.InsertContract(ctx, *c); err != nil {
				return err
			}
		}
		y.ties[p.name] = append(y.ties[p.name], id)
	}
	user.EstablishmentID, user.Email, user.LastName, user.Language = supplier, p.email, p.name, domain.French
	if user.Role == "" {
		user.Role, user.Rights = domain.RoleAdministrator, domain.AllRights
	}
	if user.Role == domain.RoleRestricted {
		user.AddedFor = y.ties[p.name][0]
	}
	if user.State == "" {
		user.State = domain.UserInvited
	}
	if y.users[p.name], err = tx.InsertUser(ctx, user); err != nil {
		return err
	}
	return y.assess(ctx, tx, p.name)
}

// assess brings the stored compliance of a person's follow-ups up to date, as
// every act on documents and contracts does.
func (y *year) assess(ctx context.Context, tx *store.Tx, name string) error {
	collections, err := tx.Collections(ctx)
	if err != nil {
		return err
	}
	return tx.RefreshFollowUps(ctx, y.ties[name], collections, domain.DateOf(tx.Now().Time().In(y.calendar.Location)))
}

func (y *year) user(name string, change func(*domain.User)) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.User(ctx, y.users[name])
		if err != nil {
			return err
		}
		after := row.User
		change(&after)
		return tx.UpdateUser(ctx, row.User, after)
	}
}

func (y *year) establishment(id func(context.Context, *store.Tx) (int64, error), change func(*domain.Establishment)) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		n, err := id(ctx, tx)
		if err != nil {
			return err
		}
		before, err := tx.Establishment(ctx, n)
		if err != nil {
			return err
		}
		after := before
		change(&after)
		return tx.UpdateEstablishment(ctx, before, after)
	}
}

func (y *year) supplierOf(name string) func(context.Context, *store.Tx) (int64, error) {
	return func(ctx context.Context, tx *store.Tx) (int64, error) {
		row, err := tx.User(ctx, y.users[name])
		return row.EstablishmentID, err
	}
}

func (y *year) followUp(name string, change func(*domain.FollowUp) error) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		before, err := tx.FollowUp(ctx, y.ties[name][0])
		if err != nil {
			return err
		}
		after := before
		if err := change(&after); err != nil {
			return err
		}
		return tx.UpdateFollowUp(ctx, before, after)
	}
}

// deposit hands over everything a foreign supplier owes.
func (y *year) deposit(name string, state domain.DocumentState) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		supplier, err := y.supplierOf(name)(ctx, tx)
		if err != nil {
			return err
		}
		day := domain.DateOf(tx.Now().Time().In(y.calendar.Location))
		for _, code := range []string{"TVA-E", "SOC-E", "REG-E"} {
			if _, err := tx.InsertDocument(ctx, domain.Document{SupplierID: supplier, TypeCode: code, State: state, DepositedOn: day, IssuedOn: day, CheckedOn: day}); err != nil {
				return err
			}
		}
		return y.assess(ctx, tx, name)
	}
}

// hours sets the calendar's hours for the n-th week, and the default again
// after it.
func (y *year) hours(n int, text string) {
	set := func(value string) func(context.Context, *store.Tx) error {
		return func(ctx context.Context, tx *store.Tx) error { return tx.SetSetting(ctx, domain.SettingHours, value) }
	}
	y.before(n, set(text))
	y.before(n+1, set(domain.DefaultHours().String()))
}

// settle makes the world and plans what happens in it.
func (y *year) settle(t *testing.T) {
	y.act(t, func(ctx context.Context, tx *store.Tx) (err error) {
		for i := range y.buyers {
			if y.buyers[i], err = tx.InsertEstablishment(ctx, domain.Establishment{IDType: domain.HorsUE, IDValue: fmt.Sprintf("B%d", i), Name: fmt.Sprintf("Buyer %d", i),
				Country: "FR", State: domain.EstablishmentActive, IsBuyer: true}); err != nil {
				return err
			}
		}
		return nil
	})
	owes := func(buyer int) tie {
		return tie{buyer: buyer, there: span{firstMonday, ""}, asking: always(), owing: always()}
	}
	person := func(p life, state domain.UserState, contract func(int) *domain.Contract) {
		if p.email == "" && p.name != "no address" {
			p.email = fmt.Sprintf("p%02d@ok.test", len(y.people))
		}
		if p.ties == nil {
			p.ties = []tie{owes(0)}
		}
		if contract == nil {
			contract = func(int) *domain.Contract { return nil }
		}
		y.people = append(y.people, p)
		user := domain.User{State: state}
		if p.name == "restricted" {
			user.Role, user.Rights = domain.RoleRestricted, domain.Deposit
		}
		at := p.ties[0].there[0]
		if at > firstMonday {
			at = dayAfter(at, -1) + " 12:30:00" // in a window of the day before the first that knows it
		}
		y.on(at, func(ctx context.Context, tx *store.Tx) error { return y.arrive(ctx, tx, p, user, contract) })
	}
	y.plainPeople(person, owes)
	y.peopleOfDocuments(person, owes)
	y.outside()
}

type newcomer func(p life, state domain.UserState, contract func(int) *domain.Contract)

// plainPeople differ by what happens to them, not to their documents.
func (y *year) plainPeople(person newcomer, owes func(int) tie) {
	person(life{name: "never answers", invited: always()}, domain.UserInvited, nil)
	person(life{name: "already active"}, domain.UserActive, nil)
	person(life{name: "no address", invited: always()}, domain.UserInvited, nil)
	for i := range 6 { // a crowd, so that one person is no unusual volume
		person(life{name: fmt.Sprint("crowd ", i), invited: always()}, domain.UserInvited, nil)
	}
	person(life{name: "activates", invited: spans{{firstMonday, mon(10)}}}, domain.UserInvited, nil)
	y.before(10, y.user("activates", func(u *domain.User) { u.State = domain.UserActive }))
	person(life{name: "disabled", invited: always(), disabled: from(20)}, domain.UserInvited, nil)
	y.before(20, y.user("disabled", func(u *domain.User) { u.State = domain.UserDisabled }))
	person(life{name: "bounces", invited: always(), bounced: during(25, 30)}, domain.UserInvited, nil)
	y.before(25, y.user("bounces", func(u *domain.User) { u.Bounced = true }))
	y.before(30, y.user("bounces", func(u *domain.User) { u.Bounced = false }))
	person(life{name: "held", invited: always(), heldBack: during(33, 35)}, domain.UserInvited, nil)
	y.before(33, y.user("held", func(u *domain.User) { u.Held = true }))
	y.before(35, y.user("held", func(u *domain.User) { u.Held = false }))
	person(life{name: "asks to leave", invited: always(), pending: during(40, 44)}, domain.UserInvited, nil)
	state := func(s domain.EstablishmentState) func(*domain.Establishment) {
		return func(e *domain.Establishment) { e.State = s }
	}
	y.before(40, y.establishment(y.supplierOf("asks to leave"), state(domain.EstablishmentRemovalRequested)))
	y.before(44, y.establishment(y.supplierOf("asks to leave"), state(domain.EstablishmentActive)))
	person(life{name: "left", gone: from(45)}, domain.UserActive, nil)
	y.before(45, y.establishment(y.supplierOf("left"), state(domain.EstablishmentDeregistered)))
	person(life{name: "suppressed", invited: always(), suppressed: from(48)}, domain.UserInvited, nil)
	y.before(48, func(ctx context.Context, tx *store.Tx) error {
		for _, p := range y.people {
			if p.name == "suppressed" {
				return tx.Suppress(ctx, domain.Suppression{Hash: y.keys.HashEmail(p.email), Kind: "email", Reason: "test"})
			}
		}
		return fmt.Errorf("nobody to suppress")
	})
	person(life{name: "one address", email: "twice@ok.test", invited: always()}, domain.UserInvited, nil)
	person(life{name: "the same address", email: "twice@ok.test"}, domain.UserActive, nil)
	late := func(day string) []tie {
		one := owes(0)
		one.there = span{dayAfter(day, 1), ""}
		return []tie{one}
	}
	person(life{name: "joins on a Tuesday", invited: always(), ties: late(dayAfter(mon(30), 1))}, domain.UserInvited, nil)
	person(life{name: "joins on a Thursday", invited: always(), ties: late(dayAfter(mon(31), 3))}, domain.UserInvited, nil)
	person(life{name: "joins in week 53", ties: late(dayAfter(mon(53), 1))}, domain.UserActive, nil)
}

// peopleOfDocuments differ by their follow-ups, contracts and documents.
func (y *year) peopleOfDocuments(person newcomer, owes func(int) tie) {
	rests := owes(0)
	rests.standby = during(12, 18)
	person(life{name: "on stand-by", invited: always(), ties: []tie{rests}}, domain.UserInvited, nil)
	y.before(12, y.followUp("on stand-by", func(f *domain.FollowUp) error {
		return f.PutOnStandby(domain.StandbyNeverSupplied, "", "", domain.Date(mon(12)))
	}))
	y.before(18, y.followUp("on stand-by", func(f *domain.FollowUp) error { return f.Reactivate() }))
	rests.standby = from(8)
	person(life{name: "two buyers", invited: always(), ties: []tie{rests, owes(1)}}, domain.UserInvited, nil)
	y.before(8, y.followUp("two buyers", func(f *domain.FollowUp) error {
		return f.PutOnStandby(domain.StandbyDispute, "", "", domain.Date(mon(8)))
	}))
	person(life{name: "restricted", invited: always(), ties: []tie{rests}}, domain.UserInvited, nil)
	y.before(8, y.followUp("restricted", func(f *domain.FollowUp) error {
		return f.PutOnStandby(domain.StandbyDispute, "", "", domain.Date(mon(8)))
	}))
	ends := owes(0)
	ends.ended = spans{{"2026-06-29", ""}}
	person(life{name: "contract ends", invited: always(), ties: []tie{ends}}, domain.UserInvited, func(int) *domain.Contract {
		return &domain.Contract{Reference: "E", ReferenceKey: "e", Amount: 2000000, StartOn: "2025-01-01", EndOn: "2026-06-28"}
	})
	small := owes(0)
	small.asking, small.owing = from(28), from(28)
	person(life{name: "below the threshold", invited: always(), ties: []tie{small}}, domain.UserInvited, func(int) *domain.Contract {
		return &domain.Contract{Reference: "S", ReferenceKey: "s", Amount: 100000, StartOn: "2025-01-01"}
	})
	y.before(28, func(ctx context.Context, tx *store.Tx) error {
		c := domain.Contract{FollowUpID: y.ties["below the threshold"][0], Reference: "T", ReferenceKey: "t", Amount: 1000000, StartOn: "2026-07-01"}
		c.EndsOn = c.ComputeEnd()
		if _, err := tx.InsertContract(ctx, c); err != nil {
			return err
		}
		return y.assess(ctx, tx, "below the threshold")
	})
	// Handed over on Sunday 5 April: valid until 5 October, expiring from 5 September on.
	complies := owes(0)
	complies.owing = spans{{firstMonday, mon(15)}, {mon(37), mon(42)}}
	person(life{name: "complies", invited: spans{{firstMonday, mon(15)}}, ties: []tie{complies}}, domain.UserInvited, nil)
	y.before(15, y.deposit("complies", domain.DocumentAccepted))
	y.before(15, y.user("complies", func(u *domain.User) { u.State = domain.UserActive }))
	y.before(42, y.deposit("complies", domain.DocumentAccepted))
	waits := owes(1)
	waits.owing = spans{{firstMonday, mon(16)}}
	person(life{name: "being checked", ties: []tie{waits}}, domain.UserActive, nil)
	y.before(16, y.deposit("being checked", domain.DocumentToCheck))
	person(life{name: "rejected", ties: []tie{owes(1)}}, domain.UserActive, nil)
	y.before(19, y.deposit("rejected", domain.DocumentRejected))
}

// outside is what happens to everybody.
func (y *year) outside() {
	y.buyerHeld = map[int]spans{1: during(22, 24)}
	held := func(v bool) func(context.Context, *store.Tx) error {
		return y.establishment(func(context.Context, *store.Tx) (int64, error) { return y.buyers[1], nil }, func(e *domain.Establishment) { e.Held = v })
	}
	y.before(22, held(true))
	y.before(24, held(false))

	// Week 17 is held to its end; week 18 until Wednesday at ten.
	y.before(17, func(ctx context.Context, tx *store.Tx) error { return y.cycleHold(ctx, tx, "2026-W17", "by_hand") })
	y.before(18, func(ctx context.Context, tx *store.Tx) error { return y.cycleHold(ctx, tx, "2026-W18", "by_hand") })
	y.on(dayAfter(mon(18), 2)+" 10:00:00", func(ctx context.Context, tx *store.Tx) error { return y.cycleHold(ctx, tx, "2026-W18", "") })

	// The server stands still from Monday to Wednesday of week 41.
	y.off = spans{{mon(41) + " 07:00:00", dayAfter(mon(41), 2) + " 12:00:00"}}
	y.noCycle = spans{{mon(17), mon(18)}, {mon(18), dayAfter(mon(18), 2)}, {mon(41), dayAfter(mon(41), 2)}}

	y.hours(36, "tue,wed 09:00-17:00 12:00-14:00")
	y.hours(46, "mon,tue,wed,thu 08:00-18:00 holidays")
	y.days = map[string][]time.Weekday{mon(36): {time.Tuesday, time.Wednesday}}
	y.holidays = during(46, 47)
}
