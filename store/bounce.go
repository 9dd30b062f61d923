package store

import (
	"context"

	"vigie/internal/domain"
)

const flagColumns = `id, email_key, cause, status, diagnostic, ticket_id, at, lifted_at`

// AddressFlag reads the flag of an address, lifted or not; zero when it never
// had one.
func (r reader) AddressFlag(ctx context.Context, emailKey string) (domain.AddressFlag, error) {
	var fs []domain.AddressFlag
	if err := r.all(ctx, &fs, `SELECT `+flagColumns+` FROM address_flags WHERE email_key = ? AND email_key <> ''`, emailKey); err != nil || len(fs) == 0 {
		return domain.AddressFlag{}, err
	}
	return fs[0], nil
}

// FlagByID reads a flag.
func (r reader) FlagByID(ctx context.Context, id int64) (domain.AddressFlag, error) {
	var f domain.AddressFlag
	err := r.one(ctx, "address_flag", &f, `SELECT `+flagColumns+` FROM address_flags WHERE id = ?`, id)
	return f, err
}

// FlaggedAddresses tells which of these e-mail keys are flagged, and why.
func (r reader) FlaggedAddresses(ctx context.Context, keys []string) (map[string]domain.FlagCause, error) {
	var fs []domain.AddressFlag
	err := r.all(ctx, &fs, `SELECT `+flagColumns+` FROM address_flags WHERE lifted_at = 0 AND `+r.dialect.in("email_key"), r.list(keys))
	set := make(map[string]domain.FlagCause, len(fs))
	for _, f := range fs {
		set[f.EmailKey] = f.Cause
	}
	return set, err
}

// flagLike flags a user whose address, new to them, is flagged already.
func (tx *Tx) flagLike(ctx context.Context, u *domain.User) error {
	f, err := tx.AddressFlag(ctx, u.EmailKey)
	if err == nil && f.Stands() {
		u.Flag(f.Cause)
	}
	return err
}

// ImportFlagged tells which of these e-mail keys are flagged, and why.
func (it *ImportTx) ImportFlagged(ctx context.Context, keys []string) (map[string]domain.FlagCause, error) {
	r := &it.reader
	if it.live != nil {
		r = it.live
	}
	if n, err := r.number(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM address_flags WHERE lifted_at = 0 LIMIT 1) AS found`); err != nil || n == 0 {
		return nil, err
	}
	return r.FlaggedAddresses(ctx, keys)
}

// FailedWeeks reads the weeks in which mails to an address failed since a
// moment, each once.
func (r reader) FailedWeeks(ctx context.Context, emailKey string, since domain.Instant) ([]domain.Week, error) {
	var ws []domain.Week
	err := r.all(ctx, &ws, `SELECT DISTINCT week FROM mail_returns WHERE email_key = ? AND email_key <> '' AND week <> '' AND at > ? ORDER BY week`, emailKey, since)
	return ws, err
}

// PutFlag flags an address, again where an earlier flag was lifted.
func (tx *Tx) PutFlag(ctx context.Context, f domain.AddressFlag) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO address_flags (email_key, cause, status, diagnostic, ticket_id, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (email_key) DO UPDATE SET cause = excluded.cause, status = excluded.status, diagnostic = excluded.diagnostic,
		ticket_id = excluded.ticket_id, at = excluded.at, lifted_at = 0 RETURNING id`, f.EmailKey, f.Cause, f.Status, f.Diagnostic, f.TicketID, tx.now)
	if err == nil {
		tx.Record("address_flag", id, nil, map[string]any{"email": domain.Mask(f.EmailKey), "cause": f.Cause, "status": f.Status, "ticket": f.TicketID})
	}
	return id, err
}

// LiftFlag ends a flag, with what decided it.
func (tx *Tx) LiftFlag(ctx context.Context, f domain.AddressFlag, reason string) error {
	n, err := tx.affect(ctx, `UPDATE address_flags SET lifted_at = ? WHERE id = ? AND lifted_at = 0`, tx.now, f.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return domain.Refuse(domain.Conflict, "address_not_flagged")
	}
	tx.Record("address_flag", f.ID, map[string]any{"cause": f.Cause}, map[string]any{"lifted": true, "reason": reason})
	return nil
}

// Unjudged reads mails that were refused for good and whose refusal nobody has
// looked at, at most limit.
func (r reader) Unjudged(ctx context.Context, limit int) ([]domain.Mail, error) {
	var ms []domain.Mail
	err := r.all(ctx, &ms, `SELECT `+mailColumns+` FROM mails WHERE state = 'rejected' AND NOT judged ORDER BY id LIMIT ?`, limit)
	return ms, err
}

// SetJudged notes that a refusal was looked at.
func (tx *Tx) SetJudged(ctx context.Context, mail int64) error {
	return tx.exec(ctx, `UPDATE mails SET judged = TRUE WHERE id = ?`, mail)
}

// contactFollowUps bounds the buyers that learn of one failing address.
const contactFollowUps = 200

// FailedContacts reads for whom an address fails: each of its users, in each
// follow-up in force that concerns them, with those to tell at the buyer.
func (r reader) FailedContacts(ctx context.Context, emailKey string, today domain.Date) ([]domain.FailedContact, error) {
	users, err := r.UsersByEmail(ctx, emailKey)
	if err != nil {
		return nil, err
	}
	var out []domain.FailedContact
	for _, u := range users {
		rows, err := r.SupplierFollowUps(ctx, u.EstablishmentID, contactFollowUps)
		if err != nil {
			return nil, err
		}
		referent, err := r.ReferentFor(ctx, u.ID)
		if err != nil {
			return nil, err
		}
		for _, f := range rows {
			if !f.InForce(today) || !domain.Concerns(u.User, f.FollowUp) || len(out) >= contactFollowUps {
				continue
			}
			people, err := r.BuyerPeople(ctx, f.FollowUp)
			if err != nil {
				return nil, err
			}
			out = append(out, domain.FailedContact{User: u.User, FollowUp: f, Referent: referent[f.ID], Tell: people.Reach()})
		}
	}
	return out, nil
}
