package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// removed is what the lines of one commit name that left at its own request,
// or is about to.
type removed struct {
	establishments map[domain.Identifier]bool
	contacts       map[domain.Trace]bool
	paused         map[string]bool             // e-mail keys with a pending request
	flagged        map[string]domain.FlagCause // e-mail keys written to no more
}

// loadRemoved asks the suppression list about the establishments that the
// database does not hold under their identifier any more, and about the
// contacts that come by name alone. Nothing is hashed for an empty list.
func (c *supplierChunk) loadRemoved(ctx context.Context, lines []domain.SupplierLine, emails map[string]bool) (err error) {
	c.removed = removed{establishments: map[domain.Identifier]bool{}, contacts: map[domain.Trace]bool{}}
	if c.removed.paused, err = c.it.ImportPaused(ctx, sorted(emails)); err != nil {
		return err
	}
	if c.removed.flagged, err = c.it.ImportFlagged(ctx, sorted(emails)); err != nil {
		return err
	}
	identifiers, err := c.it.ImportSuppresses(ctx, domain.SuppressedIdentifier)
	if err != nil {
		return err
	}
	names, err := c.it.ImportSuppresses(ctx, domain.SuppressedContact)
	if err != nil {
		return err
	}
	var traces []domain.Trace
	for i := range lines {
		l := &lines[i]
		if l.Rejection != "" {
			continue
		}
		for _, id := range []domain.Identifier{l.Buyer, l.Supplier} {
			if identifiers && c.establishments[id] == nil {
				traces = append(traces, domain.TraceOfIdentifier(id))
			}
		}
		if names && l.Email == "" && l.HasContact() {
			traces = append(traces, traceOfLine(l))
		}
	}
	found, err := suppressedTraces(ctx, c.desk, c.it, traces)
	if err != nil || len(found) == 0 {
		return err
	}
	c.removed.contacts = found
	for i := range lines {
		for _, id := range []domain.Identifier{lines[i].Buyer, lines[i].Supplier} {
			c.removed.establishments[id] = c.removed.establishments[id] || found[domain.TraceOfIdentifier(id)]
		}
	}
	return nil
}

func traceOfLine(l *domain.SupplierLine) domain.Trace {
	return domain.TraceOfContact(l.Supplier, domain.Fold(l.LastName+" "+l.FirstName))
}

// suppressedTraces tells which traces are on the suppression list.
func suppressedTraces(ctx context.Context, d *Desk, it *store.ImportTx, traces []domain.Trace) (map[domain.Trace]bool, error) {
	if len(traces) == 0 {
		return nil, nil
	}
	hashes, of := make([]string, 0, len(traces)), make(map[string]domain.Trace, len(traces))
	for _, t := range traces {
		h := d.keys.Hash(t.Purpose, t.Value)
		hashes, of[h] = append(hashes, h), t
	}
	found, err := it.ImportSuppressed(ctx, hashes)
	out := make(map[domain.Trace]bool, len(found))
	for h := range found {
		out[of[h]] = true
	}
	return out, err
}
