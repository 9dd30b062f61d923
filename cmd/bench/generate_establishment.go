package main

import (
	"fmt"

	"vigie/internal/domain"
)

func (g *generator) establishment(id int64) {
	name, number, city := g.companyName(), siret(int(id)), pick(g.rng, g.cities)
	buyer := g.isBuyer(id)
	supplier := !buyer || id%4 == 1
	group, state := int64(0), domain.EstablishmentActive
	if buyer && g.chance(500) {
		group = 1 + g.rng.Int64N(int64(g.buyers()/5+1))
	}
	if !buyer && g.chance(10) {
		state = domain.EstablishmentDeregistered
	}
	g.add("establishments", id, "SIRET", number, number[:9], name, domain.Fold(name), "FR", fmt.Sprintf("%05d", 1000+g.rng.IntN(95_000)), city,
		fmt.Sprintf("%02d.%02dZ", 10+g.rng.IntN(80), g.rng.IntN(99)), group, state, buyer, supplier, g.now, g.now)
	var first int64
	if supplier {
		first = g.followUps(id)
	}
	g.people(id, first)
	if id%10 == 0 {
		g.customer(id / 10)
	}
}
