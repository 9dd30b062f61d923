package tui

import (
	"context"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// overviewRows is how many buyers and users a first tab names.
const overviewRows = 6

func (e *establishment) overview(context.Context) ([]kit.Section, error) {
	return establishmentOverview(e.stage, e.subject()), nil
}

// establishmentOverview is the first tab, and the preview in lists.
func establishmentOverview(st *Stage, c desk.EstablishmentCard) []kit.Section {
	e := c.Establishment
	register := ""
	if e.IDType.Foreign() {
		register = string(e.IDType) + " "
	}
	identity := kit.Section{Title: e.DisplayName(), Items: []kit.Item{
		item(st.T("console.column.identifier"), register+siret(e.IDValue)),
		item(st.T("console.fact.address"), joined(" ", e.PostalCode, place(e))),
		item(st.T("console.fact.activity"), joined(" ", e.Activity, e.Nomenclature)),
		item(st.T("console.fact.group"), c.Group.Name),
		item(st.T("console.column.state"), st.word("establishment", string(e.State)), stateTone(e.State)),
		item(st.T("console.fact.name_source"), st.word("source", string(e.NameSource)), kit.ToneDim),
	}}
	if e.IsBuyer {
		identity.Items = append(identity.Items, item(st.T("console.fact.follows"), st.T("console.fact.follows_n", "Count", st.count(c.AsBuyer))),
			item(st.T("console.fact.mail_domain"), e.MailDomain), item(st.T("console.fact.standby_address"), domain.Mask(e.StandbyEmail)))
	}
	if e.IsSupplier {
		identity.Items = append(identity.Items, twoFactorFact(st, c.TwoFactor))
	}
	if c.Silence.SupplierID != 0 {
		identity.Items = append(identity.Items, silenceFact(st, c.Silence))
	}
	if e.Held {
		identity.Items = append(identity.Items, item(st.T("console.state.held"), or(e.HoldReason), kit.ToneWarn))
	}
	sections := []kit.Section{identity}
	if e.IsSupplier {
		sections = append(sections, buyersSection(st, c.AsSupplier))
	}
	return append(sections, usersSection(st, c.Users), siblingsSection(st, c.Siblings))
}

func stateTone(s domain.EstablishmentState) kit.Tone {
	switch s {
	case domain.EstablishmentActive:
		return kit.ToneGood
	case domain.EstablishmentRemovalRequested:
		return kit.ToneWarn
	}
	return kit.ToneBad
}

func buyersSection(st *Stage, rows []domain.FollowUpRow) kit.Section {
	return kit.Section{Title: st.Session.Texts.N("console.fact.followed_by", int64(len(rows))), Items: firstItems(st, overviewRows, rows, func(f domain.FollowUpRow) kit.Item {
		state, tone := followUpNow(st, f.FollowUp)
		return kit.Item{Label: or(f.BuyerName), Value: state, Tone: tone}
	})}
}

func usersSection(st *Stage, us []domain.User) kit.Section {
	s := kit.Section{Title: st.Session.Texts.N("console.fact.users", int64(len(us))), Items: firstItems(st, overviewRows, us, func(u domain.User) kit.Item {
		signal := userSignal(st, u)
		return kit.Item{Label: name(joined(" ", u.LastName, u.FirstName), u.Email), Value: joined(" · ", st.word("role", string(u.Role)), signal.Text), Tone: signal.Tone}
	})}
	if len(us) == 0 {
		s.Text = st.T("console.fact.no_user")
	}
	return s
}

func siblingsSection(st *Stage, rows []domain.Establishment) kit.Section {
	return kit.Section{Title: st.Session.Texts.N("console.fact.siblings", int64(len(rows))), Items: firstItems(st, overviewRows, rows, func(e domain.Establishment) kit.Item {
		return kit.Item{Label: siret(e.IDValue), Value: joined("  ", e.DisplayName(), place(e))}
	})}
}

// firstItems are a few of many, and how many more there are.
func firstItems[T any](st *Stage, most int, all []T, item func(T) kit.Item) []kit.Item {
	var out []kit.Item
	for _, v := range all[:min(most, len(all))] {
		out = append(out, item(v))
	}
	if n := len(all) - most; n > 0 {
		out = append(out, kit.Item{Label: "…", Value: st.Session.Texts.N("console.fact.more", int64(n)), Tone: kit.ToneDim})
	}
	return out
}

// why says of every user whether the next cycle mails them, and what for.
func (e *establishment) why(ctx context.Context) ([]kit.Section, error) {
	st, s := e.stage, e.stage.Session
	ws, err := s.Desk.Why(ctx, s.Actor, e.subject().Establishment.IDValue)
	if domain.KindOf(err) == domain.NotFound || domain.KindOf(err) == domain.Invalid {
		return []kit.Section{{Title: st.T("console.why.next"), Text: st.T("console.fact.no_user")}}, nil
	}
	if err != nil {
		return nil, err
	}
	var out []kit.Section
	for _, w := range ws {
		out = append(out, whyNext(st, w, true))
	}
	return append(out, whyFollowUps(st, ws[0])...), nil
}

// origin says who set the follow-ups up and who gave the contacts.
func (e *establishment) origin(ctx context.Context) ([]kit.Section, error) {
	st, s, c := e.stage, e.stage.Session, e.subject()
	rows, err := s.Desk.Origins(ctx, s.Actor, c)
	if err != nil {
		return nil, err
	}
	out := []kit.Section{originSection(st, st.T("console.origin.followups"), rows, true)}
	for i, u := range c.Users {
		if i == overviewRows {
			break
		}
		w, err := s.Desk.WhyUser(ctx, s.Actor, u.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, originSection(st, st.T("console.origin.user", "Name", joined("  ", fullName(u), u.Email)), w.Origins, false))
	}
	return out, nil
}

// originSection says of each gift: who, when, by which channel, in which line
// of which file.
func originSection(st *Stage, title string, rows []domain.ProvenanceRow, followUpsOnly bool) kit.Section {
	s := kit.Section{Title: title}
	for _, p := range rows {
		if followUpsOnly && p.UserID != 0 {
			continue
		}
		where := ""
		if p.BatchID != 0 {
			where = st.T("console.origin.line", "File", p.FileName, "Line", strconv.Itoa(p.Line))
		}
		s.Items = append(s.Items, kit.Item{Label: st.when(p.At), Value: joined(" · ", p.BuyerName, st.word("channel", string(p.Channel)), where, st.T("console.origin.by", "Name", or(p.Actor)))})
	}
	if len(s.Items) == 0 {
		s.Text = st.T("console.origin.none")
	}
	return s
}

// documents says of each buyer what it asks for, and what each is worth.
func (e *establishment) documents(ctx context.Context) ([]kit.Section, error) {
	st, s, c := e.stage, e.stage.Session, e.subject()
	if len(c.AsSupplier) == 0 {
		return []kit.Section{{Title: st.T("console.tab.documents"), Text: st.T("console.documents.none")}}, nil
	}
	as, err := s.Desk.RequiredDocuments(ctx, s.Actor, c.AsSupplier)
	if err != nil {
		return nil, err
	}
	var out []kit.Section
	for i, f := range c.AsSupplier {
		state, _ := followUpNow(st, f.FollowUp)
		out = append(out, kit.Section{Title: joined(" · ", f.BuyerName, state), Items: documentItems(st, as[i].Lines)})
	}
	deposited, err := s.Desk.SupplierDocuments(ctx, s.Actor, c.Establishment.ID)
	if err != nil {
		return nil, err
	}
	return append(out, depositedSection(st, deposited)), nil
}

// documentItems are required documents with their status, full name, clock
// and law.
func documentItems(st *Stage, lines []domain.Line) []kit.Item {
	var items []kit.Item
	for _, l := range lines {
		until := ""
		switch {
		case l.ValidUntil == domain.Forever:
		case l.Status == domain.StatusExpired && l.ValidUntil.Known():
			until = st.T("console.documents.since", "Day", st.day(l.ValidUntil))
		case l.ValidUntil.Known():
			until = st.T("console.documents.until", "Day", st.day(l.ValidUntil))
		case l.Status == domain.StatusMissing && l.DueOn.Known():
			until = st.T("console.documents.since", "Day", st.day(l.DueOn))
		}
		basis := l.Type.Article
		if basis == "" {
			basis = st.word("basis", string(l.Type.Basis))
		}
		items = append(items, kit.Item{Label: st.word("status", string(l.Status)), Tone: statusTone(l.Status),
			Value: st.Session.Texts.Document(l.Type.Code) + "\n" + joined(" · ", until, st.Session.Texts.RejectReason(l.Reason, l.Document.Note), basis)})
	}
	if len(items) == 0 {
		items = append(items, kit.Item{Label: st.T("console.documents.nothing")})
	}
	return items
}

func statusTone(s domain.DocumentStatus) kit.Tone {
	switch s {
	case domain.StatusValid, domain.StatusNotConcerned:
		return kit.ToneGood
	case domain.StatusToCheck, domain.StatusExpiring:
		return kit.ToneWarn
	}
	return kit.ToneBad
}
