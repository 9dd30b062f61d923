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

// Recap gathers what a reminder says, deciding again with domain.Remind: when
// the reason no longer holds for anybody with this address, the recap has no
// account and the first person's outcome says why.
func (r reader) Recap(ctx context.Context, q RecapQuery) (domain.Recap, domain.Outcome, error) {
	users, err := r.UsersByEmail(ctx, q.EmailKey)
	if err != nil {
		return domain.Recap{}, "", err
	}
	recap := domain.Recap{Kind: q.Kind}
	first := domain.NotErased
	collections, err := r.collectionsOnce(ctx)
	if err != nil {
		return recap, "", err
	}
	held, err := r.HeldBuyers(ctx)
	if err != nil {
		return recap, "", err
	}
	for i, u := range users {
		relations, assessments, err := r.relationsOf(ctx, u.EstablishmentID, collections, held, q.Day)
		if err != nil {
			return recap, "", err
		}
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
		account, others, err := r.recapAccount(ctx, q, u, relations, assessments)
		if err != nil {
			return recap, "", err
		}
		recap.Accounts = append(recap.Accounts, account)
		recap.HeldPart = recap.HeldPart || slices.ContainsFunc(relations, func(x domain.Relation) bool { return x.BuyerHeld && x.FollowUp.InForce(q.Day) })
		for _, o := range others {
			if !slices.Contains(recap.Others, o) {
				recap.Others = append(recap.Others, o)
			}
		}
	}
	if len(recap.Accounts) > 0 {
		return recap, domain.Mailed, nil
	}
	return recap, first, nil
}

// relationsOf reads the follow-ups of one supplier with their assessment.
func (r reader) relationsOf(ctx context.Context, supplier int64, c Collections, held map[int64]bool, day domain.Date) ([]domain.Relation, []domain.Assessment, error) {
	var fs []domain.FollowUp
	if err := r.all(ctx, &fs, `SELECT `+followUpColumns+` FROM follow_ups WHERE supplier_id = ? ORDER BY buyer_id`, supplier); err != nil {
		return nil, nil, err
	}
	as, err := r.Assess(ctx, fs, c, day)
	if err != nil {
		return nil, nil, err
	}
	relations := make([]domain.Relation, len(fs))
	for i := range fs {
		fs[i].Apply(as[i], day)
		relations[i] = domain.Relation{FollowUp: fs[i], BuyerHeld: held[fs[i].BuyerID]}
	}
	return relations, as, nil
}

func (r reader) recapAccount(ctx context.Context, q RecapQuery, u domain.UserRow, relations []domain.Relation, as []domain.Assessment) (domain.RecapAccount, []string, error) {
	account := domain.RecapAccount{UserID: u.ID, Role: u.Role, Rights: u.Rights, State: u.State}
	var err error
	if account.Establishment, err = r.Establishment(ctx, u.EstablishmentID); err != nil {
		return account, nil, err
	}
	for i, relation := range relations {
		if !relation.Shown(u.User, q.Day) {
			continue
		}
		if q.Kind == domain.MailCompliance && relation.FollowUp.Outstanding == 0 {
			continue
		}
		b, err := r.recapBuyer(ctx, relation.FollowUp, as[i], q.Day)
		if err != nil {
			return account, nil, err
		}
		account.Buyers = append(account.Buyers, b)
	}
	colleagues, err := r.UsersOf(ctx, u.EstablishmentID, 50)
	if err != nil {
		return account, nil, err
	}
	var others []string
	for _, c := range colleagues {
		out := domain.Remind(q.Kind, domain.Person{User: c, Establishment: u.EstablishmentState}, relations, q.Day, q.CycleHeld)
		if c.EmailKey != q.EmailKey && out == domain.Mailed {
			others = append(others, domain.Mask(c.Email))
		}
		if c.Role != domain.RoleRestricted && c.Rights.Has(domain.Deposit) && (c.State == domain.UserActive || c.State == domain.UserInvited) && c.ID != u.ID {
			account.Depositors = append(account.Depositors, domain.Mask(c.Email))
		}
	}
	account.Origin, err = r.origin(ctx, u)
	return account, others, err
}

func (r reader) origin(ctx context.Context, u domain.UserRow) (domain.Origin, error) {
	ps, err := r.UserProvenance(ctx, u.ID, 1)
	if err != nil || len(ps) == 0 {
		return domain.Origin{At: u.CreatedAt}, err
	}
	p := ps[0]
	name := p.BuyerName
	if name == "" {
		name = p.BuyerValue
	}
	return domain.Origin{Buyer: name, Channel: p.Channel, At: p.At, FileName: p.FileName, BatchID: p.BatchID, Line: p.Line}, nil
}

func (r reader) recapBuyer(ctx context.Context, f domain.FollowUp, a domain.Assessment, day domain.Date) (domain.RecapBuyer, error) {
	b := domain.RecapBuyer{FollowUpID: f.ID, Code: f.ThirdPartyCode, Lines: a.Lines}
	var err error
	if b.Buyer, err = r.Establishment(ctx, f.BuyerID); err != nil {
		return b, err
	}
	if b.Buyer.GroupID != 0 {
		g, err := r.Group(ctx, b.Buyer.GroupID)
		if err != nil {
			return b, err
		}
		b.Group = g.Name
	}
	contracts, err := r.Contracts(ctx, []int64{f.ID})
	if err != nil {
		return b, err
	}
	for _, c := range contracts {
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
	return b, nil
}
