package domain

import "time"

// LinkKind is what a signed link opens.
type LinkKind string

// The kinds of link; the letter is the page's path.
const (
	LinkActivation  LinkKind = "a"
	LinkPreferences LinkKind = "c"
	LinkSupplier    LinkKind = "s"
	LinkDecision    LinkKind = "d"
	LinkReset       LinkKind = "p" // sets a new password
	LinkObjection   LinkKind = "n" // an administrator objects to a nomination
	LinkRights      LinkKind = "e" // confirms, adopts or withdraws a request for rights
	LinkOpen        LinkKind = "o" // a document's file, for a person of the staff
	LinkProof       LinkKind = "q" // a proof file, for a person of the staff
	LinkConsent     LinkKind = "g" // the proof of a customer's answers, for a person of the staff
	LinkCode        LinkKind = "b" // no page: stands in a mail where a code to log in comes
	LinkConfirm     LinkKind = "k" // confirms, from the address on file, what was asked by a forwarded link
)

// Link is a signed, expiring address sent by mail. Only a keyed hash of its
// token is stored.
type Link struct {
	ID        int64
	Kind      LinkKind
	Hash      string
	SubjectID int64   `db:"subject_id"` // user, consent request, stand-by request: by kind
	MailID    int64   `db:"mail_id"`
	CreatedAt Instant `db:"created_at"`
	ExpiresAt Instant `db:"expires_at"`
	UsedAt    Instant `db:"used_at"`
	RevokedAt Instant `db:"revoked_at"`
}

// Life is how long a link of this kind lives by default.
func (k LinkKind) Life() time.Duration {
	const day = 24 * time.Hour
	switch k {
	case LinkActivation:
		return 7 * day
	case LinkReset:
		return day
	case LinkOpen, LinkProof, LinkConsent:
		return time.Minute
	case LinkCode:
		return LoginLife
	case LinkObjection:
		return NominationDelay
	case LinkSupplier:
		return 14 * day
	}
	return 30 * day
}

// SingleUse reports whether the link is spent once it was used.
func (k LinkKind) SingleUse() bool {
	return k == LinkActivation || k == LinkConfirm || k == LinkReset || k == LinkOpen || k == LinkProof || k == LinkConsent
}

// Usable refuses an expired, revoked or spent link, always with the same
// words.
func (l Link) Usable(now Instant) error {
	if !l.RevokedAt.Never() || now >= l.ExpiresAt || l.Kind.SingleUse() && !l.UsedAt.Never() {
		return Refuse(Gone, "link_gone")
	}
	return nil
}
