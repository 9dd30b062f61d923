package desk

import (
	"context"
	"encoding/json"
	"strconv"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// RightsFields are the fields of the filter of requests.
func RightsFields() []string { return store.RightsFields() }

// RightsRequests lists requests, the most urgent first, addresses masked.
func (d *Desk) RightsRequests(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.RightsRequest], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.RightsRequest]{}, err
	}
	w, err := d.db.RightsRequests(ctx, f, p)
	for i := range w.Rows {
		w.Rows[i] = maskedRights(w.Rows[i], by.Role)
	}
	return w, err
}

func maskedRights(q domain.RightsRequest, role domain.StaffRole) domain.RightsRequest {
	q.Email, q.EmailKey = domain.Mask(q.Email), ""
	if role == domain.Auditor {
		q.Name, q.Details, q.Doubt = "", "", ""
	}
	return q
}

// CountRights counts what a filter finds, up to a cap.
func (d *Desk) CountRights(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
	if err := d.read(by); err != nil {
		return domain.Count{}, err
	}
	return d.db.CountRights(ctx, f)
}

// RightsCard is a request with all that its card shows.
type RightsCard struct {
	Request    domain.RightsRequest
	Subject    string // name of the establishment, the user's establishment, or the customer
	Typed      string // what must be typed to execute a removal
	Plan       domain.RemovalPlan
	Letters    map[domain.Language]string // the outcome as it would be written now, or as it was kept
	Kept       bool                       // Letters is what was sent
	Held       bool
	MayDo      map[string]error // by act: why it cannot be done now, nil when it can
	Suppressed []domain.Suppression
}

// RightsCard reads the card of a request.
func (d *Desk) RightsCard(ctx context.Context, by domain.Actor, id int64) (RightsCard, error) {
	var c RightsCard
	err := d.read(by)
	if err != nil {
		return c, err
	}
	if c.Request, err = d.db.RightsRequest(ctx, id); err != nil {
		return c, err
	}
	if c.Typed, err = d.typedFor(ctx, c.Request); err != nil {
		return c, err
	}
	if c.Subject, err = d.subjectName(ctx, c.Request); err != nil {
		return c, err
	}
	if c.Held, err = d.db.Held(ctx, c.Request.Scope, c.Request.SubjectID); err != nil {
		return c, err
	}
	if c.Suppressed, err = d.db.SuppressionsOfRequest(ctx, id); err != nil {
		return c, err
	}
	if err = d.rightsLetters(ctx, &c); err != nil {
		return c, err
	}
	administrators, err := d.db.OtherAdministrators(ctx, 0)
	c.MayDo = rightsMay(c.Request, by, administrators, c.Held, domain.InstantOf(d.now()), d.Today())
	c.Request = maskedRights(c.Request, by.Role)
	return c, err
}

// rightsLetters are the letters of a request in both languages: what was sent
// last in the requester's own, else the one that would be written now.
func (d *Desk) rightsLetters(ctx context.Context, c *RightsCard) error {
	c.Letters = map[domain.Language]string{}
	q := c.Request
	for _, lang := range []domain.Language{domain.French, domain.English} {
		f, err := d.factsOf(ctx, d.db, q, lang)
		if err != nil {
			return err
		}
		c.Plan = f.Plan
		switch {
		case q.State == domain.RightsRefused:
			c.Letters[lang] = letter.RightsText(letter.RightsRefusal(f))
		case q.State == domain.RightsReceived && q.Kind == domain.RightsRemoval, q.State == domain.RightsIdentityCheck:
			c.Letters[lang] = letter.RightsText(letter.RightsExplanation(f))
		default:
			c.Letters[lang] = letter.RightsText(letter.RightsOutcome(f))
		}
	}
	var kept domain.RightsLetter
	if q.Letter == "" || q.State.Open() {
		return nil
	}
	if err := json.Unmarshal([]byte(q.Letter), &kept); err != nil {
		return err
	}
	c.Kept, c.Letters[kept.Language] = true, letter.RightsText(kept)
	return nil
}

