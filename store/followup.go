package store

import (
	"context"
	"strings"

	"vigie/internal/domain"
)

const followUpColumns = `follow_ups.id, follow_ups.buyer_id, follow_ups.supplier_id, follow_ups.state, follow_ups.episode,
	follow_ups.third_party_code, follow_ups.began_on, follow_ups.ends_on, follow_ups.forced, follow_ups.compliance, follow_ups.required,
	follow_ups.outstanding, follow_ups.computed_on, follow_ups.next_change_on, follow_ups.standby_reason, follow_ups.standby_note,
	follow_ups.standby_until, follow_ups.standby_confirmed, follow_ups.standby_pending, follow_ups.standby_on, follow_ups.standby_told, follow_ups.closed_on, follow_ups.created_at, follow_ups.updated_at`

const followUpRowColumns = followUpColumns + `, buyer.name AS buyer_name, buyer.id_value AS buyer_value,
	supplier.name AS supplier_name, supplier.id_value AS supplier_value`

const followUpRowFrom = `follow_ups JOIN establishments buyer ON buyer.id = follow_ups.buyer_id
	JOIN establishments supplier ON supplier.id = follow_ups.supplier_id`

// FollowUp reads one follow-up.
func (r reader) FollowUp(ctx context.Context, id int64) (domain.FollowUp, error) {
	var f domain.FollowUp
	err := r.one(ctx, "follow_up", &f, `SELECT `+followUpColumns+` FROM follow_ups WHERE id = ?`, id)
	return f, err
}

// FollowUpRow reads one follow-up with its names.
func (r reader) FollowUpRow(ctx context.Context, id int64) (domain.FollowUpRow, error) {
	var f domain.FollowUpRow
	err := r.one(ctx, "follow_up", &f, `SELECT `+followUpRowColumns+` FROM `+followUpRowFrom+` WHERE follow_ups.id = ?`, id)
	return f, err
}

// FollowUpBetween reads the follow-up of a pair.
func (r reader) FollowUpBetween(ctx context.Context, buyer, supplier int64) (domain.FollowUp, error) {
	var f domain.FollowUp
	err := r.one(ctx, "follow_up", &f, `SELECT `+followUpColumns+` FROM follow_ups WHERE supplier_id = ? AND buyer_id = ?`, supplier, buyer)
	return f, err
}

// SupplierFollowUps reads the follow-ups of one supplier, at most limit.
func (r reader) SupplierFollowUps(ctx context.Context, supplier int64, limit int) ([]domain.FollowUpRow, error) {
	var fs []domain.FollowUpRow
	err := r.all(ctx, &fs, `SELECT `+followUpRowColumns+` FROM `+followUpRowFrom+`
		WHERE follow_ups.supplier_id = ? ORDER BY follow_ups.buyer_id, follow_ups.id LIMIT ?`, supplier, limit)
	return fs, err
}

// FollowUpFields are the fields of the filter of follow-ups.
func FollowUpFields() []string {
	return []string{"buyer", "docs", "ends", "id", "pending", "standby", "state", "status", "supplier", "told", "undecided"}
}

// FollowUps lists follow-ups, newest first by default.
func (r reader) FollowUps(ctx context.Context, f domain.Filter, p domain.Page) (domain.Window[domain.FollowUpRow], error) {
	id := func(f domain.FollowUpRow) int64 { return f.ID }
	l := list[domain.FollowUpRow]{
		columns: followUpRowColumns, from: followUpRowFrom, table: "follow_ups",
		sorts: map[string]sortKey[domain.FollowUpRow]{
			"":        byID(id),
			"ends":    {"follow_ups.ends_on", func(f domain.FollowUpRow) string { return string(f.EndsOn) }, id},
			"standby": {"follow_ups.standby_on", func(f domain.FollowUpRow) string { return string(f.StandbyOn) }, id},
		},
	}
	w, err := r.followUpWhere(ctx, f)
	if err != nil {
		return domain.Window[domain.FollowUpRow]{}, err
	}
	return window(ctx, r, l, w, p)
}

// CountFollowUps counts what a filter finds, up to a cap.
func (r reader) CountFollowUps(ctx context.Context, f domain.Filter) (domain.Count, error) {
	w, err := r.followUpWhere(ctx, f)
	if err != nil {
		return domain.Count{}, err
	}
	return count(ctx, r, "follow_ups", w)
}

func (r reader) followUpWhere(ctx context.Context, f domain.Filter) (*where, error) {
	w := &where{}
	if len(f.Words) > 0 {
		if err := r.suppliersNamed(ctx, w, f.Words); err != nil {
			return nil, err
		}
	}
	for _, t := range f.Terms {
		switch t.Field {
		case "buyer", "supplier":
			id, err := r.number(ctx, `SELECT id FROM establishments WHERE id_value = ?`, compact(t.Value))
			if err != nil {
				return nil, err
			}
			w.term(t, "follow_ups."+t.Field+"_id = ?", id)
		case "state", "status":
			w.followUpState(t)
		case "docs":
			w.term(t, "follow_ups.compliance = ?", t.Value)
		case "standby":
			w.flag(t, "(follow_ups.state = 'standby')")
		case "pending":
			w.flag(t, "follow_ups.standby_pending")
		case "undecided":
			w.flag(t, "(follow_ups.state = 'standby' AND NOT follow_ups.standby_confirmed)")
		case "told":
			w.flag(t, "follow_ups.standby_told")
			w.and("follow_ups.state = 'standby' AND NOT follow_ups.standby_confirmed")
		case "ends":
			if err := r.endsOn(ctx, w, t); err != nil {
				return nil, err
			}
		case "id":
			w.term(t, "follow_ups.id = ?", number(t.Value))
		}
	}
	return w, nil
}

