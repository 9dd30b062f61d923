package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// Space reads what a user who is logged in sees of their establishment: the
// buyers that concern them, and what each asks.
func (d *Desk) Space(ctx context.Context, v Visitor) (domain.SupplierFile, error) {
	return d.db.SupplierFile(ctx, v.User.ID, d.Today())
}

// Client is one buyer as the space shows it.
type Client struct {
	File      domain.SupplierFile
	Entry     domain.FileEntry
	Origins   []domain.ProvenanceRow
	Contacts  []domain.User // of the buyer, for this follow-up
	Referents []domain.User // of the establishment: whom the buyer sees
	Events    []domain.StandbyEvent
}

// Client reads one buyer of the user's; another's is not found.
func (d *Desk) Client(ctx context.Context, v Visitor, followUp int64) (Client, error) {
	f, err := d.Space(ctx, v)
	if err != nil {
		return Client{}, err
	}
	c := Client{File: f}
	var found bool
	if c.Entry, found = f.Entry(followUp); !found {
		return c, domain.Refuse(domain.NotFound, "not_found", "Noun", "follow_up")
	}
	if c.Origins, err = d.db.FollowUpProvenance(ctx, followUp, 5); err != nil {
		return c, err
	}
	people, err := d.db.BuyerPeople(ctx, c.Entry.FollowUp)
	if err != nil {
		return c, err
	}
	for _, u := range people.Contacts {
		if u.Acts() {
			c.Contacts = append(c.Contacts, u)
		}
	}
	referents, err := d.db.Referents(ctx, []int64{followUp})
	if err != nil {
		return c, err
	}
	c.Referents = referents[followUp]
	c.Events, err = d.db.StandbyEvents(ctx, followUp, 5)
	return c, err
}

// OwnDocuments are what the user may see of what their establishment handed
// over, newest first: all of it, or what they brought themselves.
func (d *Desk) OwnDocuments(ctx context.Context, v Visitor) ([]domain.DocumentRow, error) {
	rows, err := d.db.DocumentsOf(ctx, v.User.EstablishmentID, cardRows)
	if err != nil {
		return nil, err
	}
	var out []domain.DocumentRow
	for _, r := range rows {
		if r.State != domain.DocumentWithdrawn && (v.User.Rights.Has(domain.SeeDocuments) || r.UserID == v.User.ID) {
			out = append(out, r)
		}
	}
	return out, nil
}

// OwnDepositChoices are the kinds of document that the user may hand over.
func (d *Desk) OwnDepositChoices(ctx context.Context, u domain.User) ([]domain.DepositChoice, error) {
	if !u.Rights.Has(domain.Deposit) {
		return nil, nil
	}
	return depositChoices(ctx, d.db, u.EstablishmentID, u)
}

// DepositBySpace deposits for the establishment of a user who is logged in.
func (d *Desk) DepositBySpace(ctx context.Context, v Visitor, h domain.Handover, file *Upload) (int64, error) {
	var id int64
	err := d.visit(ctx, v, domain.PageDeposit, func(tx *store.Tx, u domain.UserRow) (err error) {
		h.SupplierID, h.HandedOverOn = u.EstablishmentID, ""
		id, err = d.deposit(ctx, tx, h, u.User, domain.Document{Channel: domain.DepositBySpace}, file.into)
		return err
	})
	return id, err
}

// StandbyBySpace puts a follow-up on stand-by at once: its user is logged in,
// so nothing is left to confirm. The buyer is told.
func (d *Desk) StandbyBySpace(ctx context.Context, v Visitor, r domain.StandbyRequest) error {
	if err := d.checkStandby(r); err != nil {
		return err
	}
	return d.visit(ctx, v, domain.PageStandby, func(tx *store.Tx, u domain.UserRow) error {
		f, err := tx.SupplierFile(ctx, u.ID, d.Today())
		if err != nil {
			return err
		}
		if err := f.MayAskStandby(r.FollowUpID); err != nil {
			return err
		}
		r.UserID = u.ID
		id, err := tx.InsertStandbyRequest(ctx, r)
		if err != nil {
			return err
		}
		return d.decideRequest(ctx, tx, id, true)
	})
}

// ReactivateBySpace ends the stand-by of a follow-up of the user's. The buyer is
// told.
func (d *Desk) ReactivateBySpace(ctx context.Context, v Visitor, followUp int64) error {
	return d.visit(ctx, v, domain.PageStandby, func(tx *store.Tx, u domain.UserRow) error {
		before, err := tx.FollowUp(ctx, followUp)
		if err != nil {
			return err
		}
		if before.SupplierID != u.EstablishmentID || !domain.Concerns(u.User, before) {
			return domain.Refuse(domain.NotFound, "not_found", "Noun", "follow_up")
		}
		if !u.Rights.Has(domain.AskStandby) {
			return domain.Refuse(domain.Forbidden, "standby_right_missing")
		}
		return d.reactivate(ctx, tx, before, domain.StandbyEvent{Decision: domain.StandbyReactivated, Side: domain.SideSupplier, UserID: u.ID})
	})
}

// OwnRights are the requests for rights that the user made, newest first.
func (d *Desk) OwnRights(ctx context.Context, v Visitor) ([]domain.RightsRequest, error) {
	all, err := d.db.RightsOf(ctx, v.User.EmailKey, "")
	var own []domain.RightsRequest
	for _, q := range all {
		if q.UserID == v.User.ID {
			own = append(own, q)
		}
	}
	return own, err
}

// AskRightsBySpace opens a request for rights of a user who is logged in. They
// are known, so it counts at once.
func (d *Desk) AskRightsBySpace(ctx context.Context, v Visitor, kind domain.RightsKind, scope domain.RightsScope, details string) (domain.RightsRequest, error) {
	fresh, err := d.stillVisits(ctx, v)
	if err != nil {
		return domain.RightsRequest{}, err
	}
	return d.AskOwn(ctx, fresh.ID, kind, scope, details)
}

// WithdrawRightsBySpace takes back a request that the user made.
func (d *Desk) WithdrawRightsBySpace(ctx context.Context, v Visitor, request int64) error {
	fresh, err := d.stillVisits(ctx, v)
	if err != nil {
		return err
	}
	return d.WithdrawOwn(ctx, fresh.ID, request)
}

// stillVisits reads again whether a visitor is logged in.
func (d *Desk) stillVisits(ctx context.Context, v Visitor) (domain.UserRow, error) {
	s, err := d.db.Session(ctx, v.session)
	if err != nil {
		return domain.UserRow{}, domain.Refuse(domain.Forbidden, "login_needed")
	}
	return d.visiting(ctx, d.db, s)
}
