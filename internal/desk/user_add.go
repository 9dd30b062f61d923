package desk

import (
	"context"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

// NewUser is somebody who gets an access by hand.
type NewUser struct {
	EstablishmentID int64
	FollowUpID      int64 // on behalf of its buyer; 0 at the establishment's own request
	Role            domain.Role
	Rights          domain.Rights
	Email           string
	FirstName       string
	LastName        string
	Job             string
	Phone           string
	Mobile          string
	Language        domain.Language
}

// AddUser gives somebody an access to an establishment and returns their id.
// On a buyer's behalf they are admitted as a buyer's file would; at the
// establishment's own request they are standard or restricted, and the
// activation mail goes at once. The first one of an establishment becomes its
// administrator.
func (d *Desk) AddUser(ctx context.Context, by domain.Actor, n NewUser) (int64, error) {
	var id int64
	err := d.act(ctx, by, domain.AddUser, func(tx *store.Tx) (err error) {
		id, err = d.addUser(ctx, tx, n, domain.SourceStaff)
		return err
	})
	return id, err
}

func (d *Desk) addUser(ctx context.Context, tx *store.Tx, n NewUser, source domain.Source) (int64, error) {
	e, err := tx.Establishment(ctx, n.EstablishmentID)
	if err != nil {
		return 0, err
	}
	if err := e.AcceptsFollowUps(); err != nil {
		return 0, err
	}
	u := domain.User{EstablishmentID: e.ID, FirstName: strings.TrimSpace(n.FirstName), LastName: strings.TrimSpace(n.LastName), Job: n.Job,
		Phone: n.Phone, Mobile: n.Mobile, Language: domain.LanguageOr(string(n.Language), domain.French), Source: source, State: domain.UserInvited}
	if err := u.SetAddress(n.Email); err != nil {
		return 0, err
	}
	if suppressed, err := tx.Suppressed(ctx, d.keys.HashEmail(u.Email)); err != nil || suppressed {
		return 0, firstError(err, domain.Refuse(domain.Conflict, "address_suppressed"))
	}
	staffed, err := tx.HasAdministrator(ctx, e.ID)
	if err != nil {
		return 0, err
	}
	origin := domain.Provenance{Channel: domain.ChannelSupport, Actor: tx.Actor().Name}
	if source == domain.SourcePerson {
		origin.Channel = domain.ChannelManual
	}
	switch {
	case n.FollowUpID != 0:
		if origin.BuyerID, err = d.admitFor(ctx, tx, &u, n.FollowUpID, staffed); err != nil {
			return 0, err
		}
		origin.Channel = domain.ChannelManual
	case !staffed:
		u.Promote()
	default:
		if err := u.SetRights(n.Role, n.Rights); err != nil {
			return 0, err
		}
	}
	id, err := tx.InsertUser(ctx, u)
	if err != nil {
		return 0, err
	}
	origin.UserID, u.ID = id, id
	if err := tx.InsertProvenance(ctx, origin); err != nil || u.HeldContact {
		return id, err
	}
	if u.Role == domain.RoleAdministrator {
		if err := tx.ForgetWithoutAdministrator(ctx, e.ID); err != nil {
			return id, err
		}
	}
	if n.FollowUpID != 0 {
		return id, nil // whom a buyer adds learns it from the next cycle
	}
	return id, d.enqueueActivation(ctx, tx, domain.UserRow{User: u, EstablishmentState: e.State})
}

// admitFor lets in a contact that the buyer of a follow-up gives.
func (d *Desk) admitFor(ctx context.Context, tx *store.Tx, u *domain.User, followUp int64, staffed bool) (buyer int64, err error) {
	f, err := tx.FollowUp(ctx, followUp)
	if err != nil {
		return 0, err
	}
	if f.SupplierID != u.EstablishmentID {
		return 0, domain.Refuse(domain.Invalid, "followup_of_another")
	}
	b, err := tx.Establishment(ctx, f.BuyerID)
	if err != nil {
		return 0, err
	}
	colleagues, err := tx.UsersByEmail(ctx, u.EmailKey)
	if err != nil {
		return 0, err
	}
	ofBuyer := b.MailDomain != "" && domain.MailDomain(u.Email) == b.MailDomain
	for _, c := range colleagues {
		ofBuyer = ofBuyer || c.EstablishmentID == b.ID
	}
	as := domain.AdmitContact(staffed, ofBuyer)
	u.Role, u.Rights, u.HeldContact = as.Role, as.Rights, as.Held
	u.AddedFor, u.AddedBy, u.RightsToSet = f.ID, b.ID, as.Role == domain.RoleRestricted && !as.Held
	return b.ID, nil
}

// CopyUsers gives users of one establishment an access to a sibling of the
// same SIREN, with the role and rights they have; an administrator enters as
// standard unless the sibling has none. It returns how many came; who is there
// already stays as they are.
func (d *Desk) CopyUsers(ctx context.Context, by domain.Actor, users []int64, to int64) (int, error) {
	copied := 0
	err := d.act(ctx, by, domain.AddUser, func(tx *store.Tx) error {
		copied = 0
		target, err := tx.Establishment(ctx, to)
		if err != nil {
			return err
		}
		for _, id := range users {
			u, err := tx.User(ctx, id)
			if err != nil {
				return err
			}
			from, err := tx.Establishment(ctx, u.EstablishmentID)
			if err != nil {
				return err
			}
			if from.SIREN == "" || from.SIREN != target.SIREN || from.ID == target.ID {
				return domain.Refuse(domain.Invalid, "not_sibling")
			}
			if !u.Acts() {
				return domain.Refuse(domain.Conflict, "user_cannot_act")
			}
			role := u.Role
			if role == domain.RoleAdministrator {
				role = domain.RoleStandard
			}
			there, err := tx.UserOf(ctx, to, u.ContactKey)
			if err != nil || there {
				if err != nil {
					return err
				}
				continue
			}
			if _, err := d.addUser(ctx, tx, NewUser{EstablishmentID: to, Role: role, Rights: u.Rights, Email: u.Email, FirstName: u.FirstName,
				LastName: u.LastName, Job: u.Job, Phone: u.Phone, Mobile: u.Mobile, Language: u.Language}, u.Source); err != nil {
				return err
			}
			copied++
		}
		if copied == 0 {
			return domain.Refuse(domain.Conflict, "users_there_already")
		}
		return nil
	})
	return copied, err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
