package domain

// Contract is what a buyer and a supplier signed, keyed by follow-up and
// folded reference.
type Contract struct {
	ID           int64
	FollowUpID   int64  `db:"follow_up_id"`
	Reference    string `db:"reference"`
	ReferenceKey string `db:"reference_key"`
	Signer       string // as written; its group when it is one
	SignerGroup  int64  `db:"signer_group_id"`
	Amount       Cents  `db:"amount_cents"`
	StartOn      Date   `db:"start_on"`
	EndOn        Date   `db:"end_on"` // as given; EndsOn is what counts
	Months       int
	EndsOn       Date `db:"ends_on"`
}

// ComputeEnd returns the last day of the contract: the end given, else
// start + months − 1 day, else open.
func (c Contract) ComputeEnd() Date {
	switch {
	case c.EndOn.Known():
		return c.EndOn
	case c.StartOn.Known() && c.Months > 0:
		return c.StartOn.AddMonths(c.Months).AddDays(-1)
	}
	return Forever
}

// InForce reports whether the contract has not ended before day.
func (c Contract) InForce(day Date) bool { return c.EndsOn >= day }

// Replaces reports whether the facts of line c replace those of old: only a
// later start does; on a tie the higher amount, then the longer duration. So
// the order of lines never matters.
func (c Contract) Replaces(old Contract) bool {
	if c.StartOn != old.StartOn {
		return c.StartOn > old.StartOn
	}
	if c.Amount != old.Amount {
		return c.Amount > old.Amount
	}
	return c.ComputeEnd() > old.ComputeEnd()
}

// Supersedes is Replaces with an answer for two lines that say the same but
// for what no rule weighs: the greater text stands, whatever their order.
func (c Contract) Supersedes(old Contract) bool {
	if c.Replaces(old) || old.Replaces(c) {
		return c.Replaces(old)
	}
	for _, texts := range [][2]string{{c.Signer, old.Signer}, {c.Reference, old.Reference}, {string(c.EndOn), string(old.EndOn)}} {
		if texts[0] != texts[1] {
			return texts[0] > texts[1]
		}
	}
	return c.Months > old.Months
}
