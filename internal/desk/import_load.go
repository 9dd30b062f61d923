package desk

import (
	"context"
	"maps"
	"slices"

	"vigie/internal/domain"
)

// load reads everything that the lines are about, in a few queries.
func (c *supplierChunk) load(ctx context.Context, lines []domain.SupplierLine) error {
	values, groups, emails := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range lines {
		l := &lines[i]
		if l.Rejection != "" {
			continue
		}
		values[l.Buyer.Value], values[l.Supplier.Value] = true, true
		for _, name := range []string{l.Group, l.Signer} {
			if key := domain.Fold(name); key != "" {
				groups[key] = true
			}
		}
		for _, email := range []string{l.Email, l.BuyerEmail} {
			if key := domain.EmailKey(email); key != "" {
				emails[key] = true
			}
		}
	}
	if err := c.loadEstablishments(ctx, values, groups); err != nil {
		return err
	}
	buyers, suppliers := c.known(lines)
	if err := c.loadFollowUps(ctx, buyers, suppliers); err != nil {
		return err
	}
	if err := c.loadUsers(ctx, append(slices.Clone(suppliers), buyers...)); err != nil {
		return err
	}
	c.colleagues = map[colleague]bool{}
	for i := range lines {
		if l := &lines[i]; l.BuyerEmail != "" {
			c.colleagues[colleague{l.Buyer, domain.EmailKey(l.BuyerEmail)}] = true
		}
	}
	if err := c.loadSuppressed(ctx, emails); err != nil {
		return err
	}
	if err := c.loadRemoved(ctx, lines, emails); err != nil {
		return err
	}
	return c.holdColleagues(ctx, lines)
}

// holdColleagues holds the contacts that this import let in before a line
// told that their address is the buyer's own: the order of lines opens no
// door.
func (c *supplierChunk) holdColleagues(ctx context.Context, lines []domain.SupplierLine) error {
	emails, line := map[string]bool{}, map[colleague]int{}
	for i := range lines {
		if l := &lines[i]; l.BuyerEmail != "" && l.Rejection == "" && c.establishments[l.Buyer] != nil {
			emails[domain.EmailKey(l.BuyerEmail)] = true
			line[colleague{l.Buyer, domain.EmailKey(l.BuyerEmail)}] = l.Line
		}
	}
	if len(emails) == 0 {
		return nil
	}
	us, err := c.it.ImportInvited(ctx, sorted(emails), c.part.since)
	if err != nil {
		return err
	}
	for i := range us {
		for key, at := range line {
			buyer := c.establishments[key.buyer]
			if key.email != us[i].EmailKey || us[i].AddedBy != buyer.ID || us[i].EstablishmentID == buyer.ID {
				continue
			}
			u := c.users[userKey{us[i].EstablishmentID, us[i].ContactKey}]
			if u == nil {
				u = &user{ImportUser: us[i]}
				c.users[userKey{u.EstablishmentID, u.ContactKey}] = u
				c.inHandUsers = append(c.inHandUsers, u)
			}
			if err := c.change(at, "user", u.ID, &u.told, u.ImportUser); err != nil {
				return err
			}
			as := domain.AdmitContact(true, true)
			u.Role, u.Rights, u.HeldContact, u.UpdatedAt, u.dirty = as.Role, as.Rights, as.Held, c.part.now, true
			u.RightsToSet = false
			c.staffed[u.EstablishmentID] = c.anybody(u.EstablishmentID)
		}
	}
	return nil
}

