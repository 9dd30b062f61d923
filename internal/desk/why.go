package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// Why answers "why do I get this, who gave you my address, who sees it" for
// one person in one establishment.
type Why struct {
	User      domain.UserRow
	Outcomes  map[domain.MailKind]domain.Outcome // of the next cycle
	FollowUps []WhyFollowUp
	Origins   []domain.ProvenanceRow
	Mails     []domain.Mail // newest first

	Nomination domain.Nomination  // the last one, if any
	Flag       domain.AddressFlag // of their address, if it ever had one
}

// WhyFollowUp is one buyer's part in the answer.
type WhyFollowUp struct {
	Row        domain.FollowUpRow
	Group      string
	InForce    bool
	Lines      []domain.Line
	Signers    []string
	References []string
	Referent   bool // the buyer sees this person's details
}

// Why reads the answer for an address, in every establishment it belongs to,
// or for an establishment's identifier, for all its users. Who types the
// whole address sees it; everybody else is masked.
func (d *Desk) Why(ctx context.Context, by domain.Actor, text string) ([]Why, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	q := domain.ParseQuery(text)
	var users []domain.UserRow
	var err error
	switch q.Kind {
	case domain.QueryEmail:
		users, err = d.db.UsersByEmail(ctx, q.Value)
	case domain.QueryIdentifier:
		users, err = d.usersOfIdentifier(ctx, q.Value)
	default:
		return nil, domain.Refuse(domain.Invalid, "why_needs", "Value", text)
	}
	if err != nil {
		return nil, err
	}
	if len(users) == 0 && q.Kind == domain.QueryIdentifier {
		return d.whyAlone(ctx, q.Value)
	}
	if len(users) == 0 {
		return nil, domain.Refuse(domain.NotFound, "why_nobody", "Value", text)
	}
	out := make([]Why, 0, len(users))
	for _, u := range users {
		w, err := d.whyUser(ctx, u)
		if err != nil {
			return nil, err
		}
		if u.EmailKey != q.Value || by.Role == domain.Auditor {
			w.User.User = u.User.Masked(by.Role)
		}
		out = append(out, w)
	}
	return out, nil
}

// WhyUser reads the answer for one user, masked.
func (d *Desk) WhyUser(ctx context.Context, by domain.Actor, id int64) (Why, error) {
	if err := d.read(by); err != nil {
		return Why{}, err
	}
	u, err := d.db.User(ctx, id)
	if err != nil {
		return Why{}, err
	}
	w, err := d.whyUser(ctx, u)
	w.User.User = u.User.Masked(by.Role)
	return w, err
}

// whyAlone answers for an establishment that has no user: who follows it, and
// how it was added. The answer's user has no id.
func (d *Desk) whyAlone(ctx context.Context, identifier string) ([]Why, error) {
	w, err := d.db.Establishments(ctx, store.AnyRole, domain.Filter{Terms: []domain.Term{{Field: "siret", Value: identifier}}}, domain.Page{Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(w.Rows) == 0 || w.Rows[0].IDValue != identifier {
		return nil, domain.Refuse(domain.NotFound, "why_nobody", "Value", identifier)
	}
	e := w.Rows[0]
	why := Why{User: domain.UserRow{User: domain.User{EstablishmentID: e.ID}, EstablishmentName: e.Name, EstablishmentValue: e.IDValue, EstablishmentState: e.State}}
	if err := d.whyFollowUps(ctx, why.User, &why); err != nil {
		return nil, err
	}
	for _, f := range why.FollowUps {
		origins, err := d.db.FollowUpProvenance(ctx, f.Row.ID, cardRows)
		if err != nil {
			return nil, err
		}
		why.Origins = append(why.Origins, origins...)
	}
	return []Why{why}, nil
}

func (d *Desk) usersOfIdentifier(ctx context.Context, value string) ([]domain.UserRow, error) {
	w, err := d.db.Users(ctx, domain.Filter{Terms: []domain.Term{{Field: "siret", Value: value}}}, domain.Page{Limit: cardRows})
	return w.Rows, err
}

func (d *Desk) whyUser(ctx context.Context, u domain.UserRow) (Why, error) {
	w := Why{User: u, Outcomes: map[domain.MailKind]domain.Outcome{}}
	var err error
	if w.Origins, err = d.db.UserProvenance(ctx, u.ID, cardRows); err != nil {
		return w, err
	}
	if u.EmailKey != "" {
		if w.Mails, err = d.db.MailsTo(ctx, u.EmailKey, cardRows); err != nil {
			return w, err
		}
	}
	for i := range w.Mails {
		w.Mails[i] = maskedMail(w.Mails[i])
	}
	if w.Flag, err = d.db.AddressFlag(ctx, u.EmailKey); err != nil {
		return w, err
	}
	nominations, err := d.db.NominationsOf(ctx, u.ID)
	if err != nil {
		return w, err
	}
	if len(nominations) > 0 {
		w.Nomination = nominations[0]
	}
	if err := d.whyOutcomes(ctx, u, &w); err != nil {
		return w, err
	}
	return w, d.whyFollowUps(ctx, u, &w)
}

// whyOutcomes asks the cycle's own rule for the next cycle.
func (d *Desk) whyOutcomes(ctx context.Context, u domain.UserRow, w *Why) error {
	suppressed, err := d.db.Suppressed(ctx, d.keys.HashEmail(u.EmailKey))
	if err != nil {
		return err
	}
	held, err := d.cycleHeld(ctx, d.ThisWeek())
	if err != nil {
		return err
	}
	for _, kind := range domain.ReminderKinds() {
		w.Outcomes[kind], err = d.db.Outcome(ctx, u, store.RecapQuery{Kind: kind, EmailKey: u.EmailKey, Day: d.Today(), Suppressed: suppressed, CycleHeld: held})
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) whyFollowUps(ctx context.Context, u domain.UserRow, w *Why) error {
	rows, err := d.db.SupplierFollowUps(ctx, u.EstablishmentID, cardRows)
	if err != nil || len(rows) == 0 {
		return err
	}
	collections, err := d.db.Collections(ctx)
	if err != nil {
		return err
	}
	fs, ids := make([]domain.FollowUp, len(rows)), make([]int64, len(rows))
	for i, r := range rows {
		fs[i], ids[i] = r.FollowUp, r.ID
	}
	as, err := d.db.Assess(ctx, fs, collections, d.Today())
	if err != nil {
		return err
	}
	contracts, err := d.db.Contracts(ctx, ids)
	if err != nil {
		return err
	}
	referent, err := d.db.ReferentFor(ctx, u.ID)
	if err != nil {
		return err
	}
	groups, err := d.db.BuyerGroups(ctx, buyersOf(rows))
	if err != nil {
		return err
	}
	for i, r := range rows {
		f := WhyFollowUp{Row: r, Group: groups[r.BuyerID], InForce: r.InForce(d.Today()), Lines: as[i].Lines, Referent: referent[r.ID]}
		for _, c := range contracts {
			if c.FollowUpID == r.ID && c.InForce(d.Today()) {
				f.References = appendNew(f.References, c.Reference)
				f.Signers = appendNew(f.Signers, c.Signer)
			}
		}
		w.FollowUps = append(w.FollowUps, f)
	}
	return nil
}

// buyersOf are the buyers of several follow-ups.
func buyersOf(rows []domain.FollowUpRow) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.BuyerID
	}
	return ids
}

func appendNew(list []string, s string) []string {
	if s == "" {
		return list
	}
	for _, l := range list {
		if l == s {
			return list
		}
	}
	return append(list, s)
}
