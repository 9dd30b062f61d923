package store

import (
	"context"
	"strings"

	"vigie/internal/domain"
)

const establishmentColumns = `establishments.id, establishments.id_type, establishments.id_value, establishments.siren,
	establishments.name, establishments.name_key, establishments.name_source, establishments.country, establishments.postal_code,
	establishments.city, establishments.activity, establishments.nomenclature, establishments.group_id, establishments.state,
	establishments.is_buyer, establishments.is_supplier, establishments.mail_domain, establishments.standby_email,
	establishments.held, establishments.hold_reason, establishments.created_at, establishments.updated_at`

// Establishment reads one establishment.
func (r reader) Establishment(ctx context.Context, id int64) (domain.Establishment, error) {
	var e domain.Establishment
	err := r.one(ctx, "establishment", &e, `SELECT `+establishmentColumns+` FROM establishments WHERE id = ?`, id)
	return e, err
}

// EstablishmentByIdentifier reads the establishment with this identifier.
func (r reader) EstablishmentByIdentifier(ctx context.Context, id domain.Identifier) (domain.Establishment, error) {
	var e domain.Establishment
	err := r.one(ctx, "establishment", &e, `SELECT `+establishmentColumns+` FROM establishments WHERE id_value = ? AND id_type = ?`,
		id.Value, id.Type)
	return e, err
}

// EstablishmentsByID reads several establishments, in the order of their ids.
func (r reader) EstablishmentsByID(ctx context.Context, ids []int64) ([]domain.Establishment, error) {
	var es []domain.Establishment
	err := r.all(ctx, &es, `SELECT `+establishmentColumns+` FROM establishments WHERE `+r.dialect.in("id")+` ORDER BY id`, r.list(ids))
	return es, err
}

// Siblings reads the establishments of a SIREN, at most limit.
func (r reader) Siblings(ctx context.Context, siren string, limit int) ([]domain.Establishment, error) {
	var es []domain.Establishment
	if siren == "" {
		return nil, nil
	}
	err := r.all(ctx, &es, `SELECT `+establishmentColumns+` FROM establishments WHERE siren = ? AND siren <> '' ORDER BY id LIMIT ?`, siren, limit)
	return es, err
}

// GroupMembers reads the establishments of a group, at most limit.
func (r reader) GroupMembers(ctx context.Context, group int64, limit int) ([]domain.Establishment, error) {
	var es []domain.Establishment
	if group == 0 {
		return nil, nil
	}
	err := r.all(ctx, &es, `SELECT `+establishmentColumns+` FROM establishments WHERE group_id = ? AND group_id <> 0 ORDER BY id LIMIT ?`, group, limit)
	return es, err
}

// EstablishmentFields are the fields of the filter of establishments.
func EstablishmentFields() []string {
	return []string{"buyer", "city", "country", "group", "held", "id", "name", "siren", "siret", "state"}
}

// EstablishmentRole narrows a list of establishments.
type EstablishmentRole string

// The roles of the three lists.
const (
	AnyRole       EstablishmentRole = ""
	BuyersOnly    EstablishmentRole = "buyer"
	SuppliersOnly EstablishmentRole = "supplier"
)

// Establishments lists establishments by name.
func (r reader) Establishments(ctx context.Context, role EstablishmentRole, f domain.Filter, p domain.Page) (domain.Window[domain.Establishment], error) {
	id := func(e domain.Establishment) int64 { return e.ID }
	l := list[domain.Establishment]{
		columns: establishmentColumns, from: `establishments`, table: `establishments`, noun: "establishment",
		sorts: map[string]sortKey[domain.Establishment]{
			"":      {"establishments.name_key", func(e domain.Establishment) string { return e.NameKey }, id},
			"siret": {"establishments.id_value", func(e domain.Establishment) string { return e.IDValue }, id},
			"id":    byID(id),
		},
	}
	return window(ctx, r, l, r.establishmentWhere(role, f), p)
}

// CountEstablishments counts what a filter finds, up to a cap.
func (r reader) CountEstablishments(ctx context.Context, role EstablishmentRole, f domain.Filter) (domain.Count, error) {
	return count(ctx, r, "establishments", r.establishmentWhere(role, f))
}

