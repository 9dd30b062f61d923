package domain

// Fallen are the rows of the answers that after has lost: where before said
// yes, the ledger says why it is no now.
func Fallen(before, after Customer, means Means, request int64, now Instant) []LedgerRow {
	var rows []LedgerRow
	for _, ch := range ConsentChannels() {
		if before.Accepts(ch) && !after.Accepts(ch) {
			rows = append(rows, LedgerRow{CustomerID: before.ID, RequestID: request, Channel: ch, Target: before.Target(ch), Means: means, At: now})
		}
	}
	return rows
}

// CurrentAnswers recomputes what a customer accepts from their rows of the
// ledger, oldest first: of each channel the last row counts.
func CurrentAnswers(rows []LedgerRow) map[ConsentChannel]bool {
	out := map[ConsentChannel]bool{}
	for _, l := range rows {
		out[l.Channel] = l.Value
	}
	return out
}

// Differs reports whether a customer's stored answers are not those of their
// ledger. An erased customer accepts nothing, whatever they once said.
func (c Customer) Differs(rows []LedgerRow) bool {
	said := CurrentAnswers(rows)
	for _, ch := range ConsentChannels() {
		if c.Accepts(ch) != (said[ch] && !ErasedKey(c.CustomerKey)) {
			return true
		}
	}
	return false
}

// Bounced fails a request whose mail came back unread; one that was answered
// was read, and stays. It reports whether anything changed.
func (r *ConsentRequest) Bounced() bool {
	if r.State != RequestSent && r.State != RequestExpired {
		return false
	}
	r.State = RequestFailed
	return true
}

// Revive puts a superseded request in force again, when the one that replaced
// it came back.
func (r *ConsentRequest) Revive(now Instant) {
	switch {
	case r.State != RequestSuperseded:
	case !r.AnsweredAt.Never():
		r.State = RequestAnswered
	case r.SentAt.Never():
		r.State = RequestCancelled
	case now >= r.ExpiresAt:
		r.State = RequestExpired
	default:
		r.State = RequestSent
	}
}

// Restore gives a customer back the answers that fell when a request was
// accepted whose mail came back: a bounce destroys no consent. ledger is the
// customer's, oldest first; an answer given since, or for an address that is
// another now, stays as it is.
func (c *Customer) Restore(ledger []LedgerRow, request int64, now Instant) []LedgerRow {
	last, yes := map[ConsentChannel]LedgerRow{}, map[ConsentChannel]LedgerRow{}
	for _, l := range ledger {
		last[l.Channel] = l
		if l.Value {
			yes[l.Channel] = l
		}
	}
	var rows []LedgerRow
	for _, ch := range ConsentChannels() {
		fell, given := last[ch], yes[ch]
		if fell.Means != MeansReset || fell.RequestID != request || given.Channel != ch || given.Target != c.Target(ch) {
			continue
		}
		c.SetAccepts(ch, true)
		rows = append(rows, LedgerRow{CustomerID: c.ID, RequestID: given.RequestID, Channel: ch, Target: given.Target, Controller: given.Controller,
			Value: true, Means: MeansReturn, TextHash: given.TextHash, At: now})
	}
	return rows
}
