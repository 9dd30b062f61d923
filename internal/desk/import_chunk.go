package desk

import (
	"context"
	"encoding/json"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

type pairKey struct{ buyer, supplier int64 }

type userKey struct {
	establishment int64
	contact       string
}

// colleague is an address that a line gives as a buyer's own.
type colleague struct {
	buyer domain.Identifier
	email string
}

// Rows in hand: dirty ones are written at the end of the chunk.
type (
	establishment struct {
		store.ImportEstablishment
		dirty, told bool
	}
	followUp struct {
		store.ImportFollowUp
		dirty, told, assess bool
		contracts           map[string]*contract
	}
	contract struct {
		domain.Contract
		dirty, told bool
	}
	user struct {
		store.ImportUser
		dirty, told bool
	}
)

// supplierChunk applies the lines of one commit: it reads what they are about
// by sets, decides line after line in memory, and writes what changed.
type supplierChunk struct {
	desk *Desk
	it   *store.ImportTx
	part importPart
	seen *presence

	establishments map[domain.Identifier]*establishment
	suppliers      map[int64]*establishment
	groups         map[string]int64
	followUps      map[pairKey]*followUp
	users          map[userKey]*user
	colleagues     map[colleague]bool // addresses that the lines give as a buyer's own
	staffed        map[int64]bool     // has a user that was accepted
	referents      map[store.Pair]bool
	buyerContacts  map[store.Pair]bool
	givers         map[store.Pair]bool
	suppressed     map[string]bool // by e-mail key
	removed        removed
	collections    map[int64][]domain.Collected
	documents      map[int64][]domain.Document

	// In the order in which they are written.
	newGroups      []domain.Group
	inHand         []*establishment
	inHandPairs    []*followUp
	inHandUsers    []*user
	newContracts   []*contract
	newReferents   []store.Pair
	newContacts    []store.Pair
	newProvenances []domain.Provenance
	newCollected   []collected
	changes        []domain.ImportChange
	recollecting   []int64 // buyers whose collection changed
}

type collected struct {
	buyer int64
	domain.Collected
}

func (c *supplierChunk) apply(ctx context.Context, lines []domain.SupplierLine) ([]outcome, error) {
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
	c.assess()
	return outcomes, c.save(ctx)
}

// line applies one line. A refused one does nothing at all.
func (c *supplierChunk) line(ctx context.Context, l *domain.SupplierLine) (outcome, error) {
	var o outcome
	if o.Reason = c.refusal(l); o.Reason != "" {
		o.Verdict = domain.VerdictRejected
		return o, nil
	}
	buyer, err := c.buyer(ctx, l, &o)
	if err != nil {
		return o, err
	}
	supplier, err := c.supplier(ctx, l, &o)
	if err != nil {
		return o, err
	}
	f, err := c.followUp(ctx, l, buyer, supplier, &o)
	if err != nil {
		return o, err
	}
	o.SupplierID, o.FollowUpID = supplier.ID, f.ID
	c.seen.note(buyer.ID, f.ID)
	for _, step := range []func() error{
		func() error { return c.contract(ctx, l, f, &o) },
		func() error { return c.contact(ctx, l, buyer, supplier, f, &o) },
		func() error { return c.buyerContact(ctx, l, buyer, f, &o) },
	} {
		if err := step(); err != nil {
			return o, err
		}
	}
	c.collect(l, buyer, &o)
	switch {
	case o.Made&domain.MadeSupplier != 0:
		o.Verdict = domain.VerdictCreated
	case o.Verdict == domain.VerdictLinked:
	case o.Verdict == "":
		o.Verdict = domain.VerdictUnchanged
	}
	return o, nil
}

func (o *outcome) updated() {
	if o.Verdict == "" {
		o.Verdict = domain.VerdictUpdated
	}
}

func (o *outcome) warn(code string) { o.warnings = append(o.warnings, code) }

// keep warns that a value stands against the file's.
func (o *outcome) keep(field, kept, given string) {
	if given == "" || domain.Fold(kept) == domain.Fold(given) {
		return
	}
	if len(o.kept) == 0 {
		o.warn(domain.WarnKeptAsIs)
	}
	o.kept = append(o.kept, KeptValue{field, kept, given})
}

func (c *supplierChunk) refusal(l *domain.SupplierLine) string {
	if l.Rejection != "" {
		return l.Rejection
	}
	if e := c.establishments[l.Buyer]; c.removed.establishments[l.Buyer] || e != nil && e.AcceptsFollowUps() != nil {
		return domain.OfBuyer + domain.Deregistered
	}
	if e := c.establishments[l.Supplier]; c.removed.establishments[l.Supplier] || e != nil && e.AcceptsFollowUps() != nil {
		return domain.Deregistered
	}
	return ""
}

// change keeps a row as it was before this commit.
func (c *supplierChunk) change(line int, noun string, id int64, told *bool, before any) error {
	if *told {
		return nil
	}
	*told = true
	text, err := json.Marshal(before)
	c.changes = append(c.changes, domain.ImportChange{BatchID: c.part.batch, Line: line, Noun: noun, NounID: id, Before: string(text)})
	return err
}

// made notes a row that no column of the line holds.
func (c *supplierChunk) made(line int, noun string, id int64) {
	c.changes = append(c.changes, domain.ImportChange{BatchID: c.part.batch, Line: line, Noun: noun, NounID: id})
}
