package domain

import (
	"strconv"
	"strings"
)

// MailKind is what a mail is for.
type MailKind string

// The kinds of mail.
const (
	MailActivation     MailKind = "activation"
	MailCompliance     MailKind = "compliance"
	MailConsent        MailKind = "consent"
	MailStandbyConfirm MailKind = "standby_confirm"
	MailNewLink        MailKind = "new_link"
	MailSupport        MailKind = "support_received"
	MailOperators      MailKind = "operators"

	// About requests for rights; their text is made by the act that queues them.
	MailRightsConfirm MailKind = "rights_confirm" // to the address on file, with the link to confirm
	MailRightsDoubt   MailKind = "rights_doubt"
	MailRightsAdopt   MailKind = "rights_adopt" // to the administrators of an establishment
	MailRightsExplain MailKind = "rights_explain"
	MailRightsExtend  MailKind = "rights_extend"
	MailRightsRefuse  MailKind = "rights_refuse"
	MailRightsDone    MailKind = "rights_done"
	MailRightsBuyer   MailKind = "rights_buyer" // to the buyers of an establishment that left

	MailStandbyBuyer    MailKind = "standby_buyer"    // what happened to a stand-by, with the link to decide
	MailStandbySupplier MailKind = "standby_supplier" // what became of it
	MailNomination      MailKind = "nomination"       // to the administrators present, with the link to object
	MailContacts        MailKind = "contacts_added"   // to an administrator, once a day: rights to set
	MailAddressChanged  MailKind = "address_changed"  // to the old address
	MailReset           MailKind = "reset"            // a link to set a new password
	MailLoginCode       MailKind = "login_code"       // six digits to finish a log-in
	MailTwoFactorOff    MailKind = "two_factor_off"   // to who logs in, when codes were switched off; its text is made by the act

	MailSilentSupplier MailKind = "silent_supplier" // to the administrators of an establishment that does not answer
	MailSilentBuyer    MailKind = "silent_buyer"    // to the contacts at its buyer
	MailAlert          MailKind = "alert"           // to the administrators, of who looked into much; its text is made by the act
	MailTest           MailKind = "test"            // a reminder as it would be, to somebody of the team
	MailCorrection     MailKind = "correction"      // to those whom a faulty text reached
)

// ReminderKinds are the kinds that the weekly cycle sends.
func ReminderKinds() []MailKind { return []MailKind{MailActivation, MailCompliance} }

// Reminder reports whether the kind belongs to the weekly cycle, so that its
// mails never leave after their week.
func (k MailKind) Reminder() bool { return k == MailActivation || k == MailCompliance }

// Bulk reports whether mails of the kind leave in crowds: the others go before
// them, and only they wait for the rate of their receiving domain.
func (k MailKind) Bulk() bool { return k.Reminder() || k == MailConsent }

// MailState is where a mail of the outbox stands.
type MailState string

// The states of a mail. An uncertain one reached the final dot without an
// answer: the server may have it.
const (
	MailQueued     MailState = "queued"
	MailClaimed    MailState = "claimed"
	MailCommitting MailState = "committing"
	MailSent       MailState = "sent"
	MailRetry      MailState = "retry"
	MailUncertain  MailState = "uncertain"
	MailRejected   MailState = "rejected"
	MailDropped    MailState = "dropped"
	MailCancelled  MailState = "cancelled"
)

// MailStates lists the states in the order of a mail's life.
func MailStates() []MailState {
	return []MailState{MailQueued, MailClaimed, MailCommitting, MailRetry, MailUncertain, MailSent, MailRejected, MailDropped, MailCancelled}
}

// Final reports whether a mail in this state never changes again by itself.
func (s MailState) Final() bool {
	return s == MailSent || s == MailRejected || s == MailDropped || s == MailCancelled
}

// Mail is one row of the outbox. DedupKey makes it unique: for a reminder it
// is kind, address and week.
type Mail struct {
	ID           int64
	Kind         MailKind
	Email        string
	EmailKey     string `db:"email_key"`
	DedupKey     string `db:"dedup_key"`
	Week         Week
	Language     Language
	State        MailState
	Hold         string
	SubjectID    int64   `db:"subject_id"` // user, consent request, stand-by request, ticket: by kind
	DueAt        Instant `db:"due_at"`
	Attempts     int
	Uncertain    int     // how often the answer to the final dot never came
	ClaimedUntil Instant `db:"claimed_until"`
	ClaimedBy    string  `db:"claimed_by"` // the process that has it
	MessageID    string  `db:"message_id"`
	Reason       string  // why dropped, cancelled, rejected or retried
	Reply        string  // the server's last answer
	Actor        string  // who caused it
	Asked        bool    // a person asked for it: leaves at any hour
	CreatedAt    Instant `db:"created_at"`
	SentAt       Instant `db:"sent_at"`
}

// MailBody is what a mail says, stored once at its first attempt with links
// as placeholders: every retry sends the same bytes and no secret is kept.
type MailBody struct {
	MailID  int64 `db:"mail_id"`
	Subject string
	Text    string
	HTML    string
	At      Instant // first written: the date that every try bears
	// TextVersion is the team's wording that a reminder was made from, 0 for
	// the product's own.
	TextVersion int64 `db:"text_version"`
}

// ReminderKey is the dedup key of a weekly reminder: at most one mail per
// kind, address and ISO week.
func ReminderKey(kind MailKind, emailKey string, week Week) string {
	return string(kind) + "|" + emailKey + "|" + string(week)
}

const referenceDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Reference is the short name of a mail that the search box finds: M- and
// the row in Crockford's base 32.
func (m Mail) Reference() string { return "M-" + base32(m.ID) }

// ParseReference returns the row of a short mail reference.
func ParseReference(s string) (int64, bool) {
	digits, ok := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(s)), "M-")
	if !ok || digits == "" || len(digits) > 12 {
		return 0, false
	}
	var n int64
	for _, r := range digits {
		i := strings.IndexRune(referenceDigits, r)
		if i < 0 {
			return 0, false
		}
		n = n*32 + int64(i)
	}
	return n, n > 0
}

func base32(n int64) string {
	if n <= 0 {
		return strconv.FormatInt(n, 10)
	}
	var out []byte
	for ; n > 0; n /= 32 {
		out = append([]byte{referenceDigits[n%32]}, out...)
	}
	return string(out)
}
