package store_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"vigie/internal/fixture"
)

// erasable says of every table how a person leaves it, or why nobody stands in
// it. A table that is added must be added here, and to Erase where people are
// in it.
func erasable() map[string]string {
	person := "masked by Erase"
	return map[string]string{
		"users": person, "customers": person, "establishments": person, "mails": person, "mail_bodies": person, "mail_bases": "about made-up people", "mail_returns": person, "address_flags": "dropped by Erase", "links": "revoked by Erase",
		"tickets": person, "ticket_messages": person, "ticket_notes": person, "attachments": person, "drafts": person, "staff_views": person,
		"referents": person, "buyer_contacts": person, "provenances": "ids, kinds and dates", "standby_requests": person, "standby_events": person, "nominations": person,
		"two_factor": person, "without_administrator": "ids", "follow_ups": person, "contracts": "the buyer's, kept five years", "documents": "kept five years",
		"consent_requests": person, "consent_subjects": person, "consent_ledger": "keyed pseudonym beside it", "consent_texts": "the same for everybody", "consent_seals": "hashes, salted while there is a person",
		"campaigns": "ids and filters, which name nobody once they ran", "campaign_skips": "ids and codes",
		"rights_requests": person, "suppressions": "keyed hashes", "legal_holds": "swept for addresses", "mail_texts": "the staff's", "corrections": "the staff's", "silences": "ids and weeks", "silence_stops": "ids, and a reason of the staff", "mail_holds": "ids, and a reason of the staff", "sessions": "ended by Erase", "login_codes": "dropped by Erase",
		"import_changes": person, "import_lines": "codes and ids", "import_batches": "names of files", "reminder_outcomes": "codes", "audit": "first letters only",
		"ticket_events": "codes", "ticket_tags": "the team's words", "ticket_readers": "ids", "ready_texts": "the team's", "macros": "the team's",
		"meta": "technical", "settings": "of the house", "company_groups": "companies", "document_types": "the law's", "collections": "codes", "cycles": "counts",
		"cycle_counts": "counts", "cycle_buyers": "counts", "staff": "the team", "staff_keys": "the team", "leases": "technical", "security_audits": "the house's",
		"offers": "ids, sums and dates; why one was withdrawn is masked by Erase", "offer_lines": person, "order_forms": "kept ten years, then purged (C. com. L. 123-22)", "number_series": "counts",
		"exports": person, "goose_db_version": "technical",
	}
}

func TestEveryTableIsErasedOrHoldsNobody(t *testing.T) {
	clock := fixture.NewClock()
	db := fixture.SQLite(t, clock.Now)
	raw, err := sql.Open(db.RawSource())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	rows, err := raw.QueryContext(context.Background(), `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(name, "_words") {
			continue // the index follows its table
		}
		if n++; erasable()[name] == "" {
			t.Errorf("%s: how does a removed person leave this table?", name)
		}
	}
	if err := rows.Err(); err != nil || n < 40 {
		t.Fatalf("%d tables, %v", n, err)
	}
}
