package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// contact settles the person that a line names at the supplier.
func (c *supplierChunk) contact(ctx context.Context, l *domain.SupplierLine, buyer, supplier *establishment, f *followUp, o *outcome) error {
	if !l.HasContact() {
		return nil
	}
	nameKey := domain.Fold(l.LastName + " " + l.FirstName)
	email := domain.EmailKey(l.Email)
	if email == "" && nameKey == "" {
		return nil
	}
	if c.suppressed[email] || email == "" && len(c.removed.contacts) > 0 && c.removed.contacts[traceOfLine(l)] {
		o.warn(domain.WarnSuppressed)
		return nil
	}
	key := userKey{supplier.ID, domain.ContactKey(l.Email, nameKey)}
	u := c.users[key]
	if u == nil {
		var err error
		if u, err = c.newUser(ctx, key, l, o); err != nil {
			return err
		}
		c.admit(u, buyer, f)
		o.Made |= domain.MadeUser
		o.updated()
	} else if u.State == domain.UserDisabled || u.State == domain.UserErased {
		o.warn(domain.WarnDisabled)
		o.UserID = u.ID
		return nil
	} else if err := c.correct(u, l, o); err != nil {
		return err
	}
	o.UserID = u.ID
	if u.HeldContact {
		o.warn(domain.WarnHeldContact)
	}
	if giver := (store.Pair{A: u.ID, B: buyer.ID}); !c.givers[giver] {
		c.givers[giver] = true
		c.provenance(0, u.ID, buyer.ID, l.Line)
	}
	if pair := (store.Pair{A: f.ID, B: u.ID}); l.Referent && !c.referents[pair] {
		c.referents[pair] = true
		c.newReferents = append(c.newReferents, pair)
		o.Made |= domain.MadeReferent
		o.updated()
	}
	return nil
}

func (c *supplierChunk) newUser(ctx context.Context, key userKey, l *domain.SupplierLine, o *outcome) (*user, error) {
	id, err := c.it.NewID(ctx, "users")
	if err != nil {
		return nil, err
	}
	u := &user{dirty: true, told: true}
	u.User = domain.User{ID: id, EstablishmentID: key.establishment, Email: l.Email, EmailKey: domain.EmailKey(l.Email), ContactKey: key.contact,
		FirstName: l.FirstName, LastName: l.LastName, NameKey: domain.Fold(l.LastName + " " + l.FirstName), Job: l.Job, Phone: l.Phone,
		Mobile: l.Mobile, Language: l.Language, Source: domain.SourceImport, State: domain.UserInvited, CreatedAt: c.part.now, UpdatedAt: c.part.now}
	if u.Language == "" {
		u.Language = domain.French
	}
	u.Batch, u.RequestPending = c.part.batch, c.removed.paused[u.EmailKey]
	if cause, flagged := c.removed.flagged[u.EmailKey]; flagged {
		u.Flag(cause)
	}
	c.users[key] = u
	c.inHandUsers = append(c.inHandUsers, u)
	o.users++
	return u, nil
}

// admit decides what a new contact may do. One without an address cannot be
// invited, so the administrator's place waits for one who can.
func (c *supplierChunk) admit(u *user, buyer *establishment, f *followUp) {
	key := userKey{buyer.ID, u.EmailKey}
	ofBuyer := u.EmailKey != "" && (c.users[key] != nil || c.colleagues[colleague{domain.Identifier{Type: buyer.IDType, Value: buyer.IDValue}, u.EmailKey}] ||
		buyer.MailDomain != "" && domain.MailDomain(u.Email) == buyer.MailDomain)
	as := domain.AdmitContact(c.staffed[u.EstablishmentID] || u.EmailKey == "", ofBuyer)
	u.Role, u.Rights, u.HeldContact = as.Role, as.Rights, as.Held
	u.AddedFor, u.AddedBy = f.ID, buyer.ID
	u.RightsToSet = as.Role == domain.RoleRestricted && !as.Held && u.EmailKey != ""
	if !as.Held && u.EmailKey != "" {
		c.staffed[u.EstablishmentID] = true
	}
}

// correct settles the fields of a known person, unless they or staff gave
// them.
func (c *supplierChunk) correct(u *user, l *domain.SupplierLine, o *outcome) error {
	fields := []struct {
		letter byte
		name   string
		holds  *string
		given  string
	}{
		{'l', "nom", &u.LastName, l.LastName}, {'f', "prenom", &u.FirstName, l.FirstName}, {'j', "fonction", &u.Job, l.Job},
		{'p', "telephone", &u.Phone, l.Phone}, {'m', "portable", &u.Mobile, l.Mobile},
		{'g', "langue", (*string)(&u.Language), string(l.Language)}, {'e', "email", &u.Email, l.Email},
	}
	before := u.ImportUser
	changed := false
	for _, f := range fields {
		if f.given == "" || f.given == *f.holds {
			continue
		}
		if !domain.SourceImport.MayOverwrite(u.Source) {
			o.keep(f.name, *f.holds, f.given)
			continue
		}
		if value := u.Settle(f.letter, *f.holds, f.given, c.part.since); value != *f.holds {
			*f.holds, changed = value, true
		}
	}
	if u.ImportUser != before {
		u.dirty = true
	}
	if !changed {
		return nil
	}
	u.NameKey, u.UpdatedAt = domain.Fold(u.LastName+" "+u.FirstName), c.part.now
	o.updated()
	return c.change(l.Line, "user", u.ID, &u.told, before)
}

// buyerContact settles the user of the buyer that answers for a follow-up.
func (c *supplierChunk) buyerContact(ctx context.Context, l *domain.SupplierLine, buyer *establishment, f *followUp, o *outcome) error {
	email := domain.EmailKey(l.BuyerEmail)
	if email == "" {
		return nil
	}
	if c.suppressed[email] {
		o.warn(domain.WarnSuppressed)
		return nil
	}
	key := userKey{buyer.ID, email}
	u := c.users[key]
	if u == nil {
		var err error
		if u, err = c.newUser(ctx, key, &domain.SupplierLine{Email: l.BuyerEmail}, o); err != nil {
			return err
		}
		as := domain.AdmitContact(c.staffed[buyer.ID], false)
		u.Role, u.Rights, u.AddedBy = as.Role, as.Rights, buyer.ID
		c.staffed[buyer.ID] = true
		c.made(l.Line, "user", u.ID)
		c.givers[store.Pair{A: u.ID, B: buyer.ID}] = true
		c.provenance(0, u.ID, buyer.ID, l.Line)
	}
	if u.State == domain.UserDisabled || u.State == domain.UserErased {
		o.warn(domain.WarnDisabled)
		return nil
	}
	if pair := (store.Pair{A: f.ID, B: u.ID}); !c.buyerContacts[pair] {
		c.buyerContacts[pair] = true
		c.newContacts = append(c.newContacts, pair)
		c.changes = append(c.changes, domain.ImportChange{BatchID: c.part.batch, Line: l.Line, Noun: "buyer_contact", NounID: f.ID, Before: decimal(u.ID)})
		o.updated()
	}
	return nil
}
