package domain

import (
	"regexp"
	"slices"
	"strings"
)

// MailContactFailed is the kind of a mail that tells a buyer that a contact
// does not receive what is asked of them.
const MailContactFailed MailKind = "contact_failed"

// FlagCause is why an address is written to no more.
type FlagCause string

// The causes.
const (
	FlagBounced    FlagCause = "bounced"    // it failed in two different weeks
	FlagComplained FlagCause = "complained" // its reader called a mail of ours unwanted
)

// AddressFlag says of an address that reminders to it stopped, until a person
// lifts it or the address is corrected.
type AddressFlag struct {
	ID         int64
	EmailKey   string `db:"email_key"`
	Cause      FlagCause
	Status     string // of the failure that decided, RFC 3463
	Diagnostic string
	TicketID   int64 `db:"ticket_id"`
	At         Instant
	LiftedAt   Instant `db:"lifted_at"`
}

// Stands reports whether the flag is in force.
func (f AddressFlag) Stands() bool { return f.ID != 0 && f.LiftedAt.Never() }

// Counts reports whether a return says that its address fails, so that it
// counts for the flag: a refusal or failure that is about the recipient.
// A delay, an automatic answer and a refusal of us or of the mail itself say
// nothing of the address.
func (r MailReturn) Counts() bool {
	return (r.Kind == ReturnFailed || r.Kind == ReturnRefused) && AddressFails(r.Status, r.Diagnostic)
}

var (
	statusCode = regexp.MustCompile(`\b([245])\.(\d{1,3})\.(\d{1,3})\b`)
	// aboutUs are words of servers without status codes that refuse the sender.
	aboutUs = regexp.MustCompile(`(?i)spam|block(ed|list)|black ?list|reputation|polic(y|ies)|\bspf\b|\bdkim\b|\bdmarc\b|relay|authenticat|content|virus`)
)

// ParseStatus finds the first status code of RFC 3463 in a server's words, ""
// where there is none.
func ParseStatus(said string) string { return statusCode.FindString(said) }

// AddressFails reports whether a permanent failure with this status (RFC 3463)
// and these words of the server is about the address: it does not exist, its
// box is closed or full, its server cannot be reached. What is refused for our
// sake or the mail's is not: sender, size, protocol, content, policy.
func AddressFails(status, diagnostic string) bool {
	found := statusCode.FindStringSubmatch(status)
	if found == nil || found[1] == "2" || found[2]+found[3] == "00" {
		found = statusCode.FindStringSubmatch(diagnostic)
	}
	if found == nil || found[1] == "2" || found[2]+found[3] == "00" {
		return !aboutUs.MatchString(diagnostic)
	}
	switch subject, detail := found[2], found[3]; subject {
	case "1":
		return detail != "7" && detail != "8" // of the sender's address
	case "2":
		return detail != "3" // longer than the box takes
	case "3":
		return detail != "3" && detail != "4" && detail != "5"
	case "4":
		return detail != "5" // congestion
	case "0":
		return !aboutUs.MatchString(diagnostic)
	}
	return false // 5 protocol, 6 content, 7 policy
}

// FailsForGood decides, from the weeks in which mails to an address failed,
// whether it is flagged: twice, in two different weeks.
func FailsForGood(weeks []Week) bool {
	weeks = slices.DeleteFunc(slices.Clone(weeks), func(w Week) bool { return w == "" })
	slices.Sort(weeks)
	return len(slices.Compact(weeks)) >= 2
}

// WeekOfReturn is the week that a return counts for: that of its mail's
// cycle, else the one in which the mail was queued. Two reports on one mail,
// or a report that comes on the Monday after, are one failure.
func (m Mail) WeekOfReturn(in func(Instant) Week) Week {
	if m.Week != "" {
		return m.Week
	}
	return in(m.CreatedAt)
}

// Flag writes what a flag of a cause does to a user with that address.
func (u *User) Flag(cause FlagCause) {
	if cause == FlagBounced {
		u.Bounced = true
	} else {
		u.Held = true
	}
}

// Unflag takes it back.
func (u *User) Unflag(cause FlagCause) {
	if cause == FlagBounced {
		u.Bounced = false
	} else {
		u.Held = false
	}
}

var anAddress = regexp.MustCompile(`[^\s<>()\[\]"',;:]+@[^\s<>()\[\]"',;:]+`)

// MaskWithin hides the addresses in a text: servers quote them in their
// answers, which more people read than may know them.
func MaskWithin(text string) string { return anAddress.ReplaceAllStringFunc(text, Mask) }

// FeedbackComplains reports whether a report on a mail (RFC 5965) is its
// reader's complaint: not-spam and auth-failure are none.
func FeedbackComplains(kind string) bool {
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "abuse", "fraud", "opt-out", "other", "virus":
		return true
	}
	return false
}

// FailedContact is a person whose address fails, as one follow-up knows them.
type FailedContact struct {
	User     User
	FollowUp FollowUpRow
	Referent bool        // the buyer may read who they are
	Tell     []Addressee // at the buyer
}
