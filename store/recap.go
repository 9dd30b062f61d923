package store

import (
	"context"
	"slices"

	"vigie/internal/domain"
)

// RecapQuery asks what one reminder says to one address on one day.
type RecapQuery struct {
	Kind       domain.MailKind
	EmailKey   string
	Day        domain.Date
	Suppressed bool
	CycleHeld  bool
}

// RecapAnswer is what a reminder says, or why there is none.
type RecapAnswer struct {
	Recap   domain.Recap
	Outcome domain.Outcome
}

// Recap gathers what a reminder says, deciding again with domain.Remind: when
// the reason no longer holds for anybody with this address, the recap has no
// account and the first person's outcome says why.
func (r reader) Recap(ctx context.Context, q RecapQuery) (domain.Recap, domain.Outcome, error) {
	as, err := r.Recaps(ctx, []RecapQuery{q})
	if err != nil {
		return domain.Recap{}, "", err
	}
	return as[0].Recap, as[0].Outcome, nil
}

// Recaps is Recap for some reminders of one day, in their order. It costs about
// as many statements as one of them alone.
func (r reader) Recaps(ctx context.Context, qs []RecapQuery) ([]RecapAnswer, error) {
	if len(qs) == 0 {
		return nil, nil
	}
	f, err := r.recapFacts(ctx, qs)
	if err != nil {
		return nil, err
	}
	as := make([]RecapAnswer, len(qs))
	for i, q := range qs {
		as[i] = f.recap(q)
	}
	return as, nil
}

func (f *recapFacts) recap(q RecapQuery) RecapAnswer {
	recap, first := domain.Recap{Kind: q.Kind}, domain.NotErased
	for i, u := range f.users[q.EmailKey] {
		relations := f.relations[u.EstablishmentID]
		out := domain.Remind(q.Kind, domain.Person{User: u.User, Establishment: u.EstablishmentState, Suppressed: q.Suppressed}, relations, q.Day, q.CycleHeld)
		if i == 0 {
			first = out
		}
		if out != domain.Mailed {
			recap.HeldPart = recap.HeldPart || out.SetAside()
			continue
		}
		if len(recap.Accounts) == 0 {
			recap.Email, recap.Name, recap.Language = u.Email, u.FullName(), u.Language
		}
		recap.Accounts = append(recap.Accounts, f.account(q, u))
		recap.HeldPart = recap.HeldPart || slices.ContainsFunc(relations, func(x domain.Relation) bool { return x.BuyerHeld && x.FollowUp.InForce(q.Day) })
		for _, o := range f.others(q, u) {
			if !slices.Contains(recap.Others, o) {
				recap.Others = append(recap.Others, o)
			}
		}
	}
	if len(recap.Accounts) > 0 {
		first = domain.Mailed
	}
	return RecapAnswer{recap, first}
}

func (f *recapFacts) account(q RecapQuery, u domain.UserRow) domain.RecapAccount {
	account := domain.RecapAccount{UserID: u.ID, Role: u.Role, Rights: u.Rights, State: u.State, Establishment: f.establishments[u.EstablishmentID]}
	for i, relation := range f.relations[u.EstablishmentID] {
		if !relation.Shown(u.User, q.Day) || q.Kind == domain.MailCompliance && relation.FollowUp.Outstanding == 0 {
			continue
		}
		account.Buyers = append(account.Buyers, f.buyer(relation.FollowUp, f.assessments[u.EstablishmentID][i], q.Day))
	}
	for _, c := range f.colleagues[u.EstablishmentID] {
		if c.Role != domain.RoleRestricted && c.Rights.Has(domain.Deposit) && (c.State == domain.UserActive || c.State == domain.UserInvited) && c.ID != u.ID {
			account.Depositors = append(account.Depositors, domain.Mask(c.Email))
		}
	}
	account.Origin = f.origin(u)
	return account
}

// others are the colleagues who get the same reminder, masked.
func (f *recapFacts) others(q RecapQuery, u domain.UserRow) []string {
	var others []string
	for _, c := range f.colleagues[u.EstablishmentID] {
		if c.EmailKey == q.EmailKey {
			continue
		}
		if domain.Remind(q.Kind, domain.Person{User: c, Establishment: u.EstablishmentState}, f.relations[u.EstablishmentID], q.Day, q.CycleHeld) == domain.Mailed {
			others = append(others, domain.Mask(c.Email))
		}
	}
	return others
}

func (f *recapFacts) buyer(followUp domain.FollowUp, a domain.Assessment, day domain.Date) domain.RecapBuyer {
	b := domain.RecapBuyer{FollowUpID: followUp.ID, Code: followUp.ThirdPartyCode, Lines: a.Lines, Buyer: f.establishments[followUp.BuyerID]}
	b.Group = f.groups[b.Buyer.GroupID]
	for _, c := range f.contracts[followUp.ID] {
		if !c.InForce(day) {
			continue
		}
		if c.Reference != "" && !slices.Contains(b.References, c.Reference) {
			b.References = append(b.References, c.Reference)
		}
		if c.Signer != "" && !slices.Contains(b.Signers, c.Signer) {
			b.Signers = append(b.Signers, c.Signer)
		}
	}
	return b
}