func (d *Desk) subjectName(ctx context.Context, q domain.RightsRequest) (string, error) {
	switch q.Scope {
	case domain.ScopeEstablishment:
		e, err := d.db.Establishment(ctx, q.SubjectID)
		return e.DisplayName(), err
	case domain.ScopeUser:
		u, err := d.db.User(ctx, q.SubjectID)
		return orText(u.EstablishmentName, u.EstablishmentValue), err
	case domain.ScopeCustomer:
		c, err := d.db.Customer(ctx, q.SubjectID)
		return c.DisplayName(), err
	}
	return "", nil
}

// rightsMay tries every act on a copy: a card shows why one is off.
func rightsMay(q domain.RightsRequest, by domain.Actor, administrators int, held bool, now domain.Instant, today domain.Date) map[string]error {
	try := func(act func(*domain.RightsRequest) error) error {
		again := q
		return act(&again)
	}
	return map[string]error{
		"doubt":    try(func(q *domain.RightsRequest) error { return q.DoubtIdentity("?") }),
		"identify": try(func(q *domain.RightsRequest) error { return q.Confirm(now) }),
		"explain":  try(func(q *domain.RightsRequest) error { return q.Explain(now) }),
		"approve":  try(func(q *domain.RightsRequest) error { return q.Approve(by, administrators, now) }),
		"execute":  q.MayExecute(held),
		"extend":   try(func(q *domain.RightsRequest) error { return q.Extend("?", today, nil) }),
		"refuse":   try(func(q *domain.RightsRequest) error { return q.Deny("identity", "?", now) }),
		"withdraw": try(func(q *domain.RightsRequest) error { return q.Withdraw(now) }),
		"reopen":   try(func(q *domain.RightsRequest) error { return q.Reopen() }),
	}
}

func orText(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}

// FindRightsSubject tells whom a request is about: by an address, an
// identifier, or the number of a record of the scope. An address without any
// record is a subject of its own.
func (d *Desk) FindRightsSubject(ctx context.Context, by domain.Actor, scope domain.RightsScope, who string) (RightsForm, error) {
	f := RightsForm{Scope: scope}
	if err := d.read(by); err != nil {
		return f, err
	}
	if id, err := strconv.ParseInt(who, 10, 64); err == nil && id > 0 && len(who) < 9 { // shorter than any identifier
		f.SubjectID = id
		return f, nil
	}
	if domain.PlausibleAddress(who) {
		return f, d.findAddress(ctx, &f, domain.EmailKey(who))
	}
	f.Scope = domain.ScopeEstablishment
	for _, register := range domain.IdentifierTypes() {
		id, _, err := domain.ParseIdentifier(string(register), who)
		if err != nil {
			continue
		}
		e, err := d.db.EstablishmentByIdentifier(ctx, id)
		if err == nil {
			f.SubjectID = e.ID
			return f, nil
		}
		if domain.KindOf(err) != domain.NotFound {
			return f, err
		}
	}
	return f, domain.Refuse(domain.NotFound, "not_found", "Noun", "establishment")
}

func (d *Desk) findAddress(ctx context.Context, f *RightsForm, key string) error {
	f.Email = key
	users, err := d.db.UsersByEmail(ctx, key)
	if err != nil {
		return err
	}
	customers, err := d.db.CustomersByEmail(ctx, key)
	switch {
	case f.Scope != domain.ScopeCustomer && len(users) > 0:
		f.Scope, f.SubjectID = domain.ScopeUser, users[0].ID
	case f.Scope != domain.ScopeUser && len(customers) > 0:
		f.Scope, f.SubjectID = domain.ScopeCustomer, customers[0].ID
	default:
		f.Scope = domain.ScopeAddress
	}
	return err
}
