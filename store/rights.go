package store

import (
	"context"

	"vigie/internal/domain"
)

const rightsColumns = `rights_requests.id, rights_requests.kind, rights_requests.scope, rights_requests.subject_id, rights_requests.state,
	rights_requests.channel, rights_requests.email, rights_requests.email_key, rights_requests.email_hash, rights_requests.name,
	rights_requests.language, rights_requests.user_id, rights_requests.details, rights_requests.received_on, rights_requests.due_on,
	rights_requests.doubt, rights_requests.extended_on, rights_requests.extension_reason, rights_requests.refusal,
	rights_requests.refusal_reason, rights_requests.ticket_id, rights_requests.registered_by, rights_requests.approved_by,
	rights_requests.executed_by, rights_requests.confirmed_at, rights_requests.adopted_at, rights_requests.adopted_by,
	rights_requests.explained_at, rights_requests.approved_at, rights_requests.closed_at, rights_requests.outcome, rights_requests.letter,
	rights_requests.plan, rights_requests.version, rights_requests.created_at, rights_requests.updated_at`

// openRights are the states in which something is still to be done, as in the
// partial index over them.
const openRights = `rights_requests.state IN ('received', 'identity_check', 'explained', 'approved')`

// pausingRights are the open requests that stop mails while they are pending.
const pausingRights = openRights + ` AND rights_requests.kind IN ('removal', 'objection', 'restriction') AND rights_requests.confirmed_at <> 0`

// RightsRequest reads one request.
func (r reader) RightsRequest(ctx context.Context, id int64) (domain.RightsRequest, error) {
	var q domain.RightsRequest
	err := r.one(ctx, "rights_request", &q, `SELECT `+rightsColumns+` FROM rights_requests WHERE id = ?`, id)
	return q, err
}

// RightsFields are the fields of the filter of requests.
func RightsFields() []string {
	return []string{"due", "email", "id", "kind", "open", "scope", "state", "ticket"}
}

// RightsRequests lists requests, the most urgent first.
func (r reader) RightsRequests(ctx context.Context, f domain.Filter, p domain.Page) (domain.Window[domain.RightsRequest], error) {
	id := func(q domain.RightsRequest) int64 { return q.ID }
	l := list[domain.RightsRequest]{columns: rightsColumns, from: "rights_requests", table: "rights_requests",
		sorts: map[string]sortKey[domain.RightsRequest]{
			"":   {"rights_requests.due_on", func(q domain.RightsRequest) string { return string(q.DueOn) }, id},
			"id": byID(id),
		}}
	return window(ctx, r, l, rightsWhere(f), p)
}

// CountRights counts what a filter finds, up to a cap.
func (r reader) CountRights(ctx context.Context, f domain.Filter) (domain.Count, error) {
	return count(ctx, r, "rights_requests", rightsWhere(f))
}

func rightsWhere(f domain.Filter) *where {
	w := &where{nothing: len(f.Words) > 0}
	for _, t := range f.Terms {
		switch t.Field {
		case "due":
			w.compare(t, "rights_requests.due_on", t.Value)
		case "email":
			w.term(t, "rights_requests.email_key = ?", domain.EmailKey(t.Value))
		case "id":
			w.term(t, "rights_requests.id = ?", number(t.Value))
		case "kind":
			w.term(t, "rights_requests.kind = ?", t.Value)
		case "open":
			w.flag(t, openRights)
		case "scope":
			w.term(t, "rights_requests.scope = ?", t.Value)
		case "state":
			w.term(t, "rights_requests.state = ?", t.Value)
		case "ticket":
			w.term(t, "rights_requests.ticket_id = ? AND rights_requests.ticket_id <> 0", number(t.Value))
		}
	}
	return w
}

// OpenRights reads the open requests about one subject, or of one address
// where it has none, oldest first.
func (r reader) OpenRights(ctx context.Context, scope domain.RightsScope, subject int64, emailKey string) ([]domain.RightsRequest, error) {
	var qs []domain.RightsRequest
	err := r.all(ctx, &qs, `SELECT `+rightsColumns+` FROM rights_requests WHERE scope = ? AND subject_id = ? AND (subject_id <> 0 OR email_key = ?)
		AND `+openRights+` ORDER BY id`, scope, subject, emailKey)
	return qs, err
}

// RightsOf reads the requests of an address, or of the keyed hash that an
// erasure left of it, newest first.
func (r reader) RightsOf(ctx context.Context, emailKey, hash string) ([]domain.RightsRequest, error) {
	var qs []domain.RightsRequest
	err := r.all(ctx, &qs, `SELECT `+rightsColumns+` FROM rights_requests WHERE email_key = ? OR email_hash = ? AND email_hash <> ''
		ORDER BY id DESC LIMIT 100`, emailKey, hash)
	return qs, err
}

// PausedAddresses tells which of these e-mail keys have a pending request that
// stops their mails.
func (r reader) PausedAddresses(ctx context.Context, keys []string) (map[string]bool, error) {
	var paused []string
	err := r.all(ctx, &paused, `SELECT users.email_key FROM rights_requests JOIN users ON users.id = rights_requests.subject_id
		WHERE rights_requests.scope = 'user' AND `+pausingRights+` AND users.email_key <> '' AND `+r.dialect.in("users.email_key")+`
		UNION SELECT email_key FROM rights_requests WHERE scope = 'address' AND `+pausingRights+` AND `+r.dialect.in("email_key"),
		r.list(keys), r.list(keys))
	set := make(map[string]bool, len(paused))
	for _, key := range paused {
		set[key] = true
	}
	return set, err
}

