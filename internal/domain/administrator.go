package domain

import (
	"strings"
	"time"
)

// Acts reports whether a user has a say in their establishment: invited or
// active, and not held for the staff.
func (u User) Acts() bool {
	return (u.State == UserInvited || u.State == UserActive) && !u.HeldContact
}

// KeepsAdministrator refuses a change of one user, before → after, that takes
// the last administrator from an establishment while others remain invited or
// active. all are the users of the establishment as they stand.
func KeepsAdministrator(all []User, after User) error {
	had, has, others := false, false, false
	for _, u := range all {
		had = had || u.Acts() && u.Role == RoleAdministrator
		if u.ID == after.ID {
			u = after
		}
		has = has || u.Acts() && u.Role == RoleAdministrator
		others = others || u.Acts()
	}
	if had && !has && others {
		return Refuse(Conflict, "last_administrator")
	}
	return nil
}

// NominationDelay is how long a nomination waits for an objection.
const NominationDelay = 48 * time.Hour

// NominationState is where a nomination stands.
type NominationState string

// The states of a nomination.
const (
	NominationPending   NominationState = "pending"
	NominationEffective NominationState = "effective"
	NominationObjected  NominationState = "objected"
	NominationCancelled NominationState = "cancelled"
)

// Nomination is an administrator of an establishment named by the staff, with
// the evidence they were shown. Those present are told and may object.
type Nomination struct {
	ID              int64
	EstablishmentID int64 `db:"establishment_id"`
	UserID          int64 `db:"user_id"`
	Evidence        string
	State           NominationState
	StaffID         int64   `db:"staff_id"`
	CreatedAt       Instant `db:"created_at"`
	EffectiveAt     Instant `db:"effective_at"`
	DecidedAt       Instant `db:"decided_at"`
	Objection       string
}

// MayNominate refuses to name somebody who cannot act, or is administrator.
func (u User) MayNominate(evidence string) error {
	switch {
	case strings.TrimSpace(evidence) == "":
		return Refuse(Invalid, "field_missing", "Field", "evidence")
	case !u.Acts():
		return Refuse(Conflict, "user_cannot_act")
	case u.EmailKey == "":
		return Refuse(Conflict, "user_no_email")
	case u.Role == RoleAdministrator:
		return Refuse(Conflict, "already_administrator")
	}
	return nil
}

// Decide ends a pending nomination.
func (n *Nomination) Decide(state NominationState, now Instant) error {
	if n.State != NominationPending {
		return Refuse(Conflict, "nomination_decided")
	}
	if state == NominationEffective && now < n.EffectiveAt {
		return Refuse(Conflict, "nomination_early")
	}
	n.State, n.DecidedAt = state, now
	return nil
}

// Promote makes a user administrator, with every right.
func (u *User) Promote() { u.Role, u.Rights, u.RightsToSet = RoleAdministrator, AllRights, false }

// SetRights gives a user below administrator their role and rights: a
// standard one has them all, a restricted one those that are set.
func (u *User) SetRights(role Role, rights Rights) error {
	switch {
	case !u.Acts():
		return Refuse(Conflict, "user_cannot_act")
	case role == RoleStandard:
		rights = AllRights
	case role != RoleRestricted:
		return Refuse(Forbidden, "role_by_nomination")
	}
	u.Role, u.Rights, u.RightsToSet = role, rights&AllRights, false
	return nil
}

// Disable ends a user's access until they are enabled again.
func (u *User) Disable() error {
	if u.State != UserInvited && u.State != UserActive {
		return Refuse(Conflict, "user_not_enabled")
	}
	u.State = UserDisabled
	return nil
}

// Enable gives a disabled user their access back, as it was.
func (u *User) Enable() error {
	if u.State != UserDisabled {
		return Refuse(Conflict, "user_not_disabled")
	}
	if u.State = UserInvited; !u.ActivatedAt.Never() {
		u.State = UserActive
	}
	u.LeftOn, u.ReplacedBy = "", 0
	return nil
}

// Admit lets a held contact in: as administrator where the establishment has
// none, else restricted like any contact that a buyer added.
func (u *User) Admit(hasAdministrator bool) error {
	if !u.HeldContact {
		return Refuse(Conflict, "contact_not_held")
	}
	as := AdmitContact(hasAdministrator, false)
	u.HeldContact, u.Role, u.Rights, u.RightsToSet = false, as.Role, as.Rights, as.Role == RoleRestricted
	return nil
}

// SetAddress gives a user another address and clears what the old one failed.
func (u *User) SetAddress(email string) error {
	if !plausibleAddress(email) {
		return Refuse(Invalid, "bad_email_field", "Field", "email")
	}
	if u.State == UserErased {
		return Refuse(Conflict, "user_cannot_act")
	}
	if EmailKey(email) == u.EmailKey {
		return Refuse(Invalid, "address_unchanged")
	}
	u.Email, u.EmailKey = strings.TrimSpace(email), EmailKey(email)
	u.ContactKey, u.Bounced = ContactKey(email, u.NameKey), false
	return nil
}

// SuccessorOf is who takes the place of somebody who left: their role but for
// an administrator's, which only a nomination gives.
func SuccessorOf(left User, successor User) User {
	successor.EstablishmentID, successor.State, successor.Source = left.EstablishmentID, UserInvited, SourceStaff
	successor.Role, successor.Rights, successor.AddedFor = left.Role, left.Rights, left.AddedFor
	if left.Role == RoleAdministrator {
		successor.Role, successor.Rights = RoleStandard, AllRights
	}
	if successor.Language == "" {
		successor.Language = left.Language
	}
	return successor
}

// MoveTo refuses to move an establishment to an identifier that is not
// another site of the same company.
func (e Establishment) MoveTo(target Identifier) error {
	switch {
	case e.State != EstablishmentActive:
		return Refuse(Conflict, "establishment_not_active")
	case target.Type == e.IDType && target.Value == e.IDValue:
		return Refuse(Invalid, "move_same")
	case target.SIREN() == "" || target.SIREN() != e.SIREN:
		return Refuse(Invalid, "move_other_company", "Siren", e.SIREN)
	}
	return nil
}

// MayReset refuses a link for a new password to somebody without an account.
func (u UserRow) MayReset() error {
	switch {
	case u.State != UserActive:
		return Refuse(Conflict, "user_not_active")
	case u.EstablishmentState != EstablishmentActive:
		return Refuse(Conflict, "establishment_not_active")
	case u.EmailKey == "":
		return Refuse(Conflict, "user_no_email")
	}
	return nil
}
