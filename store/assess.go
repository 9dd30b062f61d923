package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

// Collections is what every buyer collects: its own list, or the default one.
type Collections struct {
	own      map[int64][]domain.Collected
	standard []domain.Collected
}

// Of returns what one buyer collects.
func (c Collections) Of(buyer int64) []domain.Collected {
	if own, ok := c.own[buyer]; ok {
		return own
	}
	return c.standard
}

// Collections reads what every buyer collects; buyers are few.
func (r reader) Collections(ctx context.Context) (Collections, error) {
	types, err := r.DocumentTypes(ctx)
	if err != nil {
		return Collections{}, err
	}
	c := Collections{own: map[int64][]domain.Collected{}}
	for _, code := range domain.DefaultCollection() {
		c.standard = append(c.standard, domain.Collected{DocumentType: types[code]})
	}
	err = r.each(ctx, func(rs *sqlx.Rows) error {
		var buyer int64
		var own domain.Collected
		if err := rs.Scan(&buyer, &own.Code, &own.UsageMonths, &own.Forced); err != nil {
			return err
		}
		own.DocumentType = types[own.Code]
		c.own[buyer] = append(c.own[buyer], own)
		return nil
	}, `SELECT buyer_id, type_code, usage_months, forced FROM collections ORDER BY buyer_id, type_code`)
	return c, err
}

// Assess assesses several follow-ups on a day from their contracts and
// documents; the answers are in the order of the follow-ups.
func (r reader) Assess(ctx context.Context, fs []domain.FollowUp, c Collections, day domain.Date) ([]domain.Assessment, error) {
	ids, suppliers := make([]int64, len(fs)), make([]int64, len(fs))
	for i, f := range fs {
		ids[i], suppliers[i] = f.ID, f.SupplierID
	}
	contracts, err := r.Contracts(ctx, ids)
	if err != nil {
		return nil, err
	}
	known := caseFacts{collections: c, contracts: map[int64][]domain.Contract{}}
	for _, contract := range contracts {
		known.contracts[contract.FollowUpID] = append(known.contracts[contract.FollowUpID], contract)
	}
	if known.suppliers, err = r.supplierFacts(ctx, suppliers); err != nil {
		return nil, err
	}
	return r.assess(ctx, fs, suppliers, known, day)
}

// caseFacts are what follow-ups are assessed by, beside documents.
type caseFacts struct {
	collections Collections
	contracts   map[int64][]domain.Contract    // by follow-up
	suppliers   map[int64]domain.Establishment // by id
}

// assess is Assess where all but the suppliers' documents is known.
func (r reader) assess(ctx context.Context, fs []domain.FollowUp, suppliers []int64, known caseFacts, day domain.Date) ([]domain.Assessment, error) {
	documents, err := r.Documents(ctx, suppliers)
	if err != nil {
		return nil, err
	}
	bySupplier := map[int64][]domain.Document{}
	for _, d := range documents {
		bySupplier[d.SupplierID] = append(bySupplier[d.SupplierID], d)
	}
	out := make([]domain.Assessment, len(fs))
	for i, f := range fs {
		s := known.suppliers[f.SupplierID]
		out[i] = domain.Case{BeganOn: f.BeganOn, Forced: f.Forced, Foreign: s.Foreign(), Activity: s.Activity, Collected: known.collections.Of(f.BuyerID),
			Contracts: known.contracts[f.ID], Documents: bySupplier[f.SupplierID], FollowUp: f.ID}.Assess(day)
	}
	return out, nil
}

func (r reader) supplierFacts(ctx context.Context, ids []int64) (map[int64]domain.Establishment, error) {
	facts := make(map[int64]domain.Establishment, len(ids))
	err := r.each(ctx, func(rs *sqlx.Rows) error {
		var e domain.Establishment
		if err := rs.Scan(&e.ID, &e.IDType, &e.Activity); err != nil {
			return err
		}
		facts[e.ID] = e
		return nil
	}, `SELECT id, id_type, activity FROM establishments WHERE `+r.dialect.in("id"), r.list(ids))
	return facts, err
}

// RefreshFollowUps assesses follow-ups again on day and stores what it finds:
// no fact changes, so nothing is recorded.
func (tx *Tx) RefreshFollowUps(ctx context.Context, ids []int64, c Collections, day domain.Date) error {
	var fs []domain.FollowUp
	if err := tx.all(ctx, &fs, `SELECT `+followUpColumns+` FROM follow_ups WHERE `+tx.dialect.in("id")+` ORDER BY id`, tx.list(ids)); err != nil {
		return err
	}
	as, err := tx.Assess(ctx, fs, c, day)
	if err != nil {
		return err
	}
	for i, f := range fs {
		f.Apply(as[i], day)
		if err := tx.exec(ctx, `UPDATE follow_ups SET ends_on = ?, compliance = ?, required = ?, outstanding = ?, computed_on = ?,
			next_change_on = ? WHERE id = ?`, f.EndsOn, f.Compliance, f.Required, f.Outstanding, f.ComputedOn, f.NextChangeOn, f.ID); err != nil {
			return err
		}
	}
	return nil
}

// StaleFollowUps reads follow-ups whose stored compliance no longer holds on
// day, at most limit.
func (r reader) StaleFollowUps(ctx context.Context, day domain.Date, limit int) ([]int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT id FROM follow_ups WHERE next_change_on <= ? ORDER BY next_change_on, id LIMIT ?`, day, limit)
	return ids, err
}
