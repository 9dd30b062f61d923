package main

import (
	"fmt"

	"vigie/internal/domain"
)

// followUps makes one to five follow-ups, three on average, and returns the
// first one's id.
func (g *generator) followUps(supplier int64) (first int64) {
	documents := g.documents(supplier)
	start, step := g.rng.IntN(g.buyers()), 1+g.rng.IntN(g.buyers()/5)
	for j := range 1 + int(supplier%5) {
		buyer := g.buyerID((start + j*step) % g.buyers())
		if buyer == supplier {
			continue
		}
		g.followUp++
		if first == 0 {
			first = g.followUp
		}
		g.oneFollowUp(g.followUp, buyer, supplier, documents)
	}
	return first
}

func (g *generator) oneFollowUp(id, buyer, supplier int64, documents []domain.Document) {
	c := g.aContract(id)
	f := domain.FollowUp{ID: id, State: domain.FollowUpActive, BeganOn: c.StartOn}
	switch {
	case g.chance(40):
		f.State = domain.FollowUpClosed
	case g.chance(50):
		f.State, f.StandbyReason, f.StandbyUntil = domain.FollowUpStandby, domain.StandbyContractEnded, g.on(30+g.rng.IntN(300))
	}
	collected, ok := g.own[buyer]
	if !ok {
		collected = g.common
	}
	f.Apply(domain.Case{BeganOn: f.BeganOn, Collected: collected, Contracts: []domain.Contract{c}, Documents: documents, FollowUp: id}.Assess(g.day), g.day)
	g.add("follow_ups", id, buyer, supplier, f.State, f.BeganOn, f.EndsOn, false, f.Compliance, f.Required, f.Outstanding, f.ComputedOn, f.NextChangeOn,
		f.StandbyReason, f.StandbyUntil, g.now, g.now)
	g.add("contracts", c.ID, id, c.Reference, c.ReferenceKey, c.Signer, c.Amount, c.StartOn, c.EndOn, c.Months, c.EndsOn)
	g.add("provenances", id, 0, buyer, domain.ChannelImport, id, "bench", g.now)
}

func (g *generator) aContract(followUp int64) domain.Contract {
	g.contract++
	c := domain.Contract{ID: g.contract, FollowUpID: followUp, Reference: fmt.Sprintf("M-%07d", g.contract), ReferenceKey: fmt.Sprintf("m %07d", g.contract),
		Amount: domain.Cents(100_000 + g.rng.Int64N(50_000_000)), StartOn: g.on(-10 - g.rng.IntN(700)), Months: 6 + g.rng.IntN(42)}
	if g.chance(100) {
		c.Amount = domain.UnknownAmount
	}
	c.EndsOn = c.ComputeEnd()
	return c
}

// documents are what every fourth supplier deposited.
func (g *generator) documents(supplier int64) (ds []domain.Document) {
	if supplier%4 != 0 {
		return nil
	}
	for _, code := range []string{"ASV", "IMM", "LNTE"} {
		age := g.rng.IntN(140)
		if g.chance(250) {
			age += 180
		}
		d := domain.Document{SupplierID: supplier, TypeCode: code, State: domain.DocumentAccepted, DepositedOn: g.on(-age), IssuedOn: g.on(-age - g.rng.IntN(60)), CheckedOn: g.on(-age)}
		switch {
		case g.chance(60):
			d.State, d.CheckedOn = domain.DocumentToCheck, ""
		case g.chance(40):
			d.State, d.RejectedReason = domain.DocumentRejected, "illegible"
		}
		ds = append(ds, d)
		g.add("documents", supplier, code, d.State, d.RejectedReason, d.IssuedOn, d.DepositedOn, d.CheckedOn, g.now)
	}
	return ds
}
