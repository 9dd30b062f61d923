package domain

import "slices"

// StaffRole is what a person using the console may do.
type StaffRole string

// The staff roles.
const (
	Agent         StaffRole = "agent"
	Operator      StaffRole = "operator"
	Administrator StaffRole = "administrator"
	Auditor       StaffRole = "auditor"
)

// ParseStaffRole reads a role by its code.
func ParseStaffRole(s string) (StaffRole, error) {
	role := StaffRole(s)
	if !slices.Contains([]StaffRole{Agent, Operator, Administrator, Auditor}, role) {
		return "", Refuse(Invalid, "unknown_role", "Value", s)
	}
	return role, nil
}

// Staff is a person using the console.
type Staff struct {
	ID         int64
	Name       string
	Email      string
	Role       StaffRole
	Disabled   bool
	Language   Language
	Timezone   string
	Theme      string
	LastSeenAt Instant `db:"last_seen_at"`
	CreatedAt  Instant `db:"created_at"`
}

// StaffKey is a public key that lets a person in.
type StaffKey struct {
	ID          int64
	StaffID     int64 `db:"staff_id"`
	Fingerprint string
	PublicKey   string `db:"public_key"`
	Label       string
	CreatedAt   Instant `db:"created_at"`
	LastUsedAt  Instant `db:"last_used_at"`
	ExpiresAt   Instant `db:"expires_at"`
}

// Actor is who does something, as the audit names them: a person of the
// staff, the server's own shell, the clock, or somebody on a page.
type Actor struct {
	StaffID int64
	Name    string
	Role    StaffRole
	Door    string // console, ssh, shell, page, mailer, timed, demo
	Ticket  int64  // the ticket from which they act, whose thread then tells it; 0 for none
}

// The actors that are not staff. The shell may what an administrator may,
// within the verbs it has.
func ShellActor(osUser string) Actor {
	return Actor{Name: "shell:" + osUser, Role: Administrator, Door: "shell"}
}

// PageActor is somebody outside who holds a link.
func PageActor(page string) Actor { return Actor{Name: "page:" + page, Role: rolePage, Door: "page"} }

// SystemActor is the clock or the post.
func SystemActor(name string) Actor { return Actor{Name: name, Role: roleSystem, Door: name} }

const (
	rolePage   StaffRole = "page"
	roleSystem StaffRole = "system"
)

// MayDemote refuses to leave the console without an active administrator,
// and anybody to change their own role.
func MayDemote(by Actor, s Staff, otherAdministrators int) error {
	if by.StaffID == s.ID && by.StaffID != 0 {
		return Refuse(Forbidden, "staff_own_role")
	}
	if s.Role == Administrator && otherAdministrators == 0 {
		return Refuse(Conflict, "staff_last_administrator")
	}
	return nil
}
