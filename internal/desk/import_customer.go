package desk

import (
	"context"
	"encoding/json"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

type customer struct {
	store.ImportCustomer
	dirty, told, isNew bool
}

// customerChunk applies the lines of one commit of a customer file.
type customerChunk struct {
	desk       *Desk
	it         *store.ImportTx
	part       importPart
	customers  map[string]*customer
	answers    map[int64][]domain.LedgerRow
	suppressed map[string]bool
	removed    map[domain.Trace]bool

	inHand     []*customer
	newAnswers []domain.LedgerRow
	changes    []domain.ImportChange
}

func (c *customerChunk) apply(ctx context.Context, lines []domain.CustomerLine) ([]outcome, error) {
	if err := c.load(ctx, lines); err != nil {
		return nil, err
	}
	outcomes := make([]outcome, len(lines))
	for i := range lines {
		o, err := c.line(ctx, &lines[i])
		if err != nil {
			return nil, err
		}
		o.BatchID, o.Line = c.part.batch, lines[i].Line
		o.warnings = append(o.warnings, lines[i].Warnings...)
		o.Warnings = strings.Join(o.warnings, " ")
		outcomes[i] = o
	}
	return outcomes, c.save(ctx)
}

// country is a country as a file gives it, when it does so in two letters.
func country(given string) string {
	if len(given) != 2 {
		return ""
	}
	return domain.CountryOf(domain.Identifier{}, given)
}

func customerName(l *domain.CustomerLine) string {
	return domain.Fold(l.CompanyName + " " + l.LastName + " " + l.FirstName)
}

func customerKey(l *domain.CustomerLine) string {
	return domain.CustomerKeyOf(l.Code, l.SIRET, l.Email, customerName(l))
}

func (c *customerChunk) load(ctx context.Context, lines []domain.CustomerLine) error {
	keys, emails := map[string]bool{}, map[string]bool{}
	for i := range lines {
		if lines[i].Rejection == "" {
			keys[customerKey(&lines[i])] = true
			if key := domain.EmailKey(lines[i].Email); key != "" {
				emails[key] = true
			}
		}
	}
	c.customers, c.answers = map[string]*customer{}, map[int64][]domain.LedgerRow{}
	rows, err := c.it.ImportCustomers(ctx, sorted(keys))
	if err != nil {
		return err
	}
	ids := make([]int64, len(rows))
	for i := range rows {
		k := &customer{ImportCustomer: rows[i]}
		c.customers[k.CustomerKey], ids[i] = k, k.ID
		c.inHand = append(c.inHand, k)
	}
	if len(ids) > 0 {
		answers, err := c.it.ImportAnswers(ctx, ids)
		if err != nil {
			return err
		}
		for _, a := range answers {
			c.answers[a.CustomerID] = append(c.answers[a.CustomerID], a)
		}
	}
	if c.suppressed, err = suppressedOf(ctx, c.desk, c.it, emails); err != nil {
		return err
	}
	return c.loadRemoved(ctx, lines)
}

// loadRemoved asks which of the customers left at their own request.
func (c *customerChunk) loadRemoved(ctx context.Context, lines []domain.CustomerLine) error {
	if any, err := c.it.ImportSuppresses(ctx, domain.SuppressedCustomer); err != nil || !any {
		return err
	}
	var traces []domain.Trace
	for i := range lines {
		if lines[i].Rejection == "" {
			traces = append(traces, domain.TracesOfCustomer(customerKey(&lines[i]), lines[i].Email)...)
		}
	}
	var err error
	c.removed, err = suppressedTraces(ctx, c.desk, c.it, traces)
	return err
}

// left reports whether the customer of a line left at their own request.
func (c *customerChunk) left(l *domain.CustomerLine) bool {
	for _, t := range domain.TracesOfCustomer(customerKey(l), l.Email) {
		if c.removed[t] {
			return true
		}
	}
	return false
}

// line applies one line; a customer who was removed is not made again.
func (c *customerChunk) line(ctx context.Context, l *domain.CustomerLine) (outcome, error) {
	var o outcome
	if o.Reason = l.Rejection; o.Reason != "" {
		o.Verdict = domain.VerdictRejected
		return o, nil
	}
	o.Verdict = domain.VerdictUnchanged
	if len(c.removed) > 0 && c.left(l) {
		o.warn(domain.WarnSuppressed)
		return o, nil
	}
	email := l.Email
	if c.suppressed[domain.EmailKey(email)] {
		o.warn(domain.WarnSuppressed)
		email = ""
	}
	key := customerKey(l)
	k := c.customers[key]
	if k == nil {
		if email != l.Email {
			return o, nil
		}
		id, err := c.it.NewID(ctx, "customers")
		if err != nil {
			return o, err
		}
		k = &customer{dirty: true, told: true, isNew: true}
		k.Customer = domain.Customer{ID: id, Code: l.Code, CustomerKey: key, Kind: l.Kind, Country: "FR", Language: domain.French, CreatedAt: c.part.now}
		k.Batch = c.part.batch
		c.customers[key] = k
		c.inHand = append(c.inHand, k)
		o.Verdict, o.Made = domain.VerdictCreated, domain.MadeCustomer
	}
	o.CustomerID = k.ID
	before := k.ImportCustomer
	c.settle(k, l, email)
	c.answer(k, l, &o)
	if k.ImportCustomer == before {
		return o, nil
	}
	k.dirty = true
	k.NameKey, k.EmailKey = domain.Fold(k.CompanyName+" "+k.LastName+" "+k.FirstName), domain.EmailKey(k.Email)
	said := before
	said.Said = k.Said
	if said == k.ImportCustomer {
		return o, nil
	}
	k.UpdatedAt = c.part.now
	if o.Verdict == domain.VerdictUnchanged {
		o.Verdict = domain.VerdictUpdated
	}
	return o, c.change(l.Line, k, before)
}

// settle takes the facts of a line; the answer for a channel whose address or
// number changes falls back to refused.
func (c *customerChunk) settle(k *customer, l *domain.CustomerLine, email string) {
	next := k.Customer
	for _, f := range []struct {
		letter byte
		holds  *string
		given  string
	}{
		{'k', (*string)(&next.Kind), string(l.Kind)}, {'s', &next.SIRET, l.SIRET}, {'c', &next.CompanyName, l.CompanyName},
		{'l', &next.LastName, l.LastName}, {'f', &next.FirstName, l.FirstName}, {'e', &next.Email, email}, {'p', &next.Phone, l.Phone},
		{'m', &next.Mobile, l.Mobile}, {'a', &next.Address, l.Address}, {'z', &next.PostalCode, l.PostalCode}, {'v', &next.City, l.City},
		{'y', &next.Country, country(l.Country)}, {'g', (*string)(&next.Language), string(l.Language)},
	} {
		*f.holds = k.Settle(f.letter, *f.holds, f.given, c.part.since)
	}
	before := k.Customer
	k.Customer = k.Edited(next)
	for _, fell := range domain.Fallen(before, k.Customer, domain.MeansChange, 0, c.part.now) {
		fell.Controller = c.desk.controller
		if fell.Target != "" {
			fell.TargetHash = c.desk.targetHash(fell.Target)
		}
		c.newAnswers = append(c.newAnswers, fell)
	}
}

// answer takes the answers of a line with their evidence, unless it took them
// already or a later answer is known.
func (c *customerChunk) answer(k *customer, l *domain.CustomerLine, o *outcome) {
	proof := l.ProofReference + " (" + string(l.ProofOn) + ")"
	for _, given := range l.Consents {
		row := domain.LedgerRow{CustomerID: k.ID, Channel: given.Channel, Target: k.Target(given.Channel), Controller: c.desk.controller,
			Value: given.Value, Means: domain.MeansImport, Evidence: proof, At: c.part.now}
		if row.Target != "" {
			row.TargetHash = c.desk.targetHash(row.Target)
		}
		known, later := false, false
		for _, a := range c.answers[k.ID] {
			if a.Channel != row.Channel || !a.Means.Given() {
				continue
			}
			known = known || a.Means == domain.MeansImport && a.Value == row.Value && a.Evidence == row.Evidence && a.Target == row.Target
			later = later || c.answeredOn(a) > l.ProofOn
		}
		switch {
		case known:
			continue
		case later:
			o.keep(string(given.Channel), yesNo(k.Accepts(given.Channel)), yesNo(given.Value))
			continue
		}
		c.answers[k.ID] = append(c.answers[k.ID], row)
		c.newAnswers = append(c.newAnswers, row)
		k.SetAccepts(given.Channel, given.Value)
		if given.Channel == domain.ByEmail {
			k.RefusedEmail = !given.Value
		}
		if o.Verdict == domain.VerdictUnchanged {
			o.Verdict = domain.VerdictUpdated
		}
	}
}

// answeredOn is the day that an answer dates from: that of its evidence when
// a file gave it.
func (c *customerChunk) answeredOn(a domain.LedgerRow) domain.Date {
	if n := len(a.Evidence); a.Means == domain.MeansImport && n > 12 {
		return domain.Date(a.Evidence[n-11 : n-1])
	}
	return domain.DateOf(a.At.Time().In(c.desk.location))
}

func yesNo(yes bool) string {
	if yes {
		return "oui"
	}
	return "non"
}

func (c *customerChunk) change(line int, k *customer, before store.ImportCustomer) error {
	if k.told {
		return nil
	}
	k.told = true
	text, err := json.Marshal(before)
	c.changes = append(c.changes, domain.ImportChange{BatchID: c.part.batch, Line: line, Noun: "customer", NounID: k.ID, Before: string(text)})
	return err
}

func (c *customerChunk) save(ctx context.Context) error {
	if err := each(c.inHand, func(k *customer) error {
		if !k.dirty {
			return nil
		}
		return c.it.SaveCustomer(ctx, k.ImportCustomer)
	}); err != nil {
		return err
	}
	if err := each(c.newAnswers, func(a domain.LedgerRow) error { return c.it.SaveAnswer(ctx, a) }); err != nil {
		return err
	}
	return each(c.changes, func(ch domain.ImportChange) error { return c.it.SaveImportChange(ctx, ch) })
}
