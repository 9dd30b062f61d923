package desk

import (
	"context"
	"encoding/json"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// RightsForm is a request as the staff register it.
type RightsForm struct {
	Kind       domain.RightsKind
	Scope      domain.RightsScope
	SubjectID  int64
	Email      string // where the answers go; the address on file when empty
	Name       string
	Language   domain.Language
	Details    string
	ReceivedOn domain.Date // today when unknown
	Channel    string
	TicketID   int64
	Identified bool // the staff know who asks; otherwise the address on file is asked to confirm
}

// RegisterRights opens a request and returns it. Where nobody knows who asks,
// the address on file is asked first; a request that already counts stops the
// mails it is about.
func (d *Desk) RegisterRights(ctx context.Context, by domain.Actor, f RightsForm) (domain.RightsRequest, error) {
	if err := mustBeSomebody(by); err != nil {
		return domain.RightsRequest{}, err
	}
	var q domain.RightsRequest
	err := d.act(ctx, by, domain.RegisterRights, func(tx *store.Tx) (err error) {
		if q, err = d.requestOf(ctx, tx, f); err != nil {
			return err
		}
		q.RegisteredBy = by.StaffID
		return d.openRights(ctx, tx, &q, f.Identified)
	})
	return q, err
}

// mustBeSomebody refuses the server's own shell where two persons must agree.
func mustBeSomebody(by domain.Actor) error {
	if by.StaffID == 0 && by.Door == "shell" {
		return domain.Refuse(domain.Forbidden, "needs_as")
	}
	return nil
}

// requestOf fills a request with what is on file of its subject.
func (d *Desk) requestOf(ctx context.Context, tx *store.Tx, f RightsForm) (domain.RightsRequest, error) {
	q := domain.RightsRequest{Kind: f.Kind, Scope: f.Scope, SubjectID: f.SubjectID, Email: f.Email, Name: f.Name, Language: f.Language,
		Details: f.Details, ReceivedOn: f.ReceivedOn, Channel: f.Channel, TicketID: f.TicketID}
	if !q.ReceivedOn.Known() {
		q.ReceivedOn = d.Today()
	}
	switch f.Scope {
	case domain.ScopeUser:
		u, err := tx.User(ctx, f.SubjectID)
		if err != nil {
			return q, err
		}
		if u.State == domain.UserErased {
			return q, domain.Refuse(domain.Gone, "rights_erased")
		}
		onFile(&q, u.Email, u.FullName(), u.Language)
		q.UserID = u.ID
	case domain.ScopeCustomer:
		c, err := tx.Customer(ctx, f.SubjectID)
		if err != nil {
			return q, err
		}
		onFile(&q, c.Email, c.DisplayName(), c.Language)
	case domain.ScopeEstablishment:
		e, err := tx.Establishment(ctx, f.SubjectID)
		if err != nil {
			return q, err
		}
		if err := e.AcceptsFollowUps(); err != nil {
			return q, err
		}
		if err := asksFor(ctx, tx, &q); err != nil {
			return q, err
		}
	}
	if q.Language == "" {
		q.Language = domain.French
	}
	q.EmailKey = domain.EmailKey(q.Email)
	return q, q.Check(d.Today())
}

// onFile fills what the form leaves open from the record.
func onFile(q *domain.RightsRequest, email, name string, lang domain.Language) {
	if q.Email == "" {
		q.Email = email
	}
	if q.Name == "" {
		q.Name = name
	}
	if q.Language == "" {
		q.Language = lang
	}
}

// asksFor finds the user of an establishment who asks; without an address it
// is its first administrator.
func asksFor(ctx context.Context, tx *store.Tx, q *domain.RightsRequest) error {
	if q.Email == "" {
		administrators, err := tx.AdministratorsOf(ctx, q.SubjectID)
		if err != nil || len(administrators) == 0 {
			return err
		}
		u := administrators[0]
		onFile(q, u.Email, u.FullName(), u.Language)
		q.UserID = u.ID
		return nil
	}
	users, err := tx.UsersByEmail(ctx, domain.EmailKey(q.Email))
	for _, u := range users {
		if u.EstablishmentID == q.SubjectID {
			onFile(q, u.Email, u.FullName(), u.Language)
			q.UserID = u.ID
		}
	}
	return err
}

// openRights stores a new request with what follows from it.
func (d *Desk) openRights(ctx context.Context, tx *store.Tx, q *domain.RightsRequest, identified bool) error {
	open, err := tx.OpenRights(ctx, q.Scope, q.SubjectID, q.EmailKey)
	if err != nil {
		return err
	}
	for _, other := range open {
		if other.Kind == q.Kind {
			return domain.Refuse(domain.Conflict, "rights_open", "ID", other.ID)
		}
	}
	adopted, err := d.ofAdministrator(ctx, tx, *q)
	if err != nil {
		return err
	}
	q.Register(tx.Now(), d.calendar.Holidays, identified, identified && adopted)
	if q.ID, err = tx.InsertRightsRequest(ctx, *q); err != nil {
		return err
	}
	if err := d.pause(ctx, tx, *q); err != nil || identified {
		return err
	}
	return d.tellRequester(ctx, tx, *q, domain.MailRightsConfirm, letter.RightsConfirm, "rights.letter.button")
}

// ofAdministrator reports whether a request about an establishment comes from
// one of its administrators; where it has none, whoever proves to speak for it
// counts as one.
func (d *Desk) ofAdministrator(ctx context.Context, tx *store.Tx, q domain.RightsRequest) (bool, error) {
	if q.Scope != domain.ScopeEstablishment {
		return true, nil
	}
	administrators, err := tx.AdministratorsOf(ctx, q.SubjectID)
	for _, u := range administrators {
		if u.ID == q.UserID {
			return true, err
		}
	}
	return len(administrators) == 0, err
}

// pause stops the mails that a request is about while it counts, and lets them
// go again when it no longer does.
func (d *Desk) pause(ctx context.Context, tx *store.Tx, q domain.RightsRequest) error {
	if !q.Kind.Pauses() || q.State == domain.RightsExecuted {
		return nil
	}
	switch q.Scope {
	case domain.ScopeEstablishment:
		return d.pauseEstablishment(ctx, tx, q)
	case domain.ScopeCustomer:
		return nil // asked of the request itself before a mail is sent
	}
	key := q.EmailKey
	if q.Scope == domain.ScopeUser {
		u, err := tx.User(ctx, q.SubjectID)
		if err != nil {
			return err
		}
		if key = u.EmailKey; key == "" {
			after := u.User
			after.RequestPending = q.Pausing()
			return tx.UpdateUser(ctx, u.User, after)
		}
	}
	paused, err := tx.PausedAddresses(ctx, []string{key})
	if err != nil {
		return err
	}
	return tx.PauseUsers(ctx, key, paused[key])
}

func (d *Desk) pauseEstablishment(ctx context.Context, tx *store.Tx, q domain.RightsRequest) error {
	before, err := tx.Establishment(ctx, q.SubjectID)
	if err != nil {
		return err
	}
	after := before
	switch {
	case q.Pausing() && before.State == domain.EstablishmentActive:
		after.State = domain.EstablishmentRemovalRequested
	case !q.Pausing() && before.State == domain.EstablishmentRemovalRequested:
		after.State = domain.EstablishmentActive
	default:
		return nil
	}
	return tx.UpdateEstablishment(ctx, before, after)
}

// factsOf are the facts of the letters about a request.
func (d *Desk) factsOf(ctx context.Context, r rightsReader, q domain.RightsRequest, lang domain.Language) (letter.RightsFacts, error) {
	f := letter.RightsFacts{Language: lang, Request: q}
	if q.Scope == domain.ScopeEstablishment {
		e, err := r.Establishment(ctx, q.SubjectID)
		if err != nil {
			return f, err
		}
		f.Identifier = domain.Identifier{Type: e.IDType, Value: e.IDValue}.String()
	}
	if q.Plan != "" {
		return f, json.Unmarshal([]byte(q.Plan), &f.Plan)
	}
	if q.Kind != domain.RightsRemoval {
		return f, nil
	}
	var err error
	f.Plan, err = d.planOf(ctx, r, q)
	return f, err
}

type rightsReader interface {
	Establishment(context.Context, int64) (domain.Establishment, error)
	RemovalSubject(context.Context, domain.RightsRequest) (store.RemovalSubject, error)
	RemovalFacts(context.Context, domain.RightsRequest, store.RemovalSubject, domain.Date) (domain.RemovalFacts, error)
	Held(context.Context, domain.RightsScope, int64) (bool, error)
	Setting(context.Context, string, string) (string, error)
}

// planOf makes the plan of a removal as of today.
func (d *Desk) planOf(ctx context.Context, r rightsReader, q domain.RightsRequest) (domain.RemovalPlan, error) {
	s, err := r.RemovalSubject(ctx, q)
	if err != nil {
		return domain.RemovalPlan{}, err
	}
	f, err := r.RemovalFacts(ctx, q, s, d.Today())
	if err != nil {
		return domain.RemovalPlan{}, err
	}
	if f.Held, err = r.Held(ctx, q.Scope, q.SubjectID); err != nil {
		return domain.RemovalPlan{}, err
	}
	periods, err := periodsOf(ctx, r)
	return domain.PlanRemoval(f, periods, d.Today()), err
}

// tellRequester queues a letter to the requester, its text made now: what was
// decided is what they read, whenever it leaves. The request keeps it.
func (d *Desk) tellRequester(ctx context.Context, tx *store.Tx, q domain.RightsRequest, kind domain.MailKind, make func(letter.RightsFacts) domain.RightsLetter, button string) error {
	f, err := d.factsOf(ctx, tx, q, q.Language)
	if err != nil {
		return err
	}
	return d.sendLetter(ctx, tx, q, kind, domain.Addressee{Email: q.Email, Language: q.Language}, make(f), button)
}

func (d *Desk) sendLetter(ctx context.Context, tx *store.Tx, q domain.RightsRequest, kind domain.MailKind, to domain.Addressee, l domain.RightsLetter, button string) error {
	name := q.Name
	if kind == domain.MailRightsBuyer || kind == domain.MailRightsAdopt {
		name = ""
	}
	m := domain.Mail{Kind: kind, Email: to.Email, Language: to.Language, SubjectID: q.ID, DueAt: tx.Now(), Asked: true,
		DedupKey: string(kind) + "|" + decimal(q.ID) + "|" + decimal(q.Version) + "|" + decimal(to.UserID), Actor: tx.Actor().Name}
	return queueWritten(ctx, tx, m, func(string) (domain.MailBody, error) { return d.letters.Rights(l, name, q.ID, button) })
}

func keep(l domain.RightsLetter) (string, error) {
	text, err := json.Marshal(l)
	return string(text), err
}
