package store

import (
	"context"

	"vigie/internal/domain"
)

// The rows that a batch made; each takes the batch twice.
const (
	madeEstablishments = `(SELECT supplier_id FROM import_lines WHERE batch_id = ? AND (made & 1) <> 0
		UNION SELECT noun_id FROM import_changes WHERE batch_id = ? AND noun = 'establishment' AND value_before = '')`
	madeFollowUps = `(SELECT follow_up_id FROM import_lines WHERE batch_id = ? AND batch_id = ? AND (made & 2) <> 0)`
	madeUsers     = `(SELECT user_id FROM import_lines WHERE batch_id = ? AND (made & 8) <> 0
		UNION SELECT noun_id FROM import_changes WHERE batch_id = ? AND noun = 'user' AND value_before = '')`
	madeCustomers = `(SELECT customer_id FROM import_lines WHERE batch_id = ? AND batch_id = ? AND (made & 32) <> 0)`
	madeEmails    = `(SELECT email_key FROM users WHERE email_key <> '' AND id IN ` + madeUsers + `)`
)

// ImportReference is what refers to what a batch made: the key of its
// sentence, and how often.
type ImportReference struct {
	What  string
	Count int64
}

// ImportReferences tells what keeps a batch from being undone.
func (r reader) ImportReferences(ctx context.Context, b domain.ImportBatch) ([]ImportReference, error) {
	id := b.ID
	var out []ImportReference
	for _, q := range []struct {
		what, query string
		args        []any
	}{
		{"import_undo_mail", `SELECT COUNT(*) FROM mails WHERE created_at >= ? AND email_key IN ` + madeEmails, []any{b.StartedAt, id, id}},
		{"import_undo_document", `SELECT COUNT(*) FROM documents WHERE supplier_id IN ` + madeEstablishments + ` OR follow_up_id IN ` + madeFollowUps,
			[]any{id, id, id, id}},
		{"import_undo_ticket", `SELECT COUNT(*) FROM tickets WHERE created_at >= ? AND email_key IN ` + madeEmails, []any{b.StartedAt, id, id}},
		{"import_undo_later", `SELECT COUNT(*) FROM import_lines WHERE batch_id > ? AND batch_id IN (SELECT id FROM import_batches WHERE state <> 'undone')
			AND (supplier_id IN ` + madeEstablishments + ` OR follow_up_id IN ` + madeFollowUps + ` OR user_id IN ` + madeUsers +
			` OR customer_id IN ` + madeCustomers + `)`, []any{id, id, id, id, id, id, id, id, id}},
		{"import_undo_later", `SELECT COUNT(*) FROM import_changes mine JOIN import_changes theirs ON theirs.noun = mine.noun
			AND theirs.noun_id = mine.noun_id AND theirs.batch_id > mine.batch_id WHERE mine.batch_id = ?`, []any{id}},
		{"import_undo_user", `SELECT COUNT(*) FROM users WHERE state <> 'invited' AND id IN ` + madeUsers, []any{id, id}},
		{"import_undo_standby", `SELECT COUNT(*) FROM follow_ups WHERE (state <> 'active' OR standby_pending) AND id IN ` + madeFollowUps, []any{id, id}},
		{"import_undo_hand", `SELECT COUNT(*) FROM follow_ups WHERE (supplier_id IN ` + madeEstablishments + ` OR buyer_id IN ` + madeEstablishments +
			`) AND id NOT IN ` + madeFollowUps, []any{id, id, id, id, id, id}},
		{"import_undo_hand", `SELECT COUNT(*) FROM users WHERE establishment_id IN ` + madeEstablishments + ` AND id NOT IN ` + madeUsers, []any{id, id, id, id}},
		{"import_undo_consent", `SELECT COUNT(*) FROM consent_ledger WHERE customer_id IN ` + madeCustomers, []any{id, id}},
		{"import_undo_consent", `SELECT COUNT(*) FROM consent_requests WHERE customer_id IN ` + madeCustomers, []any{id, id}},
	} {
		n, err := r.number(ctx, q.query, q.args...)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ImportReference{q.what, n})
		}
	}
	return out, nil
}

