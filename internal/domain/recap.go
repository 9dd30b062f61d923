package domain

// Recap is everything that one reminder says: one address, all its
// establishments, each with the buyers that ask for something.
type Recap struct {
	Kind     MailKind
	Week     Week
	Email    string
	Name     string
	Language Language
	Mail     string // short reference
	Accounts []RecapAccount
	HeldPart bool     // a buyer of theirs is held, and not in it
	Others   []string // masked addresses of who else received it
}

// RecapAccount is one establishment of the person.
type RecapAccount struct {
	UserID        int64
	Establishment Establishment
	Role          Role
	Rights        Rights
	State         UserState
	Buyers        []RecapBuyer
	Depositors    []string // for a restricted user: who may deposit, masked
	Origin        Origin
}

// RecapBuyer is one follow-up in a recap.
type RecapBuyer struct {
	FollowUpID int64
	Buyer      Establishment
	Group      string
	Signers    []string // who signed its contracts, when not the buyer
	References []string // of the contracts in force
	Code       string   // the supplier's code at the buyer
	Lines      []Line
}

// Origin says who gave the contact, by which channel and when.
type Origin struct {
	Buyer    string
	Channel  Channel
	At       Instant
	FileName string
	BatchID  int64
	Line     int
}

// Count returns the number of lines that ask for something and the name of
// the first buyer, for the subject.
func (r Recap) Count() (lines int, firstBuyer string) {
	for _, a := range r.Accounts {
		for _, b := range a.Buyers {
			if firstBuyer == "" {
				firstBuyer = b.Buyer.DisplayName()
			}
			for _, l := range b.Lines {
				if l.Status.Outstanding() {
					lines++
				}
			}
		}
	}
	return lines, firstBuyer
}
