package store

import (
	"context"
	"strconv"
	"strings"

	"vigie/internal/domain"
)

// Search answers the one search box: e-mail, identifier, SIREN, phone,
// reference, ticket or words of a name; at most limit hits of each noun.
func (r reader) Search(ctx context.Context, q domain.Query, limit int) ([]domain.Hit, error) {
	switch q.Kind {
	case domain.QueryEmail:
		return r.hits(ctx, q.Value, limit, searchEmail()...)
	case domain.QueryIdentifier, domain.QuerySIREN:
		return r.hits(ctx, q.Value, limit, searchIdentifier()...)
	case domain.QueryPhone:
		return r.hits(ctx, q.Value, limit, searchPhone()...)
	case domain.QueryReference:
		return r.hitID(ctx, `SELECT 'mail' AS noun, id, kind AS title, email AS detail FROM mails WHERE id = ?`, q.ID)
	case domain.QueryTicket:
		return r.hitID(ctx, `SELECT 'ticket' AS noun, id, subject AS title, email AS detail FROM tickets WHERE id = ?`, q.ID)
	}
	return r.searchWords(ctx, domain.Words(q.Value), limit)
}

// The statements of a search take the value, its upper bound as a prefix,
// and the limit.
func searchEmail() []string {
	return []string{
		`SELECT 'user' AS noun, users.id, users.email AS title, establishments.name AS detail FROM users
			JOIN establishments ON establishments.id = users.establishment_id
			WHERE users.email_key >= ? AND users.email_key < ? AND users.email_key <> '' ORDER BY users.email_key, users.id LIMIT ?`,
		`SELECT 'customer' AS noun, id, email AS title, name_key AS detail FROM customers
			WHERE email_key >= ? AND email_key < ? AND email_key <> '' ORDER BY email_key, id LIMIT ?`,
		`SELECT 'mail' AS noun, id, email AS title, kind AS detail FROM mails WHERE email_key >= ? AND email_key < ? ORDER BY email_key, id LIMIT ?`,
		`SELECT 'ticket' AS noun, id, subject AS title, email AS detail FROM tickets WHERE email_key >= ? AND email_key < ? ORDER BY email_key, id LIMIT ?`,
	}
}

func searchIdentifier() []string {
	return []string{
		`SELECT 'establishment' AS noun, id, name AS title, id_value AS detail FROM establishments
			WHERE id_value >= ? AND id_value < ? ORDER BY id_value, id LIMIT ?`,
		`SELECT 'customer' AS noun, id, company_name AS title, siret AS detail FROM customers
			WHERE siret >= ? AND siret < ? AND siret <> '' ORDER BY siret, id LIMIT ?`,
	}
}

func searchPhone() []string {
	return []string{
		`SELECT 'user' AS noun, users.id, users.phone AS title, establishments.name AS detail FROM users
			JOIN establishments ON establishments.id = users.establishment_id
			WHERE users.phone >= ? AND users.phone < ? AND users.phone <> '' ORDER BY users.phone, users.id LIMIT ?`,
		`SELECT 'user' AS noun, users.id, users.mobile AS title, establishments.name AS detail FROM users
			JOIN establishments ON establishments.id = users.establishment_id
			WHERE users.mobile >= ? AND users.mobile < ? AND users.mobile <> '' ORDER BY users.mobile, users.id LIMIT ?`,
		`SELECT 'customer' AS noun, id, phone AS title, name_key AS detail FROM customers
			WHERE phone >= ? AND phone < ? AND phone <> '' ORDER BY phone, id LIMIT ?`,
		`SELECT 'customer' AS noun, id, mobile AS title, name_key AS detail FROM customers
			WHERE mobile >= ? AND mobile < ? AND mobile <> '' ORDER BY mobile, id LIMIT ?`,
	}
}

// hits asks every noun for what begins with a value. Over a network all of
// them go in one statement; in a file a statement of its own costs a noun less
// than a common one costs all.
func (r reader) hits(ctx context.Context, value string, limit int, queries ...string) (out []domain.Hit, err error) {
	bounds := []any{value, value + "\U0010FFFF", limit}
	if r.dialect.local {
		for _, query := range queries {
			if out, err = r.found(ctx, out, query, bounds...); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	var text strings.Builder
	var args []any
	for i, query := range queries {
		if i > 0 {
			text.WriteString(" UNION ALL ")
		}
		text.WriteString("SELECT * FROM (" + query + ") AS q" + strconv.Itoa(i))
		args = append(args, bounds...)
	}
	return r.found(ctx, nil, text.String(), args...)
}

// found adds the hits of one statement: its columns are noun, id, title and
// detail.
func (r reader) found(ctx context.Context, to []domain.Hit, query string, args ...any) ([]domain.Hit, error) {
	st, err := r.run.stmt(ctx, query)
	if err != nil {
		return to, err
	}
	rows, err := st.Stmt.QueryContext(r.brief(ctx), args...)
	if err != nil {
		return to, err
	}
	defer rows.Close()
	for rows.Next() {
		var h domain.Hit
		if err := rows.Scan(&h.Noun, &h.ID, &h.Title, &h.Detail); err != nil {
			return to, err
		}
		to = append(to, h)
	}
	return to, rows.Err()
}

func (r reader) hitID(ctx context.Context, query string, id int64) ([]domain.Hit, error) {
	return r.found(ctx, nil, query, id)
}

// searchWords finds names by the beginnings of their words, oldest row
// first: never by rank, which reads every match of a short prefix.
func (r reader) searchWords(ctx context.Context, words []string, limit int) ([]domain.Hit, error) {
	var out []domain.Hit
	if len(words) == 0 {
		return nil, nil
	}
	for _, n := range []struct{ noun, table, query string }{
		{"establishment", "establishments", `SELECT 'establishment' AS noun, id, name AS title, id_value AS detail FROM establishments WHERE `},
		{"user", "users", `SELECT 'user' AS noun, users.id, users.last_name || ' ' || users.first_name AS title, establishments.name AS detail
			FROM users JOIN establishments ON establishments.id = users.establishment_id WHERE `},
		{"customer", "customers", `SELECT 'customer' AS noun, id, name_key AS title, city AS detail FROM customers WHERE `},
	} {
		_, match := r.dialect.words(n.noun, n.table, words)
		var ids []int64
		if err := r.all(ctx, &ids, r.dialect.wordIDs(n.noun, n.table), match, limit); err != nil {
			return nil, err
		}
		if len(ids) == 0 {
			continue
		}
		var found []domain.Hit
		if err := r.all(ctx, &found, n.query+r.dialect.in(n.table+".id")+` ORDER BY `+n.table+`.id`, r.list(ids)); err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}
