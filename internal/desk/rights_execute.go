package desk

import (
	"context"
	"encoding/json"

	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/internal/letter"
	"vigie/store"
)

// ExecuteRights carries a request out. typed is what the person typed to
// confirm a removal: the establishment's identifier, else the request's
// number. outcome says what was done, where that is no removal.
func (d *Desk) ExecuteRights(ctx context.Context, by domain.Actor, id, version int64, typed, outcome string) (domain.RightsRequest, error) {
	if err := mustBeSomebody(by); err != nil {
		return domain.RightsRequest{}, err
	}
	q, err := d.db.RightsRequest(ctx, id)
	if err != nil {
		return q, err
	}
	if err := domain.May(by, q.ApprovalAction()); err != nil {
		return q, err
	}
	if q.Kind != domain.RightsRemoval {
		return d.step(ctx, by, q.ApprovalAction(), id, version, func(tx *store.Tx, q *domain.RightsRequest) error {
			if err := q.MayExecute(false); err != nil {
				return err
			}
			return d.carryOut(ctx, tx, q, by, outcome)
		})
	}
	want, err := d.typedFor(ctx, q)
	if err != nil {
		return q, err
	}
	if typed != want {
		return q, domain.Refuse(domain.Invalid, "rights_identifier", "Identifier", want)
	}
	return d.executeRemoval(ctx, by, q, version)
}

// typedFor is what must be typed before a removal is executed.
func (d *Desk) typedFor(ctx context.Context, q domain.RightsRequest) (string, error) {
	if q.Scope != domain.ScopeEstablishment {
		return decimal(q.ID), nil
	}
	e, err := d.db.Establishment(ctx, q.SubjectID)
	return e.IDValue, err
}

// executeRemoval erases in one transaction. Where an address or number of the
// person stands in what others wrote is looked for before, outside of it: that
// reads long in a large base, and nobody waits.
func (d *Desk) executeRemoval(ctx context.Context, by domain.Actor, q domain.RightsRequest, version int64) (domain.RightsRequest, error) {
	if version == 0 {
		version = q.Version
	}
	subject, err := d.db.RemovalSubject(ctx, q)
	if err != nil {
		return q, err
	}
	mentions, err := d.mentionsOf(ctx, subject)
	if err != nil {
		return q, err
	}
	var erased store.Erased
	after, err := d.step(ctx, by, q.ApprovalAction(), q.ID, version, func(tx *store.Tx, q *domain.RightsRequest) error {
		held, err := tx.Held(ctx, q.Scope, q.SubjectID)
		if err != nil {
			return err
		}
		if err := q.MayExecute(held); err != nil {
			return err
		}
		erased, err = d.remove(ctx, tx, q, mentions)
		return err
	})
	if err != nil {
		return after, err
	}
	d.dropFiles(erased.Files)
	return after, d.db.Scrub(ctx)
}

// mentionsOf finds where others wrote of a subject or were told of it.
func (d *Desk) mentionsOf(ctx context.Context, s store.RemovalSubject) ([]store.Mention, error) {
	found, err := d.db.Mentions(ctx, contactsOf(s))
	if err != nil {
		return nil, err
	}
	neighbours, err := d.db.Neighbours(ctx, s)
	if err != nil {
		return nil, err
	}
	near, err := d.db.NeighbourMentions(ctx, neighbours, s.Establishments)
	return append(found, near...), err
}

// remove erases a subject: the order is plan, letter, follow-ups, erasure,
// suppression, journal, and the mails that tell of it.
func (d *Desk) remove(ctx context.Context, tx *store.Tx, q *domain.RightsRequest, mentions []store.Mention) (store.Erased, error) {
	subject, err := tx.RemovalSubject(ctx, *q)
	if err != nil {
		return store.Erased{}, err
	}
	plan, err := d.planOf(ctx, tx, *q)
	if err != nil {
		return store.Erased{}, err
	}
	text, err := json.Marshal(plan)
	if err != nil {
		return store.Erased{}, err
	}
	q.Plan = string(text)
	to := domain.Addressee{Email: q.Email, Language: q.Language}
	if err := d.leave(ctx, tx, *q, subject); err != nil {
		return store.Erased{}, err
	}
	if err := q.Execute(tx.Actor(), "", tx.Now()); err != nil {
		return store.Erased{}, err
	}
	facts, err := d.factsOf(ctx, tx, *q, q.Language)
	if err != nil {
		return store.Erased{}, err
	}
	outcome := letter.RightsOutcome(facts)
	if q.Letter, err = keep(outcome); err != nil {
		return store.Erased{}, err
	}
	erased, err := tx.Erase(ctx, d.erasureOf(*q, subject, mentions))
	if err != nil {
		return erased, err
	}
	if err := d.orphans(ctx, tx, subject); err != nil {
		return erased, err
	}
	if err := d.suppress(ctx, tx, *q, subject); err != nil {
		return erased, err
	}
	anonymous := *q
	anonymous.Name = ""
	if err := d.sendLetter(ctx, tx, anonymous, domain.MailRightsDone, to, outcome, ""); err != nil {
		return erased, err
	}
	q.EmailHash = d.keys.HashEmail(q.EmailKey)
	q.Email, q.EmailKey, q.Name, q.Details, q.Doubt = store.Masked, domain.ErasedPrefix+q.EmailHash, "", "", ""
	return erased, nil
}