// anybody reports whether an establishment in hand has an accepted user.
func (c *supplierChunk) anybody(establishment int64) bool {
	for key, u := range c.users {
		if key.establishment == establishment && !u.HeldContact && u.State != domain.UserErased && u.EmailKey != "" {
			return true
		}
	}
	return false
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

func (c *supplierChunk) loadEstablishments(ctx context.Context, values, groups map[string]bool) error {
	c.establishments, c.suppliers, c.groups = map[domain.Identifier]*establishment{}, map[int64]*establishment{}, map[string]int64{}
	es, err := c.it.ImportEstablishments(ctx, sorted(values))
	if err != nil {
		return err
	}
	for i := range es {
		e := &establishment{ImportEstablishment: es[i]}
		c.establishments[domain.Identifier{Type: e.IDType, Value: e.IDValue}] = e
		c.inHand = append(c.inHand, e)
	}
	if len(groups) == 0 {
		return nil
	}
	gs, err := c.it.ImportGroups(ctx, sorted(groups))
	for _, g := range gs {
		c.groups[g.NameKey] = g.ID
	}
	return err
}

// known are the establishments of the lines that exist already.
func (c *supplierChunk) known(lines []domain.SupplierLine) (buyers, suppliers []int64) {
	b, s := map[int64]bool{}, map[int64]bool{}
	for i := range lines {
		if e := c.establishments[lines[i].Buyer]; e != nil {
			b[e.ID] = true
		}
		if e := c.establishments[lines[i].Supplier]; e != nil {
			s[e.ID] = true
			c.suppliers[e.ID] = e
		}
	}
	return slices.Sorted(maps.Keys(b)), slices.Sorted(maps.Keys(s))
}

func (c *supplierChunk) loadFollowUps(ctx context.Context, buyers, suppliers []int64) error {
	c.followUps = map[pairKey]*followUp{}
	c.collections, c.documents = map[int64][]domain.Collected{}, map[int64][]domain.Document{}
	c.referents, c.buyerContacts = pairSet(nil), pairSet(nil)
	var err error
	if len(buyers) > 0 {
		if c.collections, err = c.it.ImportCollections(ctx, buyers); err != nil {
			return err
		}
	}
	if len(suppliers) == 0 {
		return nil
	}
	documents, err := c.it.ImportDocuments(ctx, suppliers)
	if err != nil {
		return err
	}
	for _, d := range documents {
		c.documents[d.SupplierID] = append(c.documents[d.SupplierID], d)
	}
	fs, err := c.it.ImportFollowUps(ctx, suppliers, buyers)
	if err != nil || len(fs) == 0 {
		return err
	}
	ids := make([]int64, len(fs))
	byID := make(map[int64]*followUp, len(fs))
	for i := range fs {
		f := &followUp{ImportFollowUp: fs[i], contracts: map[string]*contract{}}
		c.followUps[pairKey{f.BuyerID, f.SupplierID}] = f
		c.inHandPairs = append(c.inHandPairs, f)
		ids[i], byID[f.ID] = f.ID, f
	}
	contracts, err := c.it.ImportContracts(ctx, ids)
	if err != nil {
		return err
	}
	for _, row := range contracts {
		byID[row.FollowUpID].contracts[row.ReferenceKey] = &contract{Contract: row}
	}
	referents, err := c.it.ImportReferents(ctx, ids)
	if err != nil {
		return err
	}
	contacts, err := c.it.ImportBuyerContacts(ctx, ids)
	c.referents, c.buyerContacts = pairSet(referents), pairSet(contacts)
	return err
}

func (c *supplierChunk) loadUsers(ctx context.Context, establishments []int64) error {
	c.users, c.staffed, c.givers = map[userKey]*user{}, map[int64]bool{}, pairSet(nil)
	if len(establishments) == 0 {
		return nil
	}
	us, err := c.it.ImportUsers(ctx, establishments)
	if err != nil || len(us) == 0 {
		return err
	}
	ids := make([]int64, len(us))
	for i := range us {
		u := &user{ImportUser: us[i]}
		c.users[userKey{u.EstablishmentID, u.ContactKey}] = u
		c.inHandUsers = append(c.inHandUsers, u)
		if !u.HeldContact && u.State != domain.UserErased && u.EmailKey != "" {
			c.staffed[u.EstablishmentID] = true
		}
		ids[i] = u.ID
	}
	givers, err := c.it.ImportGivers(ctx, ids)
	c.givers = pairSet(givers)
	return err
}

// loadSuppressed asks which addresses must not come back.
func (c *supplierChunk) loadSuppressed(ctx context.Context, emails map[string]bool) (err error) {
	c.suppressed, err = suppressedOf(ctx, c.desk, c.it, emails)
	return err
}
