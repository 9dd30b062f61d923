package store

import (
	"context"

	"vigie/internal/domain"
)

const userColumns = `users.id, users.establishment_id, users.email, users.email_key, users.contact_key, users.first_name, users.last_name,
	users.name_key, users.job, users.phone, users.mobile, users.language, users.source, users.role, users.state, users.rights, users.added_for,
	users.added_by, users.held_contact, users.held, users.bounced, users.request_pending, users.rights_to_set, users.left_on, users.replaced_by, users.invited_at, users.activated_at,
	users.created_at, users.updated_at`

const userRowColumns = userColumns + `, establishments.name AS establishment_name, establishments.id_value AS establishment_value,
	establishments.state AS establishment_state`

const userRowFrom = `users JOIN establishments ON establishments.id = users.establishment_id`

// User reads one user with their establishment.
func (r reader) User(ctx context.Context, id int64) (domain.UserRow, error) {
	var u domain.UserRow
	err := r.one(ctx, "user", &u, `SELECT `+userRowColumns+` FROM `+userRowFrom+` WHERE users.id = ?`, id)
	return u, err
}

// UsersByEmail reads everybody with this address, in every establishment.
func (r reader) UsersByEmail(ctx context.Context, emailKey string) ([]domain.UserRow, error) {
	var us []domain.UserRow
	if emailKey == "" {
		return nil, nil
	}
	err := r.all(ctx, &us, `SELECT `+userRowColumns+` FROM `+userRowFrom+` WHERE users.email_key = ? AND users.email_key <> '' ORDER BY users.id`, emailKey)
	return us, err
}

// UsersOf reads the users of an establishment, at most limit.
func (r reader) UsersOf(ctx context.Context, establishment int64, limit int) ([]domain.User, error) {
	var us []domain.User
	err := r.all(ctx, &us, `SELECT `+userColumns+` FROM users WHERE establishment_id = ? ORDER BY id LIMIT ?`, establishment, limit)
	return us, err
}

// UserFields are the fields of the filter of users.
func UserFields() []string {
	return []string{"bounced", "email", "held", "heldcontact", "name", "phone", "rightstoset", "role", "siret", "state"}
}

// Users lists users by name.
func (r reader) Users(ctx context.Context, f domain.Filter, p domain.Page) (domain.Window[domain.UserRow], error) {
	id := func(u domain.UserRow) int64 { return u.ID }
	l := list[domain.UserRow]{
		columns: userRowColumns, from: userRowFrom, table: "users", noun: "user",
		sorts: map[string]sortKey[domain.UserRow]{
			"":   {"users.name_key", func(u domain.UserRow) string { return u.NameKey }, id},
			"id": byID(id),
		},
	}
	w, err := r.userWhere(ctx, f)
	if err != nil {
		return domain.Window[domain.UserRow]{}, err
	}
	return window(ctx, r, l, w, p)
}

// CountUsers counts what a filter finds, up to a cap.
func (r reader) CountUsers(ctx context.Context, f domain.Filter) (domain.Count, error) {
	w, err := r.userWhere(ctx, f)
	if err != nil {
		return domain.Count{}, err
	}
	return count(ctx, r, "users", w)
}

func (r reader) userWhere(ctx context.Context, f domain.Filter) (*where, error) {
	w := &where{words: f.Words}
	for _, t := range f.Terms {
		switch t.Field {
		case "email":
			key := domain.EmailKey(t.Value)
			w.term(t, "users.email_key >= ? AND users.email_key < ? AND users.email_key <> ''", key, key+"\U0010FFFF")
		case "name":
			w.words = append(w.words, domain.Words(t.Value)...)
		case "role":
			w.but(t, "users.role", string(domain.RoleAdministrator), t.Value)
		case "state":
			w.but(t, "users.state", string(domain.UserActive), t.Value)
		case "held":
			w.flag(t, "users.held")
		case "heldcontact":
			w.flag(t, "users.held_contact")
		case "rightstoset":
			w.flag(t, "users.rights_to_set")
		case "bounced":
			w.flag(t, "users.bounced")
		case "phone":
			q := domain.ParseQuery(t.Value)
			w.term(t, "(users.phone = ? AND users.phone <> '' OR users.mobile = ? AND users.mobile <> '')", q.Value, q.Value)
		case "siret":
			id, err := r.number(ctx, `SELECT id FROM establishments WHERE id_value = ?`, compact(t.Value))
			if err != nil {
				return nil, err
			}
			w.term(t, "users.establishment_id = ?", id)
		}
	}
	return w, nil
}