func (d *Desk) erasureOf(q domain.RightsRequest, s store.RemovalSubject, mentions []store.Mention) store.Erasure {
	return store.Erasure{Establishment: s.Establishment.ID, Users: s.Users, Customers: s.Customers, Addresses: s.Addresses,
		Names: append(contactsOf(s), namesOf(s, q)...), Mentions: mentions, Hash: d.keys.HashEmail,
		HashTarget: func(target string) string { return d.keys.Hash("target", domain.EmailKey(target)) }}
}

// contactsOf are the values of a subject that name nobody else: addresses and
// numbers. Those of accounts that stay are not erased.
func contactsOf(s store.RemovalSubject) []string {
	var out []string
	add := func(v string, least int) {
		if len(v) >= least {
			out = append(out, v)
		}
	}
	alone := map[string]bool{}
	for _, key := range s.Addresses {
		alone[key] = true
		add(key, 3)
	}
	for _, u := range s.Users {
		if u.EmailKey == "" || alone[u.EmailKey] {
			add(u.Phone, 8)
			add(u.Mobile, 8)
		}
	}
	for _, c := range s.Customers {
		add(c.Phone, 8)
		add(c.Mobile, 8)
	}
	return out
}

// namesOf are the names of a subject, looked for where its neighbours wrote.
func namesOf(s store.RemovalSubject, q domain.RightsRequest) []string {
	var out []string
	add := func(v string) {
		if len(v) >= 5 {
			out = append(out, v)
		}
	}
	for _, u := range s.Users {
		if u.FirstName != "" && u.LastName != "" {
			add(u.FirstName + " " + u.LastName)
			add(u.LastName + " " + u.FirstName)
		}
	}
	for _, c := range s.Customers {
		if c.FirstName != "" && c.LastName != "" {
			add(c.FirstName + " " + c.LastName)
			add(c.LastName + " " + c.FirstName)
		}
	}
	add(s.Establishment.Name)
	if q.Name != "" {
		add(q.Name)
	}
	return out
}

// suppress puts what must not come back on the list, and into the journal that
// outlives a restore.
func (d *Desk) suppress(ctx context.Context, tx *store.Tx, q domain.RightsRequest, s store.RemovalSubject) error {
	traces, err := d.tracesOf(ctx, tx, q, s)
	if err != nil {
		return err
	}
	var lines []files.JournalLine
	for _, t := range traces {
		hash := d.keys.Hash(t.Purpose, t.Value)
		if err := tx.Suppress(ctx, domain.Suppression{Hash: hash, Kind: t.Kind, Reason: "removal", RequestID: q.ID}); err != nil {
			return err
		}
		lines = append(lines, files.JournalLine{Act: "erased", Kind: t.Kind, Hash: hash, Request: q.ID, At: tx.Now()})
	}
	if d.journal == nil || len(lines) == 0 {
		return nil
	}
	return d.journal.Append(lines...)
}

// tracesOf are the traces that a removal leaves on the suppression list.
func (d *Desk) tracesOf(ctx context.Context, tx *store.Tx, q domain.RightsRequest, s store.RemovalSubject) ([]domain.Trace, error) {
	var out []domain.Trace
	if e := s.Establishment; e.ID != 0 {
		out = append(out, domain.TraceOfIdentifier(domain.Identifier{Type: e.IDType, Value: e.IDValue}))
	}
	if q.Scope == domain.ScopeCustomer {
		for _, c := range s.Customers {
			out = append(out, domain.TracesOfCustomer(c.CustomerKey, c.Email)...)
		}
		return out, nil
	}
	for _, key := range s.Addresses {
		out = append(out, domain.TraceOfAddress(key))
	}
	for _, u := range s.Users {
		if u.NameKey == "" || s.Establishment.ID != 0 {
			continue
		}
		e, err := tx.Establishment(ctx, u.EstablishmentID)
		if err != nil {
			return nil, err
		}
		out = append(out, domain.TraceOfContact(domain.Identifier{Type: e.IDType, Value: e.IDValue}, u.NameKey))
	}
	return out, nil
}

// orphans queues the establishments that a person's removal leaves without
// administrator while others remain.
func (d *Desk) orphans(ctx context.Context, tx *store.Tx, s store.RemovalSubject) error {
	if s.Establishment.ID != 0 {
		return nil
	}
	for _, id := range s.Establishments {
		has, err := tx.HasAdministrator(ctx, id)
		if err != nil {
			return err
		}
		others, err := tx.Reachables(ctx, id)
		if err != nil {
			return err
		}
		if !has && others > 0 {
			if err := tx.NoteWithoutAdministrator(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropFiles removes the files that nothing refers to any more. One that cannot
// be removed now is found by the check.
func (d *Desk) dropFiles(hashes []string) {
	if d.files == nil {
		return
	}
	for _, h := range hashes {
		_ = d.files.Remove(h)
	}
}
