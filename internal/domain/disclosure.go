package domain

import "strings"

// Fact is something that a card knows and a reply may say.
type Fact struct {
	Aspect Aspect
	Value  string
	Own    bool // it is about the reader's own part: their buyer, themselves
}

// Audience is what the address of a reply may open in the establishment that
// the ticket is about: one user, with a role and rights.
type Audience struct {
	Role   Role
	Rights Rights
}

// viewer is the recipient in the words of Visibility.
func (r Audience) viewer() ViewerKind {
	switch r.Role {
	case RoleAdministrator:
		return ViewerAdministrator
	case RoleStandard:
		return ViewerStandard
	}
	return ViewerRestricted
}

// MayRead reports whether a recipient may be told a fact: all of what they
// see, and their own part of what they see in part.
func (r Audience) MayRead(f Fact) bool {
	switch Visibility(r.viewer(), r.Rights, f.Aspect).Sight {
	case SeesAll:
		return true
	case SeesPart:
		return f.Own
	}
	return false
}

// shortest is how long a fact must be to be recognised in a text.
const shortest = 4

// MayTell refuses a reply that says facts of a card to an address that may not
// read them: to somebody who is no user of the establishment nothing that is
// marked as facts, to a user nothing beyond what Visibility allows. What the
// person wrote themselves (known) is no secret to them.
func MayTell(body string, marked bool, to []Audience, facts []Fact, known string) error {
	folded, theirs := Fold(body), Fold(known)
	for _, f := range facts {
		value := Fold(f.Value)
		if len(value) < shortest || !strings.Contains(folded, value) || strings.Contains(theirs, value) {
			continue
		}
		if !anyMayRead(to, f) {
			return Refuse(Forbidden, "reply_not_theirs", "Aspect", string(f.Aspect))
		}
	}
	if marked && len(to) == 0 {
		return Refuse(Forbidden, "reply_stranger")
	}
	return nil
}

func anyMayRead(to []Audience, f Fact) bool {
	for _, r := range to {
		if r.MayRead(f) {
			return true
		}
	}
	return false
}