// HasAdministrator reports whether an invited or active administrator is left
// in an establishment.
func (r reader) HasAdministrator(ctx context.Context, establishment int64) (bool, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM users WHERE establishment_id = ? AND role = 'administrator'
		AND state IN ('invited', 'active') AND NOT held_contact`, establishment)
	return n > 0, err
}

// InsertUser creates a user and returns their id.
func (tx *Tx) InsertUser(ctx context.Context, u domain.User) (int64, error) {
	u.EmailKey, u.NameKey = domain.EmailKey(u.Email), domain.Fold(u.LastName+" "+u.FirstName)
	u.ContactKey, u.CreatedAt, u.UpdatedAt = domain.ContactKey(u.Email, u.NameKey), tx.now, tx.now
	if err := tx.refuseUser(ctx, u); err != nil {
		return 0, err
	}
	paused, err := tx.PausedAddresses(ctx, []string{u.EmailKey})
	if err != nil {
		return 0, err
	}
	u.RequestPending = u.RequestPending || paused[u.EmailKey]
	if err := tx.flagLike(ctx, &u); err != nil {
		return 0, err
	}
	id, err := tx.insertNamed(ctx, `INSERT INTO users (establishment_id, email, email_key, contact_key, first_name, last_name, name_key, job,
		phone, mobile, language, source, role, state, rights, added_for, added_by, held_contact, held, bounced, request_pending, rights_to_set,
		invited_at, activated_at, created_at, updated_at) VALUES (:establishment_id, :email, :email_key, :contact_key, :first_name, :last_name, :name_key,
		:job, :phone, :mobile, :language, :source, :role, :state, :rights, :added_for, :added_by, :held_contact, :held, :bounced,
		:request_pending, :rights_to_set, :invited_at, :activated_at, :created_at, :updated_at) RETURNING id`, u)
	if err != nil {
		if uniqueViolation(err) {
			return 0, domain.Refuse(domain.Conflict, "user_exists", "Email", domain.Mask(u.Email))
		}
		return 0, err
	}
	tx.Record("user", id, nil, redactUser(u))
	return id, nil
}

// UpdateUser saves what changed between before and after.
func (tx *Tx) UpdateUser(ctx context.Context, before, after domain.User) error {
	after.NameKey, after.UpdatedAt = domain.Fold(after.LastName+" "+after.FirstName), tx.now
	if after.EmailKey != before.EmailKey {
		if err := tx.refuseUser(ctx, after); err != nil {
			return err
		}
		if err := tx.flagLike(ctx, &after); err != nil {
			return err
		}
	}
	err := tx.execNamed(ctx, `UPDATE users SET email = :email, email_key = :email_key, contact_key = :contact_key, first_name = :first_name,
		last_name = :last_name, name_key = :name_key, job = :job, phone = :phone, mobile = :mobile, language = :language, source = :source,
		role = :role, state = :state, rights = :rights, added_for = :added_for, held_contact = :held_contact, held = :held,
		bounced = :bounced, request_pending = :request_pending, rights_to_set = :rights_to_set, left_on = :left_on,
		replaced_by = :replaced_by, invited_at = :invited_at, activated_at = :activated_at, updated_at = :updated_at WHERE id = :id`, after)
	if uniqueViolation(err) {
		return domain.Refuse(domain.Conflict, "user_exists", "Email", domain.Mask(after.Email))
	}
	if err != nil {
		return err
	}
	tx.Record("user", after.ID, redactUser(before), redactUser(after))
	if after.ActivatedAt != before.ActivatedAt {
		if err := tx.EndSilence(ctx, after.EstablishmentID); err != nil {
			return err
		}
	}
	return tx.changeHold(ctx, before.Held, after.Held, domain.MailHold{Scope: domain.HoldPerson, SubjectID: after.ID, Reason: after.HoldReason, LiftReason: after.ReleaseReason})
}

// SetPassword stores the hash of a user's password.
func (tx *Tx) SetPassword(ctx context.Context, user int64, hash string) error {
	return tx.exec(ctx, `UPDATE users SET password_hash = ? WHERE id = ?`, hash, user)
}

func redactUser(u domain.User) map[string]any {
	return map[string]any{"establishment": u.EstablishmentID, "email": domain.Mask(u.Email), "role": u.Role, "state": u.State,
		"rights": u.Rights, "held_contact": u.HeldContact, "held": u.Held, "rights_to_set": u.RightsToSet, "left_on": u.LeftOn}
}
