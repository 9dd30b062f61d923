package domain

import "strings"

// Role is what a user may do in their establishment.
type Role string

// The roles of a user.
const (
	RoleAdministrator Role = "administrator"
	RoleStandard      Role = "standard"
	RoleRestricted    Role = "restricted"
)

// UserState is where a user's account stands.
type UserState string

// The states of a user.
const (
	UserInvited  UserState = "invited"
	UserActive   UserState = "active"
	UserDisabled UserState = "disabled"
	UserErased   UserState = "erased"
)

// Rights is a set of what a user may see and do, as bits.
type Rights int

// The rights; administrator and standard have them all.
const (
	SeeBuyers Rights = 1 << iota
	SeeDocuments
	Deposit
	AskStandby
	AllRights = SeeBuyers | SeeDocuments | Deposit | AskStandby
)

// Has reports whether r includes right.
func (r Rights) Has(right Rights) bool { return r&right == right }

// User is a person with access to one establishment.
type User struct {
	ID              int64
	EstablishmentID int64 `db:"establishment_id"`
	Email           string
	EmailKey        string `db:"email_key"`
	ContactKey      string `db:"contact_key"`
	FirstName       string `db:"first_name"`
	LastName        string `db:"last_name"`
	NameKey         string `db:"name_key"`
	Job             string
	Phone           string
	Mobile          string
	Language        Language
	Source          Source // who gave these fields
	Role            Role
	State           UserState
	Rights          Rights
	AddedFor        int64   `db:"added_for"` // the follow-up that a restricted user was added for
	AddedBy         int64   `db:"added_by"`  // the buyer that gave the contact, or 0
	HeldContact     bool    `db:"held_contact"`
	Held            bool    // reminders held by the staff
	HoldReason      string  `db:"-"` // why, said once when Held begins
	ReleaseReason   string  `db:"-"` // why, said once when Held ends
	Bounced         bool    // the address refused mail in two different weeks
	RequestPending  bool    `db:"request_pending"`
	RightsToSet     bool    `db:"rights_to_set"` // added by a buyer, not yet looked at by an administrator
	LeftOn          Date    `db:"left_on"`
	ReplacedBy      int64   `db:"replaced_by"`
	InvitedAt       Instant `db:"invited_at"`
	ActivatedAt     Instant `db:"activated_at"`
	CreatedAt       Instant `db:"created_at"`
	UpdatedAt       Instant `db:"updated_at"`
}

// FullName is the person's name as written on a letter.
func (u User) FullName() string { return strings.TrimSpace(u.FirstName + " " + u.LastName) }

// EmailKey is the form of an address under which two spellings are one
// person: no spaces around, lower case.
func EmailKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// ContactKey identifies a contact inside an establishment: the address, else
// the folded name.
func ContactKey(email, nameKey string) string {
	if k := EmailKey(email); k != "" {
		return k
	}
	return "name:" + nameKey
}

// MailDomain is the part of an address behind the @, in lower case.
func MailDomain(email string) string {
	_, domain, _ := strings.Cut(EmailKey(email), "@")
	return domain
}

// Mask hides an address but for its first letter and its domain:
// c…@example.org.
func Mask(email string) string {
	local, domain, ok := strings.Cut(email, "@")
	if !ok || local == "" {
		return strings.Repeat("…", min(1, len(email)))
	}
	first := []rune(local)[0]
	return string(first) + "…@" + domain
}

// Contact is how a buyer's contact enters an establishment.
type Contact struct {
	Role   Role
	Rights Rights
	Held   bool
}

// AdmitContact decides how a contact given by a buyer enters a supplier's
// establishment: somebody of the buyer itself is held for staff, the first
// accepted one becomes administrator, later ones are restricted to deposit.
func AdmitContact(hasAdministrator, ofBuyer bool) Contact {
	switch {
	case ofBuyer:
		return Contact{Role: RoleRestricted, Rights: 0, Held: true}
	case !hasAdministrator:
		return Contact{Role: RoleAdministrator, Rights: AllRights}
	}
	return Contact{Role: RoleRestricted, Rights: Deposit}
}

// Activate makes an invited user active.
func (u *User) Activate(now Instant) error {
	if u.State != UserInvited {
		return Refuse(Gone, "link_gone")
	}
	if u.HeldContact {
		return Refuse(Forbidden, "contact_held")
	}
	u.State, u.ActivatedAt = UserActive, now
	return nil
}

// MayActivate refuses to invite again somebody who has an account, no
// address, or whose contact is held.
func (u UserRow) MayActivate() error {
	switch {
	case u.State != UserInvited:
		return Refuse(Conflict, "user_not_invited")
	case u.EstablishmentState != EstablishmentActive:
		return Refuse(Conflict, "establishment_not_active")
	case u.HeldContact:
		return Refuse(Conflict, "contact_held")
	case u.EmailKey == "":
		return Refuse(Conflict, "user_no_email")
	}
	return nil
}
