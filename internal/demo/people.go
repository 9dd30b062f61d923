package demo

import (
	"context"
	"fmt"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

func (w *World) buildFollowUps(ctx context.Context) error {
	return w.each(ctx, supplierCount, func(tx *store.Tx, i int) error {
		e, err := tx.Establishment(ctx, w.suppliers[i])
		if err != nil {
			return err
		}
		first := w.rand.IntN(buyerCount)
		for n := range 1 + w.rand.IntN(3) {
			buyer := w.buyers[(first+n*7)%buyerCount]
			f := domain.FollowUp{BuyerID: buyer.ID, SupplierID: e.ID, State: domain.FollowUpActive, Episode: 1, BeganOn: w.day(-30 - w.rand.IntN(700)),
				EndsOn: domain.Forever, Compliance: domain.NothingRequired, ComputedOn: w.day(0), NextChangeOn: w.day(0),
				ThirdPartyCode: fmt.Sprintf("F%06d", w.rand.IntN(1e6))}
			if e.AcceptsFollowUps() != nil {
				f.State = domain.FollowUpClosed
			}
			if err := w.followUp(ctx, tx, f); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *World) followUp(ctx context.Context, tx *store.Tx, f domain.FollowUp) error {
	id, err := tx.InsertFollowUp(ctx, f)
	if err != nil {
		return err
	}
	w.pairs = append(w.pairs, [2]int64{id, f.SupplierID})
	c := domain.Contract{FollowUpID: id, Reference: fmt.Sprintf("2026-%04d", w.rand.IntN(10000)), Amount: domain.Cents(w.rand.IntN(4_000_000)),
		StartOn: f.BeganOn, Months: 6 + w.rand.IntN(36)}
	if w.rand.IntN(5) == 0 {
		c.Signer = pick(w, groups())
	}
	if _, err := tx.InsertContract(ctx, c); err != nil {
		return err
	}
	return tx.InsertProvenance(ctx, domain.Provenance{FollowUpID: id, BuyerID: f.BuyerID, Channel: domain.ChannelManual, Actor: "demo"})
}

func (w *World) buildUsers(ctx context.Context) error {
	return w.each(ctx, len(w.pairs), func(tx *store.Tx, i int) error {
		followUp, supplier := w.pairs[i][0], w.pairs[i][1]
		if w.users >= userTarget || i%13 == 12 && w.rand.IntN(2) == 0 {
			return nil
		}
		admin, err := tx.HasAdministrator(ctx, supplier)
		if err != nil {
			return err
		}
		f, err := tx.FollowUp(ctx, followUp)
		if err != nil {
			return err
		}
		ofBuyer := i%211 == 210
		u := w.person(i, supplier, domain.AdmitContact(admin, ofBuyer))
		u.AddedFor, u.AddedBy = followUp, f.BuyerID
		u.RightsToSet = u.Role == domain.RoleRestricted && !u.HeldContact && i%4 == 0
		id, err := tx.InsertUser(ctx, u)
		if err != nil {
			return err
		}
		w.users++
		if i%2 == 0 {
			if err := tx.AddReferent(ctx, followUp, id); err != nil {
				return err
			}
		}
		return tx.InsertProvenance(ctx, domain.Provenance{FollowUpID: followUp, UserID: id, BuyerID: f.BuyerID, Channel: domain.ChannelManual, Actor: "demo"})
	})
}

// person makes the i-th user, in one of every state.
func (w *World) person(i int, establishment int64, c domain.Contact) domain.User {
	last, first := pick(w, lastNames()), pick(w, firstNames())
	u := domain.User{EstablishmentID: establishment, FirstName: first, LastName: last, Role: c.Role, Rights: c.Rights, HeldContact: c.Held,
		Email:    fmt.Sprintf("%s.%s.%d@supplier%d.example", ascii(first), ascii(last), i, establishment),
		Language: domain.French, Source: domain.SourceImport, State: domain.UserInvited, InvitedAt: domain.InstantOf(w.now.AddDate(0, 0, -20)),
		Phone: fmt.Sprintf("+331990%05d", w.rand.IntN(1e5)), Mobile: fmt.Sprintf("+3363998%04d", w.rand.IntN(1e4))}
	if i%11 == 0 {
		u.Language = domain.English
	}
	switch {
	case i%3 == 0:
		u.State, u.ActivatedAt = domain.UserActive, domain.InstantOf(w.now.AddDate(0, 0, -w.rand.IntN(15)))
	case i%37 == 1:
		u.State = domain.UserDisabled
	case i%53 == 2:
		u.Bounced = true
	case i%71 == 4:
		u.Email = ""
	case i%83 == 5:
		u.Held = true
	}
	return u
}

func ascii(s string) string { return strings.ReplaceAll(domain.Fold(s), " ", "-") }

// buildDocuments gives some suppliers documents in every status.
func (w *World) buildDocuments(ctx context.Context) error {
	return w.each(ctx, supplierCount, func(tx *store.Tx, i int) error {
		if i%2 == 1 && i%9 != 0 {
			return nil
		}
		for n, code := range []string{"ASV", "IMM", "LNTE"} {
			age := w.rand.IntN(330)
			d := domain.Document{SupplierID: w.suppliers[i], TypeCode: code, State: domain.DocumentAccepted, IssuedOn: w.day(-age - 10), DepositedOn: w.day(-age), CheckedOn: w.day(-age + 1)}
			switch {
			case i%17 == n:
				d.State, d.CheckedOn = domain.DocumentToCheck, ""
			case i%29 == n:
				d.State, d.RejectedReason = domain.DocumentRejected, "Le code de sécurité ne correspond pas au document."
			case i%7 == n:
				continue
			}
			if _, err := tx.InsertDocument(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *World) buildStandbys(ctx context.Context) error {
	return w.each(ctx, len(w.pairs)/20, func(tx *store.Tx, i int) error {
		before, err := tx.FollowUp(ctx, w.pairs[i*20+3][0])
		if err != nil || before.State != domain.FollowUpActive {
			return err
		}
		after := before
		if i%9 == 0 {
			after.StandbyPending = true
			if _, err := tx.InsertStandbyRequest(ctx, domain.StandbyRequest{FollowUpID: before.ID, Reason: domain.StandbyNeverSupplied}); err != nil {
				return err
			}
			return tx.UpdateFollowUp(ctx, before, after)
		}
		reasons := domain.StandbyReasons()
		if err := after.PutOnStandby(reasons[i%(len(reasons)-1)], "", w.day(20+i%90), w.day(-(i % 60))); err != nil {
			return err
		}
		after.StandbyConfirmed, after.StandbyTold = i%3 == 0, i%7 != 6
		return tx.UpdateFollowUp(ctx, before, after)
	})
}

func (w *World) buildCustomers(ctx context.Context) error {
	kinds := []domain.CustomerKind{domain.CustomerPerson, domain.CustomerProfessional, domain.CustomerCompany}
	return w.each(ctx, customerCount, func(tx *store.Tx, i int) error {
		last, first, town := pick(w, lastNames()), pick(w, firstNames()), pick(w, towns())
		c := domain.Customer{Code: fmt.Sprintf("C%05d", i+1), Kind: kinds[i%3], LastName: last, FirstName: first, Language: domain.French, Country: "FR",
			City: town, PostalCode: "75000", Address: fmt.Sprintf("%d rue de %s", 1+i%90, town), Mobile: fmt.Sprintf("+3363998%04d", i),
			Email: fmt.Sprintf("%s.%d@customer.example", ascii(last), i)}
		if i%3 == 2 {
			c.CompanyName = pick(w, trades()) + " " + town
		}
		if i%14 == 0 {
			c.Email = ""
		}
		if i%9 == 0 {
			c.Language = domain.English
		}
		_, err := tx.InsertCustomer(ctx, c)
		return err
	})
}

// assess computes the compliance of every follow-up.
func (w *World) assess(ctx context.Context) error {
	collections, err := w.db.Collections(ctx)
	if err != nil {
		return err
	}
	for from := 0; from < len(w.pairs); from += actBatch {
		ids := make([]int64, 0, actBatch)
		for _, p := range w.pairs[from:min(from+actBatch, len(w.pairs))] {
			ids = append(ids, p[0])
		}
		if err := w.db.Maintain(ctx, func(tx *store.Tx) error { return tx.RefreshFollowUps(ctx, ids, collections, w.day(0)) }); err != nil {
			return err
		}
	}
	return nil
}
