package tui

import (
	"context"
	"slices"

	"vigie/internal/domain"
)

// find answers the search box: what is exactly the text typed first, then
// persons and establishments before the mails that went to them.
func (s *Session) find(ctx context.Context, text string) ([]Found, error) {
	q := domain.ParseQuery(text)
	hits, err := s.Desk.Search(ctx, s.Actor, text)
	if err != nil {
		return nil, err
	}
	out := make([]Found, 0, len(hits))
	for _, h := range hits {
		open := opening(h, q)
		if open == nil {
			continue
		}
		out = append(out, Found{Label: s.label(h), Detail: s.Texts.T("domain.noun." + h.Noun), Open: open, Exact: exactly(h, q)})
	}
	slices.SortStableFunc(out, func(a, b Found) int {
		switch {
		case a.Exact == b.Exact:
			return 0
		case a.Exact:
			return -1
		}
		return 1
	})
	return out, nil
}

// opening leads from a hit to the card that answers what people ask of it: of
// an address, why it gets mails.
func opening(h domain.Hit, q domain.Query) Opening {
	switch h.Noun {
	case "establishment":
		return establishmentCard(h.ID)
	case "user":
		if q.Kind == domain.QueryEmail || q.Kind == domain.QueryPhone {
			return userCardFor(h.ID, "w", q)
		}
		return userCard(h.ID)
	case "customer":
		return customerCard(h.ID)
	case "mail":
		return mailCard(h.ID)
	case "ticket":
		return ticketCard(h.ID)
	}
	return nil
}

// exactly tells whether a hit is the very thing typed; the mails to an
// address are not the person.
func exactly(h domain.Hit, q domain.Query) bool {
	switch q.Kind {
	case domain.QueryEmail:
		return h.Noun != "mail" && h.Noun != "ticket" && domain.EmailKey(h.Title) == q.Value
	case domain.QueryIdentifier:
		return h.Detail == q.Value
	case domain.QuerySIREN:
		return len(h.Detail) >= 9 && h.Detail[:9] == q.Value
	case domain.QueryReference, domain.QueryTicket:
		return true
	case domain.QueryPhone:
		return h.Title == q.Value
	}
	return false
}

func (s *Session) label(h domain.Hit) string {
	title, detail := h.Title, h.Detail
	if h.Noun == "mail" {
		reference := domain.Mail{ID: h.ID}.Reference()
		kind := detail
		if s.Texts.Has("domain.mail_kind." + title) {
			title, kind = detail, title
		}
		return joined("  ", reference, s.Texts.T("domain.mail_kind."+kind), title)
	}
	if h.Noun == "establishment" {
		detail = siret(detail)
	}
	return joined("  ", title, detail)
}

// exactPerson is the filter of people that a bare address, SIRET or number means.
func exactPerson(q domain.Query) string {
	switch q.Kind {
	case domain.QueryEmail:
		return "email:" + q.Value
	case domain.QueryPhone:
		return "phone:" + q.Value
	case domain.QueryIdentifier:
		return "siret:" + q.Value
	}
	return ""
}
