package store

import (
	"context"
	"strings"

	"vigie/internal/domain"
)

// Masked stands in the columns of which an erasure leaves that there was
// something.
const Masked = "…"

// erasedKey is what stands for an e-mail key once its person is erased: the
// rows of one person stay together, and nobody is named.
func erasedKey(hash string) string { return domain.ErasedPrefix + hash }

// Erasure says whom to erase. Hash is the keyed hash of an e-mail key.
type Erasure struct {
	Establishment int64 // with everything of it, 0 for a person
	Users         []domain.User
	Customers     []domain.Customer
	Addresses     []string // e-mail keys whose mails and tickets are theirs alone
	Names         []string // looked for in what was written to or by neighbours
	Neighbours    []string // e-mail keys of colleagues and buyers
	Mentions      []Mention
	Hash          func(emailKey string) string
	HashTarget    func(target string) string
}

// Erased is what an erasure leaves to do outside the database.
type Erased struct {
	Files []string // hashes of attachments that nothing refers to any more
}

// Erase rewrites a person's or an establishment's traces to a mask, in the
// transaction of the request. What the law keeps stays: documents, the audit,
// kinds and dates, and a keyed hash.
func (tx *Tx) Erase(ctx context.Context, e Erasure) (Erased, error) {
	var out Erased
	for _, step := range []func(context.Context, Erasure) error{
		tx.eraseLinks, tx.eraseMails, func(ctx context.Context, e Erasure) (err error) {
			out.Files, err = tx.eraseTickets(ctx, e)
			return err
		},
		tx.eraseUsers, tx.eraseCustomers, tx.eraseOffers, tx.eraseExports, tx.eraseEstablishment, tx.eraseImports, tx.eraseRequests, tx.eraseMentions,
	} {
		if err := step(ctx, e); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (e Erasure) userIDs() []int64 {
	ids := make([]int64, len(e.Users))
	for i, u := range e.Users {
		ids[i] = u.ID
	}
	return ids
}

func (e Erasure) customerIDs() []int64 {
	ids := make([]int64, len(e.Customers))
	for i, c := range e.Customers {
		ids[i] = c.ID
	}
	return ids
}

// eraseLinks revokes every link that a person or establishment could open, and
// ends their sessions.
func (tx *Tx) eraseLinks(ctx context.Context, e Erasure) error {
	users, customers := tx.list(e.userIDs()), tx.list(e.customerIDs())
	for _, q := range []struct {
		query string
		args  []any
	}{
		{`UPDATE links SET revoked_at = ? WHERE revoked_at = 0 AND kind IN ('a', 's', 'p') AND ` + tx.dialect.in("subject_id"), []any{tx.now, users}},
		{`UPDATE links SET revoked_at = ? WHERE revoked_at = 0 AND kind = 'c' AND subject_id IN (SELECT id FROM consent_requests WHERE ` +
			tx.dialect.in("customer_id") + `)`, []any{tx.now, customers}},
		{`UPDATE links SET revoked_at = ? WHERE revoked_at = 0 AND mail_id <> 0 AND mail_id IN (SELECT id FROM mails WHERE ` +
			tx.dialect.in("email_key") + `)`, []any{tx.now, tx.list(e.Addresses)}},
		{`UPDATE links SET revoked_at = ? WHERE revoked_at = 0 AND kind = 'd' AND subject_id IN (SELECT id FROM follow_ups WHERE supplier_id = ? OR buyer_id = ?)`,
			[]any{tx.now, e.Establishment, e.Establishment}},
		{`UPDATE sessions SET ended_at = ? WHERE ended_at = 0 AND ` + tx.dialect.in("user_id"), []any{tx.now, users}},
		{`DELETE FROM login_codes WHERE ` + tx.dialect.in("user_id"), []any{users}},
	} {
		if err := tx.exec(ctx, q.query, q.args...); err != nil {
			return err
		}
	}
	return nil
}

// eraseMails cancels what has not left and masks what has: recipient, text and
// the server's answer. That a mail of a kind went on a day stays.
func (tx *Tx) eraseMails(ctx context.Context, e Erasure) error {
	for _, key := range e.Addresses {
		if key == "" {
			continue
		}
		erased := erasedKey(e.Hash(key))
		for _, q := range []struct {
			query string
			args  []any
		}{
			{`UPDATE mails SET state = 'cancelled', reason = 'erased', hold = '' WHERE email_key = ? AND state IN ('queued', 'retry', 'claimed', 'uncertain')`, []any{key}},
			{`UPDATE mail_bodies SET ` + emptyBody + ` WHERE mail_id IN (SELECT id FROM mails WHERE email_key = ?)`, []any{Masked, key}},
			{`UPDATE mails SET email = ?, email_key = ?, dedup_key = REPLACE(dedup_key, ?, ?), reply = '', message_id = '' WHERE email_key = ?`,
				[]any{Masked, erased, key, erased, key}},
			{`UPDATE mail_returns SET email_key = ?, diagnostic = '', message_id = '' WHERE email_key = ?`, []any{erased, key}},
			{`DELETE FROM address_flags WHERE email_key = ?`, []any{key}},
		} {
			if err := tx.exec(ctx, q.query, q.args...); err != nil {
				return err
			}
		}
	}
	return tx.cancelWaiting(ctx, e.userIDs())
}

// cancelWaiting ends the mails about users that go to somebody else, or to an
// address that stays: an activation, news of their account.
func (tx *Tx) cancelWaiting(ctx context.Context, users []int64) error {
	return tx.exec(ctx, `UPDATE mails SET state = 'cancelled', reason = 'erased' WHERE state IN ('queued', 'retry')
		AND kind IN ('activation', 'new_link', 'reset') AND subject_id <> 0 AND `+tx.dialect.in("subject_id"), tx.list(users))
}

// eraseUsers leaves of a user that there was one, with their dates.
func (tx *Tx) eraseUsers(ctx context.Context, e Erasure) error {
	for _, u := range e.Users {
		hash := ""
		if u.EmailKey != "" {
			hash = e.Hash(u.EmailKey)
		}
		if err := tx.exec(ctx, `UPDATE users SET email = '', email_key = '', contact_key = ?, first_name = '', last_name = '', name_key = '', job = '',
			phone = '', mobile = '', password_hash = '', import_said = '', role = 'restricted', state = 'erased', rights = 0, held_contact = FALSE,
			held = FALSE, bounced = FALSE, request_pending = FALSE, rights_to_set = FALSE, left_on = '', updated_at = ? WHERE id = ?`,
			domain.ErasedPrefix+hash+":"+decimal(u.ID), tx.now, u.ID); err != nil {
			return err
		}
		tx.Record("user", u.ID, redactUser(u), map[string]any{"state": domain.UserErased})
	}
	users := tx.list(e.userIDs())
	for _, q := range []string{
		`DELETE FROM referents WHERE ` + tx.dialect.in("user_id"),
		`DELETE FROM buyer_contacts WHERE ` + tx.dialect.in("user_id"),
		`UPDATE standby_requests SET note = '' WHERE note <> '' AND ` + tx.dialect.in("user_id"),
		`UPDATE standby_events SET reason = '' WHERE decision = 'reactivate' AND ` + tx.dialect.in("user_id"),
		`UPDATE nominations SET evidence = '', objection = '' WHERE ` + tx.dialect.in("user_id"),
	} {
		if err := tx.exec(ctx, q, users); err != nil {
			return err
		}
	}
	return nil
}

// eraseCustomers leaves of a customer that there was one; the ledger keeps
// what they answered, under a keyed hash.
func (tx *Tx) eraseCustomers(ctx context.Context, e Erasure) error {
	for _, c := range e.Customers {
		if err := tx.exec(ctx, `UPDATE customers SET code = '', customer_key = ?, siret = '', company_name = '', last_name = '', first_name = '',
			name_key = '', email = '', email_key = '', phone = '', mobile = '', address = '', postal_code = '', city = '', import_said = '',
			accepts_email = FALSE, accepts_sms = FALSE, accepts_phone = FALSE, accepts_post = FALSE, refused_email = TRUE, updated_at = ? WHERE id = ?`,
			domain.ErasedPrefix+decimal(c.ID), tx.now, c.ID); err != nil {
			return err
		}
		if err := tx.exec(ctx, `UPDATE consent_requests SET email = ?, state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
			WHERE customer_id = ?`, Masked, c.ID); err != nil {
			return err
		}
		if err := tx.erasePseudonyms(ctx, c.ID, e.HashTarget); err != nil {
			return err
		}
		tx.Record("customer", c.ID, map[string]any{"kind": c.Kind}, map[string]any{"erased": true})
	}
	return nil
}

// erasePseudonyms empties whom the answers of a customer were about; the hash
// of those that had none yet is made now.
func (tx *Tx) erasePseudonyms(ctx context.Context, customer int64, hash func(string) string) error {
	rows, err := tx.Ledger(ctx, customer)
	if err != nil {
		return err
	}
	for _, l := range rows {
		if l.TargetHash == "" && l.Target != "" {
			l.TargetHash = hash(l.Target)
		}
		if err := tx.exec(ctx, `UPDATE consent_subjects SET target = '', remote = '', evidence = '', salt = '', target_hash = ? WHERE ledger_id = ?`,
			l.TargetHash, l.ID); err != nil {
			return err
		}
	}
	return nil
}

// eraseEstablishment leaves of an establishment its identifier alone. Its
// follow-ups were closed before, and keep their dates and contracts.
func (tx *Tx) eraseEstablishment(ctx context.Context, e Erasure) error {
	if e.Establishment == 0 {
		return nil
	}
	for _, q := range []string{
		`UPDATE establishments SET name = '', name_key = '', postal_code = '', city = '', activity = '', nomenclature = '', group_id = 0,
			mail_domain = '', standby_email = '', held = FALSE, hold_reason = '', import_said = '' WHERE id = ?`,
		`UPDATE follow_ups SET standby_note = '', import_said = '' WHERE supplier_id = ?`,
		`UPDATE follow_ups SET standby_note = '', import_said = '' WHERE buyer_id = ?`,
		`UPDATE standby_requests SET note = '' WHERE note <> '' AND follow_up_id IN (SELECT id FROM follow_ups WHERE supplier_id = ?)`,
		`UPDATE standby_events SET reason = '' WHERE decision = 'reactivate' AND follow_up_id IN (SELECT id FROM follow_ups WHERE supplier_id = ?)`,
		`UPDATE nominations SET evidence = '', objection = '' WHERE establishment_id = ?`,
		`UPDATE two_factor SET requested_by = '' WHERE establishment_id = ?`,
		`DELETE FROM without_administrator WHERE establishment_id = ?`,
	} {
		if err := tx.exec(ctx, q, e.Establishment); err != nil {
			return err
		}
	}
	return nil
}

// eraseImports drops what imports keep for an undo: the values before, which
// nothing may bring back.
func (tx *Tx) eraseImports(ctx context.Context, e Erasure) error {
	drop := func(noun string, ids []int64) error {
		return tx.exec(ctx, `DELETE FROM import_changes WHERE noun = ? AND `+tx.dialect.in("noun_id"), noun, tx.list(ids))
	}
	if err := drop("user", e.userIDs()); err != nil {
		return err
	}
	if err := drop("customer", e.customerIDs()); err != nil || e.Establishment == 0 {
		return err
	}
	if err := drop("establishment", []int64{e.Establishment}); err != nil {
		return err
	}
	return tx.exec(ctx, `DELETE FROM import_changes WHERE noun = 'follow_up' AND noun_id IN (SELECT id FROM follow_ups WHERE supplier_id = ? OR buyer_id = ?)`,
		e.Establishment, e.Establishment)
}

// eraseRequests masks the person in the requests of theirs that are closed;
// those that are open still need an answer.
func (tx *Tx) eraseRequests(ctx context.Context, e Erasure) error {
	for _, key := range e.Addresses {
		hash := e.Hash(key)
		if err := tx.exec(ctx, `UPDATE rights_requests SET email = ?, email_key = ?, email_hash = ?, name = '', details = '', doubt = ''
			WHERE email_key = ? AND NOT (`+openRights+`)`, Masked, erasedKey(hash), hash, key); err != nil {
			return err
		}
	}
	return nil
}

// hasAny reports whether any of these is in text, whatever the case.
func hasAny(text string, needles []string) bool {
	folded := strings.ToLower(text)
	for _, n := range needles {
		if n != "" && strings.Contains(folded, strings.ToLower(n)) {
			return true
		}
	}
	return false
}
