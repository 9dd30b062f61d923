package desk

import (
	"context"
	"slices"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

// buyer finds or makes the buyer of a line, and its group.
func (c *supplierChunk) buyer(ctx context.Context, l *domain.SupplierLine, o *outcome) (*establishment, error) {
	e := c.establishments[l.Buyer]
	if e == nil {
		var err error
		if e, err = c.newEstablishment(ctx, l.Buyer, l.BuyerName, "", o); err != nil {
			return nil, err
		}
		c.made(l.Line, "establishment", e.ID)
	} else if err := c.rename(e, l.Line, "nom_donneur_ordre", l.BuyerName, o); err != nil {
		return nil, err
	}
	if !e.IsBuyer {
		if err := c.change(l.Line, "establishment", e.ID, &e.told, e.ImportEstablishment); err != nil {
			return nil, err
		}
		e.IsBuyer, e.dirty = true, true
	}
	if key := domain.Fold(l.Group); key != "" {
		group, err := c.group(ctx, l.Line, l.Group, key)
		if err != nil {
			return nil, err
		}
		return e, c.joinGroup(e, l.Line, group)
	}
	return e, nil
}

// joinGroup puts a buyer into a group; of two groups said in one file the one
// with the greater id stands.
func (c *supplierChunk) joinGroup(e *establishment, line int, group int64) error {
	said := e.Said
	holds := ""
	if e.GroupID != 0 {
		holds = padded(e.GroupID)
	}
	value := said.Settle('g', holds, padded(group), c.part.since)
	if said != e.Said {
		e.dirty = true
	}
	if value != holds {
		if err := c.change(line, "establishment", e.ID, &e.told, e.ImportEstablishment); err != nil {
			return err
		}
		e.GroupID, e.dirty = group, true
	}
	e.Said = said
	return nil
}

// padded is an id whose text order is its order.
func padded(id int64) string {
	s := decimal(id)
	return strings.Repeat("0", max(0, 19-len(s))) + s
}

func (c *supplierChunk) group(ctx context.Context, line int, name, key string) (int64, error) {
	if id, ok := c.groups[key]; ok {
		return id, nil
	}
	id, err := c.it.NewID(ctx, "company_groups")
	if err != nil {
		return 0, err
	}
	c.groups[key] = id
	c.newGroups = append(c.newGroups, domain.Group{ID: id, Name: name, NameKey: key})
	c.made(line, "group", id)
	return id, nil
}

// supplier finds or makes the supplier of a line.
func (c *supplierChunk) supplier(ctx context.Context, l *domain.SupplierLine, o *outcome) (*establishment, error) {
	e := c.establishments[l.Supplier]
	if e == nil {
		var err error
		if e, err = c.newEstablishment(ctx, l.Supplier, l.Name, l.Country, o); err != nil {
			return nil, err
		}
		o.Made |= domain.MadeSupplier
	} else if err := c.rename(e, l.Line, "raison_sociale", l.Name, o); err != nil {
		return nil, err
	}
	if !e.IsSupplier {
		if o.Made&domain.MadeSupplier == 0 {
			if err := c.change(l.Line, "establishment", e.ID, &e.told, e.ImportEstablishment); err != nil {
				return nil, err
			}
		}
		e.IsSupplier, e.dirty = true, true
	}
	c.suppliers[e.ID] = e
	return e, nil
}

func (c *supplierChunk) newEstablishment(ctx context.Context, id domain.Identifier, name, country string, o *outcome) (*establishment, error) {
	row, err := c.it.NewID(ctx, "establishments")
	if err != nil {
		return nil, err
	}
	e := &establishment{dirty: true, told: true}
	e.Establishment = domain.Establishment{ID: row, IDType: id.Type, IDValue: id.Value, SIREN: id.SIREN(), Name: name, NameKey: domain.Fold(name),
		NameSource: domain.SourceImport, Country: domain.CountryOf(id, country), State: domain.EstablishmentActive,
		CreatedAt: c.part.now, UpdatedAt: c.part.now}
	e.Batch = c.part.batch
	c.establishments[id] = e
	c.inHand = append(c.inHand, e)
	o.establishments++
	return e, nil
}

// rename settles an establishment's name, unless staff or the person gave it.
func (c *supplierChunk) rename(e *establishment, line int, field, given string, o *outcome) error {
	if given == e.Name || given == "" {
		return nil
	}
	if !domain.SourceImport.MayOverwrite(e.NameSource) {
		o.keep(field, e.Name, given)
		return nil
	}
	said := e.Said
	name := said.Settle('n', e.Name, given, c.part.since)
	if said != e.Said {
		e.dirty = true
	}
	if name != e.Name {
		if err := c.change(line, "establishment", e.ID, &e.told, e.ImportEstablishment); err != nil {
			return err
		}
		e.Name, e.NameKey, e.UpdatedAt, e.dirty = name, domain.Fold(name), c.part.now, true
		o.updated()
	}
	e.Said = said
	return nil
}

// followUp finds, makes or reopens the follow-up of a line.
func (c *supplierChunk) followUp(ctx context.Context, l *domain.SupplierLine, buyer, supplier *establishment, o *outcome) (*followUp, error) {
	key := pairKey{buyer.ID, supplier.ID}
	f := c.followUps[key]
	if f == nil {
		id, err := c.it.NewID(ctx, "follow_ups")
		if err != nil {
			return nil, err
		}
		f = &followUp{dirty: true, told: true, assess: true, contracts: map[string]*contract{}}
		f.FollowUp = domain.FollowUp{ID: id, BuyerID: buyer.ID, SupplierID: supplier.ID, State: domain.FollowUpActive, Episode: 1,
			ThirdPartyCode: l.ThirdPartyCode, BeganOn: c.part.today, CreatedAt: c.part.now, UpdatedAt: c.part.now}
		f.Batch = c.part.batch
		c.followUps[key] = f
		c.inHandPairs = append(c.inHandPairs, f)
		o.followUps++
		o.Made |= domain.MadeFollowUp
		o.Verdict = domain.VerdictLinked
		c.provenance(f.ID, 0, buyer.ID, l.Line)
		return f, nil
	}
	before := f.ImportFollowUp
	if f.State == domain.FollowUpClosed {
		if err := f.Reopen(c.part.today); err != nil {
			return nil, err
		}
		f.UpdatedAt, f.assess = c.part.now, true
		o.Verdict = domain.VerdictLinked
		c.provenance(f.ID, 0, buyer.ID, l.Line)
	}
	f.ThirdPartyCode = f.Settle('t', f.ThirdPartyCode, l.ThirdPartyCode, c.part.since)
	if f.ImportFollowUp == before {
		return f, nil
	}
	f.dirty = true
	if f.State == before.State && f.ThirdPartyCode == before.ThirdPartyCode {
		return f, nil
	}
	o.updated()
	return f, c.change(l.Line, "follow_up", f.ID, &f.told, before)
}

func (c *supplierChunk) provenance(followUp, user, buyer int64, line int) {
	c.newProvenances = append(c.newProvenances, domain.Provenance{FollowUpID: followUp, UserID: user, BuyerID: buyer,
		Channel: c.part.channel, BatchID: c.part.batch, Line: line, Actor: c.part.actor, At: c.part.now})
}

// contract settles the contract of a line among those of its follow-up.
func (c *supplierChunk) contract(ctx context.Context, l *domain.SupplierLine, f *followUp, o *outcome) error {
	if !l.HasContract() {
		return nil
	}
	given := domain.Contract{FollowUpID: f.ID, Reference: l.Reference, ReferenceKey: domain.Fold(l.Reference), Signer: l.Signer,
		Amount: l.Amount, StartOn: l.StartOn, EndOn: l.EndOn, Months: l.Months}
	given.EndsOn = given.ComputeEnd()
	if key := domain.Fold(l.Signer); key != "" && key != domain.Fold(l.BuyerName) {
		id, err := c.group(ctx, l.Line, l.Signer, key)
		if err != nil {
			return err
		}
		given.SignerGroup = id
	}
	old := f.contracts[given.ReferenceKey]
	if old == nil {
		id, err := c.it.NewID(ctx, "contracts")
		if err != nil {
			return err
		}
		given.ID = id
		old = &contract{Contract: given, dirty: true, told: true}
		f.contracts[given.ReferenceKey] = old
		c.newContracts = append(c.newContracts, old)
		o.Made |= domain.MadeContract
		o.ContractID = id
		f.assess = true
		o.updated()
		return nil
	}
	o.ContractID = old.ID
	given.ID = old.ID
	if !given.Supersedes(old.Contract) {
		return nil
	}
	if err := c.change(l.Line, "contract", old.ID, &old.told, old.Contract); err != nil {
		return err
	}
	if !old.dirty {
		c.newContracts = append(c.newContracts, old)
	}
	old.Contract, old.dirty, f.assess = given, true, true
	o.updated()
	return nil
}

// collect adds what the line says that its buyer collects.
func (c *supplierChunk) collect(l *domain.SupplierLine, buyer *establishment, o *outcome) {
	for _, code := range l.Documents {
		own := c.collections[buyer.ID]
		if slices.ContainsFunc(own, func(t domain.Collected) bool { return t.Code == code }) {
			continue
		}
		t := c.it.CollectedType(code)
		c.collections[buyer.ID] = append(own, t)
		c.newCollected = append(c.newCollected, collected{buyer.ID, t})
		c.changes = append(c.changes, domain.ImportChange{BatchID: c.part.batch, Line: l.Line, Noun: "collection", NounID: buyer.ID, Before: code})
		if !slices.Contains(c.recollecting, buyer.ID) {
			c.recollecting = append(c.recollecting, buyer.ID)
		}
		o.updated()
	}
}

func pairSet(ps []store.Pair) map[store.Pair]bool {
	set := make(map[store.Pair]bool, len(ps))
	for _, p := range ps {
		set[p] = true
	}
	return set
}