// suppliersNamed narrows to suppliers whose name has the words: few of them
// lead to their follow-ups, many are tested on the way through the list.
func (r reader) suppliersNamed(ctx context.Context, w *where, words []string) error {
	condition, match := r.dialect.words("establishment", "named", words)
	few, err := r.fewHave(ctx, "establishment", match, fewWords)
	if err != nil {
		return err
	}
	if few {
		w.and(`follow_ups.supplier_id IN (SELECT named.id FROM establishments named WHERE `+condition+`)`, match)
		return nil
	}
	name := &where{}
	name.hasWords("named.name_key", words)
	w.and(`EXISTS (SELECT 1 FROM establishments named WHERE named.id = follow_ups.supplier_id AND `+strings.Join(name.conditions, " AND ")+`)`, name.args...)
	return nil
}

// endsOn narrows by the end of contracts: few follow-ups are found by it,
// many are met soon enough on the way through the list.
func (r reader) endsOn(ctx context.Context, w *where, t domain.Term) error {
	ends := &where{}
	ends.compare(t, "ending.ends_on", t.Value)
	n, err := r.number(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM follow_ups ending`+ends.text()+` LIMIT ?) AS found`, append(ends.args, fewWords+1)...)
	if err != nil {
		return err
	}
	if n <= fewWords {
		w.and(`follow_ups.id IN (SELECT ending.id FROM follow_ups ending`+ends.text()+`)`, ends.args...)
		return nil
	}
	w.compare(t, "follow_ups.ends_on", t.Value)
	return nil
}

// followUpState adds a state as it stands in the partial index over it.
func (w *where) followUpState(t domain.Term) {
	switch domain.FollowUpState(t.Value) {
	case domain.FollowUpStandby:
		w.term(t, "follow_ups.state = 'standby'")
	case domain.FollowUpClosed:
		w.term(t, "follow_ups.state = 'closed'")
	case domain.FollowUpActive:
		w.term(t, "follow_ups.state = 'active'")
	default:
		w.nothing = w.nothing || !t.Not
	}
}

// InsertFollowUp creates a follow-up and returns its id.
func (tx *Tx) InsertFollowUp(ctx context.Context, f domain.FollowUp) (int64, error) {
	f.CreatedAt, f.UpdatedAt = tx.now, tx.now
	id, err := tx.insertNamed(ctx, `INSERT INTO follow_ups (buyer_id, supplier_id, state, episode, third_party_code, began_on, ends_on, forced,
		compliance, required, outstanding, computed_on, next_change_on, created_at, updated_at)
		VALUES (:buyer_id, :supplier_id, :state, :episode, :third_party_code, :began_on, :ends_on, :forced, :compliance, :required,
		:outstanding, :computed_on, :next_change_on, :created_at, :updated_at) RETURNING id`, f)
	if err == nil {
		tx.Record("follow_up", id, nil, redactFollowUp(f))
	}
	return id, err
}

// UpdateFollowUp saves what changed between before and after.
func (tx *Tx) UpdateFollowUp(ctx context.Context, before, after domain.FollowUp) error {
	if err := tx.saveFollowUp(ctx, after); err != nil {
		return err
	}
	tx.Record("follow_up", after.ID, redactFollowUp(before), redactFollowUp(after))
	return nil
}

// saveFollowUp writes a follow-up without a record, for what only restates
// known facts on another day.
func (tx *Tx) saveFollowUp(ctx context.Context, f domain.FollowUp) error {
	f.UpdatedAt = tx.now
	return tx.execNamed(ctx, `UPDATE follow_ups SET state = :state, episode = :episode, third_party_code = :third_party_code,
		began_on = :began_on, ends_on = :ends_on, forced = :forced, compliance = :compliance, required = :required, outstanding = :outstanding,
		computed_on = :computed_on, next_change_on = :next_change_on, standby_reason = :standby_reason, standby_note = :standby_note,
		standby_until = :standby_until, standby_confirmed = :standby_confirmed, standby_pending = :standby_pending,
		standby_on = :standby_on, standby_told = :standby_told, closed_on = :closed_on, updated_at = :updated_at
		WHERE id = :id`, f)
}

func redactFollowUp(f domain.FollowUp) map[string]any {
	return map[string]any{"buyer": f.BuyerID, "supplier": f.SupplierID, "state": f.State, "episode": f.Episode, "ends_on": f.EndsOn,
		"standby_reason": f.StandbyReason, "standby_until": f.StandbyUntil, "standby_pending": f.StandbyPending}
}
