package domain

import "time"

// ConsentChannel is a way of contacting a customer.
type ConsentChannel string

// The four channels.
const (
	ByEmail ConsentChannel = "email"
	BySMS   ConsentChannel = "sms"
	ByPhone ConsentChannel = "phone"
	ByPost  ConsentChannel = "post"
)

// ConsentChannels lists the channels in the order in which they are shown.
func ConsentChannels() []ConsentChannel { return []ConsentChannel{ByEmail, BySMS, ByPhone, ByPost} }

// RequestState is where a consent request stands; empty is never asked.
type RequestState string

// The states of a consent request.
const (
	RequestNever      RequestState = ""
	RequestQueued     RequestState = "queued"
	RequestSent       RequestState = "sent"
	RequestAnswered   RequestState = "answered"
	RequestExpired    RequestState = "expired"
	RequestFailed     RequestState = "failed"
	RequestCancelled  RequestState = "cancelled"
	RequestSuperseded RequestState = "superseded"
)

// ConsentRequest is one mail that asks a customer for their preferences.
type ConsentRequest struct {
	ID         int64
	CustomerID int64 `db:"customer_id"`
	State      RequestState
	Reason     string // why it was sent again
	Email      string
	MailID     int64   `db:"mail_id"`
	TextHash   string  `db:"text_hash"` // of the text shown on the page
	CreatedAt  Instant `db:"created_at"`
	SentAt     Instant `db:"sent_at"`
	AnsweredAt Instant `db:"answered_at"`
	ExpiresAt  Instant `db:"expires_at"`
	CampaignID int64   `db:"campaign_id"` // 0 when it was sent alone
}

// Means is how an answer reached the ledger.
type Means string

// The means.
const (
	MeansLink   Means = "link"
	MeansStaff  Means = "staff"
	MeansImport Means = "import"
	// An answer that nobody gave: it fell, or came back.
	MeansReset  Means = "reset"  // a new request was accepted by the server
	MeansChange Means = "change" // the address or number is another
	MeansReturn Means = "return" // the mail that made it fall came back
)

// Given reports whether somebody gave the answer.
func (m Means) Given() bool { return m == MeansLink || m == MeansStaff || m == MeansImport }

// LedgerRow is one answer for one channel, kept for ever (RGPD art. 7(1)).
type LedgerRow struct {
	ID         int64
	CustomerID int64          `db:"customer_id"`
	RequestID  int64          `db:"request_id"`
	Channel    ConsentChannel `db:"channel"`
	Target     string         // the address or number concerned, "" once erased
	TargetHash string         `db:"target_hash"` // keyed: what an erasure leaves of it
	Controller string         // named in the text
	Value      bool
	Means      Means
	TextHash   string `db:"text_hash"`
	Remote     string // truncated remote address
	StaffID    int64  `db:"staff_id"`
	Evidence   string
	At         Instant
	Salt       string // of the seal, "" once erased
}

// ConsentOwnRequest is the reason of a resend that the customer asked for:
// the only one that reaches somebody who refused e-mail.
const ConsentOwnRequest = "own_request"

// ConsentReasons lists the reasons of a resend in the order shown.
func ConsentReasons() []string {
	return []string{ConsentOwnRequest, "mail_lost", "address_changed", "never_answered", "other"}
}

// SendFacts decides whether a consent mail may be sent.
type SendFacts struct {
	Customer   Customer
	FeatureOn  bool
	Suppressed bool
	Pending    bool           // a removal, objection or restriction is being dealt with
	Current    ConsentRequest // zero when never asked
	Waiting    bool           // a request is on its way
	Reason     string
	Now        Instant
}

// MaySendConsent refuses with the reason why a consent mail cannot go now.
func MaySendConsent(f SendFacts) error {
	switch {
	case f.Customer.ID == 0:
		return Refuse(Conflict, "consent_customer_not_saved")
	case !f.FeatureOn:
		return Refuse(Conflict, "consent_feature_off")
	case f.Customer.Email == "":
		return Refuse(Conflict, "consent_no_email")
	case f.Suppressed:
		return Refuse(Conflict, "consent_suppressed")
	case f.Pending:
		return Refuse(Conflict, "consent_request_pending")
	case f.Waiting || f.Current.State == RequestQueued:
		return Refuse(Conflict, "consent_already_queued")
	case f.Customer.RefusedEmail && f.Reason != ConsentOwnRequest:
		return Refuse(Conflict, "consent_refused_email")
	case f.recent():
		return Refuse(Conflict, "consent_sent_recently")
	}
	return nil
}

// AskAgainAfter is how long nobody is asked again at the same address.
const AskAgainAfter = 24 * time.Hour

// recent reports whether the last mail left a moment ago, for this address,
// and did not come back.
func (f SendFacts) recent() bool {
	q := f.Current
	return !q.SentAt.Never() && q.State != RequestFailed && f.Now < q.SentAt.Add(AskAgainAfter) && EmailKey(q.Email) == EmailKey(f.Customer.Email)
}

// NeedsReason reports whether sending now is a resend, which says why.
func (f SendFacts) NeedsReason() bool { return f.Current.ID != 0 && !f.Current.SentAt.Never() }

// Accepted is the moment the server took the mail: the request is sent, its
// link's life begins, and every current answer falls back to refused. It
// returns the rows of the answers that fell.
func (r *ConsentRequest) Accepted(c *Customer, now Instant) []LedgerRow {
	before := *c
	r.State, r.SentAt, r.ExpiresAt = RequestSent, now, now.Add(LinkPreferences.Life())
	for _, ch := range ConsentChannels() {
		c.SetAccepts(ch, false)
	}
	c.RequestID, c.RequestState = r.ID, RequestSent
	return Fallen(before, *c, MeansReset, r.ID, now)
}

// Answer applies what the customer posted and returns the ledger rows of the
// channels shown. After the link's end, or with the feature off, only
// refusals count: withdrawing is always possible (RGPD art. 7(3)).
func (r *ConsentRequest) Answer(c *Customer, answers map[ConsentChannel]bool, refusalsOnly bool, now Instant) ([]LedgerRow, error) {
	if r.State != RequestSent && r.State != RequestAnswered && r.State != RequestExpired {
		return nil, Refuse(Gone, "link_gone")
	}
	var rows []LedgerRow
	for _, ch := range ConsentChannels() {
		yes, shown := answers[ch]
		if !shown {
			continue
		}
		if yes && refusalsOnly {
			return nil, Refuse(Gone, "consent_only_refusals")
		}
		c.SetAccepts(ch, yes)
		if ch == ByEmail {
			c.RefusedEmail = !yes
		}
		rows = append(rows, LedgerRow{CustomerID: c.ID, RequestID: r.ID, Channel: ch, Target: c.Target(ch), Value: yes, Means: MeansLink, TextHash: r.TextHash, At: now})
	}
	r.State, r.AnsweredAt = RequestAnswered, now
	c.RequestID, c.RequestState = r.ID, RequestAnswered
	return rows, nil
}
