package domain

import "time"

// ConsentSwitch is whether consent mails may leave, with who said so last,
// when and why.
type ConsentSwitch struct {
	On     bool
	By     string
	Reason string
	At     Instant
}

// ConsentReview is what an administrator looks at: counts, and nobody's name.
type ConsentReview struct {
	Customers int64
	Accepts   map[ConsentChannel]int64
	States    map[RequestState]int64
	Refused   int64 // asked again only at their own request
	Months    []ConsentMonth
	Median    time.Duration // from the mail to the first answer kept
	Switch    ConsentSwitch
}

// ConsentMonth counts what became of the requests that left in one month, and
// what was said in it.
type ConsentMonth struct {
	Month    string // 2026-11
	Sent     int64
	Answered int64
	Expired  int64
	Failed   int64
	Yes      map[ConsentChannel]int64
	No       map[ConsentChannel]int64
}

// AnswerRate is how many of those asked have answered, in percent.
func (m ConsentMonth) AnswerRate() int {
	if m.Sent == 0 {
		return 0
	}
	return int(m.Answered * 100 / m.Sent)
}

// Total sums the months up.
func (r ConsentReview) Total() ConsentMonth {
	var t ConsentMonth
	for _, m := range r.Months {
		t.Sent, t.Answered, t.Expired, t.Failed = t.Sent+m.Sent, t.Answered+m.Answered, t.Expired+m.Expired, t.Failed+m.Failed
	}
	return t
}

// ConsentProof is what is known of one customer's answers, for themselves or a
// regulator: every one ever given, with its seal and the exact words shown.
type ConsentProof struct {
	Customer   Customer
	Controller string
	Requests   []ConsentRequest
	Ledger     []SealedRow       // oldest first
	Texts      map[string]string // by hash
	Head       string            // of the whole ledger's chain
	MadeAt     Instant
	MadeBy     string
}

// SealedRow is a row of the ledger with its seal.
type SealedRow struct {
	LedgerRow
	PrevHash    string `db:"prev_hash"`
	SubjectHash string `db:"subject_hash"`
	Hash        string
	Genuine     bool `db:"-"` // its facts are those that were sealed
}