func (r reader) establishmentWhere(role EstablishmentRole, f domain.Filter) *where {
	w := &where{words: f.Words}
	switch role {
	case BuyersOnly:
		w.and("establishments.is_buyer")
	case SuppliersOnly:
		w.and("establishments.is_supplier")
	}
	for _, t := range f.Terms {
		switch t.Field {
		case "siret", "id":
			digits := compact(t.Value)
			w.term(t, "establishments.id_value >= ? AND establishments.id_value < ?", digits, digits+"\U0010FFFF")
		case "siren":
			w.term(t, "establishments.siren = ? AND establishments.siren <> ''", compact(t.Value))
		case "name":
			w.words = append(w.words, domain.Words(t.Value)...)
		case "city":
			w.term(t, "LOWER(establishments.city) = LOWER(?) AND establishments.city <> ''", t.Value)
		case "country":
			w.but(t, "establishments.country", "FR", strings.ToUpper(t.Value))
		case "state":
			w.but(t, "establishments.state", string(domain.EstablishmentActive), t.Value)
		case "held":
			if w.flag(t, "establishments.held"); yes(t.Value) != t.Not {
				w.and("establishments.held = TRUE") // what the index begins with
			}
		case "group":
			w.term(t, "establishments.group_id <> 0 AND establishments.group_id IN (SELECT id FROM company_groups WHERE name_key = ?)", domain.Fold(t.Value))
		case "buyer":
			w.term(t, `establishments.id IN (SELECT supplier_id FROM follow_ups WHERE buyer_id IN (SELECT id FROM establishments b WHERE b.id_value = ?) AND state <> 'closed')`, compact(t.Value))
		}
	}
	return w
}

// InsertEstablishment creates an establishment and returns its id.
func (tx *Tx) InsertEstablishment(ctx context.Context, e domain.Establishment) (int64, error) {
	e.NameKey, e.CreatedAt, e.UpdatedAt = domain.Fold(e.Name), tx.now, tx.now
	if err := tx.refuseTraces(ctx, domain.TraceOfIdentifier(domain.Identifier{Type: e.IDType, Value: e.IDValue})); err != nil {
		return 0, err
	}
	id, err := tx.insertNamed(ctx, `INSERT INTO establishments (id_type, id_value, siren, name, name_key, name_source, country, postal_code,
		city, activity, nomenclature, group_id, state, is_buyer, is_supplier, mail_domain, standby_email, held, hold_reason, created_at, updated_at)
		VALUES (:id_type, :id_value, :siren, :name, :name_key, :name_source, :country, :postal_code, :city, :activity, :nomenclature,
		:group_id, :state, :is_buyer, :is_supplier, :mail_domain, :standby_email, :held, :hold_reason, :created_at, :updated_at) RETURNING id`, e)
	if err != nil {
		if uniqueViolation(err) {
			return 0, domain.Refuse(domain.Conflict, "establishment_exists", "Identifier", e.IDValue)
		}
		return 0, err
	}
	tx.Record("establishment", id, nil, redactEstablishment(e))
	return id, nil
}

// UpdateEstablishment saves what changed between before and after.
func (tx *Tx) UpdateEstablishment(ctx context.Context, before, after domain.Establishment) error {
	after.NameKey, after.UpdatedAt = domain.Fold(after.Name), tx.now
	if err := tx.execNamed(ctx, `UPDATE establishments SET name = :name, name_key = :name_key, name_source = :name_source, country = :country,
		postal_code = :postal_code, city = :city, activity = :activity, nomenclature = :nomenclature, group_id = :group_id, state = :state,
		is_buyer = :is_buyer, is_supplier = :is_supplier, mail_domain = :mail_domain, standby_email = :standby_email, held = :held,
		hold_reason = :hold_reason, updated_at = :updated_at WHERE id = :id`, after); err != nil {
		return err
	}
	tx.Record("establishment", after.ID, redactEstablishment(before), redactEstablishment(after))
	return tx.changeHold(ctx, before.Held, after.Held, domain.MailHold{Scope: domain.HoldBuyer, SubjectID: after.ID, Reason: after.HoldReason, LiftReason: after.ReleaseReason})
}

func redactEstablishment(e domain.Establishment) map[string]any {
	return map[string]any{"identifier": e.IDValue, "state": e.State, "buyer": e.IsBuyer, "supplier": e.IsSupplier,
		"group": e.GroupID, "held": e.Held}
}
