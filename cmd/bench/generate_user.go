package main

import (
	"fmt"
	"strings"

	"vigie/internal/domain"
)

// people makes one user, and for every fifth establishment a second one with
// restricted rights.
func (g *generator) people(establishment, followUp int64) {
	for k := range 1 + int(min(1, (establishment+4)%5/4)) {
		g.user++
		first, last := pick(g.rng, g.firsts), pick(g.rng, g.lasts)
		email := fmt.Sprintf("%s.%s%d@entreprise%d.example.org", domain.Fold(first), strings.ToLower(last), g.user, establishment%5000)
		if g.chance(50) {
			email = fmt.Sprintf("cabinet%d@comptable.example.org", g.rng.IntN(g.n/50+1))
		}
		if g.chance(20) {
			email = ""
		}
		role, rights, addedFor, state := domain.RoleAdministrator, domain.AllRights, int64(0), domain.UserInvited
		if k == 1 {
			role, rights, addedFor = domain.RoleRestricted, domain.Deposit, followUp
		}
		switch {
		case g.chance(30):
			state = domain.UserDisabled
		case g.chance(500):
			state = domain.UserActive
		}
		name := domain.Fold(last + " " + first)
		key := domain.ContactKey(email, name+fmt.Sprint(k))
		g.add("users", g.user, establishment, email, email, key, first, last, name, fmt.Sprintf("+336%08d", g.user), "fr", role, state, rights, addedFor, 0,
			g.chance(10), g.now, g.now, g.now)
		g.add("provenances", 0, g.user, g.buyerID(0), domain.ChannelImport, g.user, "bench", g.now)
	}
}
