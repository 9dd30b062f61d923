package domain

// ViewerKind is who looks at a supplier's account.
type ViewerKind string

// The viewers, from the most concerned to the least.
const (
	ViewerAdministrator ViewerKind = "supplier_administrator"
	ViewerStandard      ViewerKind = "supplier_standard"
	ViewerRestricted    ViewerKind = "supplier_restricted"
	ViewerFollowing     ViewerKind = "buyer_following"
	ViewerOther         ViewerKind = "buyer_other"
	ViewerSibling       ViewerKind = "sibling"
	ViewerStaff         ViewerKind = "staff"
)

// ViewerKinds lists the viewers in the order in which they are shown.
func ViewerKinds() []ViewerKind {
	return []ViewerKind{ViewerFollowing, ViewerOther, ViewerAdministrator, ViewerStandard, ViewerRestricted, ViewerSibling, ViewerStaff}
}

// Aspect is a part of a supplier's account.
type Aspect string

// The aspects of an account.
const (
	AspectIdentity  Aspect = "identity"
	AspectBuyers    Aspect = "buyers"
	AspectDocuments Aspect = "documents"
	AspectPeople    Aspect = "people"
	AspectStandby   Aspect = "standby_reason"
	AspectConsents  Aspect = "consents"
)

// Aspects lists the aspects in the order in which they are shown.
func Aspects() []Aspect {
	return []Aspect{AspectIdentity, AspectBuyers, AspectDocuments, AspectPeople, AspectStandby, AspectConsents}
}

// Sight is how much of an aspect somebody sees.
type Sight string

// The sights.
const (
	SeesAll  Sight = "all"
	SeesPart Sight = "part"
	SeesNone Sight = "none"
)

// Seen is the answer of Visibility, and the code of its reason.
type Seen struct {
	Sight  Sight
	Reason string
}

// Visibility says who sees what of a supplier's account, and why (domain.md
// § 6). Rights are those of a user of the establishment; others have none.
func Visibility(v ViewerKind, rights Rights, a Aspect) Seen {
	switch v {
	case ViewerFollowing:
		return followerSees(a)
	case ViewerOther:
		if a == AspectIdentity {
			return Seen{SeesPart, "public_register"}
		}
		return Seen{SeesNone, "not_following"}
	case ViewerAdministrator, ViewerStandard, ViewerRestricted:
		return userSees(v, rights, a)
	case ViewerStaff:
		return staffSees(a)
	}
	return Seen{SeesNone, "separate_accounts"}
}

func followerSees(a Aspect) Seen {
	switch a {
	case AspectIdentity:
		return Seen{SeesAll, "follows"}
	case AspectDocuments:
		return Seen{SeesPart, "types_collected"}
	case AspectPeople:
		return Seen{SeesPart, "referents_only"}
	case AspectStandby:
		return Seen{SeesPart, "own_standby"}
	case AspectBuyers:
		return Seen{SeesNone, "other_buyers"}
	}
	return Seen{SeesNone, "not_customers"}
}

func userSees(v ViewerKind, rights Rights, a Aspect) Seen {
	administrator := v == ViewerAdministrator
	switch {
	case a == AspectConsents:
		return Seen{SeesNone, "not_customers"}
	case a == AspectPeople && !administrator:
		return Seen{SeesPart, "self_only"}
	case administrator || a == AspectIdentity || a == AspectStandby:
		return Seen{SeesAll, "own_account"}
	case a == AspectBuyers && rights.Has(SeeBuyers), a == AspectDocuments && rights.Has(SeeDocuments):
		return Seen{SeesAll, "by_right"}
	case a == AspectBuyers:
		return Seen{SeesPart, "own_buyer"}
	}
	return Seen{SeesNone, "no_right"}
}

func staffSees(a Aspect) Seen {
	switch a {
	case AspectDocuments:
		return Seen{SeesPart, "metadata"}
	case AspectPeople:
		return Seen{SeesPart, "masked"}
	case AspectConsents:
		return Seen{SeesPart, "consent_state"}
	}
	return Seen{SeesAll, "staff"}
}
