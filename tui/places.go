package tui

import (
	"context"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/i18n"
)

// Entrance is what cmd hands over to open a session.
type Entrance struct {
	Context context.Context // ends with the connection
	Desk    *desk.Desk
	Staff   domain.Staff           // whose key finished the handshake
	Now     func() time.Time       //
	Idle    time.Duration          // without a key for so long, the session ends; 0 never
	Zone    *time.Location         // where the person has none of their own
	SSH     string                 // how verbs are called from the person's machine
	Fault   func(err error) string // logs a fault of ours and returns its reference; may be nil
}

// NewSession makes the session of a person: their language, their zone, their
// theme, every screen, the search box.
func NewSession(e Entrance) *Session {
	s := &Session{
		Context: e.Context, Desk: e.Desk, Now: e.Now, Idle: e.Idle, Fault: e.Fault, Zone: e.Zone, SSH: e.SSH,
		Actor: domain.Actor{StaffID: e.Staff.ID, Name: e.Staff.Name, Role: e.Staff.Role, Door: "console"},
		Texts: i18n.For(string(e.Staff.Language)), Theme: e.Staff.Theme,
		Changed: e.Desk.Version,
	}
	if zone, err := time.LoadLocation(e.Staff.Timezone); err == nil && e.Staff.Timezone != "" {
		s.Zone = zone
	}
	if s.Zone == nil {
		s.Zone = e.Desk.Location()
	}
	s.Places = Places(s.Texts)
	s.Finder = s.find
	return s
}

// Places are the screens that g and a letter lead to, in a language; home is
// the first.
func Places(t *i18n.Texts) []Place {
	place := func(letter, name, alias string, open Opening) Place {
		return Place{Letter: letter, Name: name, Title: t.T("console.place." + name), Aliases: []string{alias}, Open: open}
	}
	return []Place{
		place("h", "home", "accueil", newHome),
		place("s", "suppliers", "fournisseurs", establishments(desk.SuppliersOnly)),
		place("b", "buyers", "donneurs", establishments(desk.BuyersOnly)),
		place("e", "establishments", "etablissements", establishments(desk.AnyRole)),
		place("f", "followups", "relations", followUps),
		place("u", "users", "utilisateurs", users),
		place("r", "reminders", "relances", newReminders),
		place("t", "tickets", "demandes", newTickets),
		place("p", "ready", "modeles", readyTexts),
		place("c", "customers", "consentements", customers),
		place("", "review", "revue", review),
		place("", "campaigns", "campagnes", campaigns),
		place("d", "rights", "suppressions", rightsRequests),
		place("k", "documents", "pieces", documents),
		place("", "registers", "registres", registers),
		place("", "twofactor", "deuxfacteurs", registersAt("f")),
		place("", "audits", "auditssecurite", registersAt("u")),
		place("", "seller", "vendeur", registersAt("v")),
		place("m", "mails", "courriels", mails),
		place("i", "imports", "imports", imports),
		place("x", "exports", "export", exportsList),
		place("o", "offers", "offres", offers),
		place("z", "staff", "equipe", staffList),
		place("a", "audit", "audit", auditList),
	}
}
