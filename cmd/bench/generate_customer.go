package main

import (
	"fmt"

	"vigie/internal/domain"
)

// linkedCustomers is how many customers have a link to their preferences.
const linkedCustomers = 2000

func (g *generator) customer(id int64) {
	first, last := pick(g.rng, g.firsts), pick(g.rng, g.lasts)
	email, code := fmt.Sprintf("client%d@example.net", id), fmt.Sprintf("C%08d", id)
	request, state := int64(0), domain.RequestState("")
	if id <= linkedCustomers {
		request, state = id, domain.RequestSent
		expires := g.now.Add(domain.LinkPreferences.Life())
		g.add("consent_requests", id, id, state, email, g.now, g.now, expires)
		l := preferenceLink(id, g.now)
		g.keys.Mint(&l)
		g.add("links", l.Kind, l.Hash, l.SubjectID, l.CreatedAt, l.ExpiresAt)
	}
	g.add("customers", id, code, code, domain.CustomerPerson, last, first, domain.Fold(last+" "+first), email, email, pick(g.rng, g.cities), request, state, g.now, g.now)
}

// preferenceLink is the link of a customer's request: its token is made again
// when the page is loaded.
func preferenceLink(request int64, created domain.Instant) domain.Link {
	return domain.Link{Kind: domain.LinkPreferences, SubjectID: request, CreatedAt: created, ExpiresAt: created.Add(domain.LinkPreferences.Life())}
}