// ImportTail reads the last lines of a batch that made or changed something
// still, last first, with their changes, last first.
func (tx *Tx) ImportTail(ctx context.Context, batch int64, limit int) ([]domain.ImportLine, []domain.ImportChange, error) {
	var lines []domain.ImportLine
	if err := tx.all(ctx, &lines, `SELECT `+importLineColumns+` FROM import_lines WHERE batch_id = ? AND line > 0 AND (made <> 0 OR line IN
		(SELECT line FROM import_changes WHERE batch_id = ?)) ORDER BY line DESC LIMIT ?`, batch, batch, limit); err != nil || len(lines) == 0 {
		return nil, nil, err
	}
	var changes []domain.ImportChange
	err := tx.all(ctx, &changes, `SELECT id, batch_id, line, noun, noun_id, value_before FROM import_changes WHERE batch_id = ? AND line >= ?
		ORDER BY id DESC`, batch, lines[len(lines)-1].Line)
	return lines, changes, err
}

// ForgetImport marks the lines from one on as undone.
func (tx *Tx) ForgetImport(ctx context.Context, batch int64, from int) error {
	if err := tx.exec(ctx, `UPDATE import_lines SET made = 0 WHERE batch_id = ? AND line >= ? AND made <> 0`, batch, from); err != nil {
		return err
	}
	return tx.exec(ctx, `DELETE FROM import_changes WHERE batch_id = ? AND line >= ?`, batch, from)
}

// ImportMade are ids of rows to take back.
type ImportMade struct {
	Establishments, FollowUps, Contracts, Users, Groups, Customers []int64
	Referents, BuyerContacts                                       []Pair
	Collected                                                      []BuyerType
	// Provenances of this batch for these follow-ups and users go too.
	OfFollowUps, OfUsers []int64
}

// BuyerType is a type that a buyer collects.
type BuyerType struct {
	Buyer int64
	Code  string
}

// TakeBack deletes what a batch made, children first.
func (tx *Tx) TakeBack(ctx context.Context, batch int64, m ImportMade) error {
	for _, p := range m.Referents {
		if err := tx.exec(ctx, `DELETE FROM referents WHERE follow_up_id = ? AND user_id = ?`, p.A, p.B); err != nil {
			return err
		}
	}
	for _, p := range m.BuyerContacts {
		if err := tx.exec(ctx, `DELETE FROM buyer_contacts WHERE follow_up_id = ? AND user_id = ?`, p.A, p.B); err != nil {
			return err
		}
	}
	for _, c := range m.Collected {
		if err := tx.exec(ctx, `DELETE FROM collections WHERE buyer_id = ? AND type_code = ?`, c.Buyer, c.Code); err != nil {
			return err
		}
	}
	for _, d := range []struct {
		from, column string
		ids          []int64
		batch        bool
	}{
		{"provenances", "follow_up_id <> 0 AND follow_up_id", m.OfFollowUps, true}, {"provenances", "user_id <> 0 AND user_id", m.OfUsers, true},
		{"contracts", "id", m.Contracts, false}, {"referents", "user_id", m.Users, false}, {"buyer_contacts", "user_id", m.Users, false},
		{"reminder_outcomes", "user_id", m.Users, false}, {"users", "id", m.Users, false},
		{"referents", "follow_up_id", m.FollowUps, false}, {"buyer_contacts", "follow_up_id", m.FollowUps, false},
		{"follow_ups", "id", m.FollowUps, false}, {"collections", "buyer_id", m.Establishments, false},
		{"establishments", "id", m.Establishments, false}, {"company_groups", "id", m.Groups, false}, {"customers", "id", m.Customers, false},
	} {
		if len(d.ids) == 0 {
			continue
		}
		query, args := `DELETE FROM `+d.from+` WHERE `+tx.dialect.in(d.column), []any{tx.list(d.ids)}
		if d.batch {
			query, args = query+` AND batch_id = ?`, append(args, batch)
		}
		if err := tx.exec(ctx, query, args...); err != nil {
			return err
		}
	}
	return nil
}