// CustomerPaused reports whether a pending request stops a customer's mails.
func (r reader) CustomerPaused(ctx context.Context, customer int64) (bool, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM rights_requests WHERE scope = 'customer' AND subject_id = ? AND `+pausingRights, customer)
	return n > 0, err
}

// RightsLate counts the open requests whose last day has passed, and those
// whose last day is within a week.
func (r reader) RightsLate(ctx context.Context, today domain.Date) (late, soon int64, err error) {
	var row struct{ Late, Soon int64 }
	err = r.one(ctx, "rights_request", &row, `SELECT COALESCE(SUM(CASE WHEN due_on < ? THEN 1 ELSE 0 END), 0) AS late,
		COALESCE(SUM(CASE WHEN due_on >= ? THEN 1 ELSE 0 END), 0) AS soon FROM rights_requests WHERE `+openRights+` AND due_on <= ?`,
		today, today, today.AddDays(7))
	return row.Late, row.Soon, err
}

// InsertRightsRequest stores a request and returns its number.
func (tx *Tx) InsertRightsRequest(ctx context.Context, q domain.RightsRequest) (int64, error) {
	q.EmailKey = domain.EmailKey(q.Email)
	id, err := tx.insertNamed(ctx, `INSERT INTO rights_requests (kind, scope, subject_id, state, channel, email, email_key, name, language, user_id,
		details, received_on, due_on, ticket_id, registered_by, confirmed_at, adopted_at, adopted_by, version, created_at, updated_at)
		VALUES (:kind, :scope, :subject_id, :state, :channel, :email, :email_key, :name, :language, :user_id, :details, :received_on, :due_on,
		:ticket_id, :registered_by, :confirmed_at, :adopted_at, :adopted_by, :version, :created_at, :updated_at) RETURNING id`, q)
	if err == nil {
		tx.Record("rights_request", id, nil, redactRights(q))
	}
	return id, err
}

// UpdateRightsRequest saves a step of a request; a step that somebody else
// took meanwhile is a conflict.
func (tx *Tx) UpdateRightsRequest(ctx context.Context, before, after domain.RightsRequest) error {
	after.UpdatedAt = tx.now
	n, err := tx.affect(ctx, `UPDATE rights_requests SET state = ?, email = ?, email_key = ?, email_hash = ?, name = ?, details = ?, due_on = ?,
		doubt = ?, extended_on = ?, extension_reason = ?, refusal = ?, refusal_reason = ?, approved_by = ?, executed_by = ?, confirmed_at = ?,
		adopted_at = ?, adopted_by = ?, explained_at = ?, approved_at = ?, closed_at = ?, outcome = ?, letter = ?, plan = ?,
		version = version + 1, updated_at = ? WHERE id = ? AND version = ?`, after.State, after.Email, after.EmailKey, after.EmailHash,
		after.Name, after.Details, after.DueOn, after.Doubt, after.ExtendedOn, after.ExtensionReason, after.Refusal, after.RefusalReason,
		after.ApprovedBy, after.ExecutedBy, after.ConfirmedAt, after.AdoptedAt, after.AdoptedBy, after.ExplainedAt, after.ApprovedAt,
		after.ClosedAt, after.Outcome, after.Letter, after.Plan, after.UpdatedAt, after.ID, before.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return domain.Refuse(domain.Conflict, "rights_stale")
	}
	tx.Record("rights_request", after.ID, redactRights(before), redactRights(after))
	return nil
}

func redactRights(q domain.RightsRequest) map[string]any {
	return map[string]any{"kind": q.Kind, "scope": q.Scope, "subject": q.SubjectID, "state": q.State, "email": domain.Mask(q.Email),
		"received_on": q.ReceivedOn, "due_on": q.DueOn, "extended_on": q.ExtendedOn, "refusal": q.Refusal, "confirmed": !q.ConfirmedAt.Never(),
		"adopted": !q.AdoptedAt.Never(), "approved_by": q.ApprovedBy, "registered_by": q.RegisteredBy}
}

// PauseUsers marks, or not, the users of an address as having a request
// pending.
func (tx *Tx) PauseUsers(ctx context.Context, emailKey string, pending bool) error {
	if emailKey == "" {
		return nil
	}
	return tx.exec(ctx, `UPDATE users SET request_pending = ?, updated_at = ? WHERE email_key = ? AND email_key <> '' AND request_pending <> ?`,
		pending, tx.now, emailKey, pending)
}

// exportedRights is the register of requests: nobody in clear but whom an
// administrator may see.
func exportedRights() exportTable {
	q := "rights_requests."
	return exportTable{from: "rights_requests", table: "rights_requests", id: "rights_requests.id", fields: RightsFields(),
		sorts: map[string]string{"due": "rights_requests.due_on"},
		columns: []ExportColumn{
			{"rights_request", q + "id", AsText}, {"right", q + "kind", "rights.kind."}, {"scope", q + "scope", "rights.scope."}, {"state", q + "state", "rights.state."},
			{"channel", q + "channel", "rights.channel."}, {"email", q + "email", AsEmail}, {"received_on", q + "received_on", AsDay}, {"due_on", q + "due_on", AsDay},
			{"extended_on", q + "extended_on", AsDay}, {"extension_reason", q + "extension_reason", AsWrite}, {"refusal", q + "refusal", "rights.ground_short."},
			{"refusal_reason", q + "refusal_reason", AsWrite}, {"confirmed_at", q + "confirmed_at", AsMoment}, {"explained_at", q + "explained_at", AsMoment},
			{"approved_at", q + "approved_at", AsMoment}, {"closed_at", q + "closed_at", AsMoment}, {"ticket", q + "ticket_id", AsText}},
		where: simply(rightsWhere)}
}
