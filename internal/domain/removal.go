package domain

// RemovalFacts are what a removal finds of its subject.
type RemovalFacts struct {
	Scope     RightsScope
	Users     int // accounts of the person, or of the establishment
	Elsewhere int // accounts of the same addresses that stay, in other establishments
	Customers int
	Mails     int // text and recipient
	Waiting   int // mails not yet sent
	Tickets   int
	Drafts    int
	Imports   int // what files said, kept for an undo
	Links     int
	Sessions  int
	FollowUps int // that are not closed yet
	Buyers    int // who are told
	Documents int
	Answers   int  // in the ledger of consents
	Offers    int  // of which no order came
	Orders    int  // order forms
	LastOrder Date // when the latest was made
	LastEnd   Date // of the follow-ups, today for those that close now
	Held      bool // a legal hold stands on it
}

// PlanLine is one thing that a removal erases or keeps.
type PlanLine struct {
	What    string `json:"what"`
	Count   int    `json:"count"`
	Article string `json:"article,omitempty"`
	Until   Date   `json:"until,omitempty"`
}

// RemovalPlan says, before a removal is executed, what it erases, what stays,
// under which article and until when. The letter is made from it.
type RemovalPlan struct {
	Scope  RightsScope `json:"scope"`
	Erased []PlanLine  `json:"erased"`
	Kept   []PlanLine  `json:"kept"`
	Held   bool        `json:"held,omitempty"`
}

// PlanRemoval makes the plan of a removal executed on a day.
func PlanRemoval(f RemovalFacts, periods PeriodTable, today Date) RemovalPlan {
	p := RemovalPlan{Scope: f.Scope, Held: f.Held, Erased: []PlanLine{}, Kept: []PlanLine{}}
	erase := func(what string, n int) {
		if n > 0 {
			p.Erased = append(p.Erased, PlanLine{What: what, Count: n})
		}
	}
	if f.Scope == ScopeEstablishment {
		erase("establishment", 1)
		erase("followups", f.FollowUps)
	}
	erase("users", f.Users)
	erase("customers", f.Customers)
	erase("offers", f.Offers)
	erase("mails", f.Mails)
	erase("waiting", f.Waiting)
	erase("tickets", f.Tickets)
	erase("drafts", f.Drafts)
	erase("imports", f.Imports)
	erase("links", f.Links)
	erase("sessions", f.Sessions)
	erase("search", 1)
	p.Erased = append(p.Erased, PlanLine{What: "backups", Count: 1, Until: periods.Until(KeepBackups, today)})
	p.Kept = keptOf(f, periods, today)
	return p
}

func keptOf(f RemovalFacts, periods PeriodTable, today Date) []PlanLine {
	var kept []PlanLine
	keep := func(what string, n int, article string, until Date) {
		if n > 0 {
			kept = append(kept, PlanLine{what, n, article, until})
		}
	}
	end := f.LastEnd
	if !end.Known() {
		end = today
	}
	if f.Scope == ScopeEstablishment {
		documents := periods.Of(KeepDocuments)
		keep("documents", f.Documents, "RGPD 17(3)(b), "+documents.Article, periods.Until(KeepDocuments, end))
		keep("identifier", 1, "RGPD 17(3)(b), "+documents.Article, periods.Until(KeepFollowUps, end))
	}
	keep("elsewhere", f.Elsewhere, "", "")
	keep("consents", f.Answers, "RGPD 7(1), 17(3)(e)", "")
	keep("orders", f.Orders, "RGPD 17(3)(b), "+periods.Of(KeepOrders).Article, periods.Until(KeepOrders, f.LastOrder))
	keep("request", 1, "RGPD 5(2), "+periods.Of(KeepRequests).Article, periods.Until(KeepRequests, today))
	keep("suppression", 1, "RGPD 17(1), 21(3)", "")
	keep("audit", 1, "RGPD 5(2), 32", "")
	return kept
}

// SuppressionKind is what a hash of the suppression list names.
type SuppressionKind string

// The kinds of hash.
const (
	SuppressedAddress    SuppressionKind = "address"    // of a user or of anybody
	SuppressedContact    SuppressionKind = "contact"    // somebody without address, in one establishment
	SuppressedCustomer   SuppressionKind = "customer"   // address or key of a customer
	SuppressedIdentifier SuppressionKind = "identifier" // of an establishment
)

// Suppression is one row of the suppression list: what must not come back.
type Suppression struct {
	Hash      string
	Kind      SuppressionKind
	Reason    string
	RequestID int64   `db:"request_id"`
	CreatedAt Instant `db:"created_at"`
}

// LegalHold keeps what is about a subject from being purged: an alert (Code du
// travail L. 8222-5), a dispute.
type LegalHold struct {
	ID        int64
	Scope     RightsScope
	SubjectID int64 `db:"subject_id"`
	Reason    string
	StaffID   int64   `db:"staff_id"`
	CreatedAt Instant `db:"created_at"`
	LiftedAt  Instant `db:"lifted_at"`
}

// RightsLetter is what a letter about a request says, in one language; it
// names nobody, so that it can be kept when its person is erased.
type RightsLetter struct {
	Language Language     `json:"language"`
	Subject  string       `json:"subject"`
	Title    string       `json:"title"`
	Before   []string     `json:"before"`
	Lists    []LetterList `json:"lists,omitempty"`
	After    []string     `json:"after"`
}

// LetterList is a list of a letter under its heading.
type LetterList struct {
	Title string   `json:"title"`
	Lines []string `json:"lines"`
}
